// Finds target groups, in an account that has thousands.
import { firstAfter } from '../paging';
import type { LoadBalancer, Rule, TargetGroup } from './loadBalancingTypes';
import { targetGroupName } from './names';
import { forwardedArns } from './routing';
import type { World } from './world';

/** By their order. */
export function targetGroupNamed(world: World, name: string): TargetGroup | undefined {
  const found = world.targetGroups[firstAfter(world.targetGroups, (each) => each.name, name) - 1];
  return found?.name === name ? found : undefined;
}

export function targetGroupByArn(world: World, arn: string): TargetGroup | undefined {
  const found = targetGroupNamed(world, targetGroupName(arn));
  return found?.arn === arn ? found : undefined;
}

/** The groups of a load balancer, by name; without those that only one rule names. */
export function forwardedGroups(world: World, loadBalancer: LoadBalancer, without?: Rule): TargetGroup[] {
  return forwardedArns(loadBalancer, without)
    .flatMap((arn) => targetGroupByArn(world, arn) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
