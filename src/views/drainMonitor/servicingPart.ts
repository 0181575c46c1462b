// The monitor's part for servicing targets one after another: the host's side.
import { commands } from 'vscode';
import { COMMANDS } from '../../model/contributions';
import type { ServiceAction } from '../../model/servicing/serviceControls';
import { isRunOver } from '../../model/servicing/serviceRun';
import type { Disposable } from '../../state/emitter';
import type { State } from '../../state/openState';
import type { MonitorPart } from './part';
import type { FromMonitor, ToMonitor } from './protocol';
import type { ShownRun } from './servicingMessages';

/** The end of a run stays in sight for a while. */
const SHOWN_AFTER_END_MILLISECONDS = 10 * 60_000;

const ACTION_COMMANDS = {
  pause: COMMANDS.pauseServicing,
  resume: COMMANDS.resumeServicing,
  continue: COMMANDS.continueServicing,
  skip: COMMANDS.skipServicing,
  abort: COMMANDS.abortServicing,
} as const satisfies Readonly<Record<ServiceAction, string>>;

export class ServicingPart implements MonitorPart {
  private readonly state: State;
  private subscription: Disposable | undefined;

  constructor(state: State) {
    this.state = state;
  }

  open(post: (message: ToMonitor) => void): void {
    const postAll = () => {
      post({ type: 'servicing', runs: this.shown() });
    };
    this.subscription = this.state.servicing.onDidChange(postAll);
    postAll();
  }

  close(): void {
    this.subscription?.dispose();
    this.subscription = undefined;
  }

  async receive(message: FromMonitor): Promise<boolean> {
    if (message.type !== 'servicingAction') return false;
    await commands.executeCommand(ACTION_COMMANDS[message.action], { runId: message.runId });
    return true;
  }

  dispose(): void {
    this.close();
  }

  private shown(): ShownRun[] {
    const { servicing, inventory, clock } = this.state;
    const since = clock.now() - SHOWN_AFTER_END_MILLISECONDS;
    return servicing.runs
      .filter((run) => !isRunOver(run) || (run.endedAt ?? 0) >= since)
      .map((run) => ({
        run,
        connectionLabel: inventory.account(run.connectionId)?.label ?? run.connectionId,
      }))
      .reverse();
  }
}
