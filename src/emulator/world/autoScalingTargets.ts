// Registers the instances of an Auto Scaling group in its target groups, and deregisters them.
import { ApiError } from '../apiError';
import type { AutoScalingGroup } from './autoScalingTypes';
import type { TargetGroup } from './loadBalancingTypes';
import { deregisterTargets, registerTargets } from './targets';
import type { World } from './world';

export function registerInstances(
  world: World,
  targetGroupArns: readonly string[],
  instanceIds: readonly string[],
  now: number,
): void {
  for (const group of targetGroups(world, targetGroupArns)) {
    for (const Id of instanceIds) {
      try {
        registerTargets(world, group, [{ Id }], now);
      } catch (error) {
        // A refused target keeps nothing else from going on.
        if (!(error instanceof ApiError)) throw error;
      }
    }
  }
}

/** The moment by which all of them have drained. */
export function deregisterInstances(
  world: World,
  targetGroupArns: readonly string[],
  instanceIds: readonly string[],
  now: number,
): number {
  let drained = now;
  for (const group of targetGroups(world, targetGroupArns)) {
    deregisterTargets(
      world,
      group,
      instanceIds.map((Id) => ({ Id })),
      now,
    );
    for (const { id, port, deregistered } of group.targets) {
      if (!deregistered || port !== group.port || !instanceIds.includes(id)) continue;
      drained = Math.max(drained, deregistered.at + deregistered.delayMilliseconds);
    }
  }
  return drained;
}

/** Those that are still there. */
function targetGroups(world: World, arns: readonly string[]): TargetGroup[] {
  return world.targetGroups.filter(({ arn }) => arns.includes(arn));
}

/** Of the target groups in which new instances are registered. */
export function attachedArns({ attachments }: AutoScalingGroup): string[] {
  return attachments
    .filter(({ state }) => state.name !== 'Removing')
    .map(({ targetGroupArn }) => targetGroupArn);
}
