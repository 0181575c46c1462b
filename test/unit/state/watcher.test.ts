// Who is read, and how often: what is on screen and what moves often, the rest seldom, nothing when nobody looks.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../../src/emulator/requestLog';
import { REQUEST_BUDGET } from '../../../src/model/requestBudget';
import type { Watcher } from '../../../src/state/watcher';
import { groups, world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
let watcher: Watcher;
afterEach(() => room.close());

async function start(scenario?: Parameters<typeof world>[0]): Promise<void> {
  room = await StateRoom.start(scenario === undefined ? {} : { scenario: world(scenario) });
  watcher = room.watch();
}

function show(): void {
  watcher.setTreeVisible(true);
  watcher.setAccountExpanded(room.account.id, true);
}

function expand(name: string, expanded = true): void {
  watcher.setGroupExpanded(room.account.id, room.emulator.group(name), expanded);
}

/** When the group's health was read, in seconds from now on. */
async function readsWithin(milliseconds: number, name: string): Promise<number[]> {
  const from = room.clock.now();
  await room.emulator.forgetRequests();
  await room.clock.advance(milliseconds);
  return readsOf(await room.emulator.requests(), name).map((time) => (time - from) / 1000);
}

function readsOf(requests: readonly LoggedRequest[], name: string): number[] {
  const arn = room.emulator.group(name);
  return requests
    .filter(({ action, input }) => action === 'DescribeTargetHealth' && input.TargetGroupArn === arn)
    .map(({ time }) => time);
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

async function deregister(name: string, at = 0): Promise<void> {
  const targets = await room.account.readHealth(room.emulator.group(name), BY_USER);
  await room.finish(
    room.registration.deregister({ account: room.account, group: room.group(name), targets: [targets[at]!] }),
  );
}

/** From now on each health read takes so long by the clock; tells how many there were at once. */
function answersTake(milliseconds: number): { mostOfOneGroup: number; most: number } {
  const underWay: string[] = [];
  const counts = { mostOfOneGroup: 0, most: 0 };
  // It waits for the clock, as an admission does.
  const slow = room.traffic.admission(
    () =>
      new Promise((resolve) => {
        room.clock.after(milliseconds, resolve);
      }),
  );
  room.throughCloud = (cloud) => ({
    ...cloud,
    targetHealth: async (arn, ...rest) => {
      underWay.push(arn);
      counts.most = Math.max(counts.most, underWay.length);
      counts.mostOfOneGroup = Math.max(
        counts.mostOfOneGroup,
        underWay.filter((other) => other === arn).length,
      );
      await slow('read', { priority: 'rest' });
      underWay.splice(underWay.indexOf(arn), 1);
      return cloud.targetHealth(arn, ...rest);
    },
  });
  room.account.reconnect();
  return counts;
}

describe('nothing is read', () => {
  beforeEach(() => start());

  it('while the view is hidden and nothing drains', async () => {
    await room.clock.advance(300_000);
    watcher.setAccountExpanded(room.account.id, true);
    expand('checkout-web');
    await room.clock.advance(300_000);
    expect(await room.emulator.requests()).toEqual([]);
  });

  it('of a connection that nobody has opened', async () => {
    watcher.setTreeVisible(true);
    await room.clock.advance(300_000);
    expect(await room.emulator.requests()).toEqual([]);
    expect(room.opened).toBe(0);
  });

  it('any more once the view is hidden', async () => {
    show();
    await room.clock.advance(5_000);
    watcher.setTreeVisible(false);
    await room.emulator.forgetRequests();
    await room.clock.advance(300_000);
    expect(await room.emulator.requests()).toEqual([]);
  });

  it('any more once it is disposed of', async () => {
    show();
    watcher.dispose();
    await room.clock.advance(60_000);
    expect(await room.emulator.requests()).toEqual([]);
    expect(room.clock.waiting).toBe(0);
  });
});

describe('of the group whose health over time is shown', () => {
  it('is read as often as the setting says, the tree hidden and the connection never opened, and no other', async () => {
    await start();
    watcher.setTimelined({ accountId: room.account.id, groupArn: room.emulator.group('checkout-web') });
    await room.clock.advance(10_000);
    const times = await readsWithin(60_000, 'checkout-web');
    expect(times.length).toBeGreaterThanOrEqual(5);
    expect(gaps(times).every((gap) => gap >= 10 && gap <= 11)).toBe(true);
    expect(await readsWithin(60_000, 'payments-api')).toEqual([]);
    watcher.setTimelined(undefined);
    expect(await readsWithin(60_000, 'checkout-web')).toEqual([]);
  });
});

describe('of what is on screen', () => {
  beforeEach(async () => {
    await start();
    show();
    await room.clock.advance(10_000);
  });

  it('everything is read once, soon', () => {
    expect(room.account.groups).toHaveLength(8);
    expect(room.account.groups.filter(({ targets }) => targets === undefined)).toEqual([]);
  });

  it('a collapsed group is read every minute', async () => {
    const times = await readsWithin(300_000, 'checkout-web');
    expect(times).toHaveLength(5);
    expect(gaps(times).every((gap) => gap >= 60 && gap <= 61)).toBe(true);
  });

  it('an expanded group is read as often as the setting says, and the others are not', async () => {
    expand('checkout-web');
    const times = await readsWithin(60_000, 'checkout-web');
    expect(times.length).toBeGreaterThanOrEqual(5);
    expect(gaps(times).every((gap) => gap >= 10 && gap <= 11)).toBe(true);
    expect(readsOf(await room.emulator.requests(), 'payments-api').length).toBeLessThanOrEqual(1);
  });

  it('a group that is collapsed again is read as seldom as before', async () => {
    expand('checkout-web');
    await room.clock.advance(20_000);
    expand('checkout-web', false);
    expect((await readsWithin(120_000, 'checkout-web')).length).toBeLessThanOrEqual(2);
  });

  it('an expanded group with a target that was just registered is read every two seconds until it has settled', async () => {
    expand('payments-api');
    await room.finish(
      room.registration.register({
        account: room.account,
        group: room.group('payments-api'),
        targets: [{ id: '10.0.1.50', port: 8080 }],
      }),
    );
    // Healthy after 1 s and two checks every 5 s.
    const times = await readsWithin(60_000, 'payments-api');
    const early = times.filter((time) => time < 11);
    expect(early.length).toBeGreaterThanOrEqual(4);
    expect(gaps(early).every((gap) => gap >= 2 && gap <= 3)).toBe(true);
    expect(gaps(times.filter((time) => time > 15)).every((gap) => gap >= 10)).toBe(true);
  });

  it('the list of groups is read every two minutes', async () => {
    await room.emulator.forgetRequests();
    await room.clock.advance(600_000);
    expect(await room.emulator.count('DescribeTargetGroups')).toBe(5);
  });

  it('what a person has just read is not read again at once', async () => {
    expand('checkout-web');
    await room.clock.advance(9_000);
    await room.account.readHealth(room.emulator.group('checkout-web'), BY_USER);
    expect(await readsWithin(9_000, 'checkout-web')).toEqual([]);
  });

  it('a group whose read fails is left alone for longer each time, and read as before once it succeeds', async () => {
    expand('checkout-web');
    await room.emulator.fail({ action: 'DescribeTargetHealth', code: 'AccessDenied', times: 1000 });
    const failing = gaps(await readsWithin(400_000, 'checkout-web'));
    expect(failing.slice(0, 2).every((gap) => gap <= 11)).toBe(true);
    expect(failing.at(-1)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...failing)).toBeLessThanOrEqual(61);
    expect(failing).toEqual([...failing].sort((a, b) => a - b));
    await room.emulator.mend();
    await room.clock.advance(61_000);
    expect((await readsWithin(60_000, 'checkout-web')).length).toBeGreaterThanOrEqual(5);
  });

  it('a group is not read twice at once, however slow the answer', async () => {
    const reads = answersTake(25_000);
    expand('checkout-web');
    await room.clock.advance(12_000);
    // While the read is under way there is another reason to read.
    await room.drains.begin([
      {
        connectionId: room.account.id,
        group: room.group('checkout-web'),
        target: { id: room.emulator.instance('web-1'), port: 80 },
      },
    ]);
    const times = await readsWithin(180_000, 'checkout-web');
    expect(reads.mostOfOneGroup).toBe(1);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(gaps(times).every((gap) => gap >= 25)).toBe(true);
  });
});

describe('of what drains', () => {
  beforeEach(async () => {
    await start();
    await room.account.readGroups(BY_USER);
    await deregister('tcp-ingest');
  });

  it('the group is read every two seconds while the monitor shows it, the tree hidden, and no longer than it drains', async () => {
    watcher.setMonitorVisible(true);
    const times = await readsWithin(300_000, 'tcp-ingest');
    expect(gaps(times).every((gap) => gap >= 2 && gap <= 2.5)).toBe(true);
    expect(times.length).toBeGreaterThanOrEqual(24);
    // The delay is 60 s.
    expect(times.at(-1)).toBeLessThanOrEqual(62.5);
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
    expect(room.drains.open(room.account.id)).toEqual([]);
    expect((await room.emulator.requests()).every(({ action }) => action === 'DescribeTargetHealth')).toBe(
      true,
    );
  });

  it('the group is read less often while nobody looks', async () => {
    const times = await readsWithin(58_000, 'tcp-ingest');
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(gaps(times).every((gap) => gap >= 10)).toBe(true);
  });

  it('nothing else is read', async () => {
    watcher.setMonitorVisible(true);
    await room.emulator.forgetRequests();
    await room.clock.advance(30_000);
    const arns = (await room.emulator.requests()).map(({ input }) => input.TargetGroupArn);
    expect(new Set(arns)).toEqual(new Set([room.emulator.group('tcp-ingest')]));
  });

  it('is followed to its end after a restart, without the tree', async () => {
    await room.clock.advance(5_000);
    room = room.restart();
    watcher = room.watch();
    expect(room.account.groups).toEqual([]);
    watcher.setMonitorVisible(true);
    await room.clock.advance(10_000);
    expect(room.drains.all).toMatchObject([{ phase: 'draining', startedBy: 'us' }]);
    await room.clock.advance(60_000);
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
    expect(room.reported).toEqual([]);
  });
});

describe('with many groups', () => {
  it('fifty collapsed ones for five minutes stay within the budget', async () => {
    await start({ targetGroups: groups(50) });
    show();
    await room.clock.advance(300_000);
    const requests = await room.emulator.requests();
    const health = requests.filter(({ action }) => action === 'DescribeTargetHealth');
    // Each group at most once a minute, and at least four times.
    expect(health.length).toBeLessThanOrEqual(50 * 5);
    expect(health.length).toBeGreaterThanOrEqual(50 * 4);
    expect(requests.length - health.length).toBeLessThanOrEqual(4);
    const { burst, perSecond } = REQUEST_BUDGET.read;
    const times = requests.map(({ time }) => time);
    const busiest = Math.max(
      ...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length),
    );
    // What the user may need at any moment stays free.
    expect(busiest).toBeLessThanOrEqual(burst * 0.4 + perSecond);
  });

  it('a few are read at once, and more of those whose targets are on screen', async () => {
    await start({ targetGroups: groups(20) });
    await room.account.readGroups(BY_USER);
    const reads = answersTake(5_000);
    show();
    await room.clock.advance(30_000);
    expect(reads.most).toBe(2);
    for (const { group } of room.account.groups) expand(group.name);
    await room.clock.advance(60_000);
    expect(reads.most).toBe(4);
  });

  it('each has its turn, where more are due than can be read', async () => {
    await start({ targetGroups: groups(300) });
    show();
    await room.clock.advance(120_000);
    expect(room.account.groups.filter(({ targets }) => targets === undefined)).toEqual([]);
  });
});

describe('a connection that is removed', () => {
  it('leaves no reads behind that would keep others from being read', async () => {
    await start({ targetGroups: groups(50) });
    show();
    await room.clock.advance(1_000);
    // Its budget is spent, so that the watcher's reads wait for their turn.
    for (let asked = 0; asked < 40; asked++)
      void room.account
        .readHealth(room.emulator.group('group-000'), { priority: 'verification' })
        .catch(() => undefined);
    await room.clock.advance(600);
    room.inventory.setConnections([]);
    const other = { kind: 'emulator', region: 'eu-west-1' } as const;
    room.inventory.setConnections([other]);
    watcher.setAccountExpanded(room.account.id, true);
    await room.clock.advance(5_000);
    expect(room.account.readAt).toBeDefined();
  });
});
