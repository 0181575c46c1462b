// What was seen of the health of a group's targets over time, and what we did meanwhile.
import type { ChangeScope } from './pendingChange';
import type { TargetHealth, TargetIdentity } from './target';

/** From `from` on the target was seen so; the band after it, or the end of what was seen, is its end. */
export interface HealthBand {
  /** When it was first seen, in milliseconds since the epoch: the change itself lies between this read and the one before. */
  readonly from: number;
  /** When it was last seen so. */
  readonly to: number;
  /** Absent for one that was not registered. */
  readonly health?: TargetHealth;
}

export interface TargetHistory {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** In the order of time, no two alike next to each other; a gap between two is a time when nobody looked. */
  readonly bands: readonly HealthBand[];
}

/** What this product did: a mark on the timeline. */
export interface ActionMark {
  readonly at: number;
  readonly action: 'register' | 'deregister';
  /** The keys of the targets (`targetKey`). */
  readonly targetKeys: readonly string[];
}

export interface GroupHistory extends ChangeScope {
  /** By the targets' first appearance. */
  readonly targets: readonly TargetHistory[];
  readonly marks: readonly ActionMark[];
  /** When the group's health was first and last read. */
  readonly from: number;
  readonly to: number;
}
