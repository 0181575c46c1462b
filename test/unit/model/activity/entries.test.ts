// Which entries the activity has, and in which order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnderWay, targetsOf } from '../../../../src/model/activity/entries';
import { arrival, drain, entriesOf, healthWait, serviceRun, START } from './samples';

describe('targets that were deregistered together', () => {
  const [entry, ...others] = entriesOf({ drains: [drain('10.0.0.1'), drain('10.0.0.2'), drain('10.0.0.3')] });

  it('are one entry', () => {
    expect(others).toEqual([]);
    expect(entry && targetsOf(entry).map(({ target }) => target.id)).toEqual([
      '10.0.0.1',
      '10.0.0.2',
      '10.0.0.3',
    ]);
  });

  it('are under way until the last is gone', () => {
    const gone = (id: string, after: number) => drain(id, { phase: 'gone', endedAt: START + after });
    const some = entriesOf({ drains: [gone('10.0.0.1', 9_000), drain('10.0.0.2')] });
    const all = entriesOf({ drains: [gone('10.0.0.1', 9_000), gone('10.0.0.2', 7_000)] });
    expect(some.map(isUnderWay)).toEqual([true]);
    expect(all.map(({ finishedAt }) => finishedAt)).toEqual([START + 9_000]);
    expect(all[0]?.id).toBe(some[0]?.id);
  });
});

it.each([
  ['at another time', { startedAt: START + 1 }],
  ['by somebody else', { startedBy: 'elsewhere' as const }],
  ['in another group', { groupArn: 'another' }],
  ['in another connection', { connectionId: 'another' }],
])('a drain begun %s is an entry of its own', (_, changes) => {
  expect(entriesOf({ drains: [drain('10.0.0.1'), drain('10.0.0.2', changes)] })).toHaveLength(2);
});

it('lists what is under way first, the newest first, then what finished last', () => {
  const entries = entriesOf({
    drains: [
      drain('10.0.0.1', { startedAt: START, phase: 'gone', endedAt: START + 90_000 }),
      drain('10.0.0.2', { startedAt: START + 1_000 }),
    ],
    arrivals: [
      arrival('10.0.0.3', { startedAt: START + 2_000, phase: 'healthy', healthyAt: START + 95_000 }),
      arrival('10.0.0.4', { startedAt: START + 3_000 }),
    ],
    waits: [healthWait(1, 0, { startedAt: START + 2_500 })],
  });
  expect(entries.map((entry) => [entry.kind, isUnderWay(entry)])).toEqual([
    ['arrival', true],
    ['wait', true],
    ['drain', true],
    ['arrival', false],
    ['drain', false],
  ]);
});

it('takes a healthy target as arrived, and one that turned unhealthy as under way, while both are watched', () => {
  const healthyAt = START + 20_000;
  expect(entriesOf({ arrivals: [arrival('10.0.0.1', { phase: 'healthy', healthyAt })] })[0]?.finishedAt).toBe(
    healthyAt,
  );
  expect(
    entriesOf({ arrivals: [arrival('10.0.0.1', { phase: 'unhealthy', healthyAt })] }).map(isUnderWay),
  ).toEqual([true]);
});

it('lists no healthy target that the user has cleared, until it turns unhealthy', () => {
  const cleared = { healthyAt: START, isCleared: true } as const;
  expect(entriesOf({ arrivals: [arrival('10.0.0.1', { phase: 'healthy', ...cleared })] })).toEqual([]);
  expect(entriesOf({ arrivals: [arrival('10.0.0.1', { phase: 'unhealthy', ...cleared })] })).toHaveLength(1);
});

describe('what a servicing deregisters and registers', () => {
  const own = drain('10.0.0.1', { startedAt: START + 10_000 });
  const later = drain('10.0.0.1', { id: 'later', startedAt: START + 200_000 });

  it('is told of by its own entry', () => {
    const arrivals = [arrival('10.0.0.2', { startedAt: START + 20_000 })];
    const entries = entriesOf({ drains: [own], arrivals, runs: [serviceRun(['draining', 'checking'])] });
    expect(entries.map(({ kind }) => kind)).toEqual(['servicing']);
  });

  it.each([
    ['had finished', serviceRun(['done'], { status: 'finished', endedAt: START + 100_000 })],
    ['had stopped by itself', serviceRun(['left'], { status: 'stopped' })],
  ])('is not what happens to its targets after it %s', (_, run) => {
    const over = { ...own, phase: 'gone', endedAt: START + 50_000 } as const;
    const entries = entriesOf({ drains: [over, later], runs: [run] });
    expect(entries.flatMap((entry) => (entry.kind === 'drain' ? entry.drains : []))).toEqual([later]);
  });

  const aborted = serviceRun(['putBack'], { status: 'aborted', endedAt: START + 60_000 });
  it.each([
    ['it was aborted', aborted],
    ['it finished', { ...aborted, status: 'finished' as const }],
    ['it stopped by itself', serviceRun(['putBack'], { status: 'stopped' })],
  ])('is told of for itself where it goes on after %s', (_, run) => {
    const back = arrival('10.0.0.1', { startedAt: START + 20_000 });
    const healthyAt = START + 80_000;
    const listed = (...arrivals: (typeof back)[]) =>
      entriesOf({ arrivals, drains: [own], runs: [run] })
        .map(({ kind }) => kind)
        .sort();
    expect(listed(back)).toEqual(['arrival', 'drain', 'servicing']);
    expect(listed({ ...back, phase: 'healthy', healthyAt })).toEqual(['arrival', 'drain', 'servicing']);
    expect(listed({ ...back, phase: 'healthy', healthyAt: START + 50_000 })).toEqual(['drain', 'servicing']);
  });

  it('is told of by the servicing when a target is back in service, until that turns unhealthy', () => {
    const run = serviceRun(['done'], { status: 'finished', endedAt: START + 60_000 });
    const back = arrival('10.0.0.1', {
      startedAt: START + 20_000,
      phase: 'healthy',
      healthyAt: START + 61_000,
    });
    expect(entriesOf({ arrivals: [back], runs: [run] })).toHaveLength(1);
    expect(entriesOf({ arrivals: [{ ...back, phase: 'unhealthy' }], runs: [run] })).toHaveLength(2);
  });

  it('is not what happens to other targets', () => {
    expect(entriesOf({ drains: [drain('10.0.0.9')], runs: [serviceRun(['draining'])] })).toHaveLength(2);
  });
});

it('drops none that is under way, and of the finished all but the last fifty', () => {
  const outcome = fc.boolean();
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 120 }), (finished) => {
      const drains = finished.map((isOver, index) =>
        drain('10.0.0.1', {
          startedAt: START + index,
          ...(isOver ? { phase: 'gone', endedAt: START + 1_000_000 + index } : {}),
        }),
      );
      const entries = entriesOf({ drains });
      const over = entries.filter((entry) => !isUnderWay(entry));
      const overInAll = finished.filter(Boolean).length;
      expect(entries.filter(isUnderWay)).toHaveLength(finished.length - overInAll);
      expect(over).toHaveLength(Math.min(50, overInAll));
      const ends = over.map(({ finishedAt = 0 }) => finishedAt);
      expect(ends).toEqual([...ends].sort((a, b) => b - a));
      expect(Math.max(START, ...ends)).toBe(Math.max(START, ...drains.map(({ endedAt = START }) => endedAt)));
    }),
  );
});
