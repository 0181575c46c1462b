// The monitor's part for lanes: the drains that are known, in the order to show them.
import { env, window } from 'vscode';
import { type Drain, isOver } from '../../model/drain';
import type { Disposable } from '../../state/emitter';
import type { State } from '../../state/openState';
import type { DrainLane } from './laneMessages';
import type { MonitorPart } from './part';
import type { FromMonitor, ToMonitor } from './protocol';

const SAID_FOR_MILLISECONDS = 4_000;

export class DrainsPart implements MonitorPart {
  private readonly state: State;
  /** Shows the lane's target, or its group when the target is gone, in the tree. */
  private readonly reveal: (drain: Drain) => void;
  private subscriptions: readonly Disposable[] = [];

  constructor(state: State, reveal: (drain: Drain) => void) {
    this.state = state;
    this.reveal = reveal;
  }

  open(post: (message: ToMonitor) => void): void {
    const { drains, inventory } = this.state;
    const postAll = () => {
      post({ type: 'lanes', lanes: inOrder(drains.all.map((drain) => this.lane(drain))) });
    };
    this.subscriptions = [
      drains.onDidChange(postAll),
      inventory.onDidChange(({ connectionId, groupArn }) => {
        if (groupArn !== undefined && drains.open(connectionId, groupArn).length > 0) postAll();
      }),
    ];
    postAll();
  }

  close(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
  }

  async receive(message: FromMonitor): Promise<boolean> {
    const { drains } = this.state;
    switch (message.type) {
      case 'clearFinished':
        await drains.clearFinished();
        return true;
      case 'reveal':
      case 'copyId': {
        const drain = drains.all.find(({ id }) => id === message.laneId);
        if (drain === undefined) return true;
        if (message.type === 'reveal') this.reveal(drain);
        else {
          await env.clipboard.writeText(drain.target.id);
          window.setStatusBarMessage(`$(check) Copied ${drain.target.id}`, SAID_FOR_MILLISECONDS);
        }
        return true;
      }
      default:
        return false;
    }
  }

  dispose(): void {
    this.close();
  }

  private lane(drain: Drain): DrainLane {
    const account = this.state.inventory.account(drain.connectionId);
    const connectionLabel = account?.label ?? drain.connectionId;
    const staleBecause = isOver(drain) ? undefined : this.whyStale(drain);
    return { ...drain, connectionLabel, ...(staleBecause === undefined ? {} : { staleBecause }) };
  }

  private whyStale(drain: Drain): string | undefined {
    const account = this.state.inventory.account(drain.connectionId);
    if (account === undefined) return 'The connection was removed, so this drain is no longer watched.';
    return (account.group(drain.groupArn)?.error ?? account.error)?.message;
  }
}

/**
 * Groups in which something drains first, then by connection and group; in a group what drains first, then the newest
 * end.
 */
function inOrder(lanes: readonly DrainLane[]): DrainLane[] {
  const drainingGroups = new Set(lanes.filter((lane) => !isOver(lane)).map(groupKey));
  const isQuiet = (lane: DrainLane) => Number(!drainingGroups.has(groupKey(lane)));
  return [...lanes].sort(
    (a, b) =>
      isQuiet(a) - isQuiet(b) ||
      a.connectionLabel.localeCompare(b.connectionLabel) ||
      a.groupName.localeCompare(b.groupName) ||
      Number(isOver(a)) - Number(isOver(b)) ||
      (b.endedAt ?? 0) - (a.endedAt ?? 0) ||
      a.startedAt - b.startedAt,
  );
}

function groupKey({ connectionId, groupArn }: DrainLane): string {
  return `${connectionId}|${groupArn}`;
}
