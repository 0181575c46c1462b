// Builds the parts and registers them. No network, and no SDK, before somebody opens the view.
import type { ExtensionContext } from 'vscode';
import { window, workspace } from 'vscode';
import { registerCommands } from './commands/index';
import { ConnectionSetting } from './commands/connectionSetting';
import { logError } from './commands/errorBoundary';
import { tellOfRegistrations } from './commands/tellOfRegistrations';
import { SETTINGS } from './model/contributions';
import type { Clock } from './model/clock';
import { openConnectionWith } from './state/cloudAccess';
import { Drains } from './state/drains';
import { EmulatorProcess } from './state/emulatorProcess';
import { FunctionReplacements } from './state/functionReplacement';
import { Inventory } from './state/inventory';
import { Registration } from './state/registration';
import { openStoredChanges } from './state/storedChanges';
import { TargetViews } from './state/targetViews';
import { WaitingRegistrations } from './state/waitingRegistrations';
import { Watcher } from './state/watcher';
import { DrainMonitorPanel } from './views/drainMonitorPanel';
import { Reports } from './views/reports';
import { TargetListEditor } from './views/targetList/targetListEditor';
import { TargetGroupsTree } from './views/targetGroupsTree';

const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMilliseconds, then) {
    const timer = setTimeout(then, delayMilliseconds);
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};

export function activate(context: ExtensionContext): void {
  const clock = systemClock;
  const log = window.createOutputChannel('ELB Target Groups', { log: true });
  const connections = new ConnectionSetting();
  const drains = new Drains(context.globalState, clock);
  const registration = new Registration(drains, clock);
  const stored = openStoredChanges({
    directory: context.globalStorageUri.fsPath,
    drains,
    registration,
    clock,
  });
  const { pending, outOfService, lastApplies, applying } = stored;
  const report = (error: unknown) => {
    logError(log, 'in the background', error);
  };
  const emulator = new EmulatorProcess({
    file: context.asAbsolutePath('dist/emulator.js'),
    lingerSeconds: 60,
    storageDirectory: context.globalStorageUri.fsPath,
    configuredEndpoint: () => {
      const endpoint = workspace.getConfiguration().get<string>(SETTINGS.emulatorEndpoint, '');
      return endpoint === '' ? undefined : endpoint;
    },
  });
  const inventory = new Inventory({
    openConnection: openConnectionWith(emulator),
    drains,
    registration,
    outOfService,
    clock,
    report,
  });
  const waiting = new WaitingRegistrations({ pending, applying, drains, inventory, report });
  const watcher = new Watcher({
    inventory,
    drains,
    pending,
    clock,
    pollMilliseconds: () =>
      1000 * clamp(workspace.getConfiguration().get(SETTINGS.refreshSeconds, 10), 2, 3600),
  });
  const targetViews = new TargetViews(context.workspaceState);
  const tree = new TargetGroupsTree({
    inventory,
    watcher,
    targetViews,
    pending,
    outOfService,
    lastApplies,
    drains,
    clock,
  });
  const reports = new Reports();
  const targetLists = new TargetListEditor({
    inventory,
    drains,
    pending,
    clock,
    storage: context.workspaceState,
  });
  const monitor = new DrainMonitorPanel({
    extensionUri: context.extensionUri,
    drains,
    inventory,
    watcher,
    clock,
    reveal: (drain) => {
      tree.reveal(drain);
    },
  });

  const takeConnections = () => {
    const { connections: list, problems } = connections.read();
    for (const problem of problems) log.warn(`${SETTINGS.connections}: ${problem}`);
    inventory.setConnections(list);
    if (!list.some(({ kind }) => kind === 'emulator')) emulator.release();
  };
  takeConnections();

  context.subscriptions.push(
    log,
    connections,
    connections.onDidChange(takeConnections),
    inventory,
    {
      dispose: () => {
        emulator.release();
      },
    },
    emulator.onDidStop(() => {
      for (const account of inventory.accounts)
        if (account.connection.kind === 'emulator') account.reconnect();
    }),
    stored,
    waiting,
    waiting.onDidRegister(tellOfRegistrations),
    watcher,
    tree,
    monitor,
    reports,
    targetLists,
    registerCommands({
      inventory,
      connections,
      drains,
      registration,
      pending,
      applying,
      outOfService,
      lastApplies,
      replacements: new FunctionReplacements(context.globalState, registration, clock),
      emulator,
      targetViews,
      tree,
      monitor,
      reports,
      targetLists,
      log,
      clock,
    }),
  );
}

/** A person may write any number into settings.json. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
