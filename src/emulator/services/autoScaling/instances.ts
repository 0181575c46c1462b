// The instances of Auto Scaling groups: describing, attaching, detaching, terminating and protecting them.
import {
  AttachInstances$,
  DescribeAutoScalingInstances$,
  DetachInstances$,
  LimitExceededFault$,
  SetInstanceProtection$,
  TerminateInstanceInAutoScalingGroup$,
  type ActivityType,
  type AttachInstancesQuery,
  type AutoScalingInstancesType,
  type DescribeAutoScalingInstancesType,
  type DetachInstancesAnswer,
  type DetachInstancesQuery,
  type SetInstanceProtectionQuery,
  type TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { addMembers, leave, lookAfter } from '../../world/autoScalingGroups';
import type { AutoScalingGroup } from '../../world/autoScalingTypes';
import { findInstance } from '../../world/instanceIndex';
import { instanceState } from '../../world/instanceState';
import type { World } from '../../world/world';
import { findLivingGroup, findMember, recordsPage } from './lookup';
import { activityShape, memberShape } from './shapes';

export const describeAutoScalingInstances = operation(
  DescribeAutoScalingInstances$,
  ['InstanceIds', 'MaxRecords', 'NextToken'],
  (input: Checked<DescribeAutoScalingInstancesType>, { world }): AutoScalingInstancesType => {
    const { InstanceIds: ids = [] } = input;
    const all = world.autoScalingGroups
      .flatMap((group) => group.members.map((member) => ({ group, member })))
      .filter(({ member }) => ids.length === 0 || ids.includes(member.instanceId));
    const { items, next } = recordsPage(all, ({ member }) => member.instanceId, input, {
      usual: 50,
      largest: 50,
    });
    return {
      AutoScalingInstances: items.map(({ group, member }) => {
        const shape = memberShape(world, member);
        return {
          ...shape,
          HealthStatus: shape.HealthStatus.toUpperCase(),
          AutoScalingGroupName: group.name,
        };
      }),
      NextToken: next,
    };
  },
);

const mostInOneCall = 20;

export const attachInstances = operation(
  AttachInstances$,
  ['AutoScalingGroupName', 'InstanceIds'],
  (input: Checked<AttachInstancesQuery>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    const ids = chosen(input.InstanceIds);
    for (const id of ids) checkAttachable(world, group, id, now);
    const desiredCapacity = group.desiredCapacity + ids.length;
    if (desiredCapacity > group.maxSize) throw doesNotFit(group, ids.length, 'attach');
    group.desiredCapacity = desiredCapacity;
    addMembers(world, group, ids, now);
    lookAfter(world, group, now);
    return {};
  },
);

function chosen(given: readonly string[] | undefined): string[] {
  const ids = [...new Set(given ?? [])];
  if (ids.length === 0) throw validationError('At least one instance ID must be specified.');
  if (ids.length > mostInOneCall) {
    throw validationError(`At most ${mostInOneCall} instances can be specified in one call`);
  }
  return ids;
}

function checkAttachable(world: World, group: AutoScalingGroup, id: string, now: number): void {
  const instance = findInstance(world, id);
  if (!instance) throw validationError(`Invalid Instance ID(s): [${id}] specified`);
  const state = instanceState(instance, now);
  if (state !== 'running') {
    throw validationError(
      `Instance ${id} is not in correct state. Instance(s) must be in running state, not ${state}`,
    );
  }
  const owner = world.autoScalingGroups.find(({ members }) => members.some((each) => each.instanceId === id));
  if (owner) throw validationError(`Instance ${id} is already part of AutoScalingGroup:${owner.name}`);
  const inReach = group.subnets.some(
    ({ vpcId, zone }) => vpcId === instance.subnet.vpcId && zone.name === instance.subnet.zone.name,
  );
  if (!inReach) {
    throw validationError(
      `The instance ${id} is not in one of the Availability Zones and the VPC of AutoScalingGroup:${group.name}`,
    );
  }
}

function doesNotFit(group: AutoScalingGroup, count: number, what: 'attach' | 'detach'): ApiError {
  const { name, minSize, maxSize, desiredCapacity } = group;
  return validationError(
    `AutoScalingGroup ${name} has min-size=${minSize}, max-size=${maxSize}, and desired-size=${desiredCapacity}. ` +
      `To ${what} ${count} instance${count === 1 ? '' : 's'}, please update the AutoScalingGroup sizes appropriately.`,
  );
}

export const detachInstances = operation(
  DetachInstances$,
  ['AutoScalingGroupName', 'InstanceIds', 'ShouldDecrementDesiredCapacity'],
  (input: Checked<DetachInstancesQuery>, { world, now }): DetachInstancesAnswer => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    const members = chosen(input.InstanceIds).map((id) => findMember(group, id));
    const leaving = members.find(({ state }) => state.name !== 'InService');
    if (leaving) {
      throw validationError(
        `The instance ${leaving.instanceId} is not in InService or Standby: it is ${leaving.state.name}.`,
      );
    }
    if (input.ShouldDecrementDesiredCapacity) {
      const remaining = group.desiredCapacity - members.length;
      if (remaining < group.minSize) throw doesNotFit(group, members.length, 'detach');
      group.desiredCapacity = remaining;
    }
    leave(world, group, members, 'Detaching', now);
    lookAfter(world, group, now);
    return {
      Activities: members.map(({ instanceId }) =>
        activityShape(
          world,
          group,
          {
            description: `Detaching EC2 instance: ${instanceId}`,
            cause: `instance ${instanceId} was detached in response to a user request.`,
          },
          now,
        ),
      ),
    };
  },
);

export const terminateInstanceInAutoScalingGroup = operation(
  TerminateInstanceInAutoScalingGroup$,
  ['InstanceId', 'ShouldDecrementDesiredCapacity'],
  (input: Checked<TerminateInstanceInAutoScalingGroupType>, { world, now }): ActivityType => {
    const { InstanceId: id } = input;
    if (id === undefined) throw validationError('The parameter InstanceId is required.');
    const owner = world.autoScalingGroups.find(({ members }) =>
      members.some((each) => each.instanceId === id),
    );
    if (!owner) {
      throw validationError(`Instance Id not found - No managed instance found for instance ID: ${id}`);
    }
    const group = findLivingGroup(world, owner.name);
    const member = findMember(group, id);
    const isLeaving = 'until' in member.state;
    if (input.ShouldDecrementDesiredCapacity && !isLeaving) {
      if (group.desiredCapacity <= group.minSize) {
        throw validationError(
          `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will ` +
            "violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower " +
            "group's min size.",
        );
      }
      group.desiredCapacity--;
    }
    if (!isLeaving) leave(world, group, [member], 'Terminating', now);
    lookAfter(world, group, now);
    return {
      Activity: activityShape(
        world,
        group,
        {
          description: `Terminating EC2 instance: ${id}`,
          cause: `instance ${id} was taken out of service in response to a user request.`,
        },
        now,
      ),
    };
  },
);

const mostProtected = 50;

export const setInstanceProtection = operation(
  SetInstanceProtection$,
  ['AutoScalingGroupName', 'InstanceIds', 'ProtectedFromScaleIn'],
  (input: Checked<SetInstanceProtectionQuery>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    const { InstanceIds: ids, ProtectedFromScaleIn: isProtected } = input;
    if (ids.length > mostProtected) {
      throw ApiError.of(
        LimitExceededFault$,
        `At most ${mostProtected} instances can be specified in one call`,
      );
    }
    for (const id of ids) findMember(group, id);
    group.members = group.members.map((member) =>
      ids.includes(member.instanceId) ? { ...member, isProtected } : member,
    );
    lookAfter(world, group, now);
    return {};
  },
);
