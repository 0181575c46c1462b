// The one typed table of commands, and their registration within the error boundary.
import { commands, Disposable } from 'vscode';
import { type CommandId, COMMANDS } from '../model/contributions';
import { requireKnownRows } from './calledRows';
import { Problem } from '../model/problem';
import { connectProfile } from './connectProfile';
import { copyArn, copyId } from './copy';
import { deregister } from './deregister';
import { disconnect } from './disconnect';
import { editAwsConfiguration } from './editAwsConfiguration';
import {
  applyChanges,
  discardChanges,
  editChange,
  removeChange,
  registerWhenDrained,
  undoApply,
} from './pendingChanges';
import { putBackInService, forgetOutOfService } from './outOfService';
import { reviewChanges } from './reviewChanges';
import { copyCommand } from './copyCommand';
import { filterTargets, clearFilter, sortTargets } from './filterTargets';
import { editAsText, registerFromText } from './editAsText';
import { importTargets, exportTargets } from './importExport';
import { compareGroups } from './compareGroups';
import { addMissingRules, checkSecurityGroups, copyMissingRules } from './securityGroups';
import { replaceFunction } from './replaceFunction';
import { deleteGroup } from './deleteGroup';
import { attachToAutoScaling, detachFromAutoScaling } from './autoScaling';
import { withinBoundary } from './errorBoundary';
import { editHealthCheck } from './editHealthCheck';
import { explainHealth } from './explainHealth';
import { exportHealthHistory, showHealthTimeline } from './healthTimeline';
import { measureDrains } from './measureDrains';
import {
  abortServicing,
  continueServicing,
  pauseServicing,
  resumeServicing,
  serviceTargets,
  skipServicing,
} from './servicing';
import { clearFinishedActivity, stopWaiting, waitUntilDrained, waitUntilHealthy } from './waits';
import { openInConsole } from './openInConsole';
import { refresh } from './refresh';
import { revealInTree } from './revealInTree';
import { register } from './register';
import { referred } from '../views/nodeReference';
import type { CommandFunction, Services } from './services';
import { resetEmulator, startEmulator } from './startEmulator';
import { showRouting } from './showRouting';
import { saveTargetsWith } from './targetList/saveTargets';

const FUNCTIONS: Readonly<Record<keyof typeof COMMANDS, CommandFunction>> = {
  startEmulator,
  resetEmulator,
  connectProfile,
  disconnect,
  refresh,
  register,
  deregister,
  applyChanges,
  reviewChanges,
  discardChanges,
  editChange,
  removeChange,
  registerWhenDrained,
  undoApply,
  putBackInService,
  forgetOutOfService,
  filterTargets,
  clearFilter,
  sortTargets,
  editAsText,
  registerFromText,
  importTargets,
  exportTargets,
  compareGroups,
  checkSecurityGroups,
  addMissingRules,
  copyMissingRules,
  replaceFunction,
  deleteGroup,
  attachToAutoScaling,
  detachFromAutoScaling,
  copyCommand,
  copyArn,
  copyId,
  openInConsole,
  waitUntilHealthy,
  waitUntilDrained,
  stopWaiting,
  serviceTargets,
  pauseServicing,
  resumeServicing,
  continueServicing,
  skipServicing,
  abortServicing,
  showHealthTimeline,
  exportHealthHistory,
  measureDrains,
  explainHealth,
  editHealthCheck,
  revealInTree,
  showRouting,
  clearFinishedActivity,
  openDrainMonitor: ({ monitor }) => {
    monitor.show({ preserveFocus: false });
    return Promise.resolve();
  },
  editAwsConfiguration,
  showLog: ({ log }) => {
    log.show();
    return Promise.resolve();
  },
};

export function registerCommands(services: Services): Disposable {
  services.targetLists.documents.save = saveTargetsWith(services);
  const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
  return Disposable.from(
    ...names.map((name) => {
      const id: CommandId = COMMANDS[name];
      return commands.registerCommand(id, (...passed: unknown[]) =>
        run(services, id, FUNCTIONS[name], passed),
      );
    }),
  );
}

/** From a row, from a link that names one, or from the palette. */
function run(
  services: Services,
  id: CommandId,
  command: CommandFunction,
  passed: readonly unknown[],
): Promise<void> {
  const [argument, nodes] = passed;
  const lane = laneIdOf(argument);
  const node =
    lane === undefined
      ? referred(argument, services.inventory, services.tree.nodes)
      : services.monitor.lanes.nodeOf(lane);
  const work = async () => {
    requireKnownRows(passed);
    if (lane !== undefined && node === undefined)
      throw new Problem('This drain is not in the monitor any more. Nothing was done.', { kind: 'notFound' });
    await command(services, node, nodes);
  };
  return withinBoundary(services.log, id, work, node);
}

/** From the menu of a lane of the drain monitor a command gets what the page told VS Code of it. */
function laneIdOf(argument: unknown): string | undefined {
  const isOfLane = typeof argument === 'object' && argument !== null && 'laneId' in argument;
  return isOfLane && typeof argument.laneId === 'string' ? argument.laneId : undefined;
}
