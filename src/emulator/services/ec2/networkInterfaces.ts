// DescribeNetworkInterfaces, and the change of security groups: of a network interface, or of an instance's.
import {
  DescribeNetworkInterfaces$,
  ModifyInstanceAttribute$,
  ModifyNetworkInterfaceAttribute$,
  type DescribeNetworkInterfacesRequest,
  type DescribeNetworkInterfacesResult,
  type ModifyInstanceAttributeRequest,
  type ModifyNetworkInterfaceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import type { Subnet } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage } from './filters';
import { networkInterfaceOf } from './instanceShapes';
import {
  findInstance,
  findNetworkInterface,
  networkInterfacesWithIds,
  securityGroupsWithIds,
} from './lookup';
import {
  attachmentId,
  interfaceType,
  loadBalancing,
  networkInterfaceShape,
  privateDnsName,
  securityGroupShapes,
} from './networkInterfaceShapes';
import { missingParameter } from './refusals';

export const describeNetworkInterfaces = ec2Operation(
  DescribeNetworkInterfaces$,
  ['NetworkInterfaceIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeNetworkInterfacesRequest>, { world }): DescribeNetworkInterfacesResult => {
    refuseIdsWithPages('networkInterfaceIdsSet', input.NetworkInterfaceIds, input);
    const found = applyFilters(
      networkInterfacesWithIds(world, input.NetworkInterfaceIds),
      input.Filters,
      {
        'addresses.primary': () => ['true'],
        'addresses.private-ip-address': (each) => [each.privateAddress],
        'attachment.attachment-id': (each) => [attachmentId(each)],
        'attachment.instance-id': (each) => (each.owner.kind === 'instance' ? [each.owner.instance.id] : []),
        'attachment.instance-owner-id': (each) => [
          each.owner.kind === 'instance' ? world.accountId : loadBalancing,
        ],
        'attachment.status': () => ['attached'],
        'availability-zone': (each) => [each.subnet.zone.name],
        'availability-zone-id': (each) => [each.subnet.zone.id],
        description: (each) => [each.description],
        'group-id': (each) => each.securityGroupIds,
        'group-name': (each) => securityGroupShapes(world, each).map(({ GroupName: name }) => name),
        'interface-type': (each) => [interfaceType(each)],
        // Instances and load balancers have IPv4 addresses only.
        'ipv6-addresses.ipv6-address': () => [],
        'network-interface-id': (each) => [each.id],
        'owner-id': () => [world.accountId],
        'private-dns-name': (each) => [privateDnsName(world, each)],
        'private-ip-address': (each) => [each.privateAddress],
        'requester-id': (each) => (each.owner.kind === 'loadBalancer' ? [loadBalancing] : []),
        'requester-managed': (each) => [String(each.owner.kind === 'loadBalancer')],
        status: () => ['in-use'],
        'subnet-id': (each) => [each.subnet.id],
        'vpc-id': (each) => [each.subnet.vpcId],
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, (each) => each.id, input);
    return { NetworkInterfaces: items.map((each) => networkInterfaceShape(world, each)), NextToken: next };
  },
);

const mostGroups = 5;

/** Whether a network interface of the subnet can have these groups. */
export function checkSecurityGroups(world: World, subnet: Subnet, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const foreign = securityGroupsWithIds(world, ids).find(({ vpcId }) => vpcId !== subnet.vpcId);
  if (foreign) {
    throw new ApiError(
      'InvalidParameter',
      `Security group ${foreign.id} and subnet ${subnet.id} belong to different networks.`,
    );
  }
  if (new Set(ids).size > mostGroups) {
    throw new ApiError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  }
}

export const modifyNetworkInterfaceAttribute = ec2Operation(
  ModifyNetworkInterfaceAttribute$,
  ['NetworkInterfaceId', 'Groups'],
  (input: Checked<ModifyNetworkInterfaceAttributeRequest>, { world }): object => {
    const { NetworkInterfaceId: id, Groups: groups } = input;
    const found = findNetworkInterface(world, id);
    if (!groups || groups.length === 0) throw missingParameter('Groups');
    if (found.owner.kind === 'loadBalancer') {
      throw new ApiError(
        'OperationNotPermitted',
        `The network interface '${id}' is managed by ${loadBalancing}: its load balancer has the security groups.`,
      );
    }
    checkSecurityGroups(world, found.subnet, groups);
    found.securityGroupIds = [...new Set(groups)];
    return {};
  },
);

export const modifyInstanceAttribute = ec2Operation(
  ModifyInstanceAttribute$,
  ['InstanceId', 'Groups'],
  (input: Checked<ModifyInstanceAttributeRequest>, { world, now }): object => {
    const { InstanceId: id, Groups: groups } = input;
    const own = networkInterfaceOf(world, findInstance(world, now, id));
    if (!groups || groups.length === 0) throw missingParameter('Groups');
    if (!own) {
      throw new ApiError(
        'IncorrectInstanceState',
        `The instance '${id}' is terminated and has no network interface any more.`,
      );
    }
    checkSecurityGroups(world, own.subnet, groups);
    own.securityGroupIds = [...new Set(groups)];
    return {};
  },
);
