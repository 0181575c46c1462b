// DescribeLoadBalancers, DescribeListeners and DescribeRules.
import {
  DescribeListeners$,
  DescribeLoadBalancers$,
  DescribeRules$,
  LoadBalancerNotFoundException$,
  RuleNotFoundException$,
  type DescribeListenersInput,
  type DescribeListenersOutput,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  type DescribeRulesInput,
  type DescribeRulesOutput,
  type Listener as ListenerShape,
  type LoadBalancer as LoadBalancerShape,
  type Rule as RuleShape,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { Listener, LoadBalancer, Rule } from '../../world/loadBalancingTypes';
import type { World } from '../../world/world';
import { elbPage, findListener, findLoadBalancer } from './lookup';
import { actionShape, conditionShape } from './ruleShapes';

export const describeLoadBalancers = operation(
  DescribeLoadBalancers$,
  ['LoadBalancerArns', 'Names', 'Marker', 'PageSize'],
  (input: Checked<DescribeLoadBalancersInput>, { world }): DescribeLoadBalancersOutput => {
    const { items, next } = elbPage(selectLoadBalancers(world, input), (each) => each.name, input);
    return { LoadBalancers: items.map((each) => loadBalancerShape(world, each)), NextMarker: next };
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

function loadBalancerShape(world: World, loadBalancer: LoadBalancer): LoadBalancerShape {
  const { arn, name, type, scheme, vpcId, subnets, createdAt } = loadBalancer;
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const host = `${scheme === 'internal' ? 'internal-' : ''}${name}-${id.slice(0, 10)}`;
  return {
    LoadBalancerArn: arn,
    DNSName:
      type === 'network'
        ? `${name}-${id}.elb.${world.region}.amazonaws.com`
        : `${host}.${world.region}.elb.amazonaws.com`,
    CreatedTime: new Date(createdAt),
    LoadBalancerName: name,
    Scheme: scheme,
    VpcId: vpcId,
    State: { Code: 'active' },
    Type: type,
    AvailabilityZones: subnets.map((subnet) => ({
      ZoneName: subnet.zone.name,
      SubnetId: subnet.id,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: [...loadBalancer.securityGroupIds],
    IpAddressType: loadBalancer.ipAddressType as NonNullable<LoadBalancerShape['IpAddressType']>,
  };
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

function selectListeners(world: World, input: Checked<DescribeListenersInput>) {
  const { LoadBalancerArn: loadBalancerArn, ListenerArns: arns } = input;
  if ((loadBalancerArn === undefined) === (arns === undefined)) {
    throw validationError('You must specify either a load balancer ARN or listener ARNs');
  }
  if (arns) return [...new Set(arns)].map((arn) => findListener(world, arn));
  const loadBalancer = findLoadBalancer(world, loadBalancerArn ?? '');
  return loadBalancer.listeners.map((listener) => ({ loadBalancer, listener }));
}

function listenerShape(loadBalancer: LoadBalancer, { arn, port, protocol, rules }: Listener): ListenerShape {
  const defaultRule = rules.at(-1);
  return {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: port,
    Protocol: protocol,
    DefaultActions: defaultRule ? [actionShape(defaultRule.action)] : [],
  };
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
    throw validationError('You must specify either a listener ARN or rule ARNs');
  }
  if (!arns) return findListener(world, listenerArn ?? '').listener.rules;
  const all = world.loadBalancers.flatMap((each) => each.listeners.flatMap((listener) => listener.rules));
  return [...new Set(arns)].map((arn) => {
    const rule = all.find((each) => each.arn === arn);
    if (!rule) throw ApiError.of(RuleNotFoundException$, `Rules '${arn}' not found`);
    return rule;
  });
}

function ruleShape(rule: Rule): RuleShape {
  return {
    RuleArn: rule.arn,
    Priority: rule.priority.toString(),
    Conditions: rule.conditions.map(conditionShape),
    Actions: [actionShape(rule.action)],
    IsDefault: rule.priority === 'default',
  };
}
