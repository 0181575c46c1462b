// A drain: a target between its deregistration and the end of the group's deregistration delay.
import type { TargetIdentity } from './target';

/**
 * - `deregistering`: we sent the call; no read has shown `draining` yet (reads lag behind writes)
 * - `draining`: the API says so
 * - `gone`: the API no longer lists the target
 * - `returned`: the target was registered again before the delay was over
 */
type DrainPhase = 'deregistering' | 'draining' | 'gone' | 'returned';

/** Requests (of a Network Load Balancer: connections) that may have been cut, as CloudWatch counted. */
export interface DrainCut {
  /** Start of the minute, in milliseconds since the epoch. */
  readonly at: number;
  readonly count: number;
  /** The most that failed so in any minute before. */
  readonly usual: number;
}

export interface Drain {
  readonly id: string;
  readonly connectionId: string;
  readonly groupArn: string;
  readonly groupName: string;
  readonly target: TargetIdentity;
  /** The instance's Name tag, where it has one. */
  readonly targetName?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /**
   * `us`: we sent the deregistration, and `startedAt` is when. `elsewhere`: somebody else did; the API does not tell
   * when, so `startedAt` is when we first saw it and every time left is an upper bound.
   */
  readonly startedBy: 'us' | 'elsewhere';
  /** `deregistration_delay.timeout_seconds` of the group; absent where nothing drains (a Lambda function). */
  readonly delayMilliseconds?: number;
  readonly phase: DrainPhase;
  /** When the target was first seen gone or returned. */
  readonly endedAt?: number;
  /** Known only where the drain was measured. */
  readonly cut?: DrainCut;
}

export interface DrainProgress {
  readonly elapsedMilliseconds: number;
  /** At most: the load balancer may be done earlier when nothing is in flight, and the API does not say so. */
  readonly remainingMilliseconds: number;
  /** 0 to 1. */
  readonly fraction: number;
  /** The delay is over, but the API still lists the target. */
  readonly overdue: boolean;
}

export function isOver(drain: Pick<Drain, 'phase'>): boolean {
  return drain.phase === 'gone' || drain.phase === 'returned';
}

/** How far a drain is at `now` (milliseconds since the epoch). */
export function drainProgress(
  drain: Pick<Drain, 'startedAt' | 'endedAt' | 'delayMilliseconds' | 'phase'>,
  now: number,
): DrainProgress {
  const elapsedMilliseconds = Math.max(0, (drain.endedAt ?? now) - drain.startedAt);
  if (isOver(drain)) return { elapsedMilliseconds, remainingMilliseconds: 0, fraction: 1, overdue: false };
  const delay = drain.delayMilliseconds ?? 0;
  return {
    elapsedMilliseconds,
    remainingMilliseconds: Math.max(0, delay - elapsedMilliseconds),
    fraction: delay === 0 ? 1 : Math.min(1, elapsedMilliseconds / delay),
    overdue: elapsedMilliseconds > delay,
  };
}
