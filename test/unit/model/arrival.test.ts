// A target that was registered, read by read: until it is healthy, takes too long, or is watched no longer.
import { describe, expect, it } from 'vitest';
import {
  type Arrival,
  arrivalAfter,
  arrivalNews,
  type ArrivalRead,
  expectedMilliseconds,
  isArrival,
  isOnTheMove,
} from '../../../src/model/arrival';
import type { TargetHealth } from '../../../src/model/target';

const STARTED = 1_000_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const REGISTERING: Arrival = {
  id: 'a',
  connectionId: 'emulator@us-east-1',
  groupArn: 'arn:web',
  groupName: 'web',
  target: { id: '10.0.0.1', port: 80 },
  startedAt: STARTED,
  expectedMilliseconds: 60 * SECOND,
  phase: 'registering',
};
const REGISTRATION: TargetHealth = { state: 'initial', reason: 'Elb.RegistrationInProgress' };
const INITIAL: TargetHealth = { state: 'initial', reason: 'Elb.InitialHealthChecking' };
const HEALTHY: TargetHealth = { state: 'healthy' };
const UNHEALTHY: TargetHealth = { state: 'unhealthy', reason: 'Target.Timeout' };
const NOT_IN_USE: TargetHealth = { state: 'unused', reason: 'Target.NotInUse' };
const DRAINING: TargetHealth = { state: 'draining', reason: 'Target.DeregistrationInProgress' };
const UNCHECKED: TargetHealth = { state: 'unavailable', reason: 'Target.HealthCheckDisabled' };

/** After so many milliseconds since the register, the target is so; undefined for not listed. */
type Seen = readonly [afterMilliseconds: number, health: TargetHealth | undefined];

function read([after, health]: Seen, isInUse = true): ArrivalRead {
  const listed = health === undefined ? undefined : { ...REGISTERING.target, health };
  return { listed, readAt: STARTED + after, isInUse };
}

/** The arrival after the reads; undefined once it was taken to have never happened. */
function after(...reads: readonly Seen[]): Arrival | undefined {
  return reads.reduce<Arrival | undefined>(
    (arrival, seen) => arrival && arrivalAfter(arrival, read(seen)),
    REGISTERING,
  );
}

function newsOf(...reads: readonly Seen[]): (string | undefined)[] {
  let arrival = REGISTERING;
  return reads.map((seen) => {
    const before = arrival;
    arrival = arrivalAfter(arrival, read(seen)) ?? arrival;
    return arrivalNews(before, arrival);
  });
}

describe('an arrival', () => {
  it('goes from registering over checking to healthy', () => {
    expect(after([0, undefined])).toBe(REGISTERING);
    expect(after([0, REGISTRATION])).toMatchObject({ phase: 'checking', health: REGISTRATION });
    expect(after([0, REGISTRATION])).not.toHaveProperty('checkedSince');
    expect(after([0, REGISTRATION], [2 * SECOND, INITIAL])).toMatchObject({
      phase: 'checking',
      checkedSince: STARTED + 2 * SECOND,
    });
    const healthy = after([0, INITIAL], [20 * SECOND, HEALTHY]);
    expect(healthy).toMatchObject({ phase: 'healthy', healthyAt: STARTED + 20 * SECOND });
    expect(healthy).not.toHaveProperty('endedAt');
    expect(newsOf([0, INITIAL], [20 * SECOND, HEALTHY], [30 * SECOND, HEALTHY])).toEqual([
      undefined,
      'healthy',
      undefined,
    ]);
  });

  it('is the same object where a read is no news', () => {
    const checking = after([0, INITIAL]);
    expect(arrivalAfter(checking!, read([SECOND, { ...INITIAL }]))).toBe(checking);
  });

  it('has its target as the API lists it', () => {
    const listed = { id: '10.0.0.1', port: 80, availabilityZone: 'us-east-1a', health: INITIAL };
    expect(arrivalAfter(REGISTERING, { listed, readAt: STARTED, isInUse: true })?.target).toEqual({
      id: '10.0.0.1',
      port: 80,
      availabilityZone: 'us-east-1a',
    });
  });

  it('is moved on by no read from before it', () => {
    expect(after([-1, HEALTHY])).toBe(REGISTERING);
  });

  it('is still on its way while reads lag behind, and never was when the target is not listed for long', () => {
    const notRegistered = { state: 'unused', reason: 'Target.NotRegistered' };
    expect(after([0, DRAINING], [MINUTE, notRegistered], [119_999, undefined])).toBe(REGISTERING);
    expect(after([120_000, undefined])).toBeUndefined();
  });

  it('is gone when the target was deregistered, once that is no old read', () => {
    expect(after([0, INITIAL], [59_999, DRAINING])).toMatchObject({ phase: 'checking' });
    expect(after([0, INITIAL], [60_000, DRAINING])).toMatchObject({
      phase: 'gone',
      endedAt: STARTED + 60_000,
    });
    expect(after([0, INITIAL], [60_000, undefined])).toMatchObject({ phase: 'gone' });
  });

  it('has ended where nobody will call the target healthy', () => {
    expect(after([0, UNCHECKED])).toMatchObject({ phase: 'unchecked', endedAt: STARTED });
    // Right after a register, a group that is in use may show it too.
    expect(after([0, NOT_IN_USE], [59_999, NOT_IN_USE])).toMatchObject({ phase: 'checking' });
    expect(after([0, NOT_IN_USE], [59_999, NOT_IN_USE])).not.toHaveProperty('endedAt');
    expect(after([0, NOT_IN_USE], [60_000, NOT_IN_USE])).toMatchObject({ phase: 'unchecked' });
    expect(arrivalAfter(REGISTERING, read([0, NOT_IN_USE], false))).toMatchObject({ phase: 'unchecked' });
  });
});

describe('an arrival is late', () => {
  it('when its checks should have passed by now, which is told once', () => {
    expect(newsOf([0, INITIAL], [59_999, UNHEALTHY], [60_000, UNHEALTHY], [62_000, UNHEALTHY])).toEqual([
      undefined,
      undefined,
      'late',
      undefined,
    ]);
    const late = after([0, INITIAL], [60_000, UNHEALTHY]);
    expect(late).toMatchObject({ phase: 'checking', lateAt: STARTED + 60_000, health: UNHEALTHY });
    expect(isOnTheMove(late!)).toBe(false);
    expect(isOnTheMove(REGISTERING)).toBe(true);
  });

  it('and is healthy all the same in the end', () => {
    expect(newsOf([0, UNHEALTHY], [60_000, UNHEALTHY], [90_000, HEALTHY])[2]).toBe('healthy');
    expect(newsOf([0, INITIAL], [90_000, HEALTHY])).toEqual([undefined, 'healthy']);
  });

  it('not while the load balancer still registers it, as long as that may take', () => {
    const checks: Seen = [4 * MINUTE, INITIAL];
    expect(newsOf([0, REGISTRATION], [3 * MINUTE, REGISTRATION], checks, [299_999, INITIAL])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(newsOf([0, REGISTRATION], checks, [5 * MINUTE, UNHEALTHY])[2]).toBe('late');
    expect(newsOf([0, REGISTRATION], [6 * MINUTE, REGISTRATION])[1]).toBe('late');
  });

  it('at once when nobody looked while its checks should have passed', () => {
    expect(newsOf([6 * MINUTE, UNHEALTHY])).toEqual(['late']);
  });

  it('never where nothing says how long its checks take', () => {
    const { expectedMilliseconds: _, ...unknown } = REGISTERING;
    expect(arrivalAfter(unknown, read([30 * MINUTE, INITIAL]))).not.toHaveProperty('lateAt');
  });

  it('and is not waited for longer than an hour', () => {
    expect(after([0, UNHEALTHY], [60 * MINUTE - 1, UNHEALTHY])).not.toHaveProperty('endedAt');
    expect(after([0, UNHEALTHY], [60 * MINUTE, UNHEALTHY])).toMatchObject({
      phase: 'checking',
      endedAt: STARTED + 60 * MINUTE,
    });
  });
});

describe('a target that is healthy', () => {
  const arrived: Seen = [MINUTE, HEALTHY];

  it.each(['unhealthy', 'unhealthy.draining'])('is news when it turns %s soon after', (state) => {
    expect(newsOf(arrived, [10 * MINUTE, { state }])).toEqual(['healthy', 'unhealthyAgain']);
    expect(after(arrived, [10 * MINUTE, { state }])).toMatchObject({
      phase: 'unhealthy',
      endedAt: STARTED + 10 * MINUTE,
      health: { state },
    });
  });

  it('is watched for ten minutes', () => {
    expect(after(arrived, [11 * MINUTE - 1, HEALTHY])).not.toHaveProperty('endedAt');
    expect(newsOf(arrived, [11 * MINUTE, HEALTHY], [12 * MINUTE, UNHEALTHY])).toEqual([
      'healthy',
      undefined,
      undefined,
    ]);
    expect(after(arrived, [11 * MINUTE, HEALTHY])).toMatchObject({
      phase: 'healthy',
      endedAt: STARTED + 11 * MINUTE,
    });
  });

  it('is watched no longer when it was deregistered, and had arrived', () => {
    expect(after(arrived, [2 * MINUTE, undefined])).toMatchObject({
      phase: 'healthy',
      endedAt: STARTED + 2 * MINUTE,
    });
  });
});

describe('the checks of a target', () => {
  const CHECK = { enabled: true, healthyThreshold: 5, intervalSeconds: 30 };

  it('take threshold × interval, and an interval until the first', () => {
    expect(expectedMilliseconds(CHECK)).toBe(180_000);
  });

  it.each([{ ...CHECK, enabled: false }, { enabled: true, intervalSeconds: 30 }, { enabled: true }])(
    'take no known time with %o',
    (check) => {
      expect(expectedMilliseconds(check)).toBeUndefined();
    },
  );
});

it.each([
  ['id', 1],
  ['groupArn', undefined],
  ['target', { port: 80 }],
  ['startedAt', 'yesterday'],
  ['phase', 'boiling'],
  ['expectedMilliseconds', '30'],
  ['healthyAt', null],
  ['health', {}],
  ['health', { state: 'initial', reason: 5 }],
])('an arrival whose %s is damaged is none', (member, value) => {
  const whole: Arrival = { ...REGISTERING, health: INITIAL, healthyAt: STARTED };
  expect(isArrival(whole)).toBe(true);
  expect(isArrival({ ...whole, [member]: value })).toBe(false);
});
