// What is known of a connection: it grows as pages arrive, outlives failures, and is never overwritten by older news.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import { Account } from '../../../src/state/account';
import { failureOf, problemOf } from '../support/problems';
import { groups, world } from '../support/scenarios';
import { BY_USER, EMULATOR, StateRoom } from '../support/stateRoom';

/** Holds answers back until they are let go, in the order of the calls. */
class Gate {
  private readonly held: (() => void)[] = [];
  private readonly arrivals: (() => void)[] = [];

  async pass<T>(answer: T): Promise<T> {
    const held = new Promise<void>((resolve) => this.held.push(resolve));
    this.arrivals.shift()?.();
    await held;
    return answer;
  }

  /** Resolves when one more answer is held back. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.arrivals.push(resolve));
  }

  letGo(index: number): void {
    this.held[index]?.();
  }
}

let room: StateRoom;
afterEach(() => room.close());

function heldHealth(gate: Gate): (cloud: OpenCloud) => OpenCloud {
  return (cloud) => ({
    ...cloud,
    targetHealth: async (...call) => gate.pass(await cloud.targetHealth(...call)),
  });
}

describe('the list of groups', () => {
  beforeEach(async () => {
    room = await StateRoom.start();
  });

  it('is empty before it was read', () => {
    expect(room.account.groups).toEqual([]);
    expect(room.account.readAt).toBeUndefined();
    expect(room.account.error).toBeUndefined();
    expect(room.account.identity).toBeUndefined();
  });

  it('is read with the identity, and sorted by name', async () => {
    await room.account.readGroups(BY_USER);
    expect(room.account.groups.map(({ group }) => group.name)).toEqual([
      'batch-workers',
      'checkout-web',
      'image-resize',
      'legacy-reports',
      'orders-events',
      'payments-api',
      'tcp-ingest',
      'web-via-nlb',
    ]);
    expect(room.account.readAt).toBe(room.clock.now());
    expect(room.account.identity?.accountId).toBe('123456789012');
  });

  it('is read without an identity where that is not allowed', async () => {
    await room.emulator.fail({ action: 'GetCallerIdentity', code: 'AccessDenied' });
    await room.account.readGroups(BY_USER);
    expect(room.account).toMatchObject({ error: undefined, identity: undefined });
    expect(room.account.groups).not.toEqual([]);
  });

  it('keeps what was known when a read fails, and says so', async () => {
    await room.account.readGroups(BY_USER);
    const { readAt } = room.account;
    await room.clock.advance(1000);
    await room.emulator.fail({ action: 'DescribeTargetGroups', code: 'AccessDenied' });
    await room.account.readGroups(BY_USER);
    expect(room.account.error?.message).toContain('elasticloadbalancing:DescribeTargetGroups');
    expect(room.account.groups).toHaveLength(8);
    expect(room.account.readAt).toBe(readAt);
    await room.account.readGroups(BY_USER);
    expect(room.account.error).toBeUndefined();
  });

  it('loses a group that has vanished, with the next read', async () => {
    await room.account.readGroups(BY_USER);
    const arn = room.emulator.group('batch-workers');
    room.emulator.removeGroup('batch-workers');
    const problem = await problemOf(room.account.readHealth(arn, BY_USER));
    expect(problem.kind).toBe('notFound');
    expect(room.account.group(arn)?.error).toBe(problem);
    await room.account.readGroups(BY_USER);
    expect(room.account.group(arn)).toBeUndefined();
    expect(room.account.groups).toHaveLength(7);
  });

  it('keeps a group’s targets', async () => {
    await room.account.readGroups(BY_USER);
    await room.account.readHealth(room.emulator.group('checkout-web'), BY_USER);
    await room.account.readGroups(BY_USER);
    expect(room.targets('checkout-web')).toHaveLength(3);
  });

  it('is asked for once by those who ask at the same time', async () => {
    await Promise.all([room.account.readGroups(BY_USER), room.account.readGroups(BY_USER)]);
    expect(await room.emulator.count('DescribeTargetGroups')).toBe(1);
    await room.account.readGroups(BY_USER);
    expect(await room.emulator.count('DescribeTargetGroups')).toBe(2);
  });

  it('tells of changes only', async () => {
    await room.account.readGroups(BY_USER);
    expect(room.changes).not.toEqual([]);
    room.changes.length = 0;
    await room.account.readGroups(BY_USER);
    expect(room.changes).toEqual([]);

    const change = [{ connectionId: room.account.id }];
    room.emulator.removeGroup('batch-workers');
    await room.account.readGroups(BY_USER);
    expect(room.changes.splice(0)).toEqual(change);

    await room.emulator.fail({ action: 'DescribeTargetGroups', code: 'AccessDenied', times: 2 });
    await room.account.readGroups(BY_USER);
    await room.account.readGroups(BY_USER);
    expect(room.changes.splice(0)).toEqual(change);
    await room.account.readGroups(BY_USER);
    expect(room.changes.splice(0)).toEqual(change);
  });

  it('stays as it was when its reading is aborted', async () => {
    await room.account.readGroups({ ...BY_USER, signal: AbortSignal.abort() });
    expect(room.account.error).toBeUndefined();
    expect(room.changes).toEqual([]);
  });

  it('is not taken from an answer that a later one has overtaken', async () => {
    const gate = new Gate();
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups(options) {
        for await (const page of cloud.targetGroups(options)) yield await gate.pass(page);
      },
    });
    const arrived = gate.arrival();
    const slow = room.account.readGroups({ priority: 'rest' });
    await arrived;
    room.emulator.removeGroup('batch-workers');
    const next = gate.arrival();
    const quick = room.account.readGroups(BY_USER);
    await next;
    gate.letGo(1);
    await quick;
    gate.letGo(0);
    await slow;
    expect(room.account.groups).toHaveLength(7);
  });

  it('does not lose what came after an answer that a later one has overtaken', async () => {
    const { targetGroups } = room.emulator.emulator.world();
    const [late] = targetGroups.splice(0, 1);
    const gate = new Gate();
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups(options) {
        yield* cloud.targetGroups(options);
        if (options.priority === 'rest') await gate.pass(undefined);
      },
    });
    const arrived = gate.arrival();
    const slow = room.account.readGroups({ priority: 'rest' });
    await arrived;
    targetGroups.push(late!);
    await room.account.readGroups(BY_USER);
    gate.letGo(0);
    await slow;
    expect(room.account.groups).toHaveLength(8);
  });

  it('is not marked as failed by a read that a later one has overtaken', async () => {
    const gate = new Gate();
    let call = 0;
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups(options) {
        const isFirst = call++ === 0;
        if (isFirst) await gate.pass(undefined);
        yield* cloud.targetGroups(options);
      },
    });
    const slow = room.account.readGroups({ priority: 'rest' });
    await room.account.readGroups(BY_USER);
    await room.emulator.fail({ action: 'DescribeTargetGroups', code: 'AccessDenied' });
    gate.letGo(0);
    await slow;
    expect(room.account.error).toBeUndefined();
  });
});

describe('a list of several pages', () => {
  it('shows each as it arrives', async () => {
    room = await StateRoom.start({ scenario: world({ targetGroups: groups(401) }) });
    const shown: number[] = [];
    room.inventory.onDidChange(() => shown.push(room.account.groups.length));
    await room.account.readGroups(BY_USER);
    expect(shown.slice(0, 2)).toEqual([400, 401]);
  });

  it('that breaks off keeps what has arrived', async () => {
    room = await StateRoom.start({ scenario: world({ targetGroups: groups(401) }) });
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups(options) {
        for await (const page of cloud.targetGroups(options)) {
          yield page;
          throw new Error('broken off');
        }
      },
    });
    await room.account.readGroups(BY_USER);
    expect(room.account.groups).toHaveLength(400);
    expect(room.account.error?.message).toBe('broken off');
    expect(room.account.readAt).toBeUndefined();
  });
});

describe('the health of a group', () => {
  let arn: string;
  beforeEach(async () => {
    room = await StateRoom.start();
    await room.account.readGroups(BY_USER);
    arn = room.emulator.group('checkout-web');
    room.changes.length = 0;
    await room.emulator.forgetRequests();
  });

  it('comes with the names of its instances, sorted by them', async () => {
    await room.account.readHealth(arn, BY_USER);
    const names = room.account.group(arn)?.targets?.map(({ id }) => room.account.instance(id)?.name);
    expect(names).toEqual(['web-1', 'web-2', 'web-3']);
    expect(room.account.group(arn)?.readAt).toBe(room.clock.now());
  });

  it('asks for an instance’s name once', async () => {
    await room.account.readHealth(arn, BY_USER);
    await room.clock.advance(3_600_000);
    await room.account.readHealth(arn, BY_USER);
    expect(await room.emulator.count('DescribeInstances')).toBe(1);
  });

  it('asks seldom for instances that do not exist any more', async () => {
    const { instances } = room.emulator.emulator.world();
    instances.splice(0, instances.length);
    await room.account.readHealth(arn, BY_USER);
    await room.clock.advance(10_000);
    await room.account.readHealth(arn, BY_USER);
    expect(await room.emulator.count('DescribeInstances')).toBe(1);
    await room.clock.advance(60_000);
    await room.account.readHealth(arn, BY_USER);
    expect(await room.emulator.count('DescribeInstances')).toBe(2);
  });

  it('shows ids alone where instances may not be described, and the names once they may', async () => {
    await room.emulator.fail({ action: 'DescribeInstances', code: 'UnauthorizedOperation' });
    await room.account.readHealth(arn, BY_USER);
    expect(room.targets('checkout-web')).toHaveLength(3);
    expect(room.account.group(arn)?.error).toBeUndefined();
    expect(room.account.instance(room.emulator.instance('web-1'))).toBeUndefined();
    room.changes.length = 0;
    await room.clock.advance(60_000);
    await room.account.readHealth(arn, BY_USER);
    expect(room.account.instance(room.emulator.instance('web-1'))?.name).toBe('web-1');
    expect(room.changes).toEqual([{ connectionId: room.account.id, groupArn: arn }]);
  });

  it('keeps what was known when a read fails, says so, and rejects', async () => {
    await room.account.readHealth(arn, BY_USER);
    const before = room.account.group(arn);
    await room.emulator.fail({ action: 'DescribeTargetHealth', code: 'AccessDenied' });
    const problem = await problemOf(room.account.readHealth(arn, BY_USER));
    expect(room.account.group(arn)).toEqual({ ...before, error: problem });
    await room.account.readHealth(arn, BY_USER);
    expect(room.account.group(arn)?.error).toBeUndefined();
  });

  it('tells of changes only', async () => {
    const change = [{ connectionId: room.account.id, groupArn: arn }];
    await room.account.readHealth(arn, BY_USER);
    expect(room.changes.splice(0)).toEqual(change);
    await room.account.readHealth(arn, BY_USER);
    expect(room.changes.splice(0)).toEqual([]);

    await room.emulator.fail({ action: 'DescribeTargetHealth', code: 'AccessDenied', times: 2 });
    await failureOf(room.account.readHealth(arn, BY_USER));
    await failureOf(room.account.readHealth(arn, BY_USER));
    expect(room.changes.splice(0)).toEqual(change);
    await room.account.readHealth(arn, BY_USER);
    expect(room.changes.splice(0)).toEqual(change);
  });

  it('is asked for once by those who ask at the same time', async () => {
    const [one, other] = await Promise.all([
      room.account.readHealth(arn, BY_USER),
      room.account.readHealth(arn, BY_USER),
    ]);
    expect(one).toBe(other);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(1);
  });

  it('is asked for anew by who proves a change, or may abort', async () => {
    const { signal } = new AbortController();
    await Promise.all([
      room.account.readHealth(arn, { priority: 'verification' }),
      room.account.readHealth(arn, { priority: 'verification' }),
      room.account.readHealth(arn, { ...BY_USER, signal }),
      room.account.readHealth(arn, BY_USER),
    ]);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(4);
  });

  it('stays as it was when its reading is aborted', async () => {
    const signal = AbortSignal.abort();
    expect(await failureOf(room.account.readHealth(arn, { ...BY_USER, signal }))).toBe(signal.reason);
    expect(room.account.group(arn)?.error).toBeUndefined();
    expect(room.changes).toEqual([]);
  });

  describe('with answers out of order', () => {
    let gate: Gate;
    beforeEach(() => {
      gate = new Gate();
      room.throughCloud = heldHealth(gate);
      room.account.reconnect();
      arn = room.emulator.group('payments-api');
    });

    async function twoReads(change: () => void | Promise<void>) {
      const first = gate.arrival();
      const older = room.account.readHealth(arn, { priority: 'visible' });
      await first;
      await change();
      const second = gate.arrival();
      const newer = room.account.readHealth(arn, BY_USER);
      await second;
      return { older, newer };
    }

    it('is not taken from an older one', async () => {
      const { older, newer } = await twoReads(() => room.emulator.answer('10.0.1.21', '503'));
      gate.letGo(1);
      await newer;
      const known = room.targets('payments-api');
      expect(known).toContain('10.0.1.21:8080 unhealthy');
      gate.letGo(0);
      await older;
      expect(room.targets('payments-api')).toEqual(known);
    });

    it('is not marked as failed by an older one', async () => {
      room.throughCloud = (cloud) => ({
        ...cloud,
        targetHealth: async (...call) => {
          const answer = await gate.pass(await cloud.targetHealth(...call));
          if (call[1].priority === 'visible') throw new Error('late failure');
          return answer;
        },
      });
      room.account.reconnect();
      const { older, newer } = await twoReads(() => undefined);
      gate.letGo(1);
      await newer;
      gate.letGo(0);
      expect(await failureOf(older)).toMatchObject({ message: 'late failure' });
      expect(room.account.group(arn)?.error).toBeUndefined();
    });

    it('does not bring back a group that has vanished meanwhile', async () => {
      const arrived = gate.arrival();
      const read = room.account.readHealth(arn, BY_USER);
      await arrived;
      room.emulator.removeGroup('payments-api');
      await room.account.readGroups(BY_USER);
      gate.letGo(0);
      await read;
      expect(room.account.group(arn)).toBeUndefined();
    });
  });

  it('is not overwritten by an older answer that waited for names', async () => {
    const gate = new Gate();
    room.throughCloud = (cloud) => ({
      ...cloud,
      instancesById: async (ids, options) =>
        options.priority === 'visible'
          ? gate.pass(await cloud.instancesById(ids, options))
          : cloud.instancesById(ids, options),
    });
    room.account.reconnect();
    const arrived = gate.arrival();
    const older = room.account.readHealth(arn, { priority: 'visible' });
    await arrived;
    await room.emulator.answer('10.0.1.11', '503');
    await room.account.readHealth(arn, BY_USER);
    const known = room.targets('checkout-web');
    expect(known).toContain(`${room.emulator.instance('web-1')}:80 unhealthy`);
    gate.letGo(0);
    await older;
    expect(room.targets('checkout-web')).toEqual(known);
  });
});

describe('a group’s attributes', () => {
  it('are at most a minute old', async () => {
    room = await StateRoom.start();
    const arn = room.emulator.group('checkout-web');
    const read = async () =>
      (await room.account.groupAttributes(arn, BY_USER)).get('deregistration_delay.timeout_seconds');
    expect(await read()).toBe('30');
    room.emulator.emulator
      .world()
      .targetGroups.find((group) => group.arn === arn)
      ?.attributes.set('deregistration_delay.timeout_seconds', '90');
    await room.clock.advance(59_999);
    expect(await read()).toBe('30');
    await room.clock.advance(1);
    expect(await read()).toBe('90');
    expect(await room.emulator.count('DescribeTargetGroupAttributes')).toBe(2);
  });
});

describe('the connection', () => {
  beforeEach(async () => {
    room = await StateRoom.start();
  });

  it('is opened once, with the first call', async () => {
    expect(room.opened).toBe(0);
    await Promise.all([room.account.cloud(), room.account.readGroups(BY_USER)]);
    await room.account.readGroups(BY_USER);
    expect(room.opened).toBe(1);
  });

  it('is opened anew after a reconnect, and what was known of groups stays', async () => {
    await room.account.readGroups(BY_USER);
    room.account.reconnect();
    expect(room.account.groups).toHaveLength(8);
    // It may be another account now.
    expect(room.account.identity).toBeUndefined();
    await room.account.readGroups(BY_USER);
    expect(room.opened).toBe(2);
    expect(room.account.identity?.accountId).toBe('123456789012');
  });

  it('that could not be opened is tried again with the next call', async () => {
    room.throughCloud = () => {
      throw new Error('no configuration');
    };
    await room.account.readGroups(BY_USER);
    expect(room.account.error?.message).toBe('no configuration');
    room.throughCloud = (cloud) => cloud;
    await room.account.readGroups(BY_USER);
    expect(room.account.error).toBeUndefined();
  });

  it('opened anew is not lost when the one before fails to open', async () => {
    const openings: { resolve: (cloud: OpenCloud) => void; reject: (error: Error) => void }[] = [];
    const account = new Account(
      EMULATOR,
      () => new Promise((resolve, reject) => openings.push({ resolve, reject })),
      room.clock,
    );
    const first = failureOf(account.cloud());
    account.reconnect();
    const second = account.cloud();
    openings[0]?.reject(new Error('no configuration'));
    await first;
    const third = account.cloud();
    openings[1]?.resolve(
      await connect({
        connection: EMULATOR,
        emulatorEndpoint: room.emulator.url,
        admit: () => Promise.resolve(),
      }),
    );
    expect(await third).toBe(await second);
    expect(openings).toHaveLength(2);
    account.close();
  });

  it('that was closed says so', async () => {
    const { account } = room;
    account.close();
    expect(await failureOf(account.cloud())).toMatchObject({
      message: 'The connection Emulator was removed. Connect again to go on.',
    });
  });
});
