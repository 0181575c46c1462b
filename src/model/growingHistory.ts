// How the history of a group's health grows read by read, and how it is kept recent and small.
import type { GroupRead } from './groupRead';
import type { ActionMark, GroupHistory, HealthBand, HistoryGap, TargetHistory } from './healthHistory';
import {
  identityOf,
  isSameHealth,
  type RegisteredTarget,
  type TargetHealth,
  type TargetIdentity,
  targetKey,
} from './target';

/** A group on screen is read once a minute at least; between reads that are further apart nobody looked. */
const NOBODY_LOOKED_AFTER_MILLISECONDS = 90_000;

/** What is before is cut off; some time later than it could be, so that not every read cuts. */
const KEPT_MILLISECONDS = 2 * 60 * 60_000;
const CUT_WHEN_LONGER_BY_MILLISECONDS = 10 * 60_000;
/** A group's, and those of all groups together. */
const BANDS_OF_A_GROUP = 6_000;
const BANDS_IN_ALL = 12_000;

/** The Name tag of a target that is an instance with one. */
export type NameOf = (target: TargetIdentity) => string | undefined;

/** The history with one more read of the group's whole health. A read that is not later than the last says nothing new. */
export function withRead(history: GroupHistory | undefined, read: GroupRead, nameOf: NameOf): GroupHistory {
  const { connectionId, group, targets, readAt } = read;
  if (history === undefined) {
    return {
      connectionId,
      groupArn: group.arn,
      groupName: group.name,
      targets: targets.map((target) => begun(target, [bandAt(readAt, target.health)], nameOf)),
      marks: [],
      gaps: [],
      from: readAt,
      to: readAt,
    };
  }
  if (readAt <= history.to) return history;
  const unseen = new Map(targets.map((target) => [targetKey(target), target]));
  const known = history.targets.map((target) => {
    const key = targetKey(target.target);
    const listed = unseen.get(key);
    unseen.delete(key);
    return { ...target, bands: withSeen(target.bands, listed?.health, readAt) };
  });
  // The reads before have shown that they were not registered.
  const { from, to } = history;
  const added = [...unseen.values()].map((target) =>
    begun(target, [{ from, to }, bandAt(readAt, target.health)], nameOf),
  );
  return {
    ...history,
    groupName: group.name,
    targets: [...known, ...added],
    gaps:
      readAt - to > NOBODY_LOOKED_AFTER_MILLISECONDS
        ? [...history.gaps, { from: to, to: readAt }]
        : history.gaps,
    to: readAt,
  };
}

/** The history with what we did; the same where it has that already. */
export function withMark(history: GroupHistory, mark: ActionMark): GroupHistory {
  const isThere = history.marks.some(
    ({ at, action, targetKeys }) =>
      at === mark.at && action === mark.action && targetKeys.join() === mark.targetKeys.join(),
  );
  if (isThere) return history;
  return { ...history, marks: [...history.marks, mark].sort((a, b) => a.at - b.at) };
}

/** Something other than the time of the last read is new. */
export function isEventful(before: GroupHistory | undefined, after: GroupHistory): boolean {
  if (before === undefined) return true;
  return (
    before.marks.length !== after.marks.length ||
    before.gaps.length !== after.gaps.length ||
    before.targets.length !== after.targets.length ||
    after.targets.some(({ bands }, index) => bands.length !== before.targets[index]?.bands.length)
  );
}

/**
 * What is worth keeping at `now`: the last two hours, and so many bands at most. Where those are too many, groups in which
 * nothing happened go first, then those that were not read for the longest time.
 */
export function recent(histories: readonly GroupHistory[], now: number): readonly GroupHistory[] {
  const kept = histories
    .filter(({ to }) => to >= now - KEPT_MILLISECONDS)
    .map((history) => cutToTime(history, now))
    .map(cutToSize);
  let left = kept.reduce((sum, history) => sum + bandsOf(history), 0);
  const dropped = new Set<GroupHistory>();
  for (const history of left <= BANDS_IN_ALL ? [] : [...kept].sort(byWorth)) {
    if (left <= BANDS_IN_ALL) break;
    dropped.add(history);
    left -= bandsOf(history);
  }
  return kept.filter((history) => !dropped.has(history));
}

function begun(target: RegisteredTarget, bands: readonly HealthBand[], nameOf: NameOf): TargetHistory {
  const targetName = nameOf(target);
  return { target: identityOf(target), bands, ...(targetName === undefined ? {} : { targetName }) };
}

function bandAt(at: number, health: TargetHealth | undefined): HealthBand {
  return { from: at, to: at, ...(health === undefined ? {} : { health }) };
}

function withSeen(
  bands: readonly HealthBand[],
  health: TargetHealth | undefined,
  readAt: number,
): readonly HealthBand[] {
  const last = bands.at(-1);
  return last !== undefined && isSameHealth(last.health, health)
    ? [...bands.slice(0, -1), { ...last, to: readAt }]
    : [...bands, bandAt(readAt, health)];
}

function cutToTime(history: GroupHistory, now: number): GroupHistory {
  const from = now - KEPT_MILLISECONDS;
  return history.from >= from - CUT_WHEN_LONGER_BY_MILLISECONDS ? history : cutBefore(history, from);
}

/** Where there are too many bands, without the older ones. */
function cutToSize(history: GroupHistory): GroupHistory {
  const tooMany = bandsOf(history) - BANDS_OF_A_GROUP;
  if (tooMany <= 0) return history;
  const ends = history.targets.flatMap(({ bands }) => bands.map(({ to }) => to)).sort((a, b) => a - b);
  // Some more than must be: not every read cuts.
  const from = ends[tooMany + BANDS_OF_A_GROUP / 4];
  return from === undefined ? history : cutBefore(history, from);
}

function cutBefore(history: GroupHistory, from: number): GroupHistory {
  return {
    ...history,
    from,
    targets: history.targets.flatMap((target) => {
      const bands = clipped(target.bands, from);
      // One that is long gone is no part of what is left.
      return bands.some(({ health }) => health !== undefined) ? [{ ...target, bands }] : [];
    }),
    marks: history.marks.filter(({ at }) => at >= from),
    gaps: clipped(history.gaps, from),
  };
}

function clipped<T extends HistoryGap>(spans: readonly T[], from: number): readonly T[] {
  return spans.flatMap((span) => {
    if (span.to < from) return [];
    return [span.from < from ? { ...span, from } : span];
  });
}

function bandsOf({ targets }: GroupHistory): number {
  return targets.reduce((sum, { bands }) => sum + bands.length, 0);
}

function byWorth(a: GroupHistory, b: GroupHistory): number {
  return Number(hasHappened(a)) - Number(hasHappened(b)) || a.to - b.to;
}

function hasHappened({ marks, targets }: GroupHistory): boolean {
  return marks.length > 0 || targets.some(({ bands }) => bands.length > 1);
}
