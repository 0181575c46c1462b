// Which load balancers send traffic to a target group, by their listeners' rules.
import type { Listener, LoadBalancer, Rule, RuleAction, TargetGroup } from './loadBalancingTypes';
import type { World } from './world';

export interface Route {
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
}

type Routes = ReadonlyMap<string, readonly Route[]>;

/** By target group ARN, made when asked for: an account has many groups, and its listeners change seldom. */
const routesOfWorld = new WeakMap<World, Routes>();

/** To be called after every change of listeners or rules. */
export function routesChanged(world: World): void {
  routesOfWorld.delete(world);
}

/** The listeners with a rule that forwards to the group. */
export function routesTo(world: World, group: Pick<TargetGroup, 'arn'>): readonly Route[] {
  let routes = routesOfWorld.get(world);
  if (!routes) {
    routes = findRoutes(world);
    routesOfWorld.set(world, routes);
  }
  return routes.get(group.arn) ?? [];
}

export function loadBalancersUsing(world: World, group: Pick<TargetGroup, 'arn'>): LoadBalancer[] {
  return [...new Set(routesTo(world, group).map(({ loadBalancer }) => loadBalancer))];
}

/** The target groups that any rule of a load balancer's listeners names; without what only one rule names. */
export function forwardedArns({ listeners }: Pick<LoadBalancer, 'listeners'>, without?: Rule): string[] {
  const rules = listeners.flatMap((listener) => listener.rules).filter((rule) => rule !== without);
  return [...new Set(rules.flatMap(({ action }) => forwardArns(action)))];
}

function findRoutes(world: World): Routes {
  const routes = new Map<string, Route[]>();
  for (const loadBalancer of world.loadBalancers) {
    for (const listener of loadBalancer.listeners) {
      for (const arn of forwardedArns({ listeners: [listener] })) {
        const found = routes.get(arn) ?? [];
        found.push({ loadBalancer, listener });
        routes.set(arn, found);
      }
    }
  }
  return routes;
}

export function forwardArns(action: RuleAction): string[] {
  return action.type === 'forward' ? action.targetGroups.map(({ arn }) => arn) : [];
}
