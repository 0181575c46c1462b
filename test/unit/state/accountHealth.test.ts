// The health of a connection's groups: read once for all who ask, kept when a read fails, never overwritten by older news.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCloud } from '../../../src/aws/index';
import { wait } from '../../../src/model/clock';
import { Gate } from '../support/gate';
import { failureOf, problemOf } from '../support/problems';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
afterEach(() => room.close());

function heldHealth(gate: Gate): (cloud: OpenCloud) => OpenCloud {
  return (cloud) => ({
    ...cloud,
    targetHealth: async (...call) => gate.pass(await cloud.targetHealth(...call)),
  });
}

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

  it('is of the moment of its answer, however long the names take', async () => {
    const slow = room.traffic.admission(() => wait(room.clock, 5_000));
    room.throughCloud = (cloud) => ({
      ...cloud,
      async instancesById(...call) {
        await slow('other', BY_USER);
        return cloud.instancesById(...call);
      },
    });
    room.account.reconnect();
    const answeredAt = room.clock.now();
    await room.finish(room.account.readHealth(arn, BY_USER));
    expect(room.clock.now()).toBe(answeredAt + 5_000);
    expect(room.account.group(arn)?.readAt).toBe(answeredAt);
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
