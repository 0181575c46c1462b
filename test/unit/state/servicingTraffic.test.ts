// Servicing under load: the emulator as a process whose time runs fast, its real listener, the extension's real clock.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../src/aws/index';
import { currentBatch, isRunOver, type ServiceRun } from '../../../src/model/servicing/serviceRun';
import { Inventory } from '../../../src/state/inventory';
import { Servicing } from '../../../src/state/servicing';
import { SharedReads } from '../../../src/state/sharedReads';
import { openStored, type Stored } from '../../../src/state/stored';
import { systemClock } from '../../../src/state/systemClock';
import { Watcher } from '../../../src/state/watcher';
import { EmulatorProcesses } from '../emulator/emulatorProcess';
import { planTen, tenTargets, TestSteps } from '../support/servicing';
import { EMULATOR } from '../support/stateRoom';
import { SteadyLoad } from '../support/steadyLoad';

const TIME_SCALE = 10;
const PER_SECOND = 100;
const ENOUGH_MILLISECONDS = 60_000;

const processes = new EmulatorProcesses();
const directory = mkdtempSync(join(tmpdir(), 'servicing-traffic-'));
const reported: unknown[] = [];
const steps = new TestSteps();
let url: string;
let stored: Stored;
let inventory: Inventory;
let reads: SharedReads;
let watcher: Watcher;
let servicing: Servicing;
let load: SteadyLoad;

beforeAll(async () => {
  await processes.build();
  const scenario = join(processes.folder, 'ten.scenario.json');
  writeFileSync(scenario, JSON.stringify(tenTargets('instance')));
  url = await processes.run('--port', '0', '--time-scale', String(TIME_SCALE), '--scenario', scenario).ready;
  const report = (error: unknown) => reported.push(error);
  stored = openStored({ directory, clock: systemClock, report });
  inventory = new Inventory({
    ...stored,
    openConnection: (connection, admit) => connect({ connection, admit, emulatorEndpoint: url }),
    clock: systemClock,
    report,
  });
  inventory.setConnections([EMULATOR]);
  reads = new SharedReads({ directory: join(directory, 'reads'), inventory, clock: systemClock, report });
  const pollMilliseconds = () => 250;
  watcher = new Watcher({ ...stored, inventory, reads, clock: systemClock, pollMilliseconds });
  servicing = new Servicing({
    ...stored,
    runs: stored.serviceRuns,
    inventory,
    steps,
    clock: systemClock,
    report,
  });
  await account().readGroups({ priority: 'user' });
  await until(async () => (await healthy()) === 10);
  const listeners = (await (await fetch(`${url}/_emulator/listeners`)).json()) as { endpoint: string }[];
  load = new SteadyLoad(listeners[0]?.endpoint ?? '', PER_SECOND);
}, ENOUGH_MILLISECONDS);

afterAll(async () => {
  await load.stop();
  servicing.dispose();
  watcher.dispose();
  reads.dispose();
  inventory.dispose();
  stored.dispose();
  processes.end();
  rmSync(directory, { recursive: true, maxRetries: 5 });
});

function account() {
  const [only] = inventory.accounts;
  if (only === undefined) throw new Error('There is no connection');
  return only;
}

async function healthy(): Promise<number> {
  const arn = account().groups[0]?.group.arn ?? '';
  const targets = await account().readHealth(arn, { priority: 'user' });
  return targets.filter(({ health }) => health.state === 'healthy').length;
}

function run(): ServiceRun {
  const last = servicing.runs.at(-1);
  if (last === undefined) throw new Error('There is no run');
  return last;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(100);
}

/** Of each target, how often the action named it. */
async function counts(action: string): Promise<number[]> {
  const requests = (await (await fetch(`${url}/_emulator/requests`)).json()) as {
    action: string;
    input: { Targets?: { Id: string }[] };
  }[];
  const times = new Map<string, number>();
  for (const request of requests) {
    if (request.action !== action) continue;
    for (const { Id } of request.input.Targets ?? []) times.set(Id, (times.get(Id) ?? 0) + 1);
  }
  return [...times.values()];
}

it(
  'fails no request, and takes each of ten targets out and back exactly once, in batches of three with a floor of seven',
  async () => {
    const before = load.answered;
    await fetch(`${url}/_emulator/requests`, { method: 'DELETE' });
    let least = 10;
    const counting = inventory.onDidReadHealth(({ targets }) => {
      least = Math.min(least, targets.filter(({ health }) => health.state === 'healthy').length);
    });
    await servicing.start(await planTen(account(), { kind: 'command', line: 'restart' }));
    await until(() => isRunOver(run()) || run().status === 'stopped');
    counting.dispose();
    expect(run().because).toBeUndefined();
    expect(run().targets.map(({ phase }) => phase)).toEqual(Array.from({ length: 10 }, () => 'done'));
    expect(await counts('DeregisterTargets')).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await counts('RegisterTargets')).toEqual(Array.from({ length: 10 }, () => 1));
    expect(least).toBe(7);
    expect(load.answered - before).toBeGreaterThan(100);
    expect(load.failures).toEqual([]);
    expect(reported).toEqual([]);
  },
  ENOUGH_MILLISECONDS,
);

it(
  'leaves ten registered and fails no request when it is aborted in the middle',
  async () => {
    await servicing.start(await planTen(account(), { kind: 'continue' }));
    await until(() => run().status === 'waiting');
    await servicing.continue(run().id);
    await until(() => currentBatch(run()) === 1 && run().targets.some(({ phase }) => phase === 'draining'));
    await servicing.abort(run().id);
    await until(() => isRunOver(run()) || run().status === 'stopped');
    expect(run().status).toBe('aborted');
    await until(async () => (await healthy()) === 10);
    expect(load.failures).toEqual([]);
    expect(reported).toEqual([]);
  },
  ENOUGH_MILLISECONDS,
);
