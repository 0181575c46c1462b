// What the host and the page say to each other of lanes.
import type { Drain } from '../../model/drain';

export interface DrainLane extends Drain {
  /** As the tree names it: `prod · eu-west-1`, `Emulator`. */
  readonly connectionLabel: string;
  /** Why what is shown may be old: the last read of this group failed. Absent when it did not. */
  readonly staleBecause?: string;
}

interface LaneSnapshot {
  readonly type: 'lanes';
  /** In the order to show them: groups that drain first; in a group what drains first, then the newest end. */
  readonly lanes: readonly DrainLane[];
}

/** Host to page. */
export type ToLanes = LaneSnapshot;

/** Page to host. */
export type FromLanes =
  | { readonly type: 'reveal'; readonly laneId: string }
  | { readonly type: 'copyId'; readonly laneId: string }
  | { readonly type: 'clearFinished' };
