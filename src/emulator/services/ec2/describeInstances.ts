// DescribeInstances and DescribeInstanceStatus.
import {
  DescribeInstances$,
  DescribeInstanceStatus$,
  type DescribeInstancesRequest,
  type DescribeInstancesResult,
  type DescribeInstanceStatusRequest,
  type DescribeInstanceStatusResult,
  type InstanceStatus,
} from '@aws-sdk/client-ec2';
import type { Checked } from '../../wire/operation';
import { instanceState, runningSince } from '../../world/instanceState';
import type { NetworkInterface } from '../../world/networkInterfaceTypes';
import type { Instance } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage, type FilterTable } from './filters';
import { instanceTags, networkInterfaceOf, reservationShapes, stateShape } from './instanceShapes';
import { instancesWithIds } from './lookup';
import { attachmentId, privateDnsName, securityGroupShapes } from './networkInterfaceShapes';

export const describeInstances = ec2Operation(
  DescribeInstances$,
  ['InstanceIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeInstancesRequest>, { world, now }): DescribeInstancesResult => {
    refuseIdsWithPages('instancesSet', input.InstanceIds, input);
    const found = applyFilters(
      instancesWithIds(world, now, input.InstanceIds),
      input.Filters,
      instanceFilters(world, now),
      (each) => instanceTags(world, each),
    );
    const { items, next } = resultsPage(found, (each) => each.id, input);
    return { Reservations: reservationShapes(world, items, now), NextToken: next };
  },
);

function stateFilters(now: number): FilterTable<Instance> {
  return {
    'availability-zone': (each) => [each.subnet.zone.name],
    'availability-zone-id': (each) => [each.subnet.zone.id],
    'instance-state-code': (each) => [String(stateShape(instanceState(each, now)).Code)],
    'instance-state-name': (each) => [instanceState(each, now)],
  };
}

function instanceFilters(world: World, now: number): FilterTable<Instance> {
  const own =
    (valuesOf: (own: NetworkInterface) => readonly string[]) =>
    (each: Instance): readonly string[] => {
      const found = networkInterfaceOf(world, each);
      return found ? valuesOf(found) : [];
    };
  const groupNames = own((each) => securityGroupShapes(world, each).map(({ GroupName: name }) => name));
  const optional = (value: string | undefined) => (value === undefined ? [] : [value]);
  return {
    ...stateFilters(now),
    architecture: () => ['x86_64'],
    'client-token': (each) => optional(each.launch?.clientToken),
    'iam-instance-profile.arn': (each) => optional(each.launch?.instanceProfile),
    'image-id': (each) => [each.imageId],
    'instance-id': (each) => [each.id],
    'instance-type': (each) => [each.type],
    'instance.group-id': own((each) => each.securityGroupIds),
    'instance.group-name': groupNames,
    'key-name': (each) => optional(each.launch?.keyName),
    'launch-index': (each) => [String(each.launch?.index ?? 0)],
    'launch-time': (each) => [new Date(each.launchedAt).toISOString()],
    'owner-id': () => [world.accountId],
    'private-dns-name': own((each) => [privateDnsName(world, each)]),
    'private-ip-address': own((each) => [each.privateAddress]),
    'reservation-id': (each) => [each.reservationId],
    'subnet-id': own((each) => [each.subnet.id]),
    'vpc-id': own((each) => [each.subnet.vpcId]),
    'network-interface.addresses.primary': own(() => ['true']),
    'network-interface.addresses.private-ip-address': own((each) => [each.privateAddress]),
    'network-interface.attachment.attachment-id': own((each) => [attachmentId(each)]),
    'network-interface.attachment.device-index': own(() => ['0']),
    'network-interface.attachment.instance-id': (each) => [each.id],
    'network-interface.attachment.status': own(() => ['attached']),
    'network-interface.availability-zone': own((each) => [each.subnet.zone.name]),
    'network-interface.description': own((each) => [each.description]),
    'network-interface.group-id': own((each) => each.securityGroupIds),
    'network-interface.group-name': groupNames,
    'network-interface.network-interface-id': own((each) => [each.id]),
    'network-interface.owner-id': own(() => [world.accountId]),
    'network-interface.private-dns-name': own((each) => [privateDnsName(world, each)]),
    'network-interface.private-ip-address': own((each) => [each.privateAddress]),
    'network-interface.requester-managed': own(() => ['false']),
    'network-interface.status': own(() => ['in-use']),
    'network-interface.subnet-id': own((each) => [each.subnet.id]),
    'network-interface.vpc-id': own((each) => [each.subnet.vpcId]),
  };
}

/** How long the checks of an instance that has started take. */
const checksMilliseconds = 10_000;

type CheckStatus = 'ok' | 'initializing' | 'not-applicable';

function checkStatus(instance: Instance, now: number): CheckStatus {
  if (instanceState(instance, now) !== 'running') return 'not-applicable';
  return now < runningSince(instance) + checksMilliseconds ? 'initializing' : 'ok';
}

const reachability = { ok: 'passed', initializing: 'initializing' } as const;

function reachabilityOf(instance: Instance, now: number): 'passed' | 'initializing' | undefined {
  const status = checkStatus(instance, now);
  return status === 'not-applicable' ? undefined : reachability[status];
}

export const describeInstanceStatus = ec2Operation(
  DescribeInstanceStatus$,
  ['InstanceIds', 'Filters', 'IncludeAllInstances', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeInstanceStatusRequest>, { world, now }): DescribeInstanceStatusResult => {
    refuseIdsWithPages('instancesSet', input.InstanceIds, input);
    const status = (each: Instance) => [checkStatus(each, now)];
    const reachable = (each: Instance) => {
      const found = reachabilityOf(each, now);
      return found === undefined ? [] : [found];
    };
    const found = applyFilters(instancesWithIds(world, now, input.InstanceIds), input.Filters, {
      ...stateFilters(now),
      'instance-status.status': status,
      'instance-status.reachability': reachable,
      'system-status.status': status,
      'system-status.reachability': reachable,
    }).filter((each) => input.IncludeAllInstances === true || instanceState(each, now) === 'running');
    const { items, next } = resultsPage(found, (each) => each.id, input);
    return { InstanceStatuses: items.map((each) => statusShape(each, now)), NextToken: next };
  },
);

function statusShape(instance: Instance, now: number): InstanceStatus {
  const found = reachabilityOf(instance, now);
  const summary = {
    Status: checkStatus(instance, now),
    Details: found === undefined ? [] : [{ Name: 'reachability' as const, Status: found }],
  };
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.subnet.zone.name,
    AvailabilityZoneId: instance.subnet.zone.id,
    InstanceState: stateShape(instanceState(instance, now)),
    InstanceStatus: summary,
    SystemStatus: summary,
  };
}
