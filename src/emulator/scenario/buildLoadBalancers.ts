// Makes a scenario's load balancers: their listeners, rules, and a network interface in every subnet.
import { addressAt, blockSize } from '../world/addresses';
import { listenerArn, loadBalancerArn, loadBalancerPath, resourceId, ruleArn } from '../world/names';
import type { Listener, LoadBalancer, Rule, Subnet, World } from '../world/world';
import { ScenarioError } from './scenarioError';
import { find, requireUniqueNames } from './names';
import type { ListenerEntry, LoadBalancerEntry, RuleEntry, Scenario } from './scenario';

export function buildLoadBalancers(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('loadBalancers', scenario.loadBalancers);
  for (const entry of scenario.loadBalancers ?? []) {
    const path = loadBalancerPath(world, entry.type, entry.name);
    const loadBalancer = loadBalancerOf(world, entry, path, past);
    world.loadBalancers.push(loadBalancer);
    for (const subnet of loadBalancer.subnets) {
      world.networkInterfaces.push({
        id: resourceId(world, 'eni', `loadBalancer/${entry.name}/${subnet.name}`),
        subnet,
        privateAddress: freeAddress(world, subnet),
        description: `ELB ${path}`,
        owner: { kind: 'loadBalancer', loadBalancer },
      });
    }
  }
}

function loadBalancerOf(world: World, entry: LoadBalancerEntry, path: string, past: number): LoadBalancer {
  const subnets = entry.subnets.map((name) =>
    find('subnet', world.subnets, (each) => each.name === name, name),
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
    answers: entry.answers ?? 200,
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
  const arn = listenerArn(world, path, entry.port);
  const rules = [...(entry.rules ?? [])].sort((a, b) => a.priority - b.priority);
  if (rules.some((rule, index) => rule.priority === rules[index - 1]?.priority)) {
    throw new ScenarioError(`listener ${entry.port} of '${owner.name}' has two rules with the same priority`);
  }
  return {
    arn,
    protocol: entry.protocol,
    port: entry.port,
    rules: [
      ...rules.map((rule) => ruleOf(world, arn, rule)),
      { arn: ruleArn(arn, 'default'), priority: 'default', forward: forwardsOf(world, entry.forward) },
    ],
  };
}

function ruleOf(world: World, listener: string, { priority, hosts, paths, forward }: RuleEntry): Rule {
  return {
    arn: ruleArn(listener, priority),
    priority,
    ...(hosts ? { hosts } : {}),
    ...(paths ? { paths } : {}),
    forward: forwardsOf(world, forward),
  };
}

function forwardsOf(world: World, forward: RuleEntry['forward']): Rule['forward'] {
  const weights = typeof forward === 'string' ? { [forward]: 1 } : forward;
  return Object.entries(weights).map(([name, weight]) => ({
    targetGroupArn: find('target group', world.targetGroups, (each) => each.name === name, name).arn,
    weight,
  }));
}

/** The first address of a subnet that nothing has; as in a VPC, the first few are not given out. */
function freeAddress(world: World, subnet: Subnet): string {
  const taken = new Set([
    ...world.addresses.keys(),
    ...world.networkInterfaces.map((each) => each.privateAddress),
  ]);
  for (let offset = 4; offset < blockSize(subnet.cidr) - 1; offset++) {
    const address = addressAt(subnet.cidr, offset);
    if (!taken.has(address)) return address;
  }
  throw new ScenarioError(`subnet '${subnet.name}' has no free address left`);
}
