// A wait read by read: reached when every target is as waited for, impossible when one never will be.
import { describe, expect, it } from 'vitest';
import {
  type HealthWait,
  isHealthWait,
  waitAfter,
  type WaitedFor,
  type WaitRead,
  waitWithoutGroup,
} from '../../../src/model/healthWait';
import type { RegisteredTarget, TargetHealth } from '../../../src/model/target';

const STARTED = 1_000_000;
const SETTLED = 60_000;
const NAMED = { id: 'i-0abc', port: 80 };
const OTHER = { id: '10.0.0.2', port: 80 };

function waiting(until: WaitedFor, ...healths: (TargetHealth | undefined)[]): HealthWait {
  const targets = [{ target: NAMED, targetName: 'web-1' }, { target: OTHER }];
  return {
    id: 'w',
    connectionId: 'emulator@us-east-1',
    groupArn: 'arn:web',
    groupName: 'web',
    until,
    startedAt: STARTED,
    targets: targets.map((awaited, index) => {
      const health = healths[index];
      return health === undefined ? awaited : { ...awaited, health };
    }),
  };
}

/** So many milliseconds after the wait began, the first and the second target are so; absent ones are not listed. */
function read(after: number, first?: string, second?: string, more: Partial<WaitRead> = {}): WaitRead {
  const targets: RegisteredTarget[] = [];
  if (first !== undefined) targets.push({ ...NAMED, health: healthOf(first) });
  if (second !== undefined) targets.push({ ...OTHER, health: healthOf(second) });
  return {
    group: { name: 'web', port: 80 },
    targets,
    readAt: STARTED + after,
    isComing: () => false,
    isLeaving: () => false,
    ...more,
  };
}

/** `unused Target.NotInUse` */
function healthOf(words: string): TargetHealth {
  const [state = '', reason] = words.split(' ');
  return reason === undefined ? { state } : { state, reason };
}

describe('a wait until healthy', () => {
  const wait = waiting('healthy');

  it('is reached when every target is healthy', () => {
    const one = waitAfter(wait, read(1_000, 'healthy', 'initial'));
    expect(one).toMatchObject({
      targets: [
        { reachedAt: STARTED + 1_000, health: { state: 'healthy' } },
        { health: { state: 'initial' } },
      ],
    });
    expect(one).not.toHaveProperty('endedAt');
    expect(waitAfter(one, read(3_000, 'healthy', 'healthy'))).toMatchObject({
      outcome: 'reached',
      endedAt: STARTED + 3_000,
      targets: [{ reachedAt: STARTED + 1_000 }, { reachedAt: STARTED + 3_000 }],
    });
  });

  it('is not reached by a target that was healthy before the other', () => {
    const one = waitAfter(wait, read(1_000, 'healthy', 'initial'));
    const turned = waitAfter(one, read(3_000, 'unhealthy', 'healthy'));
    expect(turned).not.toHaveProperty('endedAt');
    expect(turned.targets[0]).not.toHaveProperty('reachedAt');
  });

  it('is the same object where a read is no news, or from before it, or it is over', () => {
    const one = waitAfter(wait, read(1_000, 'healthy', 'initial'));
    expect(waitAfter(one, read(2_000, 'healthy', 'initial'))).toBe(one);
    expect(waitAfter(wait, read(-1, 'healthy', 'healthy'))).toBe(wait);
    const over = waitAfter(wait, read(1_000, 'healthy', 'healthy'));
    expect(waitAfter(over, read(2_000))).toBe(over);
  });

  it.each([
    ['is not registered', undefined, 'web-1 (i-0abc:80) is not registered with web.'],
    ['drains', 'draining', 'web-1 (i-0abc:80) drains: it was deregistered from web.'],
    [
      'is not used',
      'unused Target.NotInUse',
      'web-1 (i-0abc:80) is unused (Target.NotInUse): no listener forwards to web in its zone, so nothing checks it.',
    ],
  ])('is impossible when a target %s, once that is no old read', (_what, state, because) => {
    expect(waitAfter(wait, read(SETTLED - 1, state, 'healthy'))).not.toHaveProperty('endedAt');
    expect(waitAfter(wait, read(SETTLED, state, 'healthy'))).toMatchObject({
      outcome: 'impossible',
      endedAt: STARTED + SETTLED,
      because,
    });
    // While somebody registers it, or will, it may be yet.
    const coming = { isComing: ({ id }: { id: string }) => id === NAMED.id };
    expect(waitAfter(wait, read(SETTLED, state, 'healthy', coming))).not.toHaveProperty('endedAt');
  });

  it('is impossible at once where nobody checks the health', () => {
    expect(waitAfter(wait, read(0, 'unavailable Target.HealthCheckDisabled', 'healthy'))).toMatchObject({
      outcome: 'impossible',
      because: 'web has no health checks: nobody will call web-1 (i-0abc:80) healthy.',
    });
  });

  it('goes on while a target is unhealthy, however long', () => {
    expect(waitAfter(wait, read(3_600_000, 'unhealthy', 'healthy'))).not.toHaveProperty('endedAt');
  });
});

describe('a wait until drained', () => {
  const wait = waiting('drained', { state: 'draining' }, { state: 'draining' });

  it('is reached when no target is listed any more', () => {
    const one = waitAfter(wait, read(1_000, 'draining'));
    expect(one.targets[1]).toEqual({ target: OTHER, reachedAt: STARTED + 1_000 });
    expect(waitAfter(one, read(3_000))).toMatchObject({ outcome: 'reached', endedAt: STARTED + 3_000 });
  });

  it('is impossible when a target was put back', () => {
    expect(waitAfter(wait, read(1_000, 'initial', 'draining'))).toMatchObject({
      outcome: 'impossible',
      because: 'web-1 (i-0abc:80) does not drain: it is registered with web and initial.',
    });
  });

  it('is impossible when a target is in service, once that is no old read and nobody deregisters it', () => {
    expect(waitAfter(wait, read(SETTLED - 1, 'healthy'))).not.toHaveProperty('endedAt');
    const leaving = { isLeaving: () => true };
    expect(waitAfter(wait, read(SETTLED, 'healthy', undefined, leaving))).not.toHaveProperty('endedAt');
    expect(waitAfter(wait, read(SETTLED, 'healthy'))).toMatchObject({ outcome: 'impossible' });
  });
});

describe('a wait whose group was deleted', () => {
  it('is impossible where it waits for health', () => {
    expect(waitWithoutGroup(waiting('healthy'), STARTED + 1)).toMatchObject({
      outcome: 'impossible',
      because: 'The target group web was deleted.',
      endedAt: STARTED + 1,
    });
  });

  it('is reached where it waits for drains', () => {
    const ended = waitWithoutGroup(waiting('drained', { state: 'draining' }), STARTED + 1);
    expect(ended).toMatchObject({ outcome: 'reached', targets: [{ reachedAt: STARTED + 1 }, {}] });
    expect(ended.targets[0]).not.toHaveProperty('health');
  });
});

it.each([
  ['id', 1],
  ['until', 'boiling'],
  ['targets', {}],
  ['targets', [null]],
  ['targets', [{ target: { port: 80 } }]],
  ['targets', [{ target: NAMED, health: {} }]],
  ['startedAt', 'yesterday'],
  ['endedAt', null],
  ['outcome', 'won'],
  ['because', 5],
])('a wait whose %s is damaged is none', (member, value) => {
  const whole = waiting('healthy', { state: 'initial' });
  expect(isHealthWait(whole)).toBe(true);
  expect(isHealthWait({ ...whole, [member]: value })).toBe(false);
});
