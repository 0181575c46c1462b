// Makes a scenario's load balancers: their listeners, rules, and a network interface in every subnet.
import { freeAddress } from '../world/addresses';
import {
  loadBalancerArn,
  newListenerArn,
  newLoadBalancerPath,
  newResourceId,
  newRuleArn,
} from '../world/names';
import type { Listener, LoadBalancer, Rule, RuleAction } from '../world/loadBalancingTypes';
import type { Subnet } from '../world/networkTypes';
import type { World } from '../world/world';
import { securityGroupIds } from './buildSecurityGroups';
import { ScenarioError } from './scenarioError';
import { find, requireUniqueNames } from './names';
import type { ListenerEntry, LoadBalancerEntry, RuleEntry, Scenario } from './scenario';

export function buildLoadBalancers(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('loadBalancers', scenario.loadBalancers);
  for (const entry of scenario.loadBalancers ?? []) {
    const path = newLoadBalancerPath(world, entry.type, entry.name);
    const loadBalancer = loadBalancerOf(world, entry, path, past);
    world.loadBalancers.push(loadBalancer);
    for (const subnet of loadBalancer.subnets) {
      world.networkInterfaces.push({
        id: newResourceId(world, 'eni', `loadBalancer/${entry.name}/${subnet.tags.Name ?? subnet.id}`),
        tags: {},
        securityGroupIds: loadBalancer.securityGroupIds,
        subnet,
        privateAddress: addressIn(world, subnet),
        description: `ELB ${path}`,
        owner: { kind: 'loadBalancer', loadBalancer },
      });
    }
  }
}

function loadBalancerOf(world: World, entry: LoadBalancerEntry, path: string, past: number): LoadBalancer {
  const subnets = entry.subnets.map((name) =>
    find('subnet', world.subnets, (each) => each.tags.Name === name, name),
  );
  const [first] = subnets;
  if (!first) throw new ScenarioError(`load balancer '${entry.name}' has no subnet`);
  if (subnets.some((subnet) => subnet.vpcId !== first.vpcId)) {
    throw new ScenarioError(`load balancer '${entry.name}' has subnets in more than one VPC`);
  }
  if (new Set(subnets.map((subnet) => subnet.zone)).size < subnets.length) {
    throw new ScenarioError(`load balancer '${entry.name}' has two subnets in one Availability Zone`);
  }
  if (entry.type === 'application' && subnets.length < 2) {
    throw new ScenarioError(
      `Application Load Balancer '${entry.name}' needs subnets in two Availability Zones`,
    );
  }
  return {
    arn: loadBalancerArn(world, path),
    name: entry.name,
    type: entry.type,
    scheme: entry.scheme ?? 'internal',
    vpcId: first.vpcId,
    subnets,
    createdAt: past,
    tags: { ...entry.tags },
    attributes: new Map(),
    ipAddressType: 'ipv4',
    securityGroupIds: securityGroupIds(world, first.vpcId, entry),
    listeners: (entry.listeners ?? []).map((listener) => listenerOf(world, entry, path, listener)),
  };
}

function listenerOf(world: World, owner: LoadBalancerEntry, path: string, entry: ListenerEntry): Listener {
  const overHttp = entry.protocol === 'HTTP' || entry.protocol === 'HTTPS';
  if (overHttp !== (owner.type === 'application')) {
    throw new ScenarioError(
      `load balancer '${owner.name}' cannot have a listener with protocol ${entry.protocol}`,
    );
  }
  const arn = newListenerArn(world, path, entry.port);
  const rules = [...(entry.rules ?? [])].sort((a, b) => a.priority - b.priority);
  if (rules.some((rule, index) => rule.priority === rules[index - 1]?.priority)) {
    throw new ScenarioError(`listener ${entry.port} of '${owner.name}' has two rules with the same priority`);
  }
  return {
    arn,
    tags: {},
    attributes: new Map(),
    protocol: entry.protocol,
    port: entry.port,
    certificateArns: [],
    sslPolicy: undefined,
    alpnPolicy: undefined,
    localPort: entry.localPort,
    rules: [
      ...rules.map((rule) => ruleOf(world, arn, rule)),
      {
        arn: newRuleArn(world, arn, 'default'),
        tags: {},
        priority: 'default',
        conditions: [],
        action: forwardTo(world, entry.forward),
      },
    ],
  };
}

function ruleOf(world: World, listener: string, { priority, hosts, paths, forward }: RuleEntry): Rule {
  return {
    arn: newRuleArn(world, listener, priority),
    tags: {},
    priority,
    conditions: [
      ...(hosts ? [{ field: 'host-header', values: hosts } as const] : []),
      ...(paths ? [{ field: 'path-pattern', values: paths } as const] : []),
    ],
    action: forwardTo(world, forward),
  };
}

function forwardTo(world: World, forward: RuleEntry['forward']): RuleAction {
  const weights = typeof forward === 'string' ? { [forward]: 1 } : forward;
  const targetGroups = Object.entries(weights).map(([name, weight]) => ({
    arn: find('target group', world.targetGroups, (each) => each.name === name, name).arn,
    weight,
  }));
  return { type: 'forward', targetGroups, stickinessSeconds: undefined };
}

function addressIn(world: World, subnet: Subnet): string {
  const address = freeAddress(world, subnet);
  if (address === undefined) {
    throw new ScenarioError(`subnet '${subnet.tags.Name ?? subnet.id}' has no free address left`);
  }
  return address;
}
