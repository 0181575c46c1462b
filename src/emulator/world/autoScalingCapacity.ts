// Brings an Auto Scaling group to its desired capacity: launches instances, or chooses those that go.
import { ApiError } from '../apiError';
import type { AutoScalingGroup, Member } from './autoScalingTypes';
import { findInstance } from './instanceIndex';
import { launchInstances } from './instances';
import type { Instance, Subnet } from './networkTypes';
import type { World } from './world';

const firstRetryMilliseconds = 60_000;
const longestRetryMilliseconds = 3_600_000;

/** Those that count: they are there or on their way, and do not leave. */
export function activeMembers({ members }: AutoScalingGroup): Member[] {
  return members.filter(({ state }) => state.name === 'Pending' || state.name === 'InService');
}

/** As many as are missing, each where there are fewest. Without room for one it is tried again later. */
export function launchMissing(world: World, group: AutoScalingGroup, now: number): void {
  let missing = group.desiredCapacity - activeMembers(group).length;
  if (missing > 0 && group.retry && group.retry.at > now) return;
  while (missing > 0) {
    const instance = launchOne(world, group, now);
    if (!instance) {
      group.retry = nextRetry(group, now);
      return;
    }
    const member: Member = {
      instanceId: instance.id,
      isProtected: group.protectsNewInstances,
      launch: group.launch.from,
      state: { name: 'Pending' },
    };
    group.members = [...group.members, member];
    missing--;
  }
  group.retry = undefined;
}

function launchOne(world: World, group: AutoScalingGroup, now: number): Instance | undefined {
  const { instanceType, imageId, securityGroupIds } = group.launch;
  const tags = group.tags
    .filter((tag) => tag.propagateAtLaunch)
    .map(({ key, value }) => [key, value] as const);
  for (const subnet of emptiestFirst(world, group)) {
    try {
      const [instance] = launchInstances(
        world,
        { subnet, count: 1, type: instanceType, imageId, securityGroupIds, tags: Object.fromEntries(tags) },
        now,
      );
      return instance;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return undefined;
}

function emptiestFirst(world: World, group: AutoScalingGroup): Subnet[] {
  const places = activeMembers(group).map(({ instanceId }) => findInstance(world, instanceId)?.subnet);
  const count = (is: (subnet: Subnet) => boolean) => places.filter((subnet) => subnet && is(subnet)).length;
  return world.subnets
    .filter(({ id }) => group.subnets.some((each) => each.id === id))
    .map((subnet) => ({
      subnet,
      inZone: count(({ zone }) => zone.name === subnet.zone.name),
      inSubnet: count(({ id }) => id === subnet.id),
    }))
    .sort((a, b) => a.inZone - b.inZone || a.inSubnet - b.inSubnet)
    .map(({ subnet }) => subnet);
}

function nextRetry({ retry }: AutoScalingGroup, now: number): AutoScalingGroup['retry'] {
  const failures = retry?.failures ?? 0;
  const wait = Math.min(firstRetryMilliseconds * 2 ** failures, longestRetryMilliseconds);
  return { at: now + wait, failures: failures + 1 };
}

/** Those too many: of the zone with most of them, by the group's policy; none that is protected. */
export function chooseSurplus(world: World, group: AutoScalingGroup): Member[] {
  const remaining = activeMembers(group);
  const chosen: Member[] = [];
  while (remaining.length > group.desiredCapacity) {
    const member = chooseOne(world, group, remaining);
    if (!member) break;
    remaining.splice(remaining.indexOf(member), 1);
    chosen.push(member);
  }
  return chosen;
}

function chooseOne(world: World, group: AutoScalingGroup, members: readonly Member[]): Member | undefined {
  const inZones = new Map<string, { member: Member; launchedAt: number }[]>();
  for (const member of members) {
    const instance = findInstance(world, member.instanceId);
    const zone = instance?.subnet.zone.name ?? '';
    inZones.set(zone, [...(inZones.get(zone) ?? []), { member, launchedAt: instance?.launchedAt ?? 0 }]);
  }
  const newestFirst = group.terminationPolicies[0] === 'NewestInstance';
  const candidates = [...inZones.values()]
    .sort((a, b) => b.length - a.length)
    .map((inZone) => inZone.filter(({ member }) => !member.isProtected))
    .find((inZone) => inZone.length > 0);
  return candidates?.sort((a, b) =>
    newestFirst ? b.launchedAt - a.launchedAt : a.launchedAt - b.launchedAt,
  )[0]?.member;
}
