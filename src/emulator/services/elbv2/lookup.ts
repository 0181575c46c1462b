// Finds what an ELBv2 request names, or refuses as the API does.
import {
  ListenerNotFoundException$,
  LoadBalancerNotFoundException$,
  RuleNotFoundException$,
  TargetGroupNotFoundException$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { page, pageOfSorted, type Page, type PageOptions } from '../../paging';
import type { LoadBalancer, TargetGroup } from '../../world/loadBalancingTypes';
import type { PlacedListener, PlacedRule } from '../../world/rules';
import { targetGroupByArn } from '../../world/targetGroupIndex';
import type { World } from '../../world/world';

export function findTargetGroup(world: World, arn: string): TargetGroup {
  requireArn(arn, 'targetgroup', 'target group');
  const group = targetGroupByArn(world, arn);
  if (!group) throw ApiError.of(TargetGroupNotFoundException$, `Target groups '${arn}' not found`);
  return group;
}

export function findLoadBalancer(world: World, arn: string): LoadBalancer {
  requireArn(arn, 'loadbalancer', 'load balancer');
  const loadBalancer = world.loadBalancers.find((each) => each.arn === arn);
  if (!loadBalancer) throw ApiError.of(LoadBalancerNotFoundException$, `Load balancers '[${arn}]' not found`);
  return loadBalancer;
}

export function findListener(world: World, arn: string): PlacedListener {
  requireArn(arn, 'listener', 'listener');
  for (const loadBalancer of world.loadBalancers) {
    const listener = loadBalancer.listeners.find((each) => each.arn === arn);
    if (listener) return { loadBalancer, listener };
  }
  throw ApiError.of(ListenerNotFoundException$, `Listeners '${arn}' not found`);
}

export function findRule(world: World, arn: string): PlacedRule {
  requireArn(arn, 'listener-rule', 'listener rule');
  for (const loadBalancer of world.loadBalancers) {
    for (const listener of loadBalancer.listeners) {
      const rule = listener.rules.find((each) => each.arn === arn);
      if (rule) return { loadBalancer, listener, rule };
    }
  }
  throw ApiError.of(RuleNotFoundException$, `Rules '${arn}' not found`);
}

export function requireArn(arn: string, resource: string, words: string): void {
  const pattern = new RegExp(`^arn:aws[\\w-]*:elasticloadbalancing:[\\w-]+:\\d{12}:${resource}/.+$`);
  if (!pattern.test(arn)) throw validationError(`'${arn}' is not a valid ${words} ARN`);
}

const largestPage = 400;

interface ElbPaging {
  readonly PageSize?: number | undefined;
  readonly Marker?: string | undefined;
}

export function elbPage<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  input: ElbPaging,
): Page<Item> {
  return page(all, keyOf, pageOptions(input));
}

export function elbPageOfSorted<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  input: ElbPaging,
): Page<Item> {
  return pageOfSorted(sorted, keyOf, pageOptions(input));
}

function pageOptions({ PageSize, Marker }: ElbPaging): PageOptions {
  const size = PageSize ?? largestPage;
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw validationError(
      `1 validation error detected: Value '${size}' at 'pageSize' failed to satisfy constraint: ` +
        `Member must have value between 1 and ${largestPage}`,
    );
  }
  return {
    size,
    marker: Marker,
    invalidMarker: () => validationError(`Invalid marker '${Marker ?? ''}'`),
  };
}
