// What the activity says of each entry, to the letter.
import { describe, expect, it, test } from 'vitest';
import type { ActivitySources } from '../../../../src/model/activity/entries';
import { entryWords, targetWords } from '../../../../src/model/activity/words';
import { arrival, drain, entriesOf, healthWait, serviceRun, START, TIMED_OUT } from './samples';

/** Of the first entry, some seconds after the start. */
function said(sources: Partial<ActivitySources>, afterSeconds: number): string {
  const [entry] = entriesOf(sources);
  if (entry === undefined) throw new Error('There is no entry');
  const { label, state, tone } = entryWords(entry, START + afterSeconds * 1000);
  return `${label} | ${state} | ${tone}`;
}

function end(afterSeconds: number) {
  return { endedAt: START + afterSeconds * 1000 };
}

const gone = (id: string, afterSeconds: number) => drain(id, { phase: 'gone', ...end(afterSeconds) });
const returned = (id: string, afterSeconds: number) => drain(id, { phase: 'returned', ...end(afterSeconds) });
const healthy = (id: string, afterSeconds: number) =>
  arrival(id, { phase: 'healthy', healthyAt: START + afterSeconds * 1000, health: { state: 'healthy' } });

test.each([
  ['goes on', [drain('10.0.0.1')], 48, '10.0.0.1:80 | draining, 4:12 left at most | draining'],
  [
    'is of an instance',
    [drain('i-1', { targetName: 'web-1' })],
    0,
    'web-1 | draining, 5:00 left at most | draining',
  ],
  [
    'was sent',
    [drain('10.0.0.1', { phase: 'deregistering' })],
    1,
    '10.0.0.1:80 | deregistering, 4:59 left at most | draining',
  ],
  [
    'takes longer',
    [drain('10.0.0.1')],
    312,
    '10.0.0.1:80 | draining, still listed 0:12 after the delay | draining',
  ],
  ['is over', [gone('10.0.0.1', 300)], 999, '10.0.0.1:80 | gone after 5:00 | done'],
  ['was taken back', [returned('10.0.0.1', 70)], 999, '10.0.0.1:80 | registered again after 1:10 | ended'],
  [
    'is of many',
    [drain('10.0.0.1'), drain('10.0.0.2')],
    228,
    '2 targets of web | draining, 1:12 left at most | draining',
  ],
  [
    'is of many, some gone',
    [drain('10.0.0.1'), gone('10.0.0.2', 9)],
    228,
    '2 targets of web | 1 of 2 draining, 1:12 left at most | draining',
  ],
  [
    'was of many',
    [gone('10.0.0.1', 299), gone('10.0.0.2', 301)],
    999,
    '2 targets of web | gone after 5:01 | done',
  ],
  [
    'ended in two ways',
    [gone('10.0.0.1', 299), returned('10.0.0.2', 301)],
    999,
    '2 targets of web | 1 gone, 1 registered again after 5:01 | ended',
  ],
] as const)('a drain that %s', (_, drains, afterSeconds, words) => {
  expect(said({ drains }, afterSeconds)).toBe(words);
});

it('says of a drain that requests were cut', () => {
  const cut = { at: START, count: 3, usual: 0 };
  const words = said({ drains: [gone('10.0.0.1', 300), { ...gone('10.0.0.2', 300), cut }] }, 999);
  expect(words).toBe('2 targets of web | gone after 5:00, perhaps with requests cut | problem');
});

it('claims no time left where the delay is not known, and no start of a drain that somebody else began', () => {
  const { delayMilliseconds, ...unknown } = drain('10.0.0.1');
  expect(delayMilliseconds).toBe(300_000);
  expect(said({ drains: [unknown] }, 12)).toBe('10.0.0.1:80 | draining for 0:12 | draining');
  const elsewhere = drain('10.0.0.1', { startedBy: 'elsewhere', phase: 'gone', ...end(280) });
  expect(said({ drains: [elsewhere] }, 999)).toBe(
    '10.0.0.1:80 | gone after 4:40 of being seen draining | done',
  );
});

test.each([
  [
    'is being sent',
    [arrival('10.0.0.1', { phase: 'registering' })],
    1,
    '10.0.0.1:80 | registering, expected healthy within 29 s | checking',
  ],
  [
    'is checked',
    [arrival('10.0.0.1')],
    10,
    '10.0.0.1:80 | checking, expected healthy within 20 s | checking',
  ],
  [
    'has long to go',
    [arrival('10.0.0.1', { expectedMilliseconds: 150_000 })],
    70,
    '10.0.0.1:80 | checking, expected healthy within 1:20 | checking',
  ],
  ['is just past its time', [arrival('10.0.0.1')], 31, '10.0.0.1:80 | checking for 0:31 | checking'],
  ['arrived', [healthy('10.0.0.1', 23)], 999, '10.0.0.1:80 | healthy after 0:23 | done'],
  [
    'is late',
    [arrival('10.0.0.1', { lateAt: START, health: TIMED_OUT })],
    60,
    '10.0.0.1:80 | not healthy after 1:00: Target.Timeout | problem',
  ],
  [
    'is unhealthy before it is late',
    [arrival('10.0.0.1', { health: TIMED_OUT })],
    20,
    '10.0.0.1:80 | not healthy after 0:20: Target.Timeout | problem',
  ],
  [
    'was given up',
    [arrival('10.0.0.1', { health: TIMED_OUT, ...end(600) })],
    999,
    '10.0.0.1:80 | not healthy after 10:00: Target.Timeout | problem',
  ],
  [
    'turned unhealthy',
    [arrival('10.0.0.1', { phase: 'unhealthy', health: TIMED_OUT })],
    60,
    '10.0.0.1:80 | turned unhealthy after it was healthy: Target.Timeout | problem',
  ],
  [
    'nobody checks',
    [
      arrival('10.0.0.1', {
        phase: 'unchecked',
        health: { state: 'unused', reason: 'Target.NotInUse' },
        ...end(2),
      }),
    ],
    9,
    '10.0.0.1:80 | registered, not checked: Target.NotInUse | done',
  ],
  [
    'was taken back',
    [arrival('10.0.0.1', { phase: 'gone', ...end(30) })],
    99,
    '10.0.0.1:80 | gone after 0:30, before it was healthy | ended',
  ],
  [
    'is of many',
    [arrival('10.0.0.1'), arrival('10.0.0.2')],
    10,
    '2 targets of web | checking, expected healthy within 20 s | checking',
  ],
  [
    'is of many, some healthy',
    [arrival('10.0.0.1'), healthy('10.0.0.2', 5)],
    10,
    '2 targets of web | 1 of 2 healthy | checking',
  ],
  [
    'is of many, some late',
    [arrival('10.0.0.1', { lateAt: START, health: TIMED_OUT }), healthy('10.0.0.2', 5)],
    61,
    '2 targets of web | 1 of 2 not healthy after 1:01: Target.Timeout | problem',
  ],
  [
    'was of many',
    [healthy('10.0.0.1', 9), healthy('10.0.0.2', 5)],
    99,
    '2 targets of web | healthy after 0:09 | done',
  ],
  [
    'ended in two ways',
    [healthy('10.0.0.1', 9), arrival('10.0.0.2', { phase: 'gone', ...end(5) })],
    99,
    '2 targets of web | 1 healthy, 1 gone | ended',
  ],
] as const)('a registered target that %s', (_, arrivals, afterSeconds, words) => {
  expect(said({ arrivals }, afterSeconds)).toBe(words);
});

test.each([
  ['goes on', healthWait(3, 2), '3 targets of web | waiting until healthy: 2 of 3 | waiting'],
  [
    'is of one',
    healthWait(1, 0, { until: 'drained' }),
    '10.0.0.1:80 | waiting until drained: 0 of 1 | waiting',
  ],
  [
    'was reached',
    healthWait(3, 3, { outcome: 'reached', ...end(23) }),
    '3 targets of web | healthy after 0:23 | done',
  ],
  [
    'was reached by a drain',
    healthWait(1, 1, { until: 'drained', outcome: 'reached', ...end(300) }),
    '10.0.0.1:80 | drained after 5:00 | done',
  ],
  [
    'cannot be',
    healthWait(1, 0, { outcome: 'impossible', because: 'It is gone.', ...end(9) }),
    '10.0.0.1:80 | not healthy: It is gone. | problem',
  ],
  [
    'was stopped',
    healthWait(3, 2, { outcome: 'stopped', ...end(70) }),
    '3 targets of web | stopped after 1:10: 2 of 3 healthy | ended',
  ],
])('a wait that %s', (_, wait, words) => {
  expect(said({ waits: [wait] }, 60)).toBe(words);
});

test.each([
  [
    'waits for the user',
    serviceRun(['done', 'servicing'], { status: 'waiting' }),
    /^Servicing web \| waiting for Continue: 1 of 2 targets serviced \| servicing$/,
  ],
  [
    'stopped',
    serviceRun(['done', 'left'], { status: 'stopped' }),
    /^Servicing web \| stopped: 1 of 2 targets serviced \| problem$/,
  ],
  [
    'checks its last target',
    serviceRun(['done', 'checking'], { step: { kind: 'pause', seconds: 60 } }),
    /^Servicing web \| 1 of 2 targets serviced, about 0:30 left \| servicing$/,
  ],
  [
    'finished',
    serviceRun(['done', 'done'], { status: 'finished', ...end(65) }),
    /^Servicing web \| 2 of 2 .* after 1:05 \| done$/,
  ],
])('a servicing that %s', (_, run, words) => {
  expect(said({ runs: [run] }, 60)).toMatch(words);
});

describe('one of many targets', () => {
  const wordsOf = (sources: Partial<ActivitySources>, index: number) => {
    const [entry] = entriesOf(sources);
    if (entry === undefined) throw new Error('There is no entry');
    return targetWords(entry, index).state;
  };

  it('counts nothing down, but says when it was over', () => {
    const drains = [drain('10.0.0.1'), gone('10.0.0.2', 290)];
    expect([wordsOf({ drains }, 0), wordsOf({ drains }, 1)]).toEqual(['draining', 'gone after 4:50']);
    const arrivals = [
      arrival('10.0.0.1'),
      arrival('10.0.0.2', { lateAt: START, health: TIMED_OUT }),
      healthy('10.0.0.3', 9),
    ];
    expect([0, 1, 2].map((index) => wordsOf({ arrivals }, index))).toEqual([
      'checking',
      'not healthy: Target.Timeout',
      'healthy after 0:09',
    ]);
  });

  it('of a wait is as last read, until it is as waited for', () => {
    const waits = [healthWait(2, 1)];
    expect([wordsOf({ waits }, 0), wordsOf({ waits }, 1)]).toEqual(['healthy after 0:10', 'initial']);
  });

  it('of a servicing says where it is left and why', () => {
    const [left] = serviceRun(['left']).targets;
    if (left === undefined) throw new Error('It has a target');
    const run = {
      ...serviceRun(['draining']),
      targets: [{ ...left, because: 'the register was refused' }, left],
    };
    expect(wordsOf({ runs: [run] }, 0)).toBe('left out of service: the register was refused');
    expect(wordsOf({ runs: [run] }, 1)).toBe('left out of service');
  });
});
