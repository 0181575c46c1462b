// Registers that wait for a drain: made by themselves when it is over, once, also after the window was closed meanwhile.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identityOf } from '../../../src/model/target';
import { type MadeRegistrations, WaitingRegistrations } from '../../../src/state/waitingRegistrations';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
const waitings: WaitingRegistrations[] = [];
const made: MadeRegistrations[] = [];

beforeEach(async () => {
  room = await StateRoom.start();
  made.length = 0;
  await room.account.readGroups(BY_USER);
});
afterEach(async () => {
  for (const waiting of waitings.splice(0)) waiting.dispose();
  await room.close();
});

function waitFor(window: StateRoom): void {
  const { pending, applying } = window.stored;
  const { drains, inventory, reported } = window;
  const waiting = new WaitingRegistrations({
    pending,
    applying,
    drains,
    inventory,
    report: (error) => reported.push(error),
  });
  waiting.onDidRegister((each) => made.push(each));
  waitings.push(waiting);
}

/** Deregisters the first target of payments-api, and wants it back when it has drained. */
async function drainAndWait(): Promise<void> {
  const group = room.group('payments-api');
  const [target] = await room.account.readHealth(group.arn, BY_USER);
  const change = { account: room.account, group, targets: [target!] };
  await room.finish(room.registration.deregister(change));
  const scope = { connectionId: room.account.id, groupArn: group.arn, groupName: group.name };
  await room.stored.pending.stage(scope, [
    { action: 'register', target: identityOf(target!), whenDrained: true },
  ]);
}

async function until(condition: () => boolean): Promise<void> {
  for (let seconds = 0; seconds < 1_000 && !condition(); seconds++) await room.clock.advance(1_000);
  expect(condition()).toBe(true);
}

it('happen when the drain is over, and not before', async () => {
  waitFor(room);
  room.watch();
  await drainAndWait();
  await room.emulator.forgetRequests();
  const delay = room.drains.all[0]?.delayMilliseconds ?? 0;
  await room.clock.advance(delay - 5_000);
  expect([made, await room.emulator.count('RegisterTargets')]).toEqual([[], 0]);

  await until(() => made.length > 0);
  expect(made).toMatchObject([{ groupName: 'payments-api', done: [{ target: { port: 8080 } }], left: [] }]);
  expect(room.stored.pending.all).toEqual([]);
  expect(room.targets('payments-api')).toContain('10.0.1.21:8080 initial');
  await room.clock.advance(60_000);
  expect(await room.emulator.count('RegisterTargets')).toBe(1);
  expect(room.reported).toEqual([]);
});

it('happen in a window that opens after the drain ended, though nobody looks at the group', async () => {
  await drainAndWait();
  room = room.restart();
  await room.clock.advance(3_600_000);
  waitFor(room);
  room.watch();
  await until(() => made.length > 0);
  expect(made).toMatchObject([{ done: [{ target: { id: '10.0.1.21' } }] }]);
});

it('that become ready while others of their group are made are made after those', async () => {
  const group = room.group('payments-api');
  await room.account.readHealth(group.arn, BY_USER);
  const scope = { connectionId: room.account.id, groupArn: group.arn, groupName: group.name };
  const stage = (id: string) =>
    room.stored.pending.stage(scope, [{ action: 'register', target: { id, port: 8080 }, whenDrained: true }]);
  let calls = 0;
  room.throughCloud = (cloud) => ({
    ...cloud,
    async registerTargets(...call) {
      if (++calls === 1) await stage('10.0.1.61');
      await cloud.registerTargets(...call);
    },
  });
  room.account.reconnect();
  waitFor(room);
  await stage('10.0.1.60');
  await until(() => made.length === 2);
  expect(made.flatMap(({ done }) => done.map(({ target }) => target.id))).toEqual(['10.0.1.60', '10.0.1.61']);
  expect(room.stored.pending.all).toEqual([]);
});

it('that fail stay pending with the reason, and are not tried over and over', async () => {
  waitFor(room);
  room.watch();
  await drainAndWait();
  await room.emulator.fail({ action: 'RegisterTargets', code: 'AccessDenied', times: 100 });
  await until(() => made.length > 0);
  expect(made).toMatchObject([{ done: [], left: [{ change: { target: { id: '10.0.1.21' } } }] }]);
  await room.clock.advance(60_000);
  expect(await room.emulator.count('RegisterTargets')).toBe(1);
  expect(room.stored.pending.all[0]?.leftBecause).toContain('elasticloadbalancing:RegisterTargets');
});

it('happen once, however many windows wait', async () => {
  const other = room.anotherWindow();
  await other.account.readGroups(BY_USER);
  for (const window of [room, other]) {
    waitFor(window);
    window.watch();
  }
  await drainAndWait();
  await room.emulator.forgetRequests();
  await until(() => made.length > 0);
  await room.clock.advance(60_000);
  expect(made.flatMap(({ done }) => done)).toHaveLength(1);
  expect(await room.emulator.count('RegisterTargets')).toBe(1);
  expect([...room.reported, ...other.reported]).toEqual([]);
  other.closeWindow();
});
