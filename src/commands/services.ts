// What commands work with.
import type { LogOutputChannel } from 'vscode';
import type { Clock } from '../model/clock';
import type { Applying } from '../state/applying';
import type { Drains } from '../state/drains';
import type { EmulatorProcess } from '../state/emulatorProcess';
import type { FunctionReplacements } from '../state/functionReplacement';
import type { Inventory } from '../state/inventory';
import type { LastApplies } from '../state/lastApplies';
import type { OutOfService } from '../state/outOfService';
import type { PendingChanges } from '../state/pendingChanges';
import type { Registration } from '../state/registration';
import type { TargetViews } from '../state/targetViews';
import type { ConnectionSetting } from './connectionSetting';
import type { DrainMonitorPanel } from '../views/drainMonitorPanel';
import type { Reports } from '../views/reports';
import type { TargetListEditor } from '../views/targetList/targetListEditor';
import type { TargetGroupsTree } from '../views/targetGroupsTree';

export interface Services {
  readonly inventory: Inventory;
  readonly connections: ConnectionSetting;
  readonly drains: Drains;
  readonly registration: Registration;
  readonly pending: PendingChanges;
  readonly applying: Applying;
  readonly outOfService: OutOfService;
  readonly lastApplies: LastApplies;
  readonly replacements: FunctionReplacements;
  readonly emulator: EmulatorProcess;
  readonly targetViews: TargetViews;
  readonly tree: TargetGroupsTree;
  readonly monitor: DrainMonitorPanel;
  readonly reports: Reports;
  readonly targetLists: TargetListEditor;
  readonly log: LogOutputChannel;
  readonly clock: Clock;
}

/**
 * A command's function. From a menu the editor passes the row and, where several are selected, all of them; from the
 * palette it passes nothing, and the command asks.
 */
export type CommandFunction = (services: Services, node?: unknown, nodes?: unknown) => Promise<void>;
