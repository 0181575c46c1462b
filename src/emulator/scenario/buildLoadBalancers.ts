// Makes a scenario's load balancers, with their listeners and rules.
import { createLoadBalancer } from '../world/createLoadBalancer';
import { createListener } from '../world/listeners';
import type { Listener, LoadBalancer } from '../world/loadBalancingTypes';
import type { ActionRequest } from '../world/ruleActions';
import { createRule } from '../world/rules';
import type { World } from '../world/world';
import { securityGroupIds } from './buildSecurityGroups';
import { inScenario } from './inScenario';
import { find, requireUniqueNames } from './names';
import type { ListenerEntry, LoadBalancerEntry, RuleEntry, Scenario } from './scenario';

export function buildLoadBalancers(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('loadBalancers', scenario.loadBalancers);
  for (const entry of scenario.loadBalancers ?? []) {
    const loadBalancer = inScenario(`load balancer '${entry.name}'`, () =>
      buildLoadBalancer(world, entry, past),
    );
    for (const each of entry.listeners ?? []) buildListener(world, loadBalancer, each, past);
  }
}

function buildLoadBalancer(world: World, entry: LoadBalancerEntry, past: number): LoadBalancer {
  const subnets = entry.subnets.map((name) =>
    find('subnet', world.subnets, (each) => each.tags.Name === name, name),
  );
  return createLoadBalancer(
    world,
    {
      Name: entry.name,
      Type: entry.type,
      Scheme: entry.scheme ?? 'internal',
      Subnets: subnets.map(({ id }) => id),
      SecurityGroups: securityGroupIds(world, subnets[0]?.vpcId ?? '', entry),
    },
    { ...entry.tags },
    past,
  );
}

function buildListener(world: World, loadBalancer: LoadBalancer, entry: ListenerEntry, past: number): void {
  inScenario(`listener ${entry.port} of '${loadBalancer.name}'`, () => {
    const secure = entry.protocol === 'HTTPS' || entry.protocol === 'TLS';
    const listener = createListener(
      world,
      loadBalancer,
      {
        Protocol: entry.protocol,
        Port: entry.port,
        DefaultActions: [forwardTo(world, entry.forward)],
        ...(secure ? { Certificates: [{ CertificateArn: certificateArn(world) }] } : {}),
      },
      {},
      past,
    );
    listener.localPort = entry.localPort;
    for (const rule of entry.rules ?? []) buildRule(world, loadBalancer, listener, rule, past);
  });
}

/** What a listener shows that has the emulator's own, self-signed one. */
function certificateArn({ region, accountId }: World): string {
  return `arn:aws:acm:${region}:${accountId}:certificate/emulator`;
}

function buildRule(
  world: World,
  loadBalancer: LoadBalancer,
  listener: Listener,
  { priority, hosts, paths, forward }: RuleEntry,
  past: number,
): void {
  const request = {
    Priority: priority,
    Conditions: [
      ...(hosts ? [{ Field: 'host-header', HostHeaderConfig: { Values: [...hosts] } }] : []),
      ...(paths ? [{ Field: 'path-pattern', PathPatternConfig: { Values: [...paths] } }] : []),
    ],
    Actions: [forwardTo(world, forward)],
  };
  createRule(world, { loadBalancer, listener }, request, {}, past);
}

function forwardTo(world: World, forward: RuleEntry['forward']): ActionRequest {
  const weights = typeof forward === 'string' ? { [forward]: 1 } : forward;
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([name, weight]) => ({
        TargetGroupArn: find('target group', world.targetGroups, (each) => each.name === name, name).arn,
        Weight: weight,
      })),
    },
  };
}
