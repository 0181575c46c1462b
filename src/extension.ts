// Builds the parts and registers them. No network, and no SDK, before somebody opens the view.
import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { ConnectionSetting } from './commands/connectionSetting';
import { logError } from './commands/errorBoundary';
import { registerCommands } from './commands/index';
import { serviceSteps } from './commands/serviceSteps';
import { tellOfRegistrations } from './commands/tellOfRegistrations';
import { SETTINGS } from './model/contributions';
import type { MetricsSetting } from './state/drainMetrics';
import { openState } from './state/openState';
import { systemClock } from './state/systemClock';
import { Activity } from './views/activity/activity';
import { DrainsPart } from './views/drainMonitor/drainsPart';
import { MetricsPart } from './views/drainMonitor/metricsPart';
import { DrainMonitorPanel } from './views/drainMonitor/panel';
import { ServicingPart } from './views/drainMonitor/servicingPart';
import { TimelinePart } from './views/drainMonitor/timelinePart';
import { Reports } from './views/reports';
import { TargetGroupsTree } from './views/targetGroupsTree';
import { TargetListEditor } from './views/targetList/targetListEditor';

export function activate(context: ExtensionContext): void {
  const { workspaceState, globalStorageUri, extensionUri } = context;
  const log = window.createOutputChannel('ELB Target Groups', { log: true });
  const report = (error: unknown) => {
    logError(log, 'in the background', error);
  };
  const connections = new ConnectionSetting();
  const state = openState({
    workspaceStorage: workspaceState,
    storageDirectory: globalStorageUri.fsPath,
    emulatorFile: context.asAbsolutePath('dist/emulator.js'),
    emulatorEndpoint: () => {
      const endpoint = workspace.getConfiguration().get<string>(SETTINGS.emulatorEndpoint, '');
      return endpoint === '' ? undefined : endpoint;
    },
    pollMilliseconds: () =>
      1000 * clamp(workspace.getConfiguration().get(SETTINGS.refreshSeconds, 10), 2, 3600),
    drainMetrics: () => workspace.getConfiguration().get<MetricsSetting>(SETTINGS.drainMetrics, 'ask'),
    clock: systemClock,
    steps: serviceSteps,
    report,
  });
  const tree = new TargetGroupsTree(state);
  const reports = new Reports();
  const targetLists = new TargetListEditor({ ...state, storage: workspaceState });
  const lanes = new DrainsPart({
    ...state,
    nodes: tree.nodes,
    run: (command, node) => commands.executeCommand(command, node),
  });
  const monitor = new DrainMonitorPanel({
    ...state,
    extensionUri,
    report,
    lanes,
    timeline: new TimelinePart(state),
    others: [new MetricsPart(state), new ServicingPart(state)],
  });

  const takeConnections = () => {
    const { connections: list, problems } = connections.read();
    for (const problem of problems) log.warn(`${SETTINGS.connections}: ${problem}`);
    state.setConnections(list);
  };
  takeConnections();

  context.subscriptions.push(
    log,
    connections,
    connections.onDidChange(takeConnections),
    state,
    state.waiting.onDidRegister((made) => {
      tellOfRegistrations(tree, made);
    }),
    tree,
    monitor,
    new Activity({ ...state, nodes: tree.nodes }),
    reports,
    targetLists,
    registerCommands({ ...state, connections, tree, monitor, reports, targetLists, log }),
  );
}

/** A person may write any number into settings.json. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
