// What VS Code is told of a lane for its context menu: `when` clauses of `webview/context` in package.json read these
// names, and the command that is chosen gets all of it.
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';

export function menuContext({ id, actions }: DrainLane): string {
  return JSON.stringify({
    webviewSection: 'lane',
    laneId: id,
    laneActions: actions.join(' '),
    preventDefaultContextMenuItems: true,
  });
}
