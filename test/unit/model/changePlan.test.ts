// What an apply sends, in which order, and what it leaves: by example, and for any group and any changes.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type ChangePlan, planChanges, type PlanInput, TARGETS_A_CALL } from '../../../src/model/changePlan';
import { changeId, type ChangeAction, type PendingChange } from '../../../src/model/pendingChange';
import { mostTargets } from '../../../src/model/quotas';
import { type TargetIdentity, targetKey, targetLabel } from '../../../src/model/target';
import { FUNCTION_ARN, functionGroup, group, GROUP_ARN, registered } from './samples';

const ADDRESSES = group();
const INSTANCES = group({ targetType: 'instance' });
const NOW = 1_000_000;

function change(action: ChangeAction, target: TargetIdentity): PendingChange {
  const scope = { connectionId: 'emulator@us-east-1', groupArn: GROUP_ARN, groupName: 'checkout-web' };
  return { ...scope, id: changeId(scope, target), action, target, stagedAt: 0 };
}

function plan(input: Partial<PlanInput>): ChangePlan {
  return planChanges({
    group: ADDRESSES,
    registered: [],
    changes: [],
    drainingUntil: new Map(),
    now: NOW,
    ...input,
  });
}

/** `+10.0.1.5:80` for a register, `-…` for a deregister; one list a call. */
function sent({ calls }: ChangePlan): string[][] {
  return calls.map(({ action, changes }) =>
    changes.map(({ target }) => `${action === 'register' ? '+' : '-'}${targetLabel(target)}`),
  );
}

describe('the order', () => {
  const registeredOnes = [
    registered('10.0.1.1', 'healthy', { port: 80 }),
    registered('10.0.1.2', 'healthy', { port: 80 }),
  ];
  const changes = [
    change('deregister', { id: '10.0.1.1', port: 80 }),
    change('register', { id: '10.0.1.3', port: 80 }),
    change('deregister', { id: '10.0.1.2', port: 80 }),
    change('register', { id: '10.0.1.4', port: 80 }),
  ];

  it('is register first', () => {
    const planned = plan({ registered: registeredOnes, changes });
    expect(sent(planned)).toEqual([
      ['+10.0.1.3:80', '+10.0.1.4:80'],
      ['-10.0.1.1:80', '-10.0.1.2:80'],
    ]);
    expect(planned.deregisteredFirst).toBe(0);
  });

  it('has as many deregisters first as make room where the quota does not hold both', () => {
    const planned = plan({ registered: registeredOnes, changes, targetsPerGroup: 3 });
    expect(sent(planned)).toEqual([['-10.0.1.1:80'], ['+10.0.1.3:80', '+10.0.1.4:80'], ['-10.0.1.2:80']]);
    expect(planned.deregisteredFirst).toBe(1);
  });

  it('does not take a register that is no new target for one that needs room', () => {
    const planned = plan({
      group: INSTANCES,
      registered: [registered('i-1', 'draining', { port: 80 }), registered('i-2', 'healthy', { port: 80 })],
      changes: [change('deregister', { id: 'i-2', port: 80 }), change('register', { id: 'i-1', port: 80 })],
      targetsPerGroup: 2,
    });
    expect(sent(planned)).toEqual([['+i-1:80'], ['-i-2:80']]);
  });

  it('is deregister first for a function: a group takes a single one', () => {
    const old = registered(`${FUNCTION_ARN}:1`, 'unavailable', { reason: 'Target.HealthCheckDisabled' });
    const planned = plan({
      group: functionGroup(),
      registered: [old],
      changes: [
        change('register', { id: `${FUNCTION_ARN}:2` }),
        change('deregister', { id: `${FUNCTION_ARN}:1` }),
      ],
    });
    expect(sent(planned)).toEqual([['-orders:1'], ['+orders:2']]);
    expect(planned.before).toEqual({ healthy: 0, unchecked: 1, total: 1 });
    expect(planned.after).toEqual({ healthy: 0, unchecked: 0, total: 1 });
  });
});

describe('what is already so', () => {
  const already = (changes: PendingChange[], input: Partial<PlanInput>) =>
    plan({ ...input, changes }).already.length === changes.length;

  test.each<[string, PendingChange, boolean]>([
    [
      'registers a listed target',
      change('register', { id: '10.0.1.1', port: 80, availabilityZone: 'z' }),
      true,
    ],
    [
      'registers it without the port and zone that the API fills in',
      change('register', { id: '10.0.1.1' }),
      true,
    ],
    ['registers it on another port', change('register', { id: '10.0.1.1', port: 81 }), false],
    [
      'registers it in another zone',
      change('register', { id: '10.0.1.1', port: 80, availabilityZone: 'all' }),
      false,
    ],
    [
      'registers an IPv6 address in another spelling',
      change('register', { id: 'fd00:0::0001', port: 80 }),
      true,
    ],
    ['deregisters what is not listed', change('deregister', { id: '10.0.1.9', port: 80 }), true],
    ['deregisters what drains', change('deregister', { id: '10.0.1.2', port: 80 }), true],
    ['deregisters what is in service', change('deregister', { id: '10.0.1.1', port: 80 }), false],
    [
      'deregisters without its port what is on a port of its own: the API would accept it and do nothing',
      change('deregister', { id: '10.0.1.3' }),
      false,
    ],
  ])('a change that %s', (_does, one, expected) => {
    const listed = [
      registered('10.0.1.1', 'healthy', { port: 80, availabilityZone: 'z' }),
      registered('10.0.1.2', 'draining', { port: 80 }),
      registered('10.0.1.3', 'healthy', { port: 8081 }),
      registered('fd00::1', 'healthy', { port: 80 }),
    ];
    expect(already([one], { registered: listed })).toBe(expected);
  });
});

describe('an address that drains', () => {
  const register = change('register', { id: '10.0.1.1', port: 80 });
  const draining = registered('10.0.1.1', 'draining', { port: 80 });

  it('waits, and counts neither before nor after', () => {
    const planned = plan({ registered: [draining], changes: [register] });
    expect(planned).toMatchObject({ calls: [], already: [], waiting: [register] });
    expect(planned.before.total).toBe(0);
    expect(planned.after.total).toBe(0);
  });

  it('waits also while reads do not show its drain yet', () => {
    const healthy = registered('10.0.1.1', 'healthy', { port: 80 });
    const until = (time: number | undefined) => new Map([[targetKey(healthy), time]]);
    const within = { registered: [healthy], changes: [register] };
    expect(plan({ ...within, drainingUntil: until(NOW + 1) }).waiting).toEqual([register]);
    expect(plan({ ...within, drainingUntil: until(NOW) }).already).toEqual([register]);
    expect(plan({ ...within, drainingUntil: until(undefined) }).waiting).toEqual([register]);
  });

  it('waits on no other port of the address', () => {
    const other = change('register', { id: '10.0.1.1', port: 81 });
    expect(plan({ registered: [draining], changes: [other] }).waiting).toEqual([]);
  });

  it('does not wait as an instance: registering it ends the drain', () => {
    const planned = plan({
      group: INSTANCES,
      registered: [registered('i-1', 'draining', { port: 80 })],
      changes: [change('register', { id: 'i-1', port: 80 })],
    });
    expect(sent(planned)).toEqual([['+i-1:80']]);
    expect(planned.after).toEqual({ healthy: 0, unchecked: 0, total: 1 });
  });
});

describe('how many are healthy', () => {
  it('counts new targets as not healthy yet', () => {
    const planned = plan({
      registered: [
        registered('10.0.1.1', 'healthy', { port: 80 }),
        registered('10.0.1.2', 'healthy', { port: 80 }),
        registered('10.0.1.3', 'unhealthy', { port: 80 }),
        registered('10.0.1.4', 'draining', { port: 80 }),
      ],
      changes: [
        change('deregister', { id: '10.0.1.1', port: 80 }),
        change('register', { id: '10.0.1.8', port: 80 }),
        change('register', { id: '10.0.1.9', port: 80 }),
      ],
    });
    expect(planned.before).toEqual({ healthy: 2, unchecked: 0, total: 3 });
    expect(planned.after).toEqual({ healthy: 1, unchecked: 0, total: 4 });
  });

  it('keeps a target that the API will not deregister, since the change names no port', () => {
    const planned = plan({
      registered: [registered('10.0.1.1', 'healthy', { port: 8081 })],
      changes: [change('deregister', { id: '10.0.1.1' })],
    });
    expect(planned.after).toEqual({ healthy: 1, unchecked: 0, total: 1 });
  });
});

describe('any group and any changes', () => {
  const identity = fc.record({
    id: fc.integer({ min: 1, max: 700 }).map((number) => `10.0.${number >> 8}.${number & 255}`),
    port: fc.constantFrom(80, 81),
  });
  const input = fc.record({
    group: fc.constantFrom(ADDRESSES, INSTANCES),
    registered: fc.uniqueArray(
      fc.tuple(identity, fc.constantFrom('healthy', 'unhealthy', 'initial', 'draining')),
      { selector: ([target]) => targetKey(target), maxLength: 300 },
    ),
    changes: fc.uniqueArray(fc.tuple(identity, fc.constantFrom<ChangeAction>('register', 'deregister')), {
      selector: ([target]) => targetKey(target),
      maxLength: 900,
      size: 'max',
    }),
    targetsPerGroup: fc.integer({ min: 1, max: 1500 }),
  });
  const cases = input.map(({ registered: listed, changes, ...rest }): PlanInput => ({
    ...rest,
    registered: listed.map(([{ id, port }, state]) => registered(id, state, { port })),
    changes: changes.map(([target, action]) => change(action, target)),
    drainingUntil: new Map(),
    now: NOW,
  }));

  it('puts every change in exactly one place', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { calls, already, waiting } = planChanges(given);
        const placed = [...calls.flatMap(({ changes }) => changes), ...already, ...waiting];
        expect(placed).toHaveLength(given.changes.length);
        expect(new Set(placed)).toEqual(new Set(given.changes));
      }),
    );
  });

  it('sends no call that is empty, too long, or of another action than its changes', () => {
    fc.assert(
      fc.property(cases, (given) => {
        for (const { action, changes } of planChanges(given).calls) {
          expect(changes.length).toBeGreaterThan(0);
          expect(changes.length).toBeLessThanOrEqual(TARGETS_A_CALL);
          expect(changes.every((one) => one.action === action)).toBe(true);
        }
      }),
    );
  });

  it('deregisters before a register only what has to make room, and then no more than that', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { calls, deregisteredFirst } = planChanges(given);
        const order = calls.flatMap(({ action, changes }) => changes.map(() => action));
        const [firstRegister, lastRegister] = [order.indexOf('register'), order.lastIndexOf('register')];
        if (firstRegister === -1) return;
        expect(order.slice(0, firstRegister)).toHaveLength(deregisteredFirst);
        expect(order.slice(firstRegister, lastRegister + 1)).not.toContain('deregister');
        const listed = new Set(given.registered.map(targetKey));
        const added = calls
          .flatMap(({ action, changes }) => (action === 'register' ? changes : []))
          .filter(({ target }) => !listed.has(targetKey(target))).length;
        const most = mostTargets(given.group, given.targetsPerGroup ?? 0);
        const excess = Math.max(0, given.registered.length + added - most);
        const deregisters = order.filter((action) => action === 'deregister').length;
        expect(deregisteredFirst).toBe(Math.min(excess, deregisters));
      }),
    );
  });

  it('has nothing left to send once everything that it sends is so', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { calls } = planChanges(given);
        const applied = new Map(given.registered.map((target) => [targetKey(target), target]));
        for (const { action, changes } of calls) {
          for (const { target } of changes) {
            if (action === 'deregister') applied.delete(targetKey(target));
            else applied.set(targetKey(target), { ...target, health: { state: 'initial' } });
          }
        }
        expect(planChanges({ ...given, registered: [...applied.values()] }).calls).toEqual([]);
      }),
    );
  });
});
