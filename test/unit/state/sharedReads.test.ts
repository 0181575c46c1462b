// Two windows that watch the same: one asks, both show it; and neither needs the other to go on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BY_USER, StateRoom } from '../support/stateRoom';

const GROUP = 'checkout-web';

let room: StateRoom;
let windows: StateRoom[];
beforeEach(async () => {
  room = await StateRoom.start();
  windows = [room];
  await room.account.readGroups(BY_USER);
});
afterEach(async () => {
  for (const window of windows.slice(1)) window.closeWindow();
  await room.close();
});

async function openAnother(): Promise<StateRoom> {
  const other = room.anotherWindow();
  windows.push(other);
  await other.account.readGroups(BY_USER);
  return other;
}

/** The group's targets are on screen. */
function watch(window: StateRoom): void {
  const watcher = window.watch();
  watcher.setTreeVisible(true);
  watcher.setAccountExpanded(window.account.id, true);
  watcher.setGroupExpanded(window.account.id, window.emulator.group(GROUP), true);
}

async function deregisterFirst(): Promise<void> {
  const group = room.group(GROUP);
  const targets = (await room.account.readHealth(group.arn, BY_USER)).slice(0, 1);
  await room.finish(room.registration.deregister({ account: room.account, group, targets }));
}

/** How often the group was asked for while the clock went on. */
async function askedDuring(milliseconds: number): Promise<number> {
  await room.emulator.forgetRequests();
  await room.clock.advance(milliseconds);
  const requests = await room.emulator.requests('DescribeTargetHealth');
  return requests.filter(({ input }) => input.TargetGroupArn === room.emulator.group(GROUP)).length;
}

describe('two windows that watch a draining group', () => {
  it('ask no more often than one, and show the same', async () => {
    await deregisterFirst();
    watch(room);
    const byOne = await askedDuring(60_000);
    expect(byOne).toBeGreaterThan(15);

    await deregisterFirst();
    const other = await openAnother();
    watch(other);
    expect(await askedDuring(60_000)).toBeLessThanOrEqual(byOne);
    await vi.waitFor(() => {
      expect(other.targets(GROUP)).toEqual(room.targets(GROUP));
      expect(other.drains.all).toEqual(room.drains.all);
    });
    expect(room.targets(GROUP)).toHaveLength(1);
    expect(room.drains.all.map(({ phase }) => phase)).toEqual(['gone', 'gone']);
  });

  it('go on, each without the other', async () => {
    await deregisterFirst();
    const other = await openAnother();
    watch(room);
    watch(other);
    await room.clock.advance(5_000);
    room.watchNoLonger();
    const asked = await askedDuring(10_000);
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(6);
    expect(other.account.group(room.emulator.group(GROUP))?.readAt).toBeGreaterThan(room.clock.now() - 2_500);
  });
});

describe('a window that dies in the middle of its read', () => {
  it('holds the others up for a moment only', async () => {
    await deregisterFirst();
    const claim = { owner: 'a window that died', until: room.clock.now() + 15_000 };
    mkdirSync(join(room.directory, 'reads'), { recursive: true });
    writeFileSync(
      join(room.directory, 'reads', 'claims.json'),
      JSON.stringify({ [`${room.account.id}|${room.emulator.group(GROUP)}`]: claim }),
    );
    watch(room);
    expect(await askedDuring(10_000)).toBe(0);
    expect(await askedDuring(10_000)).toBeGreaterThanOrEqual(2);
  });
});

describe('a window that can write nothing to disk', () => {
  it('reads all the same', async () => {
    room.beforeWrite = () => Promise.reject(new Error('The disk is full.'));
    watch(room);
    expect(await askedDuring(30_000)).toBe(3);
    expect(room.targets(GROUP)).toHaveLength(3);
  });
});

describe('a read that the user or a proof needs', () => {
  it('is always asked for, and told to the other window', async () => {
    const other = await openAnother();
    watch(other);
    await room.clock.advance(1_000);
    await room.emulator.forgetRequests();
    await room.emulator.answer('10.0.1.11', '503');
    await room.account.readHealth(room.emulator.group(GROUP), BY_USER);
    await room.account.readHealth(room.emulator.group(GROUP), { priority: 'verification' });
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(2);
    await vi.waitFor(() => {
      expect(other.account.group(room.emulator.group(GROUP))?.readAt).toBe(room.clock.now());
    });
    expect(other.targets(GROUP)).toEqual(room.targets(GROUP));
  });
});

describe('what another window has read', () => {
  const later = () => ({ startedAt: room.clock.now(), readAt: room.clock.now(), targets: [] });

  it('comes with the names of instances', async () => {
    const other = await openAnother();
    const targets = await room.account.readHealth(room.emulator.group(GROUP), BY_USER);
    await other.account.takeHealth(room.emulator.group(GROUP), { ...later(), targets });
    expect(other.account.instance(room.emulator.instance('web-1'))?.name).toBe('web-1');
    expect(other.targets(GROUP)).toEqual(room.targets(GROUP));
  });

  it('is not taken over where this window knows something newer', async () => {
    const arn = room.emulator.group(GROUP);
    const old = later();
    await room.clock.advance(1);
    await room.account.readHealth(arn, BY_USER);
    const known = room.targets(GROUP);
    await room.account.takeHealth(arn, old);
    expect(room.targets(GROUP)).toEqual(known);
    // One that was asked for before, and took longer.
    await room.clock.advance(1);
    await room.account.takeHealth(arn, { ...old, readAt: room.clock.now() });
    expect(room.targets(GROUP)).toEqual(known);
    await room.account.takeHealth(arn, later());
    expect(room.targets(GROUP)).toEqual([]);
  });

  it('is not taken over where it is old, though nothing else is known', async () => {
    await room.account.readHealth(room.emulator.group(GROUP), BY_USER);
    await room.clock.advance(3_600_000);
    const other = await openAnother();
    await room.emulator.deny('DescribeTargetHealth');
    watch(other);
    await room.clock.advance(1_000);
    expect(other.account.group(room.emulator.group(GROUP))?.error).toBeDefined();
    expect(other.targets(GROUP)).toBeUndefined();
  });

  it('of a group that is not known is nothing', async () => {
    await room.account.takeHealth('arn:nobody', later());
    expect(room.account.group('arn:nobody')).toBeUndefined();
  });

  it('is left alone where it is damaged', async () => {
    mkdirSync(join(room.directory, 'reads'), { recursive: true });
    watch(room);
    await room.clock.advance(1_000);
    const before = room.targets(GROUP);
    for (const text of ['{', 'null', '{"owner":1}', '{"connectionId":"a","groupArn":"b","owner":"c"}'])
      writeFileSync(join(room.directory, 'reads', 'x.read.json'), text);
    await room.clock.advance(1_000);
    expect(room.targets(GROUP)).toEqual(before);
    expect(room.reported).toEqual([]);
  });
});

describe('what is waited for', () => {
  it('is read though nobody looks: an arrival often until it is healthy, then as the setting says', async () => {
    const arn = room.emulator.group('payments-api');
    const group = room.group('payments-api');
    const targets = [{ id: '10.0.1.50', port: 8080 }];
    await room.finish(room.registration.register({ account: room.account, group, targets }));
    room.watch();
    await room.clock.advance(60_000);
    expect(room.stored.arrivals.all).toMatchObject([{ phase: 'healthy' }]);
    await room.emulator.forgetRequests();
    await room.clock.advance(60_000);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(6);
    await room.clock.advance(600_000);
    expect(room.stored.arrivals.open(room.account.id, arn)).toEqual([]);
    await room.emulator.forgetRequests();
    await room.clock.advance(60_000);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(0);
  });

  it('is read by the wait of a user, until it ends', async () => {
    const { arn, name } = room.group('payments-api');
    const scope = { connectionId: room.account.id, groupArn: arn, groupName: name };
    room.watch();
    await room.clock.advance(60_000);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(0);
    await room.stored.waits.begin(scope, 'healthy', [{ target: { id: '10.0.1.21', port: 8080 } }]);
    await room.clock.advance(20_000);
    expect(room.stored.waits.all).toMatchObject([{ outcome: 'reached' }]);
    await room.emulator.forgetRequests();
    await room.clock.advance(60_000);
    expect(await room.emulator.requests()).toEqual([]);
  });
});
