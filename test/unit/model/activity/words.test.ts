// What the activity says of each entry, to the letter.
import { describe, expect, it, test } from 'vitest';
import type { ActivitySources } from '../../../../src/model/activity/entries';
import { entryWords, targetWords } from '../../../../src/model/activity/words';
import { arrival, drain, entriesOf, healthWait, serviceRun, START, TIMED_OUT } from './samples';

/** Of the first entry, some seconds after the start. */
function said(sources: Partial<ActivitySources>, afterSeconds: number): string {
  const [entry] = entriesOf(sources);
  if (entry === undefined) throw new Error('There is no entry');
  const { label, description, tone } = entryWords(entry, START + afterSeconds * 1000);
  return `${label} | ${description} | ${tone}`;
}

function end(afterSeconds: number) {
  return { endedAt: START + afterSeconds * 1000 };
}

const gone = (id: string, afterSeconds: number) => drain(id, { phase: 'gone', ...end(afterSeconds) });
const returned = (id: string, afterSeconds: number) => drain(id, { phase: 'returned', ...end(afterSeconds) });
const healthy = (id: string, afterSeconds: number) =>
  arrival(id, { phase: 'healthy', healthyAt: START + afterSeconds * 1000, health: { state: 'healthy' } });

test.each([
  ['goes on', [drain('10.0.0.1')], 48, 'Draining · 4:12 left at most | web · 10.0.0.1:80 | draining'],
  [
    'is of an instance',
    [drain('i-1', { targetName: 'web-1' })],
    0,
    'Draining · 5:00 left at most | web · web-1 | draining',
  ],
  [
    'was sent',
    [drain('10.0.0.1', { phase: 'deregistering' })],
    1,
    'Deregistering · 4:59 left at most | web · 10.0.0.1:80 | draining',
  ],
  [
    'takes longer',
    [drain('10.0.0.1')],
    312,
    'Draining · still listed 0:12 after the delay | web · 10.0.0.1:80 | draining',
  ],
  ['is over', [gone('10.0.0.1', 300)], 999, 'Gone after 5:00 | web · 10.0.0.1:80 | done'],
  [
    'was taken back',
    [returned('10.0.0.1', 70)],
    999,
    'Registered again after 1:10 | web · 10.0.0.1:80 | ended',
  ],
  [
    'is of many',
    [drain('10.0.0.1'), drain('10.0.0.2')],
    228,
    'Draining · 1:12 left at most | web · 10.0.0.1:80, 10.0.0.2:80 | draining',
  ],
  [
    'is of many, some gone',
    [drain('10.0.0.1'), gone('10.0.0.2', 9)],
    228,
    '1 of 2 draining · 1:12 left at most | web · 10.0.0.1:80, 10.0.0.2:80 | draining',
  ],
  [
    'was of many',
    [gone('10.0.0.1', 299), gone('10.0.0.2', 301)],
    999,
    'Gone after 5:01 | web · 10.0.0.1:80, 10.0.0.2:80 | done',
  ],
  [
    'ended in two ways',
    [gone('10.0.0.1', 299), returned('10.0.0.2', 301)],
    999,
    '1 gone, 1 registered again after 5:01 | web · 10.0.0.1:80, 10.0.0.2:80 | ended',
  ],
] as const)('a drain that %s', (_, drains, afterSeconds, words) => {
  expect(said({ drains }, afterSeconds)).toBe(words);
});

it('says of a drain that requests were cut', () => {
  const cut = { at: START, count: 3, usual: 0 };
  const words = said({ drains: [gone('10.0.0.1', 300), { ...gone('10.0.0.2', 300), cut }] }, 999);
  expect(words).toBe(
    'Gone after 5:00 · perhaps with requests cut | web · 10.0.0.1:80, 10.0.0.2:80 | problem',
  );
});

it('claims no time left where the delay is not known, and no start of a drain that somebody else began', () => {
  const { delayMilliseconds, ...unknown } = drain('10.0.0.1');
  expect(delayMilliseconds).toBe(300_000);
  expect(said({ drains: [unknown] }, 12)).toBe('Draining for 0:12 | web · 10.0.0.1:80 | draining');
  const elsewhere = drain('10.0.0.1', { startedBy: 'elsewhere', phase: 'gone', ...end(280) });
  expect(said({ drains: [elsewhere] }, 999)).toBe(
    'Gone after 4:40 of being seen draining | web · 10.0.0.1:80 | done',
  );
});

test.each([
  [
    'is being sent',
    [arrival('10.0.0.1', { phase: 'registering' })],
    1,
    'Registering · healthy expected within 29 s | web · 10.0.0.1:80 | checking',
  ],
  [
    'is checked',
    [arrival('10.0.0.1')],
    10,
    'Checking · healthy expected within 20 s | web · 10.0.0.1:80 | checking',
  ],
  [
    'has long to go',
    [arrival('10.0.0.1', { expectedMilliseconds: 150_000 })],
    70,
    'Checking · healthy expected within 1:20 | web · 10.0.0.1:80 | checking',
  ],
  ['is just past its time', [arrival('10.0.0.1')], 31, 'Checking for 0:31 | web · 10.0.0.1:80 | checking'],
  ['arrived', [healthy('10.0.0.1', 23)], 999, 'Healthy after 0:23 | web · 10.0.0.1:80 | done'],
  [
    'is late',
    [arrival('10.0.0.1', { lateAt: START, health: TIMED_OUT })],
    60,
    'Not healthy after 1:00: Target.Timeout | web · 10.0.0.1:80 | problem',
  ],
  [
    'is unhealthy before it is late',
    [arrival('10.0.0.1', { health: TIMED_OUT })],
    20,
    'Not healthy after 0:20: Target.Timeout | web · 10.0.0.1:80 | problem',
  ],
  [
    'was given up',
    [arrival('10.0.0.1', { health: TIMED_OUT, ...end(600) })],
    999,
    'Not healthy after 10:00: Target.Timeout | web · 10.0.0.1:80 | problem',
  ],
  [
    'turned unhealthy',
    [arrival('10.0.0.1', { phase: 'unhealthy', health: TIMED_OUT })],
    60,
    'Turned unhealthy after it was healthy: Target.Timeout | web · 10.0.0.1:80 | problem',
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
    'Registered, not checked: Target.NotInUse | web · 10.0.0.1:80 | done',
  ],
  [
    'was taken back',
    [arrival('10.0.0.1', { phase: 'gone', ...end(30) })],
    99,
    'Gone after 0:30, before it was healthy | web · 10.0.0.1:80 | ended',
  ],
  [
    'is of many',
    [arrival('10.0.0.1'), arrival('10.0.0.2')],
    10,
    'Checking · healthy expected within 20 s | web · 10.0.0.1:80, 10.0.0.2:80 | checking',
  ],
  [
    'is of many, some healthy',
    [arrival('10.0.0.1'), healthy('10.0.0.2', 5)],
    10,
    '1 of 2 healthy | web · 10.0.0.1:80, 10.0.0.2:80 | checking',
  ],
  [
    'is of many, some late',
    [arrival('10.0.0.1', { lateAt: START, health: TIMED_OUT }), healthy('10.0.0.2', 5)],
    61,
    '1 of 2 not healthy after 1:01: Target.Timeout | web · 10.0.0.1:80, 10.0.0.2:80 | problem',
  ],
  [
    'was of many',
    [healthy('10.0.0.1', 9), healthy('10.0.0.2', 5)],
    99,
    'Healthy after 0:09 | web · 10.0.0.1:80, 10.0.0.2:80 | done',
  ],
  [
    'ended in two ways',
    [healthy('10.0.0.1', 9), arrival('10.0.0.2', { phase: 'gone', ...end(5) })],
    99,
    '1 healthy, 1 gone | web · 10.0.0.1:80, 10.0.0.2:80 | ended',
  ],
] as const)('a registered target that %s', (_, arrivals, afterSeconds, words) => {
  expect(said({ arrivals }, afterSeconds)).toBe(words);
});

test.each([
  [
    'goes on',
    healthWait(3, 2),
    'Waiting until healthy · 2 of 3 | web · 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 | waiting',
  ],
  [
    'is of one',
    healthWait(1, 0, { until: 'drained' }),
    'Waiting until drained · 0 of 1 | web · 10.0.0.1:80 | waiting',
  ],
  [
    'was reached',
    healthWait(3, 3, { outcome: 'reached', ...end(23) }),
    'Healthy after 0:23 | web · 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 | done',
  ],
  [
    'was reached by a drain',
    healthWait(1, 1, { until: 'drained', outcome: 'reached', ...end(300) }),
    'Drained after 5:00 | web · 10.0.0.1:80 | done',
  ],
  [
    'cannot be',
    healthWait(1, 0, { outcome: 'impossible', because: 'It is gone.', ...end(9) }),
    'Not healthy: It is gone. | web · 10.0.0.1:80 | problem',
  ],
  [
    'was stopped',
    healthWait(3, 2, { outcome: 'stopped', ...end(70) }),
    'Stopped after 1:10 · 2 of 3 healthy | web · 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 | ended',
  ],
])('a wait that %s', (_, wait, words) => {
  expect(said({ waits: [wait] }, 60)).toBe(words);
});

test.each([
  [
    'waits for the user',
    serviceRun(['done', 'servicing'], { status: 'waiting' }),
    'Servicing · 1 of 2 · waits for Continue | web | servicing',
  ],
  [
    'is paused while the user works',
    serviceRun(['done', 'servicing', 'waiting'], { status: 'paused' }),
    'Servicing · 1 of 3 · waits for Continue, then pauses | web | servicing',
  ],
  [
    'finishes its batch before it is paused',
    serviceRun(['draining', 'waiting'], { status: 'paused' }),
    'Servicing · 0 of 2 · pauses after this batch | web | servicing',
  ],
  [
    'is paused',
    serviceRun(['done', 'waiting'], { status: 'paused' }),
    'Servicing · 1 of 2 · paused | web | servicing',
  ],
  [
    'stopped',
    serviceRun(['done', 'left'], { status: 'stopped' }),
    'Servicing · 1 of 2 · stopped | web | problem',
  ],
  [
    'puts back',
    serviceRun(['done', 'registering'], { status: 'aborting' }),
    'Servicing · 1 of 2 · aborting | web | servicing',
  ],
  [
    'checks its last target',
    serviceRun(['done', 'checking'], { step: { kind: 'pause', seconds: 60 } }),
    'Servicing · 1 of 2 · about 0:30 left | web | servicing',
  ],
  [
    'finished',
    serviceRun(['done', 'done'], { status: 'finished', ...end(65) }),
    'Serviced 2 of 2 after 1:05 | web | done',
  ],
  [
    'finished, some skipped',
    serviceRun(['done', 'skipped'], { status: 'finished', ...end(65) }),
    'Serviced 1 of 2 after 1:05 | web | ended',
  ],
  [
    'was aborted',
    serviceRun(['done', 'putBack'], { status: 'aborted', ...end(65) }),
    'Serviced 1 of 2 · aborted after 1:05 | web | ended',
  ],
])('a servicing that %s', (_, run, words) => {
  expect(said({ runs: [run] }, 60)).toBe(words);
});

it('names some targets of many', () => {
  const drains = [1, 2, 3, 4, 5].map((number) => drain(`10.0.0.${number}`));
  expect(said({ drains }, 0)).toContain(' | web · 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 and 2 more | ');
});

test.each<[Partial<ActivitySources>, string]>([
  [{ drains: [drain('i-1', { targetName: 'web-1' })] }, 'web-1 of web: draining, 4:00 left at most'],
  [
    { arrivals: [arrival('10.0.0.1'), arrival('10.0.0.2', { phase: 'registering' })] },
    '2 targets of web: checking for 1:00',
  ],
  [{ waits: [healthWait(3, 2)] }, '3 targets of web: waiting until healthy, 2 of 3'],
  [
    { runs: [serviceRun(['done', 'waiting'], { status: 'paused' })] },
    'Servicing web: 1 of 2 targets serviced, paused',
  ],
  [
    { runs: [serviceRun(['done', 'putBack'], { status: 'aborted', ...end(65) })] },
    'Servicing web: aborted after 1:05, 1 of 2 targets serviced',
  ],
])('is a whole sentence for a screen reader: %#', (sources, sentence) => {
  const [entry] = entriesOf(sources);
  expect(entry && entryWords(entry, START + 60_000).sentence).toBe(sentence);
});

describe('one of many targets', () => {
  const wordsOf = (sources: Partial<ActivitySources>, index: number) => {
    const [entry] = entriesOf(sources);
    if (entry === undefined) throw new Error('There is no entry');
    return targetWords(entry, index).description;
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
