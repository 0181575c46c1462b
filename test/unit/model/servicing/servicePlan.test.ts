// Plans of a servicing: batches over the zones, the floor in figures, and the time it takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arithmeticOf,
  batchSizeOf,
  estimateOf,
  planServicing,
  type PlanWish,
} from '../../../../src/model/servicing/servicePlan';
import { batchCount, type ServicePlan } from '../../../../src/model/servicing/serviceRun';
import { functionGroup, group, NETWORK, registered } from '../samples';
import { SCOPE } from './world';

function wish(zones: readonly string[], changes: Partial<PlanWish> = {}): PlanWish {
  const targets = zones.map((zone, index) =>
    registered(`i-${index}`, 'healthy', { port: 80, availabilityZone: zone }),
  );
  return {
    scope: SCOPE,
    group: group({ targetType: 'instance' }),
    registered: targets,
    targets: targets.map(({ id, port, availabilityZone }) => ({
      target: {
        id,
        ...(port === undefined ? {} : { port }),
        ...(availabilityZone === undefined ? {} : { availabilityZone }),
      },
    })),
    zoneOf: ({ availabilityZone }) => availabilityZone,
    batchSize: 3,
    floor: 0,
    step: { kind: 'continue' },
    delayMilliseconds: 300_000,
    ...changes,
  };
}

function planned(input: PlanWish): ServicePlan {
  const answer = planServicing(input);
  if ('refusal' in answer) throw new Error(answer.refusal);
  return answer.plan;
}

function refusal(input: PlanWish): string | undefined {
  const answer = planServicing(input);
  return 'refusal' in answer ? answer.refusal : undefined;
}

function zonesByBatch(plan: ServicePlan): string[] {
  return Array.from({ length: batchCount(plan) }, (_, batch) =>
    plan.targets
      .filter((target) => target.batch === batch)
      .map(({ zone }) => zone ?? '')
      .join(''),
  );
}

describe('batches', () => {
  it.each([
    ['aaaaabbbbb', 3, ['aba', 'bab', 'aba', 'b']],
    ['aabbbbbbbb', 3, ['bbb', 'bbb', 'abb', 'a']],
    ['aabb', 3, ['ab', 'ab']],
    ['aaaa', 4, ['aaa', 'a']],
    ['ab', 2, ['ab']],
  ])('of %s, %i at a time, are %j', (zones, batchSize, batches) => {
    expect(zonesByBatch(planned(wish(zones.split(''), { batchSize })))).toEqual(batches);
  });

  it('have each target once, as many as fit, and leave one of each zone that has several', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (zones, batchSize) => {
          const plan = planned(wish(zones, { batchSize }));
          expect(plan.targets.map(({ target }) => target.id).sort()).toEqual(
            zones.map((_, index) => `i-${index}`).sort(),
          );
          for (const batch of zonesByBatch(plan)) {
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.length).toBeLessThanOrEqual(batchSize);
            for (const zone of new Set(zones)) {
              const all = zones.filter((each) => each === zone).length;
              const out = batch.split('').filter((each) => each === zone).length;
              if (all > 1) expect(out).toBeLessThan(all);
            }
          }
        },
      ),
    );
  });
});

describe('a floor', () => {
  const ten = 'aaaaabbbbb'.split('');

  it('that no batch undercuts is kept', () => {
    const input = wish(ten, { floor: 7 });
    expect(arithmeticOf(planned(input), input.registered).map(({ healthyLeft }) => healthyLeft)).toEqual([
      7, 7, 7, 9,
    ]);
  });

  it.each([
    [
      8,
      '10 healthy, batches of 3 leave 7: a floor of 8 cannot be kept. Choose batches of at most 2, or a floor of at most 7.',
    ],
    [10, '10 healthy, batches of 3 leave 7: a floor of 10 cannot be kept. Choose a floor of at most 7.'],
  ])('of %i is refused with figures', (floor, sentence) => {
    expect(refusal(wish(ten, { floor }))).toBe(sentence);
  });

  it('counts all healthy targets of the group, and none that is unhealthy already', () => {
    const input = wish(ten);
    const some = input.registered.map((target, index) =>
      index < 3 ? { ...target, health: { state: 'unhealthy' } } : target,
    );
    const chosen = input.targets.slice(0, 4);
    expect(refusal({ ...input, registered: some, targets: chosen, floor: 7 })).toBe(
      '7 healthy, batches of 3 leave 6: a floor of 7 cannot be kept. Choose a floor of at most 6.',
    );
    expect(refusal({ ...input, registered: some, targets: chosen, floor: 6 })).toBeUndefined();
  });
});

it('refuses functions, load balancers, and targets that are not in service', () => {
  const drains = [registered('i-0', 'draining', { port: 80 })];
  expect(refusal(wish(['a'], { group: functionGroup() }))).toContain('does not drain');
  expect(refusal(wish(['a'], { group: group({ targetType: 'alb' }) }))).toContain(
    'nothing is left in service',
  );
  expect(refusal(wish(['a'], { registered: drains }))).toContain(
    '1 chosen target of checkout-web is not in service any more',
  );
  expect(refusal(wish([], {}))).toContain('Choose at least one');
});

it('reads batch sizes as figures and as percentages, rounded down and at least one', () => {
  const sizes = ['3', ' 25% ', '1%', '100%', '0', '0%', '101%', 'x', '-1', ''].map((text) =>
    batchSizeOf(text, 10),
  );
  expect(sizes).toEqual([3, 2, 1, 10, ...Array.from({ length: 6 }, () => undefined)]);
});

it('estimates drains, fixed pauses and health checks of all batches', () => {
  const plan = planned(wish('aaaaabbbbb'.split(''), { step: { kind: 'pause', seconds: 60 } }));
  // Healthy threshold 4 × interval 17 seconds.
  expect(estimateOf(plan)).toEqual({
    drainsMilliseconds: 1_200_000,
    stepsMilliseconds: 240_000,
    checksMilliseconds: 272_000,
  });
  expect(estimateOf({ ...plan, step: { kind: 'continue' } }).stepsMilliseconds).toBeUndefined();
  expect(plan.lateAfterMilliseconds).toBe(204_000);
  const network = planned(
    wish(['a'], { group: group({ targetType: 'instance', loadBalancerArns: [NETWORK] }) }),
  );
  expect(network.lateAfterMilliseconds).toBe(384_000);
});
