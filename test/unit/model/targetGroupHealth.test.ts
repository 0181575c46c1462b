// The minimum of healthy targets: what the attributes ask for, and when a change goes below it.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { healthMinimums, isBelow, minimumsUndercut } from '../../../src/model/targetGroupHealth';
import { group, NETWORK } from './samples';

const DNS = 'target_group_health.dns_failover.minimum_healthy_targets';
const ROUTING = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
const CROSS_ZONE = 'load_balancing.cross_zone.enabled';

function undercut(
  attributes: Record<string, string>,
  before: [number, number],
  after: [number, number],
  within = group(),
): string[] {
  const share = ([healthy, total]: [number, number]) => ({ healthy, total });
  return minimumsUndercut(within, new Map(Object.entries(attributes)), share(before), share(after));
}

test.each<[Record<string, string>, unknown[]]>([
  [{}, []],
  [{ [`${DNS}.count`]: 'off', [`${ROUTING}.percentage`]: 'off' }, []],
  [
    { [`${DNS}.count`]: '3', [`${ROUTING}.percentage`]: '50' },
    [
      { action: 'dns_failover', unit: 'count', least: 3 },
      { action: 'unhealthy_state_routing', unit: 'percentage', least: 50 },
    ],
  ],
])('%j asks for %j', (attributes, minimums) => {
  expect(healthMinimums(new Map(Object.entries(attributes)))).toEqual(minimums);
});

describe('a change', () => {
  it('that reaches the minimum is not below it', () => {
    expect(undercut({ [`${ROUTING}.count`]: '2' }, [3, 3], [2, 2])).toEqual([]);
    expect(undercut({ [`${ROUTING}.percentage`]: '50' }, [2, 2], [1, 2])).toEqual([]);
  });

  it('that goes below it is told with both figures', () => {
    expect(undercut({ [`${ROUTING}.count`]: '2' }, [2, 3], [1, 2])).toEqual([
      'checkout-web goes to 1 healthy of 2 targets, below its minimum of 2 (target_group_health.unhealthy_state_routing): the load balancer sends traffic to all targets, unhealthy ones included.',
    ]);
  });

  it('is told once an action, whichever of its two minimums is undercut', () => {
    const both = { [`${DNS}.count`]: '3', [`${DNS}.percentage`]: '90' };
    expect(undercut(both, [4, 4], [2, 4])).toHaveLength(1);
    expect(undercut({ ...both, [`${ROUTING}.count`]: '3' }, [4, 4], [2, 4])).toHaveLength(2);
  });

  it('sets off nothing that goes on already', () => {
    expect(undercut({ [`${DNS}.count`]: '3', [`${DNS}.percentage`]: '10' }, [2, 3], [1, 2])).toEqual([]);
  });

  it('that takes the last healthy one is told elsewhere', () => {
    expect(undercut({ [`${ROUTING}.count`]: '1' }, [1, 2], [0, 1])).toEqual([]);
  });

  it('says that zones count by themselves, unless cross-zone load balancing is known to be on', () => {
    const clause = 'Where cross-zone load balancing is off, each zone counts by itself.';
    const said = (attributes: Record<string, string>, arn?: string) =>
      undercut(
        { [`${ROUTING}.count`]: '2', ...attributes },
        [2, 3],
        [1, 2],
        group(arn === undefined ? {} : { loadBalancerArns: [arn] }),
      ).some((sentence) => sentence.endsWith(clause));
    expect(said({})).toBe(false);
    expect(said({ [CROSS_ZONE]: 'false' })).toBe(true);
    expect(said({ [CROSS_ZONE]: 'use_load_balancer_configuration' }, NETWORK)).toBe(true);
    expect(said({ [CROSS_ZONE]: 'true' }, NETWORK)).toBe(false);
  });
});

it('more healthy targets are never below what fewer are not', () => {
  const share = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50));
  const minimum = fc.record({
    action: fc.constant('dns_failover' as const),
    unit: fc.constantFrom('count' as const, 'percentage' as const),
    least: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(minimum, share, (one, [healthy, more, rest]) => {
      const total = healthy + more + rest;
      if (!isBelow(one, { healthy, total }))
        expect(isBelow(one, { healthy: healthy + more, total })).toBe(false);
    }),
  );
});
