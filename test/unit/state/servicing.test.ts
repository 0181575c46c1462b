// Servicing over the emulator: batch by batch, with faults at every step, and over windows that close.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  currentBatch,
  isRunOver,
  type ServiceRun,
  type ServiceStep,
} from '../../../src/model/servicing/serviceRun';
import { Servicing } from '../../../src/state/servicing';
import { planTen, tenTargets, TestSteps } from '../support/servicing';
import { BY_USER, StateRoom } from '../support/stateRoom';

const COMMAND: ServiceStep = { kind: 'command', line: './restart.sh' };
const CONTINUE: ServiceStep = { kind: 'continue' };
const PAUSE: ServiceStep = { kind: 'pause', seconds: 3 };

let room: StateRoom;
let steps: TestSteps;
let servicing: Servicing;
const ended: ServiceRun[] = [];

beforeEach(async () => {
  ended.length = 0;
  await open('ip');
});
afterEach(async () => {
  servicing.dispose();
  await room.close();
});

async function open(targetType: 'ip' | 'instance'): Promise<void> {
  room = await StateRoom.start({ scenario: tenTargets(targetType) });
  openWindow();
  await room.account.readGroups(BY_USER);
  await until(() => healthy() === 10);
}

function openWindow(): void {
  steps = new TestSteps();
  servicing = servicingOf(room, steps);
  servicing.onDidEnd((run) => ended.push(run));
  room.watch(1_000).setTreeVisible(true);
}

function servicingOf(window: StateRoom, runner: TestSteps): Servicing {
  return new Servicing({
    ...window.stored,
    runs: window.stored.serviceRuns,
    inventory: window.inventory,
    steps: runner,
    clock: window.clock,
    report: (error) => window.reported.push(error),
  });
}

function healthy(): number {
  return (room.targets('ten') ?? []).filter((target) => target.endsWith(' healthy')).length;
}

async function until(condition: () => boolean): Promise<void> {
  for (let seconds = 0; seconds < 900 && !condition(); seconds++) {
    await room.clock.advance(500);
    if (!condition())
      await room.account.readHealth(room.emulator.group('ten'), BY_USER).catch(() => undefined);
  }
  expect(condition(), JSON.stringify(servicing.runs.at(-1))).toBe(true);
}

function run(): ServiceRun {
  const last = servicing.runs.at(-1);
  if (last === undefined) throw new Error('There is no run');
  return last;
}

async function start(step: ServiceStep): Promise<ServiceRun> {
  return room.finish(servicing.start(await room.finish(planTen(room.account, step))));
}

/** How often each target was named in calls of the action: the least and the most. */
async function timesEach(action: 'RegisterTargets' | 'DeregisterTargets'): Promise<[number, number, number]> {
  const counts = new Map<string, number>();
  for (const { input } of await room.emulator.requests(action)) {
    const { Targets = [] } = input as { Targets?: { Id: string; Port: number }[] };
    for (const { Id, Port } of Targets) counts.set(`${Id}:${Port}`, (counts.get(`${Id}:${Port}`) ?? 0) + 1);
  }
  return [counts.size, Math.min(...counts.values()), Math.max(...counts.values())];
}

it.each([COMMAND, PAUSE])(
  'takes each target out and back exactly once, never under the floor (%j)',
  async (step) => {
    await room.emulator.forgetRequests();
    let least = 10;
    room.inventory.onDidReadHealth(() => (least = Math.min(least, healthy())));
    await start(step);
    await until(() => isRunOver(run()));
    expect(run().status).toBe('finished');
    expect(run().targets.map(({ phase }) => phase)).toEqual(Array.from({ length: 10 }, () => 'done'));
    expect(least).toBe(7);
    expect(await timesEach('DeregisterTargets')).toEqual([10, 1, 1]);
    expect(await timesEach('RegisterTargets')).toEqual([10, 1, 1]);
    expect(room.stored.outOfService.of(room.account.id, room.emulator.group('ten'))).toEqual([]);
    expect(ended.map(({ status }) => status)).toEqual(['finished']);
    expect(room.reported).toEqual([]);
  },
);

it('tells each step its target by the environment', async () => {
  await start(COMMAND);
  await until(() => steps.asked.length > 0);
  expect(steps.asked[0]?.environment).toEqual({
    TARGET_ID: '10.0.1.10',
    TARGET_PORT: '80',
    TARGET_AVAILABILITY_ZONE: 'us-east-1a',
    TARGET_ADDRESS: '10.0.1.10',
    TARGET_NAME: '10.0.1.10:80',
    TARGET_GROUP_NAME: 'ten',
    TARGET_GROUP_ARN: room.emulator.group('ten'),
    AWS_REGION: 'us-east-1',
  });
});

it('refuses a second run of the same group, and a plan that the health does not allow any more', async () => {
  const plan = await planTen(room.account, CONTINUE);
  await room.finish(servicing.start(plan));
  await expect(room.finish(servicing.start(plan))).rejects.toThrow('ten is being serviced already.');
  await room.finish(servicing.abort(run().id));
  await until(() => isRunOver(run()));
  await room.finish(
    room.registration.deregister({
      account: room.account,
      group: room.group('ten'),
      targets: [plan.targets[0]!.target],
    }),
  );
  await expect(room.finish(servicing.start(plan))).rejects.toThrow(
    '10.0.1.10:80 is not in service any more.',
  );
});

it('waits for Continue with the batch out, and puts back on an abort what is out', async () => {
  await start(CONTINUE);
  await until(() => run().status === 'waiting');
  expect(room.stored.outOfService.of(room.account.id, run().groupArn)).toHaveLength(3);
  await room.finish(servicing.continue(run().id));
  await until(() => run().status === 'waiting' && currentBatch(run()) === 1);
  await room.finish(servicing.abort(run().id));
  await until(() => isRunOver(run()));
  expect(run().status).toBe('aborted');
  expect(
    run()
      .targets.map(({ phase }) => phase)
      .sort(),
  ).toEqual([
    ...['done', 'done', 'done'],
    ...['putBack', 'putBack', 'putBack'],
    ...['skipped', 'skipped', 'skipped', 'skipped'],
  ]);
  await until(() => healthy() === 10);
});

it('stops where a step fails and puts the others of its batch back; the step can be run again', async () => {
  steps.end = ({ environment }) =>
    Promise.resolve(
      environment.TARGET_ID === '10.0.1.10'
        ? { ok: false, because: 'It ended with exit code 3.' }
        : { ok: true },
    );
  await start(COMMAND);
  await until(() => run().status === 'stopped' && healthy() === 9);
  expect(run().because).toBe(
    'The step failed for 10.0.1.10:80: It ended with exit code 3. It is out of service. Run the step again, continue as if it had succeeded, or skip or abort to put it back.',
  );
  steps.end = () => Promise.resolve({ ok: true });
  await room.finish(servicing.resume(run().id));
  await until(() => isRunOver(run()));
  expect(run().status).toBe('finished');
  const runs = steps.asked.filter(({ environment }) => environment.TARGET_ID === '10.0.1.10');
  expect(runs).toHaveLength(2);
  expect(steps.asked).toHaveLength(11);
});

it('tells in the next window of a step whose end nobody saw', async () => {
  steps.end = () => new Promise(() => undefined);
  await start(COMMAND);
  await until(() => steps.asked.length === 3);
  servicing.dispose();
  room = room.restart();
  openWindow();
  await room.account.readGroups(BY_USER);
  await until(() => run().status === 'stopped');
  expect(ended.map(({ stoppedBy, because }) => [stoppedBy, because])).toEqual([
    ['unknownStep', expect.stringMatching(/^The window ended while the step ran on 10\.0\.1\.10:80, /)],
  ]);
});

it('does not wait for ever for a step whose end could not be written down', async () => {
  const ends: (() => void)[] = [];
  steps.end = () =>
    new Promise((resolve) => {
      ends.push(() => {
        resolve({ ok: true });
      });
    });
  await start(COMMAND);
  await until(() => ends.length === 3);
  const full = new Error('The disk is full.');
  room.beforeWrite = () => Promise.reject(full);
  for (const end of ends) end();
  await room.clock.advance(500);
  room.beforeWrite = () => Promise.resolve();
  expect(room.reported).toContain(full);
  await until(() => run().status === 'stopped');
  expect(run().because).toMatch(/^An error ended the servicing while the step ran on .* is not known\./);
  steps.end = () => Promise.resolve({ ok: true });
  await room.finish(servicing.continue(run().id));
  await until(() => isRunOver(run()));
  expect(run().targets.map(({ phase }) => phase)).toEqual(Array.from({ length: 10 }, () => 'done'));
});

it('stops with figures and reason where a target does not turn healthy', async () => {
  await start(PAUSE);
  await until(() => run().targets.some(({ phase }) => phase === 'out' || phase === 'servicing'));
  const [first] = run().targets.filter(({ batch }) => batch === 0);
  await room.emulator.answer(first?.target.id ?? '', '503');
  await until(() => run().status === 'stopped');
  expect(run().because).toMatch(
    /^10\.0\.1\.10:80 is not healthy 1 minute.* after it was registered; healthy threshold × interval are 10 seconds\. The API says: unhealthy · wrong response code/,
  );
  expect(healthy()).toBe(9);
  await room.emulator.answer(first?.target.id ?? '', '200');
  await room.finish(servicing.resume(run().id));
  await until(() => isRunOver(run()));
  expect(run().targets.every(({ phase }) => phase === 'done')).toBe(true);
});

const FAULTS = [
  ['Throttling', 'DeregisterTargets', 400],
  ['ServiceUnavailable', 'RegisterTargets', 503],
  ['Throttling', 'DescribeTargetHealth', 400],
] as const;
it.each(FAULTS)('gets over %s of %s by itself', async (code, action, status) => {
  await start(COMMAND);
  await room.emulator.fail({ action, code, status, times: 12 });
  await until(() => isRunOver(run()));
  expect(run().status).toBe('finished');
  await until(() => healthy() === 10);
});

it.each(['DeregisterTargets', 'DescribeTargetHealth', 'RegisterTargets'])(
  'stops where the token expires at %s, says so, and goes on exactly where it was',
  async (action) => {
    await room.emulator.forgetRequests();
    await start(COMMAND);
    await room.emulator.fail({ action, code: 'ExpiredToken', status: 403, times: 1_000 });
    await until(() => run().status === 'stopped');
    expect(run().because).toMatch(/expired/i);
    await room.emulator.mend();
    await room.finish(servicing.resume(run().id));
    await until(() => isRunOver(run()));
    expect(run().status).toBe('finished');
    await until(() => healthy() === 10);
    expect(steps.asked).toHaveLength(10);
  },
);

it.each([COMMAND, CONTINUE, PAUSE])('goes on in the next window after any write (%j)', async (step) => {
  await start(step);
  for (const writes of [1, 2, 4, 7, 12]) {
    room.writesLeft = writes;
    await liveUntilItEnds();
    servicing.dispose();
    room = room.restart();
    openWindow();
    await room.account.readGroups(BY_USER);
  }
  for (let times = 0; times < 40 && !isRunOver(run()); times++) {
    await until(() => isRunOver(run()) || run().status === 'stopped' || run().status === 'waiting');
    if (isRunOver(run())) break;
    await room.finish(
      run().status === 'waiting' || run().stoppedBy === 'unknownStep'
        ? servicing.continue(run().id)
        : servicing.resume(run().id),
    );
  }
  expect(run().status).toBe('finished');
  await until(() => healthy() === 10);
  expect((await timesEach('DeregisterTargets'))[0]).toBe(10);
  expect(run().targets.map(({ phase }) => phase)).toEqual(Array.from({ length: 10 }, () => 'done'));
});

/** The window lives until its writes are used up; whoever is asked answers. */
async function liveUntilItEnds(): Promise<void> {
  for (let steps = 0; steps < 400 && room.writesLeft >= 0; steps++) {
    await room.clock.advance(500);
    if (isRunOver(run())) return;
    if (run().status === 'waiting') void servicing.continue(run().id).catch(() => undefined);
    if (run().status === 'stopped') return;
  }
}

it('is carried out by one of two windows, and by the other when that one closes', async () => {
  const other = room.anotherWindow();
  const otherSteps = new TestSteps();
  const second = servicingOf(other, otherSteps);
  other.watch(1_000);
  await other.account.readGroups(BY_USER);
  await start(COMMAND);
  await until(() => currentBatch(run()) === 1);
  expect([steps.asked.length, otherSteps.asked.length]).toEqual([3, 0]);
  servicing.dispose();
  room.closeWindow();
  [room, servicing, steps] = [other, second, otherSteps];
  await until(() => isRunOver(run()));
  expect(run().status).toBe('finished');
  await until(() => healthy() === 10);
});

it('is left to a window that is reloaded: others may not have its tasks', async () => {
  const other = room.anotherWindow();
  const otherSteps = new TestSteps();
  const second = servicingOf(other, otherSteps);
  other.watch(1_000);
  await other.account.readGroups(BY_USER);
  await room.clock.advance(30_000);
  await start(COMMAND);
  await until(() => currentBatch(run()) === 1);
  servicing.dispose();
  room.closeWindow();
  // As that of a process that is gone: nobody holds it.
  writeFileSync(join(room.directory, 'leases.json'), '{}');
  await room.clock.advance(10_000);
  room = room.anotherWindow();
  openWindow();
  await room.account.readGroups(BY_USER);
  await until(() => isRunOver(run()) || run().status === 'stopped');
  expect(run().status).toBe('finished');
  expect(steps.asked.length).toBeGreaterThan(0);
  expect(otherSteps.asked).toEqual([]);
  second.dispose();
  other.closeWindow();
});
