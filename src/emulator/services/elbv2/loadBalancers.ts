// DescribeLoadBalancers, DescribeListeners and DescribeRules.
import {
  DescribeListeners$,
  DescribeLoadBalancers$,
  DescribeRules$,
  LoadBalancerNotFoundException$,
  type DescribeListenersInput,
  type DescribeListenersOutput,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  type DescribeRulesInput,
  type DescribeRulesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { LoadBalancer, Rule } from '../../world/loadBalancingTypes';
import type { PlacedListener } from '../../world/rules';
import type { World } from '../../world/world';
import { listenerShape, loadBalancerShape } from './loadBalancerShapes';
import { elbPage, findListener, findLoadBalancer, findRule } from './lookup';
import { ruleShape } from './ruleShapes';

export const describeLoadBalancers = operation(
  DescribeLoadBalancers$,
  ['LoadBalancerArns', 'Names', 'Marker', 'PageSize'],
  (input: Checked<DescribeLoadBalancersInput>, { world, now }): DescribeLoadBalancersOutput => {
    const { items, next } = elbPage(selectLoadBalancers(world, input), (each) => each.name, input);
    return { LoadBalancers: items.map((each) => loadBalancerShape(world, each, now)), NextMarker: next };
  },
);

function selectLoadBalancers(world: World, input: Checked<DescribeLoadBalancersInput>): LoadBalancer[] {
  const { LoadBalancerArns: arns, Names: names } = input;
  if (arns && names) throw validationError('Load balancer ARNs and names cannot be specified together');
  if (arns) return [...new Set(arns)].map((arn) => findLoadBalancer(world, arn));
  if (!names) return world.loadBalancers;
  const missing = names.filter((name) => !world.loadBalancers.some((each) => each.name === name));
  if (missing.length > 0) {
    throw ApiError.of(LoadBalancerNotFoundException$, `Load balancers '[${missing.join(', ')}]' not found`);
  }
  return world.loadBalancers.filter((each) => names.includes(each.name));
}

export const describeListeners = operation(
  DescribeListeners$,
  ['LoadBalancerArn', 'ListenerArns', 'Marker', 'PageSize'],
  (input: Checked<DescribeListenersInput>, { world }): DescribeListenersOutput => {
    const { items, next } = elbPage(selectListeners(world, input), ({ listener }) => listener.arn, input);
    return {
      Listeners: items.map(({ loadBalancer, listener }) => listenerShape(loadBalancer, listener)),
      NextMarker: next,
    };
  },
);

function selectListeners(world: World, input: Checked<DescribeListenersInput>): PlacedListener[] {
  const { LoadBalancerArn: loadBalancerArn, ListenerArns: arns } = input;
  if ((loadBalancerArn === undefined) === (arns === undefined)) {
    throw validationError('You must specify either listener ARNs or a load balancer ARN');
  }
  if (arns) return [...new Set(arns)].map((arn) => findListener(world, arn));
  const loadBalancer = findLoadBalancer(world, loadBalancerArn ?? '');
  return loadBalancer.listeners.map((listener) => ({ loadBalancer, listener }));
}

export const describeRules = operation(
  DescribeRules$,
  ['ListenerArn', 'RuleArns', 'Marker', 'PageSize'],
  (input: Checked<DescribeRulesInput>, { world }): DescribeRulesOutput => {
    const { items, next } = elbPage(selectRules(world, input), orderOf, input);
    return { Rules: items.map(ruleShape), NextMarker: next };
  },
);

/** Rules come by priority, the default one last. */
function orderOf({ priority, arn }: Rule): string {
  return `${priority === 'default' ? 'default' : priority.toString().padStart(6, '0')} ${arn}`;
}

function selectRules(world: World, input: Checked<DescribeRulesInput>): readonly Rule[] {
  const { ListenerArn: listenerArn, RuleArns: arns } = input;
  if ((listenerArn === undefined) === (arns === undefined)) {
    throw validationError('You must specify either listener rule ARNs or a listener ARN');
  }
  if (arns) return [...new Set(arns)].map((arn) => findRule(world, arn).rule);
  return findListener(world, listenerArn ?? '').listener.rules;
}
