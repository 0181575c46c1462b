// A pending change: a register or deregister of one target that is staged, not yet known to have happened.
import { type TargetIdentity, targetKey } from './target';

export type ChangeAction = 'register' | 'deregister';

/** A change that somebody wants, before it is staged. */
export interface ProposedChange {
  readonly action: ChangeAction;
  /** As it is sent: a deregister needs port and zone as the API lists them. */
  readonly target: TargetIdentity;
  /** The instance's Name tag, where it has one. */
  readonly targetName?: string;
  /** A register that waits by itself until the target's drain is over. */
  readonly whenDrained?: boolean;
}

/** The target group that a change is for. */
export interface ChangeScope {
  readonly connectionId: string;
  readonly groupArn: string;
  readonly groupName: string;
}

export interface PendingChange extends ProposedChange, ChangeScope {
  /** The same for the same target of the same group: a target has one pending change at most. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly stagedAt: number;
  /** Why the last apply left it, for people; absent before the first. */
  readonly leftBecause?: string;
}

export function changeId({ connectionId, groupArn }: ChangeScope, target: TargetIdentity): string {
  return `${connectionId}|${groupArn}|${targetKey(target)}`;
}
