// What is asked of CloudWatch for a group, what is read out of the answers, and what is said to have been cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drain } from '../../../src/model/drain';
import {
  cutOf,
  decidableAt,
  distinctQueries,
  type DrainSeries,
  type MeasuredMinute,
  measuresOf,
  minutesOf,
  settledUntil,
} from '../../../src/model/drainMetrics';
import { cutInWords, type Measured, measuredInWords } from '../../../src/model/drainMetricsWords';

const MINUTE = 60_000;
/** 12:00 */
const NOON = Date.UTC(2026, 0, 15, 12);
const READER = { now: NOON + 30 * MINUTE, timeZone: 'UTC' };
const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const GROUP = {
  arn: `${ARN}:targetgroup/web/0123`,
  loadBalancerArns: [`${ARN}:loadbalancer/app/front/4567`],
};
const NETWORK_GROUP = {
  arn: `${ARN}:targetgroup/tcp/89ab`,
  loadBalancerArns: [`${ARN}:loadbalancer/net/edge/cdef`],
};

function drain(changes: Partial<Drain> = {}): Drain {
  return {
    id: 'drain',
    connectionId: 'prod',
    groupArn: GROUP.arn,
    groupName: 'web',
    target: { id: 'i-1', port: 80 },
    targetName: 'web-1',
    startedAt: NOON + 10_000,
    startedBy: 'us',
    delayMilliseconds: 5 * MINUTE,
    phase: 'gone',
    endedAt: NOON + 5 * MINUTE + 12_000,
    ...changes,
  };
}

/** @param minutes by minutes since noon */
function series(
  minutes: Readonly<Record<number, Omit<MeasuredMinute, 'at'>>>,
  changes: Partial<DrainSeries> = {},
): DrainSeries {
  return {
    id: 'series',
    connectionId: 'prod',
    groupArn: GROUP.arn,
    groupName: 'web',
    kind: 'application',
    loadBalancers: ['front'],
    askedAt: NOON + 20 * MINUTE,
    readAt: NOON + 20 * MINUTE,
    lateMilliseconds: 3 * MINUTE,
    from: NOON - 10 * MINUTE,
    minutes: Object.entries(minutes)
      .map(([minute, figures]) => ({ at: NOON + Number(minute) * MINUTE, ...figures }))
      .sort((a, b) => a.at - b.at),
    ...changes,
  };
}

describe('what is asked', () => {
  it('of an application group is by group where ELB counts so, and by load balancer where not', () => {
    expect(measuresOf(GROUP).map(({ figure, query }) => [figure, query.name, query.dimensions])).toEqual([
      ['requests', 'RequestCount', { TargetGroup: 'targetgroup/web/0123', LoadBalancer: 'app/front/4567' }],
      [
        'targetErrors',
        'HTTPCode_Target_5XX_Count',
        { TargetGroup: 'targetgroup/web/0123', LoadBalancer: 'app/front/4567' },
      ],
      [
        'failedConnections',
        'TargetConnectionErrorCount',
        { TargetGroup: 'targetgroup/web/0123', LoadBalancer: 'app/front/4567' },
      ],
      ['connections', 'ActiveConnectionCount', { LoadBalancer: 'app/front/4567' }],
      ['balancerErrors', 'HTTPCode_ELB_5XX_Count', { LoadBalancer: 'app/front/4567' }],
    ]);
  });

  it('of a network group is of the load balancer', () => {
    expect(measuresOf(NETWORK_GROUP).map(({ query }) => query)).toEqual(
      (
        [
          ['NewFlowCount', 'Sum'],
          ['ActiveFlowCount', 'Maximum'],
          ['TCP_Target_Reset_Count', 'Sum'],
          ['TCP_ELB_Reset_Count', 'Sum'],
        ] as const
      ).map(([name, statistic]) => ({
        namespace: 'AWS/NetworkELB',
        name,
        dimensions: { LoadBalancer: 'net/edge/cdef' },
        statistic,
      })),
    );
  });

  it.each([
    ['no load balancer', []],
    ['a Gateway Load Balancer', [`${ARN}:loadbalancer/gwy/inspect/1`]],
  ])('is nothing with %s', (_, loadBalancerArns) => {
    expect(measuresOf({ arn: GROUP.arn, loadBalancerArns })).toEqual([]);
  });

  it('of two groups of a load balancer is what it counts as a whole once', () => {
    const other = { ...GROUP, arn: `${ARN}:targetgroup/api/1` };
    expect(distinctQueries([...measuresOf(GROUP), ...measuresOf(other)]).size).toBe(8);
  });
});

it('figures are added up by minute over the load balancers, and are absent where nothing is published', () => {
  const both = { ...GROUP, loadBalancerArns: [...GROUP.loadBalancerArns, `${ARN}:loadbalancer/app/back/8`] };
  const minutes = minutesOf(measuresOf(both), ({ name, dimensions }) => {
    if (name === 'RequestCount') return [{ at: NOON + MINUTE, value: 4 }];
    const isFront = dimensions.LoadBalancer === 'app/front/4567';
    return name === 'ActiveConnectionCount' && isFront ? [{ at: NOON, value: 3 }] : [];
  });
  expect(minutes).toEqual([
    { at: NOON, connections: 3 },
    { at: NOON + MINUTE, requests: 8 },
  ]);
});

it('a minute is whole three minutes after its end, where figures come late', () => {
  const until = (readAt: number, lateMilliseconds: number) =>
    settledUntil(series({}, { readAt, lateMilliseconds }));
  expect(until(NOON + 4 * MINUTE - 1, 3 * MINUTE)).toBe(NOON);
  expect(until(NOON + 4 * MINUTE, 3 * MINUTE)).toBe(NOON + MINUTE);
  expect(until(NOON + 30_000, 0)).toBe(NOON);
  expect(until(NOON - 9 * MINUTE, 3 * MINUTE)).toBeUndefined();
  expect(decidableAt(NOON + 10_000, 3 * MINUTE)).toBe(NOON + 4 * MINUTE);
  expect(decidableAt(NOON + 10_000, 0)).toBe(NOON + 10_000);
});

describe('what a drain cut', () => {
  const busy = { [-1]: { balancerErrors: 2 }, 3: { balancerErrors: 1, requests: 50 } };

  it('is what the load balancer answered with 5XX at its end, beyond the most before', () => {
    expect(cutOf(drain(), series({ ...busy, 5: { balancerErrors: 9 } }))).toEqual({
      at: NOON + 5 * MINUTE,
      count: 7,
      usual: 2,
    });
  });

  it.each<[string, Drain, DrainSeries]>([
    ['errors are as many as before', drain(), series({ ...busy, 5: { balancerErrors: 2 } })],
    ['there were errors only in the middle', drain(), series({ 3: { balancerErrors: 5, requests: 9 } })],
    ['targets alone answered with errors', drain(), series({ 5: { targetErrors: 5, requests: 9 } })],
    ['the group got no request: they are of another group', drain(), series({ 5: { balancerErrors: 9 } })],
    ['it goes on', drain({ phase: 'draining' }), series({ 5: { balancerErrors: 9, requests: 9 } })],
    ['the target came back', drain({ phase: 'returned' }), series({ 5: { balancerErrors: 9, requests: 9 } })],
    [
      'they came long before the window that saw its end opened',
      drain({ endedAt: NOON + 15 * MINUTE }),
      series({ 14: { balancerErrors: 9, requests: 9 } }),
    ],
  ])('is nothing where %s', (_, one, read) => {
    expect(cutOf(one, read)).toBeUndefined();
  });

  it('of somebody else’s drain is looked for in the minute before its end was seen', () => {
    const one = drain({ startedBy: 'elsewhere', startedAt: NOON + 2 * MINUTE });
    expect(cutOf(one, series({ 4: { balancerErrors: 3, requests: 9 } }))?.count).toBe(3);
    expect(cutOf(one, series({ 3: { balancerErrors: 3, requests: 9 } }))).toBeUndefined();
  });

  it('of a function’s is looked for when it was deregistered, since nothing drains', () => {
    const { delayMilliseconds, ...rest } = drain();
    const one = { ...rest, target: { id: 'arn:aws:lambda:eu-west-1:123456789012:function:report' } };
    expect(cutOf(one, series({ 0: { balancerErrors: 3, requests: 9 } }))?.count).toBe(3);
    expect(cutOf(one, series({ 5: { balancerErrors: 3, requests: 9 } }))).toBeUndefined();
  });

  it('is never more than what was counted around the end, and does not depend on what came after', () => {
    const counts = fc.array(fc.nat(20), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(counts, fc.nat(20), (errors, later) => {
        const minutes = Object.fromEntries(
          errors.map((balancerErrors, index) => [index - 8, { balancerErrors, requests: 100 }]),
        );
        const cut = cutOf(drain(), series(minutes));
        const counted = errors[8 + 5] ?? 0;
        expect(cut?.count ?? 0).toBeLessThanOrEqual(counted);
        expect(cut?.count ?? 1).toBeGreaterThan(0);
        expect(cutOf(drain(), series({ ...minutes, 7: { balancerErrors: later } }))).toEqual(cut);
      }),
    );
  });
});

describe('what is said', () => {
  function said(read: DrainSeries, others?: number): string[] {
    const measured: Measured = { series: read, drains: [drain()], others };
    return measuredInWords(measured, READER);
  }

  it('of a group with other targets is that the requests are not those of the ones that drain', () => {
    expect(said(series({ 16: { requests: 420 } }), 3)).toEqual([
      '420 requests in the minute of 12:16: of the whole group, not of the targets that drain. 3 other targets take them.',
    ]);
    expect(said(series({ 16: { requests: 1 } }))).toEqual([
      '1 request in the minute of 12:16: of the whole group, not of the targets that drain.',
    ]);
  });

  it('of a group without others is what the requests fell to, and what that does not tell', () => {
    expect(said(series({ [-1]: { requests: 420 }, 15: { requests: 3 } }), 0)).toEqual([
      'No request to the group in the minute of 12:16 (420 in the minute before the drain). The load balancer may have finished; requests that were in flight before are not counted.',
    ]);
    expect(said(series({ [-1]: { requests: 420 }, 16: { requests: 12 } }), 0)).toEqual([
      '12 requests to the group in the minute of 12:16 (420 in the minute before the drain).',
    ]);
  });

  it('claims nothing of minutes that are not whole', () => {
    expect(said(series({}, { readAt: NOON + 3 * MINUTE }), 0)).toEqual([
      'CloudWatch counts by the minute and answers late: the first figures of this drain are whole at about 12:04.',
    ]);
    expect(said(series({}, { readAt: NOON + 50_000, lateMilliseconds: 0 }), 0)).toEqual([
      'The first minute of this drain is counted whole at 12:01.',
    ]);
    const late = series({ 16: { requests: 12 }, 17: { requests: 1 }, 18: {} });
    expect(said(late, 0)[0]).toMatch(/^12 requests to the group in the minute of 12:16/);
  });

  it('tells connections only where there is a value', () => {
    const connections = (minute: Omit<MeasuredMinute, 'at'>) =>
      said(series({ 16: { requests: 1, ...minute } }), 0)[1];
    expect(connections({})).toBeUndefined();
    expect(connections({ connections: 14 })).toBe('14 connections open on front, of all its groups.');
    expect(connections({ connections: 0 })).toBe(
      'No connection was open on front in the minute of 12:16: nothing was in flight any more.',
    );
  });

  it('of a Network Load Balancer is of all its groups', () => {
    const read = series(
      { 2: { balancerErrors: 1, targetErrors: 2 }, 16: { requests: 5, connections: 1 } },
      { kind: 'network', loadBalancers: ['edge'] },
    );
    expect(said(read, 0)).toEqual([
      '5 new connections to edge in the minute of 12:16: of all its groups, not of the targets that drain.',
      '1 connection open on edge, of all its groups.',
      'Since the drain began, edge reset 1 connection; targets reset 2 connections.',
    ]);
  });

  it('sums up errors since the drain began, and none from before', () => {
    const errors = { balancerErrors: 1, targetErrors: 2, failedConnections: 3 };
    expect(said(series({ [-1]: errors, 2: errors, 16: { requests: 1 } }), 0).at(-1)).toBe(
      'Since the drain began, front itself answered 1 request with 5XX; targets of the group answered 2 requests with 5XX; 3 connections to targets could not be made.',
    );
  });

  it('begins with why nothing newer is known', () => {
    const failed = series({ 16: { requests: 1 } }, { error: 'Denied.' });
    expect(said(failed, 0)).toEqual(['Denied.', expect.stringContaining('12:16')]);
  });
});

describe('a cut is told', () => {
  const cut = { at: NOON + 5 * MINUTE, count: 7, usual: 0 };

  it('with its uncertainty and the next step', () => {
    expect(cutInWords([drain()], cut, series({}), READER)).toBe(
      'front itself answered 7 requests with 5XX at 12:05, as web-1 drained from web: requests may have been cut. It counts for all its groups, and no request whose answer had begun. Before the next one, set deregistration_delay.timeout_seconds to more than the longest request takes.',
    );
  });

  it('once for several that ended together, beyond what is usual', () => {
    const words = cutInWords([drain(), drain({ id: 'other' })], { ...cut, usual: 2 }, series({}), READER);
    expect(words).toContain(
      '7 requests with 5XX beyond the usual 2 a minute at 12:05, as 2 targets drained from web',
    );
  });

  it('of a function names the way without it', () => {
    const one = drain({
      target: { id: 'arn:aws:lambda:eu-west-1:123456789012:function:report' },
      targetName: 'report',
    });
    const words = cutInWords([one], cut, series({}), READER);
    expect(words).toContain('as report was deregistered from web');
    expect(words).toContain('register the new one in a new target group');
  });

  it('of a Network Load Balancer is of connections', () => {
    const words = cutInWords(
      [drain()],
      cut,
      series({}, { kind: 'network', loadBalancers: ['edge'] }),
      READER,
    );
    expect(words).toMatch(
      /^edge reset 7 connections at 12:05, as web-1 drained from web: connections may have been cut\./,
    );
  });
});
