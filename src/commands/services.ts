// What commands work with.
import type { LogOutputChannel } from 'vscode';
import type { State } from '../state/openState';
import type { DrainMonitorPanel } from '../views/drainMonitor/panel';
import type { Reports } from '../views/reports';
import type { TargetListEditor } from '../views/targetList/targetListEditor';
import type { TargetGroupsTree } from '../views/targetGroupsTree';
import type { ConnectionSetting } from './connectionSetting';

export interface Services extends State {
  readonly connections: ConnectionSetting;
  readonly tree: TargetGroupsTree;
  readonly monitor: DrainMonitorPanel;
  readonly reports: Reports;
  readonly targetLists: TargetListEditor;
  readonly log: LogOutputChannel;
}

/**
 * A command's function. From a menu the editor passes the row and, where several are selected, all of them; from the
 * palette it passes nothing, and the command asks.
 */
export type CommandFunction = (services: Services, node?: unknown, nodes?: unknown) => Promise<void>;
