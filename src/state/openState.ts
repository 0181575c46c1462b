// Builds what the extension knows and does, apart from the editor: connections, drains, pending changes and the rest.
import type { Clock } from '../model/clock';
import type { Connection } from '../model/connection';
import { openConnectionWith } from './cloudAccess';
import { Drains, type Storage } from './drains';
import { EmulatorProcess } from './emulatorProcess';
import { FunctionReplacements } from './functionReplacement';
import { Inventory } from './inventory';
import { Registration } from './registration';
import { Scaling } from './scaling';
import { openStoredChanges, type StoredChanges } from './storedChanges';
import { TargetViews } from './targetViews';
import { WaitingRegistrations } from './waitingRegistrations';
import { Watcher } from './watcher';

interface Options {
  /** The user's, for all windows. */
  readonly userStorage: Storage;
  readonly workspaceStorage: Storage;
  /** A folder of the user's, for all windows. */
  readonly storageDirectory: string;
  readonly emulatorFile: string;
  /** Of an emulator that the user runs; undefined where the extension starts its own. */
  readonly emulatorEndpoint: () => string | undefined;
  /** How often a group whose targets are on screen is read, in milliseconds. */
  readonly pollMilliseconds: () => number;
  readonly clock: Clock;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

export interface State extends StoredChanges {
  readonly clock: Clock;
  readonly drains: Drains;
  readonly registration: Registration;
  readonly emulator: EmulatorProcess;
  readonly inventory: Inventory;
  readonly watcher: Watcher;
  readonly waiting: WaitingRegistrations;
  readonly targetViews: TargetViews;
  readonly replacements: FunctionReplacements;
  readonly scaling: Scaling;
  /** Those of the setting, whenever it changes. */
  setConnections(connections: readonly Connection[]): void;
}

export function openState(options: Options): State {
  const { userStorage, workspaceStorage, storageDirectory, clock, report, pollMilliseconds } = options;
  const drains = new Drains(userStorage, clock);
  const registration = new Registration(drains, clock);
  const stored = openStoredChanges({ directory: storageDirectory, drains, registration, clock });
  const { pending, outOfService, applying } = stored;
  const emulator = new EmulatorProcess({
    file: options.emulatorFile,
    lingerSeconds: 60,
    storageDirectory,
    configuredEndpoint: options.emulatorEndpoint,
  });
  const openConnection = openConnectionWith(emulator);
  const inventory = new Inventory({ openConnection, drains, registration, outOfService, clock, report });
  const waiting = new WaitingRegistrations({ pending, applying, drains, inventory, report });
  const watcher = new Watcher({ inventory, drains, pending, clock, pollMilliseconds });
  const whenEmulatorStops = emulator.onDidStop(() => {
    for (const account of inventory.accounts) if (account.connection.kind === 'emulator') account.reconnect();
  });
  return {
    ...stored,
    clock,
    drains,
    registration,
    emulator,
    inventory,
    watcher,
    waiting,
    targetViews: new TargetViews(workspaceStorage),
    replacements: new FunctionReplacements(userStorage, registration, clock),
    scaling: new Scaling(registration, clock),
    setConnections(connections) {
      inventory.setConnections(connections);
      if (!connections.some(({ kind }) => kind === 'emulator')) emulator.release();
    },
    dispose() {
      whenEmulatorStops.dispose();
      watcher.dispose();
      waiting.dispose();
      inventory.dispose();
      stored.dispose();
      emulator.release();
    },
  };
}
