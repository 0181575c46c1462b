// Where bars, line and marks of a chart stand: within its width, in order of time, and open where a minute may change.
import { expect, it } from 'vitest';
import { geometryOf } from '../../../media/drainMonitor/chart/geometry';
import type { DrainSeries } from '../../../src/model/drainMetrics';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 15, 12);

const SERIES: DrainSeries = {
  id: 'series',
  connectionId: 'prod',
  groupArn: 'arn',
  groupName: 'web',
  kind: 'application',
  loadBalancers: ['front'],
  askedAt: NOON + 5 * MINUTE,
  readAt: NOON + 5 * MINUTE,
  lateMilliseconds: 3 * MINUTE,
  from: NOON - 10 * MINUTE,
  minutes: [
    { at: NOON - 9 * MINUTE, requests: 900, connections: 90 },
    { at: NOON - MINUTE, requests: 100, connections: 20 },
    { at: NOON + MINUTE, requests: 50, connections: 10, balancerErrors: 20 },
    { at: NOON + 2 * MINUTE, requests: 0, connections: 0 },
    { at: NOON + 3 * MINUTE, requests: 1 },
  ],
};
/** Five minutes of a drain, in a chart of nine from 11:57 on. */
const SPAN = { startedAt: NOON + 30_000, startedBy: 'us', delayMilliseconds: 5 * MINUTE } as const;

it('begins shortly before the drain and goes to where it ends at the latest', () => {
  const { from, to, until, starts, ends } = geometryOf(SERIES, [SPAN, SPAN]);
  expect([from, to, until]).toEqual([NOON - 3 * MINUTE, NOON + 6 * MINUTE, NOON + 2 * MINUTE]);
  expect(starts).toEqual([3.5 / 9]);
  expect(ends).toEqual([8.5 / 9]);
});

it('is scaled by what it shows; a minute without requests has no bar, one that may change is open', () => {
  const { mostRequests, mostConnections, requests, errors, connections } = geometryOf(SERIES, [SPAN]);
  expect([mostRequests, mostConnections]).toEqual([100, 20]);
  expect(requests.map(({ height, open }) => [height, open])).toEqual([
    [1, false],
    [0.5, false],
    [0.01, true],
  ]);
  expect(errors.map(({ height }) => height)).toEqual([0.2]);
  expect(connections.map(({ height }) => height)).toEqual([1, 0.5]);
});

it('ends the line of connections at the last whole minute, and leaves a gap where one is missing', () => {
  const minutes = [
    { at: NOON - 2 * MINUTE, connections: 2 },
    { at: NOON - MINUTE, requests: 5 },
    { at: NOON, connections: 2 },
    { at: NOON + MINUTE, connections: 0 },
    { at: NOON + 2 * MINUTE, requests: 5, connections: 0 },
    { at: NOON + 3 * MINUTE, connections: 7 },
  ];
  const { connections, mostConnections, requests } = geometryOf({ ...SERIES, minutes }, [SPAN]);
  expect(connections).toEqual([
    { left: 1 / 9, right: 2 / 9, height: 1 },
    { left: 3 / 9, right: 4 / 9, height: 1 },
    { left: 4 / 9, right: 5 / 9, height: 0 },
  ]);
  expect(mostConnections).toBe(2);
  expect(requests.map(({ open }) => open)).toEqual([false, true]);
  expect(geometryOf({ ...SERIES, minutes, readAt: SERIES.from }, [SPAN]).connections).toEqual([]);
});

it('ends where a drain has ended, but shows what came after', () => {
  const over = { ...SPAN, endedAt: NOON + 2 * MINUTE };
  expect(geometryOf(SERIES, [over])).toMatchObject({ to: NOON + 4 * MINUTE, ends: [5 / 7] });
});
