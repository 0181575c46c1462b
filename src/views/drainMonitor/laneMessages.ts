// What the host and the page say to each other of lanes: everything once, then only the lanes and groups that changed.
import type { Drain } from '../../model/drain';

/** What is known of a group that lanes belong to. */
export interface LaneGroup {
  readonly connectionId: string;
  readonly groupArn: string;
  readonly groupName: string;
  /** As the tree names it: `prod · eu-west-1`, `Emulator`. */
  readonly connectionLabel: string;
  /** Of the load balancer that uses the group; absent where none does, or where it is not known. */
  readonly loadBalancer?: 'application' | 'network' | 'gateway';
  /**
   * For a Network Load Balancer, `deregistration_delay.connection_termination.enabled`: whether the connections that are
   * left are closed at the end of the delay. Absent where it is not known.
   */
  readonly closesConnections?: boolean;
  /** Why what is shown of it may be old: the last read failed. Absent when it did not. */
  readonly staleBecause?: string;
}

/** What can be done about a lane's target: the names of commands. */
export type LaneAction =
  | 'putBackInService'
  | 'checkSecurityGroups'
  | 'showHealthTimeline'
  | 'revealInTree'
  | 'copyCommand'
  | 'copyId';

export interface DrainLane extends Drain {
  /** What can be done about it now. */
  readonly actions: readonly LaneAction[];
}

/** Host to page. */
export type ToLanes =
  | {
      readonly type: 'lanes';
      readonly groups: readonly LaneGroup[];
      readonly lanes: readonly DrainLane[];
    }
  | {
      readonly type: 'laneChanges';
      /** Those that are new or changed; a group that has no lane any more is not spoken of. */
      readonly groups: readonly LaneGroup[];
      readonly lanes: readonly DrainLane[];
      /** The ids of lanes that are no more. */
      readonly removed: readonly string[];
    };

/** Page to host. */
export type FromLanes =
  | { readonly type: 'laneAction'; readonly laneId: string; readonly action: LaneAction }
  | { readonly type: 'clearFinished' };
