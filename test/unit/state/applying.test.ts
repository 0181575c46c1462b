// Applying pending changes: what was seen done is struck off and remembered, what was not stays with its reason.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PendingChange, ProposedChange } from '../../../src/model/pendingChange';
import type { RegisteredTarget, TargetIdentity } from '../../../src/model/target';
import type { ApplyResult } from '../../../src/state/applyRun';
import { failureOf, problemOf } from '../support/problems';
import { groups, world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
});
afterEach(() => room.close());

const SPARE = { id: '10.0.1.50', port: 8080 };

function register(...targets: TargetIdentity[]): ProposedChange[] {
  return targets.map((target) => ({ action: 'register', target }));
}

function deregister(...targets: TargetIdentity[]): ProposedChange[] {
  return targets.map(({ id, port, availabilityZone }) => ({
    action: 'deregister',
    target: {
      id,
      ...(port === undefined ? {} : { port }),
      ...(availabilityZone === undefined ? {} : { availabilityZone }),
    },
  }));
}

function stage(group: string, changes: readonly ProposedChange[]): Promise<readonly PendingChange[]> {
  const scope = { connectionId: room.account.id, groupArn: room.group(group).arn, groupName: group };
  return room.stored.pending.stage(scope, changes);
}

/** Applies what is pending for the group. */
function apply(group: string, signal?: AbortSignal): Promise<ApplyResult> {
  const { arn } = room.group(group);
  return room.finish(
    room.stored.applying.apply({
      account: room.account,
      group: room.group(group),
      changes: room.stored.pending.of(room.account.id, arn),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

async function listed(group: string): Promise<readonly RegisteredTarget[]> {
  return room.account.readHealth(room.emulator.group(group), BY_USER);
}

function labels(changes: readonly { target: TargetIdentity }[]): string[] {
  return changes.map(({ target }) => `${target.id}:${target.port ?? ''}`);
}

function outOfService(group: string): string[] {
  return labels(room.stored.outOfService.of(room.account.id, room.emulator.group(group)));
}

describe('what was done', () => {
  it('is struck off, remembered as out of service, and can be undone', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', [...register(SPARE), ...deregister(first!)]);
    const { done, left, waiting } = await apply('payments-api');
    expect(labels(done).sort()).toEqual(['10.0.1.21:8080', '10.0.1.50:8080']);
    expect([left, waiting]).toEqual([[], []]);
    expect(room.stored.pending.all).toEqual([]);
    expect(outOfService('payments-api')).toEqual(['10.0.1.21:8080']);
    const [last] = room.stored.lastApplies.all;
    expect(last?.done.map(({ action, target }) => `${action} ${target.id}`).sort()).toEqual([
      'deregister 10.0.1.21',
      'register 10.0.1.50',
    ]);
  });

  it('is registered before anything is deregistered', async () => {
    const [first] = await listed('payments-api');
    await room.emulator.forgetRequests();
    await stage('payments-api', [...deregister(first!), ...register(SPARE)]);
    await apply('payments-api');
    const calls = (await room.emulator.requests()).map(({ action }) => action);
    expect(calls.filter((action) => action !== 'DescribeTargetHealth')).toEqual([
      'RegisterTargets',
      'DescribeTargetGroupAttributes',
      'DeregisterTargets',
    ]);
  });

  it('by somebody else needs no call, and is not for us to undo', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', register({ id: first!.id, port: first!.port! }));
    const { done } = await apply('payments-api');
    expect(done).toHaveLength(1);
    expect(await room.emulator.count('RegisterTargets')).toBe(0);
    expect(room.stored.pending.all).toEqual([]);
    expect(room.stored.lastApplies.all).toEqual([]);
  });

  it('before a crash is found done afterwards, with all that is remembered of it', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', deregister(first!));
    const carriedOut = new Promise<void>((resolve) => {
      room.throughCloud = (cloud) => ({
        ...cloud,
        async deregisterTargets(...call) {
          await cloud.deregisterTargets(...call);
          resolve();
          await new Promise(() => undefined);
        },
      });
    });
    room.account.reconnect();
    void room.stored.applying.apply({
      account: room.account,
      group: room.group('payments-api'),
      changes: room.stored.pending.all,
    });
    await carriedOut;
    room = room.restart();
    // The lease of the window that died runs out.
    await room.clock.advance(60_000);
    await room.account.readGroups(BY_USER);
    expect(room.stored.pending.all).toHaveLength(1);
    const { done, left } = await apply('payments-api');
    expect([labels(done), left]).toEqual([['10.0.1.21:8080'], []]);
    expect(await room.emulator.count('DeregisterTargets')).toBe(1);
    expect(outOfService('payments-api')).toEqual(['10.0.1.21:8080']);
  });
});

describe('what was not done', () => {
  it('stays with the reason, and is done when it is applied again', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', code: 'AccessDenied' });
    await stage('payments-api', register(SPARE));
    const { done, left, error } = await apply('payments-api');
    expect([done, labels(left.map(({ change }) => change))]).toEqual([[], ['10.0.1.50:8080']]);
    expect(error).toMatchObject({ kind: 'accessDenied' });
    expect(room.stored.pending.all[0]?.leftBecause).toContain('elasticloadbalancing:RegisterTargets');
    expect((await apply('payments-api')).done).toHaveLength(1);
    expect(room.stored.pending.all).toEqual([]);
  });

  it('because of one bad target is that one alone', async () => {
    await stage(
      'payments-api',
      register(SPARE, { id: '8.8.8.8', port: 8080 }, { id: '10.0.1.51', port: 8080 }),
    );
    const { done, left } = await apply('payments-api');
    expect(labels(done)).toEqual(['10.0.1.50:8080', '10.0.1.51:8080']);
    expect(labels(left.map(({ change }) => change))).toEqual(['8.8.8.8:8080']);
    expect(left[0]?.reason).toContain('8.8.8.8');
  });

  it('because of a bad target that the API does not name is found by halves', async () => {
    room.throughCloud = (cloud) => ({
      ...cloud,
      registerTargets: (arn, targets, options) =>
        cloud.registerTargets(arn, targets, options).catch((error: unknown) => {
          (error as Error).message = 'RegisterTargets was refused (InvalidTarget).';
          throw error;
        }),
    });
    room.account.reconnect();
    const spares = Array.from({ length: 7 }, (_, index) => ({ id: `10.0.1.${50 + index}`, port: 8080 }));
    await stage('payments-api', register(...spares, { id: '8.8.8.8', port: 8080 }));
    const { done, left } = await apply('payments-api');
    expect(done).toHaveLength(7);
    expect(labels(left.map(({ change }) => change))).toEqual(['8.8.8.8:8080']);
  });

  it('ends the apply where every other call would fail too, and says what was not sent', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', [...register(SPARE), ...deregister(first!)]);
    await room.emulator.fail({ action: 'RegisterTargets', code: 'ExpiredToken' });
    const { left } = await apply('payments-api');
    expect(left.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('expired'),
      expect.stringMatching(/^Not sent: .*expired/),
    ]);
    expect(await room.emulator.count('DeregisterTargets')).toBe(0);
  });

  it('as far as anybody knows says so, and is found out by the next apply', async () => {
    await stage('payments-api', register(SPARE));
    await room.emulator.fail({ action: 'RegisterTargets', drop: true, when: 'after', times: 3 });
    room.throughCloud = (cloud) => ({
      ...cloud,
      targetHealth: (...call) =>
        room.stored.pending.all.some(({ sentAt }) => sentAt !== undefined)
          ? Promise.reject(new Error('the network is gone'))
          : cloud.targetHealth(...call),
    });
    room.account.reconnect();
    const { left } = await apply('payments-api');
    expect(left[0]?.reason).toContain('whether it happened is not known');
    room.throughCloud = (cloud) => cloud;
    room.account.reconnect();
    await room.emulator.forgetRequests();
    expect((await apply('payments-api')).done).toHaveLength(1);
    expect(await room.emulator.count('RegisterTargets')).toBe(0);
  });

  it('because the group is gone stays', async () => {
    await stage('payments-api', register(SPARE));
    room.emulator.removeGroup('payments-api');
    expect(await problemOf(apply('payments-api'))).toMatchObject({ kind: 'notFound' });
    expect(room.stored.pending.all).toHaveLength(1);
  });

  it('because the user cancelled stays, and what was sent by then is told as it is', async () => {
    const controller = new AbortController();
    room.throughCloud = (cloud) => ({
      ...cloud,
      async registerTargets(...call) {
        await cloud.registerTargets(...call);
        controller.abort();
      },
    });
    room.account.reconnect();
    const [first] = await listed('payments-api');
    await stage('payments-api', [...register(SPARE), ...deregister(first!)]);
    const { done, left } = await apply('payments-api', controller.signal);
    expect(labels(done)).toEqual(['10.0.1.50:8080']);
    expect(left.map(({ reason }) => reason)).toEqual(['Not sent: Cancelled.']);
  });
});

describe('a group without room', () => {
  const many = Array.from({ length: 1_002 }, (_, index) => ({
    id: `10.0.${Math.floor(index / 200) + 1}.${(index % 200) + 10}`,
    port: 80,
  }));
  beforeEach(async () => {
    await room.close();
    room = await StateRoom.start({ scenario: world({ targetGroups: groups(1) }) });
    await room.account.readGroups(BY_USER);
  });

  it('takes as many as it has room for, and says of the others which quota is reached', async () => {
    await stage('group-000', register(...many));
    const { done, left } = await apply('group-000');
    expect([done.length, left.length]).toEqual([1_000, 2]);
    expect(left[0]?.reason).toContain('TooManyTargets');
    expect(left[0]?.reason).toContain('group-000 has 1000 of 1000 targets');
  });

  it('makes room first where something leaves too', async () => {
    await stage('group-000', register(...many.slice(0, 1_000)));
    await apply('group-000');
    await room.emulator.forgetRequests();
    await stage('group-000', [...register(many[1_000]!), ...deregister(many[0]!)]);
    await apply('group-000');
    const calls = (await room.emulator.requests()).map(({ action }) => action);
    expect(calls.indexOf('DeregisterTargets')).toBeLessThan(calls.indexOf('RegisterTargets'));
  });
});

describe('a quota', () => {
  it('of single targets holds up no other target of the call', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', code: 'TooManyRegistrationsForTargetId' });
    await stage('payments-api', register(SPARE, { ...SPARE, id: '10.0.1.51' }));
    const { done, left } = await apply('payments-api');
    expect([labels(done), left]).toEqual([['10.0.1.50:8080', '10.0.1.51:8080'], []]);
  });

  it('that is not the group’s own is told without the group’s figures', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', code: 'TooManyTargets' });
    await stage('payments-api', register(SPARE));
    const { left } = await apply('payments-api');
    expect(left[0]?.reason).toContain('TooManyTargets');
    expect(left[0]?.reason).not.toContain('of 1000 targets');
  });
});

describe('what is to leave', () => {
  it('stays where its replacement was refused', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', [...register({ id: '8.8.8.8', port: 8080 }), ...deregister(first!)]);
    const { done, left } = await apply('payments-api');
    expect(done).toEqual([]);
    expect(left.map(({ reason }) => reason)[1]).toContain('a register was not done');
    expect(await room.emulator.count('DeregisterTargets')).toBe(0);
  });

  it('stays where it was taken back while another change was under way', async () => {
    const [first] = await listed('payments-api');
    const staged = await stage('payments-api', [...register(SPARE), ...deregister(first!)]);
    room.throughCloud = (cloud) => ({
      ...cloud,
      async registerTargets(...call) {
        await room.stored.pending.remove([staged[1]!.id]);
        await cloud.registerTargets(...call);
      },
    });
    room.account.reconnect();
    const { done, left } = await apply('payments-api');
    expect([labels(done), left]).toEqual([['10.0.1.50:8080'], []]);
    expect(await room.emulator.count('DeregisterTargets')).toBe(0);
  });
});

describe('an address that drains', () => {
  it('waits, and everything else is sent', async () => {
    const [first] = await listed('payments-api');
    await stage('payments-api', deregister(first!));
    await apply('payments-api');
    await stage('payments-api', register({ id: first!.id, port: first!.port! }, SPARE));
    const { done, waiting, left } = await apply('payments-api');
    expect([labels(done), labels(waiting), left]).toEqual([['10.0.1.50:8080'], ['10.0.1.21:8080'], []]);
    expect(room.stored.pending.all).toMatchObject([{ whenDrained: true, target: { id: '10.0.1.21' } }]);
  });
});

describe('two applies of a group at once', () => {
  it('are one: the other is told that it is busy', async () => {
    await stage('payments-api', register(SPARE));
    const request = {
      account: room.account,
      group: room.group('payments-api'),
      changes: room.stored.pending.all,
    };
    const both = [
      room.stored.applying.apply(request),
      failureOf(room.stored.applying.apply(request)),
    ] as const;
    expect((await room.finish(both[0])).done).toHaveLength(1);
    expect(await both[1]).toMatchObject({ kind: 'busy' });
    expect(await room.emulator.count('RegisterTargets')).toBe(1);
  });
});

describe('a thousand addresses', () => {
  beforeEach(async () => {
    await room.close();
    room = await StateRoom.start({ scenario: world({ targetGroups: groups(1) }) });
    await room.account.readGroups(BY_USER);
  });

  it('take a call for every two hundred, and one read after each', async () => {
    const many = Array.from({ length: 960 }, (_, index) => ({
      id: `10.0.${Math.floor(index / 200) + 1}.${(index % 200) + 10}`,
      port: 80,
    }));
    await stage('group-000', register(...many));
    await room.emulator.forgetRequests();
    const { done } = await apply('group-000');
    expect(done).toHaveLength(960);
    const actions = (await room.emulator.requests()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'RegisterTargets')).toHaveLength(5);
    expect(actions.filter((action) => action === 'DescribeTargetHealth')).toHaveLength(6);
    expect(actions).toHaveLength(11);
  });
});
