// The room state as the extension builds it, over the emulator and one clock that both go by.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { OpenCloud } from '../../../src/aws/index';
import { connect } from '../../../src/aws/index';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import type { Connection } from '../../../src/model/connection';
import type { TargetGroup } from '../../../src/model/targetGroup';
import type { Account, AccountChange } from '../../../src/state/account';
import type { Drains } from '../../../src/state/drains';
import { Inventory } from '../../../src/state/inventory';
import type { Registration } from '../../../src/state/registration';
import { ReadsFolder } from '../../../src/state/readsFolder';
import { SharedFile } from '../../../src/state/sharedFile';
import { SharedReads } from '../../../src/state/sharedReads';
import { openStored, type Stored } from '../../../src/state/stored';
import { Watcher } from '../../../src/state/watcher';
import { ControllableClock } from './controllableClock';
import { TestEmulator } from './testEmulator';
import { Traffic } from './traffic';

export const EMULATOR: Connection = { kind: 'emulator', region: 'us-east-1' };
export const BY_USER = { priority: 'user' } as const;

// Each is called with what it is of.
/* eslint-disable @typescript-eslint/unbound-method */
const { update } = SharedFile.prototype;
const { load, store } = ReadsFolder.prototype;
/* eslint-enable @typescript-eslint/unbound-method */

interface Options {
  readonly scenario?: Scenario;
  readonly connections?: readonly Connection[];
}

export class StateRoom {
  readonly drains: Drains;
  readonly registration: Registration;
  readonly stored: Stored;
  readonly inventory: Inventory;
  readonly reads: SharedReads;
  /** In order: what was admitted, by family, and what a test adds. */
  readonly log: string[] = [];
  readonly changes: AccountChange[] = [];
  /** Failures that nobody waited for. */
  readonly reported: unknown[] = [];
  /** What stands between the room and the cloud: a test can put in late answers, or refuse to open. */
  throughCloud: (cloud: OpenCloud) => OpenCloud = (cloud) => cloud;
  opened = 0;
  /** What is written to shared files after so many writes never gets there: the window ended in the middle. */
  writesLeft = Infinity;
  /** Awaited before each write to a shared file: a test can take note, make it slow, or refuse it. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();
  private readonly watchers: Watcher[] = [];

  private constructor(
    readonly emulator: TestEmulator,
    readonly clock: ControllableClock,
    connections: readonly Connection[],
    /** Where everything is kept that the windows share. */
    readonly directory: string,
    readonly traffic: Traffic,
  ) {
    clock.settle = this.traffic.settle;
    // What is being written to disk is at work too: the clock waits for it.
    const begin = () => (--this.writesLeft >= 0 ? this.beforeWrite() : undefined);
    vi.spyOn(SharedFile.prototype, 'update').mockImplementation(function (this: SharedFile<unknown>, change) {
      const begun = begin();
      if (begun === undefined) return new Promise(() => undefined);
      return traffic.during(begun.then(() => update.call(this, change)));
    });
    const report = (error: unknown) => {
      this.reported.push(error);
    };
    this.stored = openStored({ directory, clock, report });
    this.drains = this.stored.drains;
    this.registration = this.stored.registration;
    this.inventory = new Inventory({
      openConnection: (connection, admit) =>
        this.traffic.during(
          (async () => {
            this.opened++;
            const cloud = await connect({
              connection,
              emulatorEndpoint: this.emulator.url,
              admit: this.traffic.admission(async (family, options) => {
                await admit(family, options);
                this.log.push(family);
              }),
            });
            return this.traffic.through(this.throughCloud(cloud));
          })(),
        ),
      ...this.stored,
      clock,
      report,
    });
    this.inventory.onDidChange((change) => {
      this.changes.push(change);
    });
    this.inventory.setConnections(connections);
    vi.spyOn(ReadsFolder.prototype, 'load').mockImplementation(function (this: ReadsFolder, name) {
      return traffic.during(load.call(this, name));
    });
    vi.spyOn(ReadsFolder.prototype, 'store').mockImplementation(function (this: ReadsFolder, read) {
      return traffic.during(store.call(this, read));
    });
    this.reads = new SharedReads({
      directory: join(directory, 'reads'),
      inventory: this.inventory,
      clock,
      report,
    });
  }

  static async start(options: Options = {}): Promise<StateRoom> {
    const { scenario, connections = [EMULATOR] } = options;
    const clock = new ControllableClock();
    const emulator = await TestEmulator.start({ clock, ...(scenario === undefined ? {} : { scenario }) });
    const directory = await mkdtemp(join(tmpdir(), 'target-groups-state-'));
    return new StateRoom(emulator, clock, connections, directory, new Traffic());
  }

  /** The same storage, clock and world, as after the window was closed and opened again. */
  restart(): StateRoom {
    this.closeWindow();
    // What the window had at work died with it.
    return this.window(new Traffic());
  }

  /** One more window of the same user, beside this one. */
  anotherWindow(): StateRoom {
    return this.window(this.traffic);
  }

  private window(traffic: Traffic): StateRoom {
    return new StateRoom(this.emulator, this.clock, [EMULATOR], this.directory, traffic);
  }

  /** What a window holds: the world and the storage stay. */
  closeWindow(): void {
    this.watchNoLonger();
    this.reads.dispose();
    this.inventory.dispose();
    this.stored.dispose();
  }

  async close(): Promise<void> {
    this.closeWindow();
    await this.emulator.close();
    await rm(this.directory, { recursive: true, maxRetries: 5 });
  }

  watch(pollMilliseconds = 10_000): Watcher {
    const watcher = new Watcher({
      ...this.stored,
      inventory: this.inventory,
      reads: this.reads,
      clock: this.clock,
      pollMilliseconds: () => pollMilliseconds,
    });
    this.watchers.push(watcher);
    return watcher;
  }

  get account(): Account {
    const [account] = this.inventory.accounts;
    if (account === undefined) throw new Error('There is no connection');
    return account;
  }

  group(name: string): TargetGroup {
    const found = this.account.groups.find(({ group }) => group.name === name);
    if (found === undefined) throw new Error(`The group ${name} is not known`);
    return found.group;
  }

  /** `id:port state`, one a target. */
  targets(name: string): string[] | undefined {
    return this.account
      .group(this.emulator.group(name))
      ?.targets?.map(({ id, port, health }) => `${id}:${port ?? ''} ${health.state}`);
  }

  /** The clock goes on until the work is done. Rejects where the window ended before. */
  async finish<T>(work: Promise<T>, stepMilliseconds = 500, atMostMilliseconds = 60_000): Promise<T> {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    settled.catch(() => undefined);
    await this.traffic.settle();
    const end = this.clock.now() + atMostMilliseconds;
    while (!this.isDone(done)) {
      if (this.writesLeft < 0) throw new Error('The window ended');
      if (this.clock.now() >= end) throw new Error('It does not end');
      await this.clock.advance(stepMilliseconds);
    }
    return settled;
  }

  private isDone(done: boolean): boolean {
    return done;
  }

  watchNoLonger(): void {
    for (const watcher of this.watchers) watcher.dispose();
  }
}
