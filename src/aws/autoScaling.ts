// Auto Scaling: groups, their instances, and the target groups that are attached to them.
import {
  AttachLoadBalancerTargetGroupsCommand,
  type AutoScalingClient,
  type AutoScalingGroup as ApiGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLoadBalancerTargetGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DetachTrafficSourcesCommand,
} from '@aws-sdk/client-auto-scaling';
import type { AttachmentState, AutoScalingGroup } from '../model/autoScaling';
import type { CallOptions } from './cloud';
import { allOf, pages } from './pages';
import type { ServiceOf } from './service';

type AutoScaling = ServiceOf<AutoScalingClient>;

/** Auto Scaling's maximum number of ids in one call. */
const OWNERS_A_CALL = 50;
/** The API's maximum for `MaxRecords` of DescribeAutoScalingGroups. */
const GROUPS_A_PAGE = 100;

export async function autoScalingOwners(
  autoScaling: AutoScaling,
  instanceIds: readonly string[],
  options: CallOptions,
): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (let start = 0; start < instanceIds.length; start += OWNERS_A_CALL) {
    const InstanceIds = instanceIds.slice(start, start + OWNERS_A_CALL);
    const answer = await autoScaling.call(
      new DescribeAutoScalingInstancesCommand({ InstanceIds }),
      'other',
      options,
    );
    for (const { InstanceId, AutoScalingGroupName } of answer.AutoScalingInstances ?? []) {
      if (InstanceId !== undefined && AutoScalingGroupName !== undefined)
        owners.set(InstanceId, AutoScalingGroupName);
    }
  }
  return owners;
}

export function autoScalingGroups(
  autoScaling: AutoScaling,
  options: CallOptions,
): Promise<AutoScalingGroup[]> {
  const source = pages(
    (NextToken) =>
      autoScaling.call(
        new DescribeAutoScalingGroupsCommand({ MaxRecords: GROUPS_A_PAGE, NextToken }),
        'other',
        options,
      ),
    ({ NextToken }) => NextToken,
  );
  return allOf(source, ({ AutoScalingGroups = [] }) => AutoScalingGroups.map(toGroup));
}

/**
 * By AttachLoadBalancerTargetGroups and not by its successor AttachTrafficSources, which does the same: the API supports
 * both side by side, this one is in the permissions that people have given for years, and what it attaches is listed and
 * detached by its own kind.
 */
export async function attachTargetGroup(
  autoScaling: AutoScaling,
  AutoScalingGroupName: string,
  groupArn: string,
  options: CallOptions,
): Promise<void> {
  await autoScaling.call(
    new AttachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, TargetGroupARNs: [groupArn] }),
    'other',
    options,
  );
}

/** In the way in which it was attached: the API detaches by that one only. */
export async function detachTargetGroup(
  autoScaling: AutoScaling,
  AutoScalingGroupName: string,
  groupArn: string,
  options: CallOptions,
): Promise<void> {
  const state = await attachmentState(autoScaling, AutoScalingGroupName, groupArn, options);
  await (state === undefined
    ? autoScaling.call(
        new DetachTrafficSourcesCommand({
          AutoScalingGroupName,
          TrafficSources: [{ Identifier: groupArn, Type: 'elbv2' }],
        }),
        'other',
        options,
      )
    : autoScaling.call(
        new DetachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, TargetGroupARNs: [groupArn] }),
        'other',
        options,
      ));
}

export async function attachmentState(
  autoScaling: AutoScaling,
  AutoScalingGroupName: string,
  groupArn: string,
  options: CallOptions,
): Promise<AttachmentState | undefined> {
  const source = pages(
    (NextToken) =>
      autoScaling.call(
        new DescribeLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, NextToken }),
        'other',
        options,
      ),
    ({ NextToken }) => NextToken,
  );
  const attached = await allOf(source, ({ LoadBalancerTargetGroups = [] }) => LoadBalancerTargetGroups);
  return attached.find(({ LoadBalancerTargetGroupARN }) => LoadBalancerTargetGroupARN === groupArn)?.State;
}

function toGroup(group: ApiGroup): AutoScalingGroup {
  const sources = (group.TrafficSources ?? []).flatMap(({ Identifier }) => Identifier ?? []);
  return {
    name: group.AutoScalingGroupName ?? '',
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desiredCapacity: group.DesiredCapacity ?? 0,
    healthCheckTypes: listed(group.HealthCheckType),
    healthCheckGraceSeconds: group.HealthCheckGracePeriod ?? 0,
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
    subnetIds: listed(group.VPCZoneIdentifier),
    targetGroupArns: [...new Set([...(group.TargetGroupARNs ?? []), ...sources])],
    instances: (group.Instances ?? []).map(({ InstanceId = '', LifecycleState = '' }) => ({
      id: InstanceId,
      lifecycleState: LifecycleState,
    })),
  };
}

function listed(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
