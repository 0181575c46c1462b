// How far a drain is.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { drainProgress, isOver, type Drain } from '../../../src/model/drain';

type Times = Pick<Drain, 'startedAt' | 'endedAt' | 'delayMilliseconds' | 'phase'>;

const DRAIN: Times = { startedAt: 1_000_000, delayMilliseconds: 300_000, phase: 'draining' };

test.each<[string, Partial<Times>, number, object]>([
  ['begins', {}, 0, { elapsedMilliseconds: 0, remainingMilliseconds: 300_000, fraction: 0, overdue: false }],
  [
    'goes on',
    {},
    75_000,
    { elapsedMilliseconds: 75_000, remainingMilliseconds: 225_000, fraction: 0.25, overdue: false },
  ],
  [
    'is at its end',
    {},
    300_000,
    { elapsedMilliseconds: 300_000, remainingMilliseconds: 0, fraction: 1, overdue: false },
  ],
  [
    'takes longer',
    {},
    300_001,
    { elapsedMilliseconds: 300_001, remainingMilliseconds: 0, fraction: 1, overdue: true },
  ],
  ['counts before the API shows it', { phase: 'deregistering' }, 75_000, { fraction: 0.25 }],
  [
    'does not go back with the clock',
    {},
    -5000,
    { elapsedMilliseconds: 0, remainingMilliseconds: 300_000, fraction: 0 },
  ],
  [
    'without a delay is done',
    { delayMilliseconds: 0 },
    0,
    { fraction: 1, remainingMilliseconds: 0, overdue: false },
  ],
  [
    'that is gone stands still',
    { phase: 'gone', endedAt: 1_100_000 },
    900_000,
    { elapsedMilliseconds: 100_000, remainingMilliseconds: 0, fraction: 1, overdue: false },
  ],
  [
    'that returned late is not overdue',
    { phase: 'returned', endedAt: 2_000_000 },
    3_000_000,
    { overdue: false },
  ],
])('a drain %s', (_, changes, after, progress) => {
  expect(drainProgress({ ...DRAIN, ...changes }, DRAIN.startedAt + after)).toMatchObject(progress);
});

it('of a function, which has no delay, is done at once', () => {
  expect(drainProgress({ startedAt: 0, phase: 'draining' }, 0)).toMatchObject({
    fraction: 1,
    remainingMilliseconds: 0,
  });
});

test.each([
  ['deregistering', false],
  ['draining', false],
  ['gone', true],
  ['returned', true],
] as const)('%s is over: %s', (phase, over) => {
  expect(isOver({ phase })).toBe(over);
});

it('never runs backwards or out of its bounds', () => {
  const time = fc.nat({ max: 10_000_000 });
  const drain = fc.record({
    startedAt: time,
    delayMilliseconds: fc.nat({ max: 3_600_000 }),
    phase: fc.constantFrom('deregistering', 'draining'),
  });
  fc.assert(
    fc.property(drain, time, fc.nat({ max: 1_000_000 }), (one, now, later) => {
      const [first, then] = [drainProgress(one, now), drainProgress(one, now + later)];
      expect(first.fraction).toBeGreaterThanOrEqual(0);
      expect(then.fraction).toBeLessThanOrEqual(1);
      expect(then.fraction).toBeGreaterThanOrEqual(first.fraction);
      expect(then.remainingMilliseconds).toBeLessThanOrEqual(first.remainingMilliseconds);
      if (first.overdue) expect(first).toMatchObject({ fraction: 1, remainingMilliseconds: 0 });
    }),
  );
});
