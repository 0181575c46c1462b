// The messages between the extension host and the drain monitor's webview. Snapshots are whole, never deltas.
import type { Drain } from '../../model/drain';

export interface DrainLane extends Drain {
  /** As the tree names it: `prod · eu-west-1`, `Emulator`. */
  readonly connectionLabel: string;
  /** Why what is shown may be old: the last read of this group failed. Absent when it did not. */
  readonly staleBecause?: string;
}

export interface DrainSnapshot {
  readonly type: 'snapshot';
  /** The host's clock in milliseconds since the epoch: the webview counts on from here. */
  readonly now: number;
  /** In the order to show them: groups that drain first; in a group what drains first, then the newest end. */
  readonly lanes: readonly DrainLane[];
}

/** Host to webview. */
export type ToMonitor = DrainSnapshot;

/** Webview to host; `ready` comes before the first snapshot is sent. */
export type FromMonitor =
  | { readonly type: 'ready' }
  | { readonly type: 'reveal'; readonly laneId: string }
  | { readonly type: 'copyId'; readonly laneId: string }
  | { readonly type: 'clearFinished' };
