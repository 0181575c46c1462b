// The one line of the status bar.
import { expect, it, test } from 'vitest';
import { activitySummary } from '../../../../src/model/activity/summary';
import { arrival, drain, entriesOf, healthWait, serviceRun, START, TIMED_OUT } from './samples';

const NOW = START + 79_000;
const GONE = { phase: 'gone', endedAt: START + 9_000 } as const;

it('is absent when all has finished', () => {
  expect(activitySummary([], NOW)).toBeUndefined();
  expect(activitySummary(entriesOf({ drains: [drain('10.0.0.1', GONE)] }), NOW)).toBeUndefined();
});

test.each([
  [{ drains: [drain('10.0.0.1'), drain('10.0.0.2'), drain('10.0.0.3', GONE)] }, '2 draining · 3:41', false],
  [
    { drains: [drain('10.0.0.1'), drain('10.0.0.2', { startedAt: START + 10_000 })] },
    '2 draining · 3:51',
    false,
  ],
  [{ drains: [drain('10.0.0.1', { delayMilliseconds: 60_000 })] }, '1 draining', false],
  [{ arrivals: [arrival('10.0.0.1')], waits: [healthWait(1, 0)] }, '1 checking · 1 waiting', false],
  [
    { arrivals: [arrival('10.0.0.1'), arrival('10.0.0.2', { lateAt: START, health: TIMED_OUT })] },
    '1 not healthy · 1 checking',
    true,
  ],
  [{ runs: [serviceRun(['done', 'draining'])] }, 'servicing web: 1 of 2', false],
  [
    { runs: [serviceRun(['done', 'checking'], { step: { kind: 'pause', seconds: 60 } })] },
    'servicing web: 1 of 2 · about 0:11 left',
    false,
  ],
  [
    { runs: [serviceRun(['done', 'waiting'], { status: 'paused' })] },
    'servicing web: 1 of 2 · paused',
    false,
  ],
  [
    { runs: [serviceRun(['draining', 'waiting'], { status: 'paused' })] },
    'servicing web: 0 of 2 · pauses after this batch',
    false,
  ],
  [
    { runs: [serviceRun(['done', 'servicing'], { status: 'waiting' })] },
    'servicing web: 1 of 2 · waits for Continue',
    true,
  ],
  [{ runs: [serviceRun(['done', 'left'], { status: 'stopped' })] }, 'servicing web: 1 of 2 · stopped', true],
  [
    {
      runs: [
        serviceRun(['done', 'draining']),
        serviceRun(['done', 'left'], { id: 'another', groupName: 'api', status: 'stopped' }),
      ],
    },
    'servicing api: 1 of 2 · stopped · 1 more servicing',
    true,
  ],
])('of %j is %s', (sources, text, needsAttention) => {
  expect(activitySummary(entriesOf(sources), NOW)).toEqual({ text, needsAttention });
});
