// Where a lane stands at a moment. Cheap: asked of every lane, each second.
import { drainProgress, isOver } from '../../../src/model/drain';
import type { DrainLane, LaneGroup } from '../../../src/views/drainMonitor/laneMessages';

/**
 * Where a lane stands, as people see it: the phase, and whether the delay is over.
 * - `ending`: the delay has just run out, and the host has not said yet whether the target is gone
 * - `overdue`: the delay is over and the target is still listed
 */
export type Standing = 'deregistering' | 'draining' | 'ending' | 'overdue' | 'gone' | 'returned';

/** The moment for which something is said. */
export interface Moment {
  /** The host's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** What is shown is from an earlier life of the page, and the host has not answered yet. */
  readonly restored?: boolean;
  /** Of the times of day; the user's own where absent. */
  readonly timeZone?: string;
}

export interface LaneOfGroup {
  readonly lane: DrainLane;
  readonly facts: LaneGroup;
}

/**
 * So long after its end a drain that is still listed counts as late. The host reads a draining group every few seconds, and
 * speaks of a lane only when it changed: until then a warning would flash at the end of every drain.
 */
const LATE_AFTER_MILLISECONDS = 10_000;

export function standingOf(lane: DrainLane, { now, restored }: Moment): Standing {
  if (lane.phase === 'gone' || lane.phase === 'returned') return lane.phase;
  const { delayMilliseconds } = lane;
  if (delayMilliseconds === undefined || !drainProgress(lane, now).overdue) return lane.phase;
  const isLate = now > lane.startedAt + delayMilliseconds + LATE_AFTER_MILLISECONDS;
  // Silence says something only while the host is there to speak.
  return isLate && restored !== true ? 'overdue' : 'ending';
}

/** It was first seen gone so long after its end was due that it may have been gone before: nobody looked, or it was late. */
export function endedLate({ phase, startedAt, delayMilliseconds, endedAt }: DrainLane): boolean {
  if (phase !== 'gone' || delayMilliseconds === undefined || endedAt === undefined) return false;
  return endedAt > startedAt + delayMilliseconds + LATE_AFTER_MILLISECONDS;
}

/** A finished drain stays finished, whatever a later read says. */
export function isStale(lane: DrainLane, facts: LaneGroup): boolean {
  return facts.staleBecause !== undefined && !isOver(lane);
}

/** False where the group's delay could not be read, so that no figure speaks for this lane. */
export function knowsEnd(lane: DrainLane): boolean {
  return lane.delayMilliseconds !== undefined || isFunction(lane);
}

export function isFunction({ target }: DrainLane): boolean {
  return /^arn:[^:]*:lambda:/.test(target.id);
}
