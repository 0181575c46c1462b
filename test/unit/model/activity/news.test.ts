// What is said without being asked: the sentence, its buttons, and what is gathered.
import { describe, expect, it, test } from 'vitest';
import { type ActivityNews, noticesOf } from '../../../../src/model/activity/news';
import { arrival, drain, healthWait, serviceRun, START, TIMED_OUT } from './samples';

const now = START + 120_000;
const noLabel = () => undefined;

function all(news: readonly ActivityNews[]) {
  return noticesOf(news, { told: 'all', labelOf: noLabel, now });
}

const late = (id: string, changes: Parameters<typeof arrival>[1] = {}): ActivityNews => ({
  kind: 'late',
  arrival: arrival(id, { lateAt: START + 60_000, health: TIMED_OUT, ...changes }),
});
const reached = (changes: Parameters<typeof healthWait>[2] = {}): ActivityNews => ({
  kind: 'waitEnded',
  wait: healthWait(1, 1, { outcome: 'reached', endedAt: START + 23_000, ...changes }),
});

test.each<[string, ActivityNews[], boolean, string, string[]]>([
  [
    'a target that is late',
    [late('10.0.0.1')],
    true,
    '10.0.0.1:80 of web is not healthy 1:00 after the register: no answer in time (Target.Timeout).',
    ['explainHealth', 'reveal'],
  ],
  [
    'several that are late',
    [late('10.0.0.1'), late('10.0.0.2'), late('10.0.0.3', { health: { state: 'initial' } })],
    true,
    '3 targets of web are not healthy 1:00 after the register: no answer in time (Target.Timeout).',
    ['explainHealth', 'reveal'],
  ],
  [
    'one that turned unhealthy',
    [
      {
        kind: 'unhealthyAgain',
        arrival: arrival('10.0.0.1', { health: { state: 'unhealthy', reason: 'Target.New' } }),
      },
    ],
    true,
    '10.0.0.1:80 of web is unhealthy again, soon after turning healthy: Target.New.',
    ['explainHealth', 'reveal'],
  ],
  [
    'a drain that cut requests',
    [{ kind: 'cut', drain: drain('10.0.0.1'), words: 'Requests may have been cut.' }],
    true,
    'Requests may have been cut.',
    ['openMonitor', 'reveal'],
  ],
  ['the end of a wait', [reached()], false, '10.0.0.1:80 of web is healthy, after 0:23.', ['reveal']],
  [
    'the end of a wait for a drain',
    [reached({ until: 'drained', endedAt: START + 300_000 })],
    false,
    '10.0.0.1:80 of web is drained, after 5:00.',
    ['putBack', 'openMonitor'],
  ],
  [
    'a wait that cannot end well',
    [reached({ outcome: 'impossible', because: 'It was deregistered.' })],
    true,
    '10.0.0.1:80 of web is not healthy, and nothing more is waited for: It was deregistered.',
    ['reveal', 'showActivity'],
  ],
  [
    'a servicing that finished',
    [
      {
        kind: 'servicing',
        run: serviceRun(['done', 'done'], { status: 'finished', endedAt: START + 65_000 }),
      },
    ],
    false,
    'Servicing web is finished: 2 of 2 targets serviced, after 1:05.',
    ['showActivity'],
  ],
  [
    'a servicing that stopped',
    [{ kind: 'servicing', run: serviceRun(['left'], { status: 'stopped', because: 'The step failed.' }) }],
    true,
    'Servicing web has stopped: The step failed.',
    ['showActivity'],
  ],
])('%s', (_, news, isProblem, message, actions) => {
  expect(all(news)).toMatchObject([{ isProblem, message, actions }]);
});

it('offers to go on with a servicing that waits for it', () => {
  const run = serviceRun(['out'], { status: 'waiting' });
  const [notice] = all([{ kind: 'servicing', run }]);
  expect(notice?.message).toMatch(/^Servicing web waits for Continue: /);
  expect(notice).toMatchObject({
    isProblem: false,
    actions: ['continueServicing', 'showActivity'],
    subject: { runId: run.id },
  });
});

test.each<[string, ActivityNews]>([
  ['a wait that the user has stopped', reached({ outcome: 'stopped' })],
  [
    'a target that is healthy in time',
    { kind: 'healthy', arrival: arrival('10.0.0.1', { phase: 'healthy' }) },
  ],
])('says nothing of %s', (_, news) => {
  expect(all([news])).toEqual([]);
});

describe('several at once', () => {
  const news = [reached(), late('10.0.0.2'), late('10.0.0.3', { groupArn: 'other', groupName: 'api' })];

  it('are one message of problems and one of the rest, with the connection where there are more', () => {
    expect(noticesOf(news, { told: 'all', labelOf: () => 'prod', now })).toMatchObject([
      {
        isProblem: true,
        message:
          'prod: 10.0.0.2:80 of web is not healthy 1:00 after the register: no answer in time (Target.Timeout). ' +
          'prod: 10.0.0.3:80 of api is not healthy 1:00 after the register: no answer in time (Target.Timeout).',
        actions: ['showActivity'],
      },
      { isProblem: false, message: 'prod: 10.0.0.1:80 of web is healthy, after 0:23.', actions: ['reveal'] },
    ]);
  });

  it('are as many as fit a message, and a count', () => {
    const many = Array.from({ length: 6 }, () => reached());
    expect(all(many)[0]?.message).toMatch(/0:23\. And 3 more\.$/);
  });

  it('are only problems where only those are wanted', () => {
    const notices = noticesOf(news, { told: 'problems', labelOf: noLabel, now });
    expect(notices.map(({ isProblem }) => isProblem)).toEqual([true]);
  });

  it('are nothing where nothing is wanted', () => {
    expect(noticesOf(news, { told: 'none', labelOf: noLabel, now })).toEqual([]);
  });
});

it('names the targets that a button is for', () => {
  const [notice] = all([late('10.0.0.1'), late('10.0.0.2')]);
  expect(notice?.subject?.targets.map(({ target }) => target.id)).toEqual(['10.0.0.1', '10.0.0.2']);
});
