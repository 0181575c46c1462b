// EC2 Auto Scaling: groups, the instances they own, and the target groups attached to them.
import {
  DescribeAutoScalingGroups$,
  DescribeAutoScalingInstances$,
  DescribeLoadBalancerTargetGroups$,
  type AutoScalingGroup as AutoScalingGroupShape,
  type AutoScalingGroupNamesType,
  type AutoScalingGroupsType,
  type AutoScalingInstancesType,
  type DescribeAutoScalingInstancesType,
  type DescribeLoadBalancerTargetGroupsRequest,
  type DescribeLoadBalancerTargetGroupsResponse,
} from '@aws-sdk/client-auto-scaling';
import { ApiError, validationError } from '../apiError';
import { page, type Page } from '../paging';
import { operation, operationTable, type Checked } from '../wire/operation';
import { queryService } from '../wire/queryService';
import { instanceState } from '../world/instanceState';
import type { AutoScalingGroup } from '../world/autoScalingTypes';
import type { Instance } from '../world/networkTypes';
import type { World } from '../world/world';

const describeAutoScalingGroups = operation(
  DescribeAutoScalingGroups$,
  ['AutoScalingGroupNames', 'NextToken', 'MaxRecords'],
  (input: Checked<AutoScalingGroupNamesType>, { world, now }): AutoScalingGroupsType => {
    const { AutoScalingGroupNames: names } = input;
    // Names that are not there are left out, without an error.
    const groups = world.autoScalingGroups.filter((group) => !names?.length || names.includes(group.name));
    const { items, next } = recordsPage(groups, (group) => group.name, input, 100);
    return { AutoScalingGroups: items.map((group) => groupShape(world, group, now)), NextToken: next };
  },
);

const describeAutoScalingInstances = operation(
  DescribeAutoScalingInstances$,
  ['InstanceIds', 'NextToken', 'MaxRecords'],
  (input: Checked<DescribeAutoScalingInstancesType>, { world, now }): AutoScalingInstancesType => {
    const { InstanceIds: ids } = input;
    const all = world.autoScalingGroups
      .flatMap((group) => membersOf(world, group).map((instance) => ({ group, instance })))
      .filter(({ instance }) => !ids?.length || ids.includes(instance.id));
    const { items, next } = recordsPage(all, ({ instance }) => instance.id, input, 50);
    const details = items.map(({ group, instance }) => ({
      ...memberShape(instance, now),
      AutoScalingGroupName: group.name,
    }));
    return { AutoScalingInstances: details, NextToken: next };
  },
);

const describeLoadBalancerTargetGroups = operation(
  DescribeLoadBalancerTargetGroups$,
  ['AutoScalingGroupName', 'NextToken', 'MaxRecords'],
  (
    input: Checked<DescribeLoadBalancerTargetGroupsRequest>,
    { world },
  ): DescribeLoadBalancerTargetGroupsResponse => {
    const { AutoScalingGroupName: name } = input;
    const group = world.autoScalingGroups.find((each) => each.name === name);
    if (!group) throw validationError(`AutoScalingGroup name not found - no such group: ${name}`);
    const { items, next } = recordsPage(group.targetGroupArns, (arn) => arn, input, 100);
    return {
      LoadBalancerTargetGroups: items.map((arn) => ({ LoadBalancerTargetGroupARN: arn, State: 'InService' })),
      NextToken: next,
    };
  },
);

function recordsPage<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  input: { MaxRecords?: number | undefined; NextToken?: string | undefined },
  largest: number,
): Page<Item> {
  const size = input.MaxRecords ?? Math.min(50, largest);
  if (!Number.isInteger(size) || size < 1 || size > largest) {
    throw validationError(`MaxRecords must be from 1 to ${largest}`);
  }
  return page(all, keyOf, {
    size,
    marker: input.NextToken,
    invalidMarker: () => new ApiError('InvalidNextToken', 'The NextToken value is not valid.'),
  });
}

function membersOf(world: World, group: AutoScalingGroup): Instance[] {
  return world.instances.filter((instance) => group.instanceIds.includes(instance.id));
}

function groupShape(world: World, group: AutoScalingGroup, now: number): AutoScalingGroupShape {
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: 300,
    AvailabilityZones: [...new Set(group.subnets.map((subnet) => subnet.zone.name))],
    LoadBalancerNames: [],
    TargetGroupARNs: [...group.targetGroupArns],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 300,
    Instances: membersOf(world, group).map((instance) => memberShape(instance, now)),
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: [],
    VPCZoneIdentifier: group.subnets.map((subnet) => subnet.id).join(','),
    EnabledMetrics: [],
    Tags: Object.entries(group.tags).map(([key, value]) => ({
      ResourceId: group.name,
      ResourceType: 'auto-scaling-group',
      Key: key,
      Value: value,
      PropagateAtLaunch: false,
    })),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
  };
}

function memberShape(instance: Instance, now: number) {
  return {
    InstanceId: instance.id,
    InstanceType: instance.type,
    AvailabilityZone: instance.subnet.zone.name,
    LifecycleState: 'InService' as const,
    HealthStatus: instanceState(instance, now) === 'running' ? 'Healthy' : 'Unhealthy',
    ProtectedFromScaleIn: false,
  };
}

export const autoScaling = queryService({
  version: '2011-01-01',
  xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  serviceNamespace: 'com.amazonaws.autoscaling',
  operations: operationTable([
    describeAutoScalingGroups,
    describeAutoScalingInstances,
    describeLoadBalancerTargetGroups,
  ]),
});
