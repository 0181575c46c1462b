// VPC peering connections: CreateVpcPeeringConnection, Accept…, Reject…, Describe… and Delete….
import {
  AcceptVpcPeeringConnection$,
  CreateVpcPeeringConnection$,
  DeleteVpcPeeringConnection$,
  DescribeVpcPeeringConnections$,
  RejectVpcPeeringConnection$,
  type AcceptVpcPeeringConnectionRequest,
  type AcceptVpcPeeringConnectionResult,
  type CreateVpcPeeringConnectionRequest,
  type CreateVpcPeeringConnectionResult,
  type DeleteVpcPeeringConnectionRequest,
  type DeleteVpcPeeringConnectionResult,
  type DescribeVpcPeeringConnectionsRequest,
  type DescribeVpcPeeringConnectionsResult,
  type RejectVpcPeeringConnectionRequest,
  type RejectVpcPeeringConnectionResult,
  type VpcPeeringConnection,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { blocksOverlap } from '../../world/addresses';
import { newResourceId } from '../../world/names';
import type { Vpc, VpcPeering } from '../../world/networkTypes';
import { isBetween, peeringExpiry, peeringStatus, type PeeringStatus } from '../../world/peerings';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage, tagShapes } from './filters';
import { findPeering, findVpc, peeringsWithIds } from './lookup';
import { invalidParameterValue, missingParameter } from './refusals';
import { readTagSpecifications } from './tagging';

/** One that there is already, in either direction, is the answer; blocks that overlap make one that has failed. */
export const createVpcPeeringConnection = ec2Operation(
  CreateVpcPeeringConnection$,
  ['VpcId', 'PeerVpcId', 'PeerOwnerId', 'PeerRegion', 'TagSpecifications'],
  (input: Checked<CreateVpcPeeringConnectionRequest>, { world, now }): CreateVpcPeeringConnectionResult => {
    const { PeerVpcId: peerVpcId, PeerOwnerId: owner, PeerRegion: region } = input;
    if (owner !== undefined && owner !== world.accountId) {
      throw invalidParameterValue(`The emulator has the account ${world.accountId} only, not '${owner}'`);
    }
    if (region !== undefined && region !== world.region) {
      throw invalidParameterValue(
        `The emulator peers VPCs of one Region only: ${world.region}, not '${region}'`,
      );
    }
    const requester = findVpc(world, input.VpcId);
    if (peerVpcId === undefined) throw missingParameter('peerVpcId');
    const accepter = findVpc(world, peerVpcId);
    const tagsOf = readTagSpecifications(input.TagSpecifications, 'vpc-peering-connection');
    const before = world.peerings.find(
      (each) =>
        isBetween(each, requester.id, accepter.id) &&
        ['pending-acceptance', 'active'].includes(peeringStatus(each, now)),
    );
    if (before) return { VpcPeeringConnection: peeringShape(world, before, now) };
    const peering: VpcPeering = {
      id: newResourceId(world, 'pcx'),
      requesterVpcId: requester.id,
      accepterVpcId: accepter.id,
      createdAt: now,
      tags: tagsOf('vpc-peering-connection'),
      ...(overlap(requester, accepter)
        ? { status: 'failed', endedAt: now }
        : { status: 'pending-acceptance' }),
    };
    world.peerings.push(peering);
    return { VpcPeeringConnection: peeringShape(world, peering, now) };
  },
);

function overlap(one: Vpc, other: Vpc): boolean {
  return (
    blocksOverlap(one.cidr, other.cidr) ||
    (one.ipv6Cidr !== undefined &&
      other.ipv6Cidr !== undefined &&
      blocksOverlap(one.ipv6Cidr, other.ipv6Cidr))
  );
}

export const acceptVpcPeeringConnection = ec2Operation(
  AcceptVpcPeeringConnection$,
  ['VpcPeeringConnectionId'],
  (input: Checked<AcceptVpcPeeringConnectionRequest>, { world, now }): AcceptVpcPeeringConnectionResult => {
    const peering = findPeering(world, now, input.VpcPeeringConnectionId);
    requireStatus(peering, now, ['pending-acceptance'], 'active');
    peering.status = 'active';
    return { VpcPeeringConnection: peeringShape(world, peering, now) };
  },
);

export const rejectVpcPeeringConnection = ec2Operation(
  RejectVpcPeeringConnection$,
  ['VpcPeeringConnectionId'],
  (input: Checked<RejectVpcPeeringConnectionRequest>, { world, now }): RejectVpcPeeringConnectionResult => {
    const peering = findPeering(world, now, input.VpcPeeringConnectionId);
    requireStatus(peering, now, ['pending-acceptance'], 'rejected');
    end(peering, 'rejected', now);
    return { Return: true };
  },
);

export const deleteVpcPeeringConnection = ec2Operation(
  DeleteVpcPeeringConnection$,
  ['VpcPeeringConnectionId'],
  (input: Checked<DeleteVpcPeeringConnectionRequest>, { world, now }): DeleteVpcPeeringConnectionResult => {
    const peering = findPeering(world, now, input.VpcPeeringConnectionId);
    requireStatus(peering, now, ['pending-acceptance', 'active'], 'deleted');
    end(peering, 'deleted', now);
    return { Return: true };
  },
);

function requireStatus(
  peering: VpcPeering,
  now: number,
  statuses: readonly PeeringStatus[],
  next: PeeringStatus,
): void {
  const status = peeringStatus(peering, now);
  if (statuses.includes(status)) return;
  throw new ApiError(
    'InvalidStateTransition',
    `Invalid state transition for ${peering.id}, attempted to transition from ${status} to ${next}`,
  );
}

function end(peering: VpcPeering, status: 'rejected' | 'deleted', now: number): void {
  peering.status = status;
  peering.endedAt = now;
}

export const describeVpcPeeringConnections = ec2Operation(
  DescribeVpcPeeringConnections$,
  ['VpcPeeringConnectionIds', 'Filters', 'NextToken', 'MaxResults'],
  (
    input: Checked<DescribeVpcPeeringConnectionsRequest>,
    { world, now },
  ): DescribeVpcPeeringConnectionsResult => {
    refuseIdsWithPages('vpcPeeringConnectionIds', input.VpcPeeringConnectionIds, input);
    const blocksOf = (vpcId: string) => world.vpcs.filter(({ id }) => id === vpcId).map(({ cidr }) => cidr);
    const found = applyFilters(
      peeringsWithIds(world, now, input.VpcPeeringConnectionIds),
      input.Filters,
      {
        'accepter-vpc-info.cidr-block': (each) => blocksOf(each.accepterVpcId),
        'accepter-vpc-info.owner-id': () => [world.accountId],
        'accepter-vpc-info.vpc-id': (each) => [each.accepterVpcId],
        'requester-vpc-info.cidr-block': (each) => blocksOf(each.requesterVpcId),
        'requester-vpc-info.owner-id': () => [world.accountId],
        'requester-vpc-info.vpc-id': (each) => [each.requesterVpcId],
        'status-code': (each) => [peeringStatus(each, now)],
        'status-message': (each) => [statusMessages[peeringStatus(each, now)]],
        'vpc-peering-connection-id': (each) => [each.id],
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, (each) => each.id, input);
    return {
      VpcPeeringConnections: items.map((each) => peeringShape(world, each, now)),
      NextToken: next,
    };
  },
);

const statusMessages: Record<PeeringStatus, string> = {
  'pending-acceptance': 'Pending Acceptance',
  active: 'Active',
  rejected: 'Inactive: Rejected',
  deleted: 'Deleted',
  expired: 'Expired',
  failed: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
};

function peeringShape(world: World, peering: VpcPeering, now: number): VpcPeeringConnection {
  const status = peeringStatus(peering, now);
  return {
    VpcPeeringConnectionId: peering.id,
    RequesterVpcInfo: vpcInfo(world, peering.requesterVpcId),
    AccepterVpcInfo: vpcInfo(world, peering.accepterVpcId),
    ExpirationTime: status === 'pending-acceptance' ? new Date(peeringExpiry(peering)) : undefined,
    Status: { Code: status, Message: statusMessages[status] },
    Tags: tagShapes(peering.tags),
  };
}

function vpcInfo(world: World, vpcId: string): VpcPeeringConnectionVpcInfo {
  const vpc = world.vpcs.find(({ id }) => id === vpcId);
  return {
    VpcId: vpcId,
    OwnerId: world.accountId,
    Region: world.region,
    CidrBlock: vpc?.cidr,
    CidrBlockSet: vpc ? [{ CidrBlock: vpc.cidr }] : [],
    Ipv6CidrBlockSet: vpc?.ipv6Cidr === undefined ? [] : [{ Ipv6CidrBlock: vpc.ipv6Cidr }],
    PeeringOptions: {
      AllowDnsResolutionFromRemoteVpc: false,
      AllowEgressFromLocalClassicLinkToRemoteVpc: false,
      AllowEgressFromLocalVpcToRemoteClassicLink: false,
    },
  };
}
