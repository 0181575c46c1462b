// Auto Scaling groups and their instances as the API shows them.
import type {
  Activity,
  AutoScalingGroup as AutoScalingGroupShape,
  Instance as InstanceShape,
  TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { attachedArns } from '../../world/autoScalingTargets';
import type { AutoScalingGroup, AutoScalingTag, LaunchSource, Member } from '../../world/autoScalingTypes';
import { findInstance } from '../../world/instanceIndex';
import { newUuid } from '../../world/names';
import type { World } from '../../world/world';

export function groupShape(
  world: World,
  group: AutoScalingGroup,
  includeInstances: boolean,
): AutoScalingGroupShape {
  const attached = attachedArns(group);
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...launchShape(group.launch.from),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: group.defaultCooldownSeconds,
    AvailabilityZones: [...new Set(group.subnets.map((subnet) => subnet.zone.name))],
    LoadBalancerNames: [],
    TargetGroupARNs: attached,
    TrafficSources: attached.map((arn) => ({ Identifier: arn, Type: 'elbv2' })),
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: group.healthCheckGracePeriodSeconds,
    Instances: includeInstances ? group.members.map((member) => memberShape(world, member)) : [],
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: [],
    VPCZoneIdentifier: group.subnets.map((subnet) => subnet.id).join(','),
    EnabledMetrics: [],
    Status: group.isDeleting ? 'Delete in progress' : undefined,
    Tags: group.tags.map((tag) => tagShape(group.name, tag)),
    TerminationPolicies: [...group.terminationPolicies],
    NewInstancesProtectedFromScaleIn: group.protectsNewInstances,
  };
}

export function tagShape(name: string, { key, value, propagateAtLaunch }: AutoScalingTag): TagDescription {
  return {
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  };
}

export function memberShape(world: World, member: Member) {
  const instance = findInstance(world, member.instanceId);
  return {
    InstanceId: member.instanceId,
    InstanceType: instance?.type,
    AvailabilityZone: instance?.subnet.zone.name,
    LifecycleState: member.state.name satisfies InstanceShape['LifecycleState'],
    HealthStatus: instance?.goal.state === 'running' ? 'Healthy' : 'Unhealthy',
    ...launchShape(member.launch),
    ProtectedFromScaleIn: member.isProtected,
  };
}

function launchShape(from: LaunchSource['from']) {
  return from.kind === 'configuration'
    ? { LaunchConfigurationName: from.name }
    : {
        LaunchTemplate: {
          LaunchTemplateId: from.id,
          LaunchTemplateName: from.name,
          Version: from.version,
        },
      };
}

export function activityShape(
  world: World,
  group: AutoScalingGroup,
  { description, cause }: { readonly description: string; readonly cause: string },
  now: number,
): Activity {
  return {
    ActivityId: newUuid(world, `activity/${group.name}`),
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    Description: description,
    Cause: `At ${new Date(now).toISOString().replace(/\.\d+/, '')} ${cause}`,
    StartTime: new Date(now),
    StatusCode: 'InProgress',
    Progress: 50,
    Details: JSON.stringify({}),
  };
}
