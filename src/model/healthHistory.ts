// What was seen of the health of a group's targets over time, and what we did meanwhile.
import type { ChangeScope } from './pendingChange';
import type { TargetHealth, TargetIdentity } from './target';

/**
 * From `from` to `to` every read showed the target so. The change to the next band lies between the `to` of this one and
 * the `from` of the next: between two reads that follow one another, or in a gap.
 */
export interface HealthBand {
  /** When it was first seen so, in milliseconds since the epoch. */
  readonly from: number;
  /** When it was last seen so; equal to `from` after one read. */
  readonly to: number;
  /** Absent for one that was not registered. */
  readonly health?: TargetHealth;
}

export interface TargetHistory {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /**
   * In the order of time, from the first read of the group on (`health` absent until the target was listed); no two alike
   * next to each other: what was so before a gap and is so after it is one band.
   */
  readonly bands: readonly HealthBand[];
}

/** What this product did: a mark on the timeline. */
export interface ActionMark {
  readonly at: number;
  readonly action: 'register' | 'deregister';
  /** The keys of the targets (`targetKey`). */
  readonly targetKeys: readonly string[];
}

/** A time when nobody looked. */
export interface HistoryGap {
  /** The last read before it. */
  readonly from: number;
  /** The first read after it. */
  readonly to: number;
}

export interface GroupHistory extends ChangeScope {
  /** By the targets' first appearance. */
  readonly targets: readonly TargetHistory[];
  readonly marks: readonly ActionMark[];
  /** In the order of time: between reads that are further apart than reads of a group that is watched. */
  readonly gaps: readonly HistoryGap[];
  /** When the group's health was first and last read. */
  readonly from: number;
  readonly to: number;
}
