// Drains are measured with CloudWatch: with consent, rarely, once for all windows; and what they cut is told once.
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TargetGroupEntry } from '../../../src/emulator/scenario/scenario';
import type { Connection } from '../../../src/model/connection';
import { minuteOf, settledUntil } from '../../../src/model/drainMetrics';
import { measuredInWords } from '../../../src/model/drainMetricsWords';
import { DrainMetrics, type MetricsSetting } from '../../../src/state/drainMetrics';
import type { FoundCut } from '../../../src/state/drainCuts';
import { isolatedAwsFiles, KEYS } from '../support/awsFiles';
import { world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

const MINUTE = 60_000;
const DELAY = 300_000;
const PROFILE: Connection = { kind: 'profile', profile: 'web', region: 'us-east-1' };
const SHORT_DELAY = 30_000;
const NAMES = ['web', 'api', 'short'];

function group(name: string, index: number): TargetGroupEntry {
  return {
    name,
    targetType: 'ip',
    protocol: 'HTTP',
    port: 80,
    vpc: 'shop',
    ...(name === 'short'
      ? { attributes: { 'deregistration_delay.timeout_seconds': String(SHORT_DELAY / 1000) } }
      : {}),
    targets: [{ address: `10.0.1.${10 + 2 * index}` }, { address: `10.0.1.${11 + 2 * index}` }],
  };
}

/** Three groups behind one load balancer. */
const SCENARIO = world({
  addresses: Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`10.0.1.${10 + index}`, '200'])),
  targetGroups: NAMES.map(group),
  loadBalancers: [
    {
      name: 'front',
      type: 'application',
      subnets: ['shop-a', 'shop-b'],
      listeners: NAMES.map((forward, index) => ({ protocol: 'HTTP', port: 80 + index, forward })),
    },
  ],
});

interface Window {
  readonly room: StateRoom;
  readonly metrics: DrainMetrics;
  readonly cuts: FoundCut[];
}

const files = isolatedAwsFiles();
let setting: MetricsSetting;
let windows: Window[];
let room: StateRoom;

beforeEach(() => {
  setting = 'ask';
  windows = [];
});
afterEach(async () => {
  for (const { metrics } of windows) metrics.dispose();
  for (const other of windows.slice(1)) other.room.closeWindow();
  await room.close();
});

async function start(connection?: Connection): Promise<Window> {
  room = await StateRoom.start({
    scenario: SCENARIO,
    ...(connection === undefined ? {} : { connections: [connection] }),
  });
  await files.config(`[profile web]\nregion = us-east-1\nendpoint_url = ${room.emulator.url}\n${KEYS}`);
  await room.account.readGroups(BY_USER);
  return open(room);
}

/** A window whose monitor is shown. */
function open(of: StateRoom): Window {
  const metrics = new DrainMetrics({
    series: of.stored.drainSeries,
    drains: of.drains,
    inventory: of.inventory,
    clock: of.clock,
    setting: () => setting,
    report: (error) => {
      of.reported.push(error);
    },
  });
  const window: Window = { room: of, metrics, cuts: [] };
  metrics.onDidFindCut((found) => window.cuts.push(found));
  metrics.setVisible(true);
  of.watch().setMonitorVisible(true);
  windows.push(window);
  return window;
}

async function drain(name: string, which = 0): Promise<void> {
  const { account } = room;
  const targets = await account.readHealth(room.emulator.group(name), BY_USER);
  await room.finish(
    room.registration.deregister({ account, group: room.group(name), targets: [targets[which]!] }),
  );
}

function ask(port: number, path = '/'): Promise<number> {
  const listener = room.emulator.emulator.listeners().find((one) => one.port === port);
  return new Promise((resolve, reject) => {
    request(`${listener?.endpoint ?? ''}${path}`, { agent: false }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    })
      .once('error', reject)
      .end();
  });
}

function seriesOf(name: string, { stored, account }: StateRoom = room) {
  return stored.drainSeries.of(account.id, room.emulator.group(name));
}

/** When metrics were asked for, in minutes from now on, and how many at a time. */
async function readsWithin(milliseconds: number): Promise<[minutes: number, metrics: number][]> {
  const from = room.clock.now();
  await room.emulator.forgetRequests();
  await room.clock.advance(milliseconds);
  return (await room.emulator.requests('GetMetricData')).map(({ time, input }) => [
    Math.round((time - from) / MINUTE),
    (input.MetricDataQueries as unknown[]).length,
  ]);
}

describe('the emulator', () => {
  it('is measured without asking, the group that drains and none that is idle', async () => {
    await start();
    for (let times = 0; times < 4; times++) await ask(80);
    await ask(81);
    expect(await readsWithin(MINUTE)).toEqual([]);
    await drain('web');
    await room.clock.advance(10_000);
    const { minutes, from, loadBalancers } = seriesOf('web')!;
    expect(minutes.map(({ at, ...figures }) => [at - from, figures])).toEqual([
      // A client's connection, and the one to a target that its request uses.
      [9 * MINUTE, { requests: 4, connections: 2 }],
      [10 * MINUTE, { connections: 0 }],
    ]);
    expect(loadBalancers).toEqual(['front']);
    expect(seriesOf('api')).toBeUndefined();
    expect(room.reported).toEqual([]);
  });

  it('is asked for nothing while nobody looks, but once after the drain', async () => {
    const { metrics } = await start();
    metrics.setVisible(false);
    await drain('web');
    expect(await readsWithin(DELAY - MINUTE)).toEqual([]);
    expect(await readsWithin(10 * MINUTE)).toHaveLength(1);
    expect(seriesOf('web')?.error).toBeUndefined();
  });

  it('is asked until the minute of the end is whole while somebody looks, and no longer', async () => {
    await start();
    await room.clock.advance(MINUTE - (room.clock.now() % MINUTE) + 5_000);
    for (let times = 0; times < 9; times++) await ask(82);
    await drain('short');
    await room.clock.advance(SHORT_DELAY + 10_000);
    const [over] = room.drains.all;
    expect(over).toMatchObject({ phase: 'gone' });
    const whole = minuteOf(over!.endedAt!) + MINUTE;
    expect(room.clock.now()).toBeLessThan(whole);
    const said = () =>
      measuredInWords({ series: seriesOf('short')!, drains: [over!], others: 0 }, { now: room.clock.now() });
    expect(said()[0]).toMatch(/^The first minute of this drain is counted whole at /);
    await readsWithin(10 * MINUTE);
    expect(said()[0]).toMatch(/^9 requests to the group in the minute of /);
    const times = (await room.emulator.requests('GetMetricData')).map(({ time }) => time);
    expect(times.filter((time) => time >= whole)).toHaveLength(1);
    expect(times.at(-1)).toBeLessThanOrEqual(whole + 6_000);
  });
});

describe('an account', () => {
  it('is asked for nothing before somebody agrees, and then five metrics a minute', async () => {
    const { metrics } = await start(PROFILE);
    await drain('web');
    expect(metrics.consentOf(room.account)).toBe('missing');
    expect(metrics.metricsAMinute(room.account)).toBe(5);
    expect(await readsWithin(MINUTE)).toEqual([]);
    metrics.agree(room.account.id);
    expect(metrics.consentOf(room.account)).toBe('given');
    expect(await readsWithin(3 * MINUTE)).toEqual([
      [0, 5],
      [1, 5],
      [2, 5],
    ]);
  });

  it('is asked in one call for all groups that drain, what they share once', async () => {
    setting = 'always';
    await start(PROFILE);
    await drain('web');
    await room.clock.advance(40_000);
    await drain('api');
    const reads = await readsWithin(4 * MINUTE);
    expect(reads).toHaveLength(4);
    expect(reads.slice(1).map(([, metrics]) => metrics)).toEqual([8, 8, 8]);
  });

  it('is asked for nothing where the setting says never, whoever agreed before', async () => {
    setting = 'never';
    const { metrics } = await start(PROFILE);
    metrics.agree(room.account.id);
    await drain('web');
    expect(metrics.consentOf(room.account)).toBe('refused');
    expect(await readsWithin(3 * MINUTE)).toEqual([]);
  });

  it('goes on being asked until the figures of the end are whole, and no longer', async () => {
    setting = 'always';
    await start(PROFILE);
    await drain('web');
    await room.clock.advance(DELAY);
    expect(room.drains.all.map(({ phase }) => phase)).toEqual(['gone']);
    const reads = await readsWithin(15 * MINUTE);
    expect(reads.map(([minutes]) => minutes)).toEqual([0, 1, 2, 3, 4].slice(0, reads.length));
    expect(seriesOf('web')?.readAt).toBeGreaterThanOrEqual(room.drains.all[0]!.endedAt! + 3 * MINUTE);
  });

  it('has the figures of a drain shorter than a minute read when they are whole', async () => {
    setting = 'always';
    await start(PROFILE);
    await room.clock.advance(MINUTE - (room.clock.now() % MINUTE) + 5_000);
    for (let times = 0; times < 9; times++) await ask(82);
    await drain('short');
    await readsWithin(20 * MINUTE);
    const { endedAt } = room.drains.all[0]!;
    const whole = minuteOf(endedAt!) + 4 * MINUTE;
    const times = (await room.emulator.requests('GetMetricData')).map(({ time }) => time);
    expect(times.filter((time) => time >= whole)).toHaveLength(1);
    expect(settledUntil(seriesOf('short')!)).toBeGreaterThan(endedAt!);
  });

  it('that refuses keeps what was known, says the permission, and is asked again', async () => {
    setting = 'always';
    await start(PROFILE);
    await ask(80);
    await drain('web');
    await room.clock.advance(2_000);
    await room.emulator.deny('GetMetricData');
    await room.clock.advance(MINUTE);
    expect(seriesOf('web')?.minutes).not.toEqual([]);
    expect(seriesOf('web')?.error).toContain('cloudwatch:GetMetricData');
    await room.emulator.mend();
    await room.clock.advance(MINUTE);
    expect(seriesOf('web')?.error).toBeUndefined();
    expect(room.reported).toEqual([]);
  });
});

describe('two windows', () => {
  it('ask once, and know the same', async () => {
    await start();
    const other = room.anotherWindow();
    await other.account.readGroups(BY_USER);
    open(other);
    await drain('web');
    await room.emulator.forgetRequests();
    await room.clock.advance(MINUTE);
    const times = (await room.emulator.requests('GetMetricData')).map(({ time }) => time);
    expect(times.length).toBeGreaterThan(5);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000);
    expect(seriesOf('web', other)?.readAt).toBeDefined();
    expect(seriesOf('web', other)).toEqual(seriesOf('web'));
  });

  it('tell once of a drain that ended with requests cut', async () => {
    await start();
    const other = room.anotherWindow();
    await other.account.readGroups(BY_USER);
    open(other);
    // One of the two targets has each of them.
    const slow = [ask(82, '/?answer=slow:3600000'), ask(82, '/?answer=slow:3600000')];
    await expect.poll(() => room.emulator.emulator.inFlight(room.emulator.group('short'))).toBe(2);
    await drain('short');
    await room.clock.advance(SHORT_DELAY + 10_000);
    expect(await Promise.race(slow)).toBe(504);
    const [cut] = room.drains.all;
    expect(cut).toMatchObject({ phase: 'gone', cut: { count: 1, usual: 0 } });
    const told = windows.flatMap(({ cuts }) => cuts);
    expect(told).toHaveLength(1);
    expect(told[0]?.drain.id).toBe(cut?.id);
    expect(told[0]?.words).toMatch(
      /^front itself answered 1 request with 5XX at .*, as 10\.0\.1\.1\d drained from short: requests may have been cut\./,
    );
    for (const left of slow) left.catch(() => undefined);
  });

  it('tell nothing of a drain that cut nothing', async () => {
    await start();
    await ask(82);
    await drain('short');
    await room.clock.advance(SHORT_DELAY + 10_000);
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
    expect(room.drains.all[0]).not.toHaveProperty('cut');
    expect(windows[0]?.cuts).toEqual([]);
  });
});

it('what was measured is known after a restart', async () => {
  await start();
  await ask(80);
  await drain('web');
  await room.clock.advance(10_000);
  const before = seriesOf('web');
  const again = room.restart();
  windows[0]?.metrics.dispose();
  expect(again.stored.drainSeries.of(again.account.id, room.emulator.group('web'))).toEqual(before);
  again.closeWindow();
});
