// What a timeline of health shows of a target: pieces of time in their order, none over another, and our own actions.
import type { ActionMark, GroupHistory, HistoryGap, TargetHistory } from './healthHistory';
import { oncePer } from './once';
import { type TargetHealth, targetKey } from './target';

/** Every read from `from` to `to` showed the target so. */
export interface SeenPiece {
  readonly kind: 'seen';
  readonly from: number;
  readonly to: number;
  /** Absent while it was not registered. */
  readonly health?: TargetHealth;
  /** How it came to be so; absent for what was so when somebody first looked, or looked again. */
  readonly change?: SeenChange;
  /** The first read that showed something else; absent where no read followed, or nobody looked before it did. */
  readonly until?: number;
}

/** The change itself lies between two reads: after `after`, and by the `from` of the piece. */
interface SeenChange {
  /** The last read that showed what was before. */
  readonly after: number;
  /** Absent where the target was not registered. */
  readonly before?: TargetHealth;
  /** It came in a gap. */
  readonly unwatched: boolean;
}

/** Nobody looked from `from` to `to`. */
interface GapPiece extends HistoryGap {
  readonly kind: 'gap';
}

export type TimelinePiece = SeenPiece | GapPiece;

/** One of our own actions. */
export interface MarkPiece {
  readonly kind: 'mark';
  readonly from: number;
  readonly action: ActionMark['action'];
}

/** What can be pointed at and gone through by keyboard. */
export type TimelineItem = TimelinePiece | MarkPiece;

/**
 * Pieces that cover the time from the target's first band to its last: between two of them lies nothing, or the time
 * between two reads, in which the one changed into the other.
 */
export function piecesOf({ bands }: TargetHistory, gaps: readonly HistoryGap[]): TimelinePiece[] {
  const pieces: TimelinePiece[] = [];
  bands.forEach(({ from, to, health }, index) => {
    const before = bands[index - 1];
    const next = bands[index + 1];
    const gapBefore = before && gaps.find((gap) => gap.from >= before.to && gap.to <= from);
    if (gapBefore !== undefined) pieces.push({ kind: 'gap', ...gapBefore });
    const change = before && {
      after: before.to,
      ...(before.health === undefined ? {} : { before: before.health }),
      unwatched: gapBefore !== undefined,
    };
    const isGapNext = next !== undefined && gaps.some((gap) => gap.from >= to && gap.to <= next.from);
    const seen = (start: number, end: number): SeenPiece => ({
      kind: 'seen',
      from: start,
      to: end,
      ...(health === undefined ? {} : { health }),
      ...(change !== undefined && start === from ? { change } : {}),
      ...(next !== undefined && !isGapNext && end === to ? { until: next.from } : {}),
    });
    let start = from;
    for (const gap of gaps.filter((gap) => gap.from >= from && gap.to <= to)) {
      pieces.push(seen(start, gap.from), { kind: 'gap', from: gap.from, to: gap.to });
      start = gap.to;
    }
    pieces.push(seen(start, to));
  });
  return pieces;
}

/** The pieces of the target with our own actions on it, in the order of time. */
export function itemsOf(target: TargetHistory, { gaps, marks }: GroupHistory): TimelineItem[] {
  const ours = marksByTarget(marks).get(targetKey(target.target)) ?? [];
  // Stable: what was done at the moment of a change stands after it.
  return [...piecesOf(target, gaps), ...ours].sort((a, b) => a.from - b.from);
}

/** One action is for a thousand targets, and each of them asks for its own. */
const marksByTarget = oncePer((marks: readonly ActionMark[]) => {
  const byTarget = new Map<string, MarkPiece[]>();
  for (const { at, action, targetKeys } of marks) {
    for (const key of targetKeys) {
      const ours = byTarget.get(key) ?? [];
      ours.push({ kind: 'mark', from: at, action });
      byTarget.set(key, ours);
    }
  }
  return byTarget;
});

/** What was there at a moment; between two reads, that which was changed into. Undefined outside of what was seen. */
export function pieceAt(pieces: readonly TimelinePiece[], time: number): TimelinePiece | undefined {
  const first = pieces.find(({ to }) => to >= time);
  if (first === undefined) return undefined;
  const isReached = first.from <= time || (first.kind === 'seen' && (first.change?.after ?? time) < time);
  return isReached ? first : undefined;
}

export interface TimelineSummary {
  /** How long it was seen healthy: the sum of what was seen, without the time between a state and the next. */
  readonly healthyMilliseconds: number;
  /** How long it was seen registered, in whatever state. */
  readonly seenMilliseconds: number;
  /** It was seen healthy, and it was seen registered and not healthy: be it in one read, which takes no time. */
  readonly wasHealthy: boolean;
  readonly wasOtherwise: boolean;
  /** How often one state was seen to follow another. */
  readonly stateChanges: number;
}

/** Of what lies within the range. */
export function summaryOf(pieces: readonly TimelinePiece[], range: HistoryGap): TimelineSummary {
  let [healthyMilliseconds, seenMilliseconds, stateChanges] = [0, 0, 0];
  let [wasHealthy, wasOtherwise] = [false, false];
  for (const piece of pieces) {
    if (piece.kind !== 'seen') continue;
    const within = Math.min(piece.to, range.to) - Math.max(piece.from, range.from);
    if (piece.health !== undefined && within >= 0) {
      const isHealthy = piece.health.state === 'healthy';
      seenMilliseconds += within;
      if (isHealthy) healthyMilliseconds += within;
      wasHealthy ||= isHealthy;
      wasOtherwise ||= !isHealthy;
    }
    const isInRange = piece.from >= range.from && piece.from <= range.to;
    if (isInRange && isChangeOfState(piece)) stateChanges++;
  }
  return { healthyMilliseconds, seenMilliseconds, wasHealthy, wasOtherwise, stateChanges };
}

/** Another reason of the same state is a piece of its own, and no change of state. */
function isChangeOfState({ change, health }: SeenPiece): boolean {
  return change !== undefined && change.before?.state !== health?.state;
}
