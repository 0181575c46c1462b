// What the Activity view is fed with: brought up to date by the room's stores, ticking only while something is under way.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryWords } from '../../../src/model/activity/words';
import { ActivityFeed } from '../../../src/views/activity/feed';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
let feed: ActivityFeed;
let ticks: number;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
  feed = new ActivityFeed({ ...room.stored, clock: room.clock });
  ticks = 0;
  feed.onDidTick(() => {
    ticks++;
  });
});
afterEach(async () => {
  feed.dispose();
  await room.close();
});

function said(): string[] {
  return feed.entries.map((entry) => entryWords(entry, room.clock.now()).sentence);
}

it('follows a deregister of two targets until both are gone, a tick a second meanwhile', async () => {
  const timers = room.clock.waiting;
  await room.clock.advance(5_000);
  expect({ said: said(), ticks }).toEqual({ said: [], ticks: 0 });
  const group = room.group('payments-api');
  const targets = await room.account.readHealth(group.arn, BY_USER);
  let changes = 0;
  feed.onDidChange(() => {
    changes++;
  });
  await room.finish(
    room.registration.deregister({ account: room.account, group, targets: targets.slice(0, 2) }),
  );
  expect(said()).toEqual([
    expect.stringMatching(/^2 targets of payments-api: draining, 0:\d\d left at most$/),
  ]);
  expect(changes).toBeGreaterThan(0);
  const before = ticks;
  await room.clock.advance(10_000);
  expect(ticks - before).toBe(10);
  await room.clock.advance(20_000);
  await room.account.readHealth(group.arn, BY_USER);
  await room.clock.settle();
  expect(said()).toEqual([expect.stringMatching(/^2 targets of payments-api: gone after 0:\d\d$/)]);
  const atEnd = ticks;
  await room.clock.advance(5_000);
  expect(ticks - atEnd).toBeLessThanOrEqual(1);
  expect(room.clock.waiting).toBe(timers);
});

it('shows in another window what was begun in this one', async () => {
  const group = room.group('payments-api');
  const [target] = await room.account.readHealth(group.arn, BY_USER);
  const other = room.anotherWindow();
  const seen = new ActivityFeed({ ...other.stored, clock: other.clock });
  const scope = { connectionId: room.account.id, groupArn: group.arn, groupName: group.name };
  await room.stored.waits.begin(scope, 'healthy', [{ target: target! }]);
  await expect.poll(() => seen.entries.map(({ kind }) => kind)).toEqual(['wait']);
  seen.dispose();
  other.closeWindow();
});
