// The connections as the setting has them, and the drains that their reads bring to light.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/model/connection';
import { BY_USER, EMULATOR, StateRoom } from '../support/stateRoom';

const ELSEWHERE: Connection = { kind: 'emulator', region: 'eu-west-1' };

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
});
afterEach(() => room.close());

describe('the connections', () => {
  it('are in the order of the setting, and those that stay keep what is known', async () => {
    await room.account.readGroups(BY_USER);
    const { account } = room;
    let told = 0;
    room.inventory.onDidChangeConnections(() => told++);
    room.inventory.setConnections([ELSEWHERE, EMULATOR]);
    expect(room.inventory.accounts.map(({ id }) => id)).toEqual(['emulator@eu-west-1', 'emulator@us-east-1']);
    expect(room.inventory.account('emulator@us-east-1')).toBe(account);
    expect(account.groups).toHaveLength(8);
    expect(told).toBe(1);
  });

  it('that are removed are closed, and tell nothing any more', async () => {
    const { account } = room;
    await account.readGroups(BY_USER);
    room.inventory.setConnections([ELSEWHERE]);
    room.changes.length = 0;
    await account.readGroups(BY_USER);
    expect(account.error?.message).toContain('removed');
    expect(room.changes).toEqual([]);
    expect(room.inventory.account(account.id)).toBeUndefined();
  });

  it('have each a budget of their own', async () => {
    room.inventory.setConnections([EMULATOR, ELSEWHERE]);
    const [busy, idle] = room.inventory.accounts;
    const spent = Array.from({ length: 30 }, () => busy!.readGroups({ priority: 'verification' }));
    await room.traffic.settle();
    room.log.length = 0;
    await idle!.readGroups(BY_USER);
    expect(idle!.readAt).toBe(room.clock.now());
    await room.clock.advance(10_000);
    await Promise.all(spent);
  });
});

describe('a drain that somebody else began', () => {
  const arn = () => room.emulator.group('checkout-web');

  async function deregisterElsewhere(): Promise<void> {
    const cloud = await room.account.cloud();
    const target = { id: room.emulator.instance('web-1'), port: 80 };
    await cloud.deregisterTargets(arn(), [target], BY_USER);
  }

  beforeEach(async () => {
    await room.account.readGroups(BY_USER);
    await deregisterElsewhere();
    await room.clock.advance(5_000);
  });

  it('ends with its group', async () => {
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    room.emulator.removeGroup('checkout-web');
    await room.account.readGroups(BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toMatchObject([{ phase: 'gone', endedAt: room.clock.now() }]);
  });

  it('goes on while the credentials are of another AWS account, and ends with its group after that', async () => {
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups(options) {
        for await (const page of cloud.targetGroups(options))
          yield page.map((group) => ({ ...group, arn: group.arn.replace(/\d{12}/, '444455556666') }));
      },
    });
    room.account.reconnect();
    await room.account.readGroups(BY_USER);
    await room.clock.advance(0);
    expect(room.account.group(arn())).toBeUndefined();
    expect(room.drains.all).toMatchObject([{ phase: 'draining' }]);

    room.throughCloud = (cloud) => cloud;
    room.emulator.removeGroup('checkout-web');
    room.account.reconnect();
    await room.account.readGroups(BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
  });

  it('ends with its group, also where that was the only one', async () => {
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    room.throughCloud = (cloud) => ({
      ...cloud,
      async *targetGroups() {
        yield await Promise.resolve([]);
      },
    });
    room.account.reconnect();
    await room.account.readGroups(BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
  });

  it('is found by the next read, with its name and the group’s delay', async () => {
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toMatchObject([
      {
        startedBy: 'elsewhere',
        startedAt: room.clock.now(),
        phase: 'draining',
        groupName: 'checkout-web',
        targetName: 'web-1',
        delayMilliseconds: 30_000,
      },
    ]);
  });

  it('is found once, however many reads show it', async () => {
    await Promise.all([
      room.account.readHealth(arn(), BY_USER),
      room.account.readHealth(arn(), { priority: 'visible' }),
    ]);
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toHaveLength(1);
  });

  it('ends as ours do', async () => {
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(25_000);
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    expect(room.drains.all).toMatchObject([{ phase: 'gone', startedBy: 'elsewhere' }]);
  });

  it('that cannot be stored is reported, and disturbs no read', async () => {
    const failure = new Error('disk full');
    room.beforeWrite = () => Promise.reject(failure);
    await room.account.readHealth(arn(), BY_USER);
    await room.clock.advance(0);
    expect(room.reported).toEqual([failure]);
    expect(room.targets('checkout-web')).toHaveLength(3);
  });
});
