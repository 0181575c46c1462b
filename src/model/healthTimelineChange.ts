// What a read adds to a group's history: of a thousand targets mostly that all were seen so once more.
import type { ActionMark, GroupHistory, HealthBand, HistoryGap, TargetHistory } from './healthHistory';
import { isSameHealth, targetKey } from './target';

export interface HistoryChange {
  readonly from: number;
  readonly to: number;
  /** Those that are new or changed. Every other one that was seen until the last read was seen so in the new one too. */
  readonly targets: readonly TargetHistory[];
  /** The keys of those that are forgotten. */
  readonly forgotten: readonly string[];
  readonly marks: readonly ActionMark[];
  readonly gaps: readonly HistoryGap[];
}

export function changeBetween(before: GroupHistory, after: GroupHistory): HistoryChange {
  const { from, to, marks, gaps } = after;
  const known = new Map(before.targets.map((target) => [targetKey(target.target), target]));
  const listed = new Set(after.targets.map(({ target }) => targetKey(target)));
  return {
    from,
    to,
    targets: after.targets.filter((target) => {
      const earlier = known.get(targetKey(target.target));
      return earlier === undefined || !isEqual(extended(earlier, before.to, to), target);
    }),
    forgotten: [...known.keys()].filter((key) => !listed.has(key)),
    marks,
    gaps,
  };
}

/** A target that is not changed stays the same object, but for its end. */
export function withChange(
  history: GroupHistory,
  { targets, forgotten, ...rest }: HistoryChange,
): GroupHistory {
  const seenAgain = (target: TargetHistory) => extended(target, history.to, rest.to);
  // Most reads show what the one before has shown.
  if (targets.length === 0 && forgotten.length === 0) {
    return { ...history, ...rest, targets: history.targets.map(seenAgain) };
  }
  const changed = new Map(targets.map((target) => [targetKey(target.target), target]));
  const kept = history.targets
    .filter(({ target }) => !forgotten.includes(targetKey(target)))
    .map((target) => {
      const key = targetKey(target.target);
      const now = changed.get(key);
      changed.delete(key);
      return now ?? seenAgain(target);
    });
  return { ...history, ...rest, targets: [...kept, ...changed.values()] };
}

/** What was so at the last read was so at the new one. */
function extended(target: TargetHistory, lastReadAt: number, readAt: number): TargetHistory {
  const last = target.bands.at(-1);
  if (last?.to !== lastReadAt || readAt === lastReadAt) return target;
  return { ...target, bands: [...target.bands.slice(0, -1), { ...last, to: readAt }] };
}

function isEqual(one: TargetHistory, other: TargetHistory): boolean {
  return (
    one.targetName === other.targetName &&
    one.bands.length === other.bands.length &&
    one.bands.every((band, index) => isEqualBand(band, other.bands[index]))
  );
}

function isEqualBand(one: HealthBand, other: HealthBand | undefined): boolean {
  return one.from === other?.from && one.to === other.to && isSameHealth(one.health, other.health);
}
