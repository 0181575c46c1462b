// Builds what the extension knows and does, apart from the editor: connections, drains, pending changes and the rest.
import { join } from 'node:path';
import type { Clock } from '../model/clock';
import type { Connection } from '../model/connection';
import { openConnectionWith } from './cloudAccess';
import { DrainMetrics, type MetricsSetting } from './drainMetrics';
import { EmulatorProcess } from './emulatorProcess';
import { FunctionReplacements } from './functionReplacement';
import { Inventory } from './inventory';
import { Scaling } from './scaling';
import { Servicing } from './servicing';
import type { StepRunner } from './serviceSteps';
import { SharedReads } from './sharedReads';
import type { Storage } from './storage';
import { openStored, type Stored } from './stored';
import { TargetViews } from './targetViews';
import { WaitingRegistrations } from './waitingRegistrations';
import { Watcher } from './watcher';

interface Options {
  readonly workspaceStorage: Storage;
  /** A folder of the user's, for all windows. */
  readonly storageDirectory: string;
  readonly emulatorFile: string;
  /** Of an emulator that the user runs; undefined where the extension starts its own. */
  readonly emulatorEndpoint: () => string | undefined;
  /** How often a group whose targets are on screen is read, in milliseconds. */
  readonly pollMilliseconds: () => number;
  /** Whether drains may be measured with CloudWatch, which AWS charges for. */
  readonly drainMetrics: () => MetricsSetting;
  readonly clock: Clock;
  /** Carries out the steps of a servicing. */
  readonly steps: StepRunner;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

export interface State extends Stored {
  readonly clock: Clock;
  readonly emulator: EmulatorProcess;
  readonly inventory: Inventory;
  readonly watcher: Watcher;
  readonly drainMetrics: DrainMetrics;
  readonly waiting: WaitingRegistrations;
  readonly targetViews: TargetViews;
  readonly replacements: FunctionReplacements;
  readonly scaling: Scaling;
  readonly servicing: Servicing;
  /** Those of the setting, whenever it changes. */
  setConnections(connections: readonly Connection[]): void;
}

export function openState(options: Options): State {
  const { workspaceStorage, storageDirectory, clock, report, pollMilliseconds } = options;
  const stored = openStored({ directory: storageDirectory, clock, report });
  const { pending, drains, registration, applying, begunReplacements } = stored;
  const emulator = new EmulatorProcess({
    file: options.emulatorFile,
    lingerSeconds: 60,
    storageDirectory,
    configuredEndpoint: options.emulatorEndpoint,
  });
  const openConnection = openConnectionWith(emulator);
  const inventory = new Inventory({ ...stored, openConnection, clock, report });
  const waiting = new WaitingRegistrations({ pending, applying, drains, inventory, report });
  const { serviceRuns: runs } = stored;
  const reads = new SharedReads({ directory: join(storageDirectory, 'reads'), inventory, clock, report });
  const watcher = new Watcher({ ...stored, inventory, reads, clock, pollMilliseconds });
  const servicing = new Servicing({ ...stored, runs, inventory, steps: options.steps, clock, report });
  const drainMetrics = new DrainMetrics({
    series: stored.drainSeries,
    drains,
    inventory,
    clock,
    setting: options.drainMetrics,
    report,
  });
  const whenEmulatorStops = emulator.onDidStop(() => {
    for (const account of inventory.accounts) if (account.connection.kind === 'emulator') account.reconnect();
  });
  return {
    ...stored,
    clock,
    emulator,
    inventory,
    watcher,
    drainMetrics,
    waiting,
    targetViews: new TargetViews(workspaceStorage),
    replacements: new FunctionReplacements(begunReplacements, registration, clock),
    scaling: new Scaling(registration, clock),
    servicing,
    setConnections(connections) {
      inventory.setConnections(connections);
      if (!connections.some(({ kind }) => kind === 'emulator')) emulator.release();
    },
    dispose() {
      whenEmulatorStops.dispose();
      watcher.dispose();
      reads.dispose();
      servicing.dispose();
      drainMetrics.dispose();
      waiting.dispose();
      inventory.dispose();
      stored.dispose();
      emulator.release();
    },
  };
}
