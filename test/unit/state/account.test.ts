// What is known of a connection: it grows as pages arrive, outlives failures, and is never overwritten by older news.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import { Account } from '../../../src/state/account';
import { Gate } from '../support/gate';
import { failureOf, problemOf } from '../support/problems';
import { groups, world } from '../support/scenarios';
import { BY_USER, EMULATOR, StateRoom } from '../support/stateRoom';

let room: StateRoom;
afterEach(() => room.close());

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
