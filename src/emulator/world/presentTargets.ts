// Which targets a group has at a moment.
import type { RegisteredTarget, TargetGroup } from './loadBalancingTypes';

/** Those registered and those that still drain. */
export function presentTargets(group: Pick<TargetGroup, 'targets'>, now: number): RegisteredTarget[] {
  return group.targets.filter(
    ({ deregistered }) => !deregistered || now < deregistered.at + deregistered.delayMilliseconds,
  );
}
