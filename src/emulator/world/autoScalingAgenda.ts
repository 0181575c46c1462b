// When an Auto Scaling group has to look after its instances next, by what is on its way in it.
import type { AutoScalingGroup, Member } from './autoScalingTypes';
import { findInstance } from './instanceIndex';
import { instanceTransitionMilliseconds, runningSince } from './instanceState';
import type { World } from './world';

/** How long after an instance stops running a group finds out. */
const healthCheckMilliseconds = 60_000;

/** Puts a group's next moment on the agenda in place of the one that was there. */
export function plan(world: World, group: AutoScalingGroup, now: number): void {
  unplan(world, group);
  const moments = momentsOf(world, group).filter((at) => at > now);
  if (moments.length > 0) world.agenda.push({ at: Math.min(...moments), autoScalingGroup: group.name });
}

export function unplan(world: World, { name }: AutoScalingGroup): void {
  const others = world.agenda.filter(({ autoScalingGroup }) => autoScalingGroup !== name);
  world.agenda.splice(0, world.agenda.length, ...others);
}

/** To be called when an instance was started, stopped or terminated: its group may have to replace it. */
export function noticeInstanceChange(world: World, instanceId: string, now: number): void {
  const group = world.autoScalingGroups.find(({ members }) =>
    members.some((member) => member.instanceId === instanceId),
  );
  if (group) plan(world, group, now);
}

/** When a group finds that an instance does not run; undefined while it is to run. */
export function foundUnhealthyAt(world: World, { instanceId }: Member): number | undefined {
  const instance = findInstance(world, instanceId);
  if (instance?.goal.state === 'running') return undefined;
  return instance ? instance.goal.since + healthCheckMilliseconds : -Infinity;
}

/** When an instance that leaves has left: one that was terminated is seen for as long as that takes. */
export function goneAt(world: World, { instanceId, state }: Member): number {
  if (!('until' in state)) return Infinity;
  if (state.name === 'Detaching') return state.until;
  const goal = findInstance(world, instanceId)?.goal;
  return goal?.state === 'terminated'
    ? Math.max(state.until, goal.since + instanceTransitionMilliseconds)
    : state.until;
}

function momentsOf(world: World, group: AutoScalingGroup): number[] {
  const { attachments, members, retry } = group;
  return [
    ...attachments.flatMap(({ state }) => ('until' in state ? [state.until] : [])),
    ...members.flatMap((member) => memberMoments(world, member)),
    ...(retry ? [retry.at] : []),
  ];
}

function memberMoments(world: World, member: Member): number[] {
  if ('until' in member.state) return [member.state.until, goneAt(world, member)];
  const unhealthyAt = foundUnhealthyAt(world, member);
  if (unhealthyAt !== undefined) return [unhealthyAt];
  const instance = findInstance(world, member.instanceId);
  return instance && member.state.name === 'Pending' ? [runningSince(instance)] : [];
}
