// What an Auto Scaling group does by itself: it looks after its instances and its target groups.
import { foundUnhealthyAt, goneAt, plan, unplan } from './autoScalingAgenda';
import { activeMembers, chooseSurplus, launchMissing } from './autoScalingCapacity';
import { attachedArns, deregisterInstances, registerInstances } from './autoScalingTargets';
import type { Attachment, AutoScalingGroup, Member } from './autoScalingTypes';
import { findInstance } from './instanceIndex';
import { terminateInstance } from './instances';
import { instanceState } from './instanceState';
import type { World } from './world';

/** How long a target group that is attached is `Adding`. */
const attachMilliseconds = 2000;

/** All that is due by now. To be called after every change of the group, and at the moments that it plans. */
export function lookAfter(world: World, group: AutoScalingGroup, now: number): void {
  finishAttachments(group, now);
  takeIntoService(world, group, now);
  const unhealthy = activeMembers(group).filter(
    (member) => (foundUnhealthyAt(world, member) ?? Infinity) <= now,
  );
  leave(world, group, unhealthy, 'Terminating', now);
  leave(world, group, chooseSurplus(world, group), 'Terminating', now);
  finishLeaving(world, group, now);
  if (group.isDeleting && group.members.length === 0) {
    removeGroup(world, group);
    return;
  }
  launchMissing(world, group, now);
  plan(world, group, now);
}

/** Its instances are terminated without waiting for what drains. */
export function forceDelete(world: World, group: AutoScalingGroup, now: number): void {
  group.isDeleting = true;
  group.minSize = 0;
  group.maxSize = 0;
  group.desiredCapacity = 0;
  leave(world, group, activeMembers(group), 'Terminating', now);
  group.members = group.members.map((member) => ({ ...member, state: { name: 'Terminating', until: now } }));
  lookAfter(world, group, now);
}

export function removeGroup(world: World, group: AutoScalingGroup): void {
  unplan(world, group);
  world.autoScalingGroups.splice(world.autoScalingGroups.indexOf(group), 1);
}

/** Deregisters members, and lets them go when their targets have drained. */
export function leave(
  world: World,
  group: AutoScalingGroup,
  leaving: readonly Member[],
  name: 'Terminating' | 'Detaching',
  now: number,
): void {
  for (const member of leaving) {
    const until = deregisterInstances(world, attachedArns(group), [member.instanceId], now);
    replaceMember(group, member, { ...member, state: { name, until } });
  }
}

function replaceMember(group: AutoScalingGroup, member: Member, by: Member): void {
  group.members = group.members.map((each) => (each === member ? by : each));
}

/** Adds instances that run already. */
export function addMembers(
  world: World,
  group: AutoScalingGroup,
  instanceIds: readonly string[],
  now: number,
): void {
  const added = instanceIds.map((instanceId): Member => {
    return {
      instanceId,
      isProtected: group.protectsNewInstances,
      launch: group.launch.from,
      state: { name: 'InService' },
    };
  });
  group.members = [...group.members, ...added];
  registerInstances(world, attachedArns(group), instanceIds, now);
}

/** Registers the instances in service; those that come later are registered when they are. */
export function attach(
  world: World,
  group: AutoScalingGroup,
  arns: readonly string[],
  by: Attachment['by'],
  now: number,
): void {
  const added = arns.filter((arn) => !attachedArns(group).includes(arn));
  const attachments = added.map((targetGroupArn): Attachment => {
    return { targetGroupArn, by, state: { name: 'Adding', until: now + attachMilliseconds } };
  });
  const others = group.attachments.filter(({ targetGroupArn }) => !added.includes(targetGroupArn));
  group.attachments = [...others, ...attachments];
  registerInstances(world, added, inService(group), now);
}

/** Deregisters the instances in service; they keep running. */
export function detach(world: World, group: AutoScalingGroup, arns: readonly string[], now: number): void {
  group.attachments = group.attachments.map((attachment) => {
    const { targetGroupArn, state } = attachment;
    if (!arns.includes(targetGroupArn) || state.name === 'Removing') return attachment;
    const until = deregisterInstances(world, [targetGroupArn], inService(group), now);
    return { ...attachment, state: { name: 'Removing', until } };
  });
}

function inService({ members }: AutoScalingGroup): string[] {
  return members.filter(({ state }) => state.name === 'InService').map(({ instanceId }) => instanceId);
}

function finishAttachments(group: AutoScalingGroup, now: number): void {
  group.attachments = group.attachments.flatMap((attachment): Attachment[] => {
    const { state } = attachment;
    if (!('until' in state) || state.until > now) return [attachment];
    return state.name === 'Removing' ? [] : [{ ...attachment, state: { name: 'Added' } }];
  });
}

function takeIntoService(world: World, group: AutoScalingGroup, now: number): void {
  for (const member of group.members) {
    const instance = findInstance(world, member.instanceId);
    if (member.state.name !== 'Pending' || !instance || instanceState(instance, now) !== 'running') continue;
    replaceMember(group, member, { ...member, state: { name: 'InService' } });
    registerInstances(world, attachedArns(group), [member.instanceId], now);
  }
}

function finishLeaving(world: World, group: AutoScalingGroup, now: number): void {
  for (const { instanceId, state } of group.members) {
    if (state.name !== 'Terminating' || state.until > now) continue;
    const instance = findInstance(world, instanceId);
    if (instance) terminateInstance(world, instance, now);
  }
  group.members = group.members.filter((member) => goneAt(world, member) > now);
}
