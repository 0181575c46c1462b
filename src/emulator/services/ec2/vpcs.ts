// CreateVpc, DescribeVpcs and DeleteVpc.
import {
  CreateVpc$,
  DeleteVpc$,
  DescribeVpcs$,
  type CreateVpcRequest,
  type CreateVpcResult,
  type DeleteVpcRequest,
  type DescribeVpcsRequest,
  type DescribeVpcsResult,
  type Vpc as VpcShape,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { prefixLength } from '../../world/addresses';
import { newResourceId } from '../../world/names';
import type { Vpc } from '../../world/networkTypes';
import { defaultSecurityGroup } from '../../world/securityGroups';
import type { World } from '../../world/world';
import { readIpv4Block } from './cidrBlocks';
import { ec2Operation } from './ec2Operation';
import { applyFilters, resultsPage, tagShapes } from './filters';
import { findVpc, vpcsWithIds } from './lookup';
import { dependencyViolation, invalidParameterValue } from './refusals';
import { readTagSpecifications } from './tagging';

export const createVpc = ec2Operation(
  CreateVpc$,
  ['CidrBlock', 'InstanceTenancy', 'AmazonProvidedIpv6CidrBlock', 'TagSpecifications'],
  (input: Checked<CreateVpcRequest>, { world }): CreateVpcResult => {
    if (input.CidrBlock === undefined) {
      throw new ApiError('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    const cidr = readIpv4Block('cidrBlock', input.CidrBlock);
    if (prefixLength(cidr) < 16 || prefixLength(cidr) > 28) {
      throw new ApiError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
    }
    const { InstanceTenancy: tenancy = 'default' } = input;
    if (tenancy !== 'default') {
      throw invalidParameterValue(`The emulator has no VPCs with the instance tenancy '${tenancy}'`);
    }
    const tagsOf = readTagSpecifications(input.TagSpecifications, 'vpc');
    const id = newResourceId(world, 'vpc');
    const vpc: Vpc = {
      id,
      cidr,
      ...(input.AmazonProvidedIpv6CidrBlock ? { ipv6Cidr: ipv6BlockOf(id) } : {}),
      tags: tagsOf('vpc'),
    };
    world.vpcs.push(vpc);
    defaultSecurityGroup(world, id);
    return { Vpc: vpcShape(world, vpc) };
  },
);

/** A /56 of Amazon's. */
function ipv6BlockOf(vpcId: string): string {
  const digits = vpcId.slice(-6);
  const group = (hexadecimal: string) => Number.parseInt(hexadecimal, 16).toString(16);
  return `2600:1f18:${group(digits.slice(0, 4))}:${group(`${digits.slice(4)}00`)}::/56`;
}

export const describeVpcs = ec2Operation(
  DescribeVpcs$,
  ['VpcIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeVpcsRequest>, { world }): DescribeVpcsResult => {
    const isDefault = () => ['false'];
    const found = applyFilters(
      vpcsWithIds(world, input.VpcIds),
      input.Filters,
      {
        cidr: (vpc) => [vpc.cidr],
        'cidr-block-association.cidr-block': (vpc) => [vpc.cidr],
        'cidr-block-association.state': () => ['associated'],
        'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) =>
          vpc.ipv6Cidr === undefined ? [] : [vpc.ipv6Cidr],
        'is-default': isDefault,
        isDefault,
        'owner-id': () => [world.accountId],
        state: () => ['available'],
        'vpc-id': (vpc) => [vpc.id],
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, (vpc) => vpc.id, input);
    return { Vpcs: items.map((vpc) => vpcShape(world, vpc)), NextToken: next };
  },
);

function vpcShape(world: World, { id, cidr, ipv6Cidr, tags }: Vpc): VpcShape {
  return {
    VpcId: id,
    State: 'available',
    OwnerId: world.accountId,
    CidrBlock: cidr,
    CidrBlockAssociationSet: [
      {
        AssociationId: id.replace('vpc-', 'vpc-cidr-assoc-'),
        CidrBlock: cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Ipv6CidrBlockAssociationSet:
      ipv6Cidr === undefined
        ? []
        : [
            {
              AssociationId: id.replace('vpc-', 'vpc-cidr-assoc-ipv6-'),
              Ipv6CidrBlock: ipv6Cidr,
              Ipv6CidrBlockState: { State: 'associated' },
              NetworkBorderGroup: world.region,
              Ipv6Pool: 'Amazon',
            },
          ],
    DhcpOptionsId: 'default',
    InstanceTenancy: 'default',
    IsDefault: false,
    Tags: tagShapes(tags),
  };
}

/** Its default security group goes with it, and so do its peerings. */
export const deleteVpc = ec2Operation(
  DeleteVpc$,
  ['VpcId'],
  (input: Checked<DeleteVpcRequest>, { world, now }): object => {
    const vpc = findVpc(world, input.VpcId);
    const isOwn = ({ vpcId }: { readonly vpcId: string }) => vpcId === vpc.id;
    if (
      world.subnets.some(isOwn) ||
      world.securityGroups.some((group) => isOwn(group) && group.name !== 'default')
    ) {
      throw dependencyViolation(`The vpc '${vpc.id}' has dependencies and cannot be deleted.`);
    }
    world.vpcs.splice(world.vpcs.indexOf(vpc), 1);
    const defaultGroup = world.securityGroups.findIndex(isOwn);
    if (defaultGroup !== -1) world.securityGroups.splice(defaultGroup, 1);
    for (const peering of world.peerings) {
      const involved = [peering.requesterVpcId, peering.accepterVpcId].includes(vpc.id);
      if (involved && peering.endedAt === undefined) {
        peering.status = 'deleted';
        peering.endedAt = now;
      }
    }
    return {};
  },
);
