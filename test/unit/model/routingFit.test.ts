// Which load balancers could use a group, and by what command.
import { describe, expect, it, test } from 'vitest';
import type { Route } from '../../../src/model/routing';
import { balancerTypeFor, canTake, type RoutedBalancer, waysToUse } from '../../../src/model/routingFit';
import type { LoadBalancer } from '../../../src/model/securityGroups/network';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { APPLICATION, functionGroup, GATEWAY, group, GROUP_ARN, NETWORK } from './samples';

const PLACE = {
  connection: { kind: 'profile', profile: 'shop', region: 'us-east-1' },
  profile: 'shop',
  endpoint: undefined,
} as const;

function balancer(arn: string, changes: Partial<LoadBalancer> = {}): LoadBalancer {
  return {
    arn,
    name: 'shop',
    type: 'application',
    vpcId: 'vpc-1',
    securityGroupIds: [],
    subnetIds: [],
    zones: [],
    ...changes,
  };
}

function listener(protocol: string, port: number, changes: Partial<Route> = {}): Route {
  return {
    kind: 'default',
    arn: `listener-${port}`,
    loadBalancerArn: APPLICATION,
    listener: { protocol, port },
    conditions: [],
    actions: [{ Type: 'forward', TargetGroupArn: GROUP_ARN.replace('checkout-web', 'orders') }],
    ...changes,
  };
}

function ways(within: TargetGroup, routed: RoutedBalancer): string[] {
  return waysToUse(PLACE, within, routed).map(({ command }) => command.replace(/\s*\\?\n\s*/g, ' '));
}

test.each<[TargetGroup, LoadBalancer['type']]>([
  [group(), 'application'],
  [functionGroup(), 'application'],
  [group({ protocol: 'TCP' }), 'network'],
  [group({ protocol: 'TCP', targetType: 'alb' }), 'network'],
  [group({ protocol: 'GENEVE' }), 'gateway'],
])('the kind that takes %j', (within, type) => {
  expect(balancerTypeFor(within)).toBe(type);
});

test('a load balancer has to be of the group’s VPC, which a function does not have', () => {
  const elsewhere = balancer(APPLICATION, { vpcId: 'vpc-2' });
  expect(canTake(group(), balancer(APPLICATION))).toBe(true);
  expect(canTake(group(), elsewhere)).toBe(false);
  expect(canTake(functionGroup(), elsewhere)).toBe(true);
  expect(canTake(group(), balancer(NETWORK, { type: 'network' }))).toBe(false);
});

describe('an Application Load Balancer', () => {
  const loadBalancer = balancer(APPLICATION);

  it('gets a rule behind all others of the listener, for each listener', () => {
    const rule = (port: number, priority: string) =>
      listener('HTTP', port, { kind: 'rule', arn: `rule-${priority}`, priority });
    const routes = [listener('HTTP', 80), rule(80, '10'), rule(80, '20'), listener('HTTPS', 443)];
    const [first, second, ...others] = ways(group(), { loadBalancer, routes });
    expect(first).toContain('create-rule');
    expect(first).toContain('--listener-arn listener-80 --priority 21 ');
    expect(second).toContain('--listener-arn listener-443 --priority 1 ');
    expect(others).toEqual([]);
  });

  it('whose last priority is taken gets the first that is free', () => {
    const routes = [
      listener('HTTP', 80),
      ...['1', '50000'].map((priority) => listener('HTTP', 80, { kind: 'rule', priority })),
    ];
    expect(ways(group(), { loadBalancer, routes })[0]).toContain('--priority 2 ');
  });

  it('without a listener gets one', () => {
    expect(ways(group(), { loadBalancer, routes: [] })).toEqual([
      expect.stringMatching(/create-listener .* --protocol HTTP --port 80 /),
    ]);
  });

  it('says what stays', () => {
    const [way] = waysToUse(PLACE, group(), { loadBalancer, routes: [listener('HTTP', 80)] });
    expect(way?.words).toContain('Its default action stays: forward to orders.');
  });
});

describe('a Network Load Balancer', () => {
  const loadBalancer = balancer(NETWORK, { type: 'network' });
  const within = group({ protocol: 'TCP', port: 9000 });

  it('gets a listener of its own on the group’s port, or on the next that is free', () => {
    expect(ways(within, { loadBalancer, routes: [] })).toEqual([
      expect.stringMatching(/create-listener .* --protocol TCP --port 9000 /),
    ]);
    const routes = [listener('UDP', 9000), listener('UDP', 9001)];
    expect(ways(within, { loadBalancer, routes })).toEqual([
      expect.stringMatching(/create-listener .* --protocol TCP --port 9002 /),
    ]);
  });

  it('can give it a listener of a protocol that fits, and says whose', () => {
    const found = waysToUse(PLACE, within, {
      loadBalancer,
      routes: [listener('TLS', 443), listener('UDP', 53)],
    });
    expect(found).toHaveLength(2);
    expect(found[1]?.command).toContain('modify-listener');
    expect(found[1]?.words).toBe(
      'Instead of what the listener TLS:443 does now (forward to orders), which then gets nothing from it.',
    );
  });
});

test('a Gateway Load Balancer has one listener, without protocol and port', () => {
  const loadBalancer = balancer(GATEWAY, { type: 'gateway' });
  const within = group({ protocol: 'GENEVE', port: 6081 });
  const [created] = ways(within, { loadBalancer, routes: [] });
  expect(created).toMatch(/create-listener .*--default-actions/);
  expect(created).not.toMatch(/--protocol|--port/);
  const { listener: _, ...rest } = listener('', 0);
  expect(ways(within, { loadBalancer, routes: [{ ...rest, listener: {} }] })).toEqual([
    expect.stringContaining('modify-listener'),
  ]);
});
