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
  /** When it was last about to be sent: what it wants may have happened since. */
  readonly sentAt?: number;
  /** Why the last apply left it, for people; absent before the first. */
  readonly leftBecause?: string;
}

export function changeId({ connectionId, groupArn }: ChangeScope, target: TargetIdentity): string {
  return `${connectionId}|${groupArn}|${targetKey(target)}`;
}

/** It is sent by itself when its target's drain is over. One that was left with a reason is the user's to look at. */
export function isWaiting({ action, whenDrained, leftBecause }: PendingChange): boolean {
  return action === 'register' && whenDrained === true && leftBecause === undefined;
}

/** What undoes a change that happened. An address that drains is registered again when its drain is over. */
export function inverseOf({ action, target, targetName }: ProposedChange): ProposedChange {
  const name = targetName === undefined ? {} : { targetName };
  return action === 'register'
    ? { action: 'deregister', target, ...name }
    : { action: 'register', target, whenDrained: true, ...name };
}

/** What is in storage may be of another version, or damaged. */
export function isPendingChange(value: unknown): value is PendingChange {
  if (!isScoped(value)) return false;
  const { action, stagedAt, sentAt, leftBecause, whenDrained } = value;
  return (
    (action === 'register' || action === 'deregister') &&
    Number.isFinite(stagedAt) &&
    (sentAt === undefined || Number.isFinite(sentAt)) &&
    (leftBecause === undefined || typeof leftBecause === 'string') &&
    (whenDrained === undefined || typeof whenDrained === 'boolean')
  );
}

/** It has an id, and names a group and a target. */
export function isScoped(
  value: unknown,
): value is ChangeScope & { id: string; target: TargetIdentity } & Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  const { target } = record;
  return (
    ['id', 'connectionId', 'groupArn', 'groupName'].every((name) => typeof record[name] === 'string') &&
    typeof target === 'object' &&
    target !== null &&
    'id' in target &&
    typeof target.id === 'string'
  );
}
