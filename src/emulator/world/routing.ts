// Which load balancers send traffic to a target group, by their listeners' rules.
import type { LoadBalancer, Rule, TargetGroup, World } from './world';

export function loadBalancersUsing(world: World, group: TargetGroup): LoadBalancer[] {
  return world.loadBalancers.filter((loadBalancer) =>
    loadBalancer.listeners.some((listener) => listener.rules.some((rule) => forwardsTo(rule, group))),
  );
}

function forwardsTo(rule: Rule, group: TargetGroup): boolean {
  return rule.forward.some((each) => each.targetGroupArn === group.arn);
}
