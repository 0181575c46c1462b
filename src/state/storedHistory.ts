// How the history of the groups' health is written to disk: each health once, each band as three numbers.
import type { ActionMark, GroupHistory, HealthBand, HistoryGap, TargetHistory } from '../model/healthHistory';
import { isTargetHealth, type TargetHealth, type TargetIdentity } from '../model/target';

/** From, to (milliseconds after the group's first read), and the index of the health; -1 for not registered. */
type StoredBand = readonly [number, number, number];

interface StoredGroup extends Omit<GroupHistory, 'targets' | 'gaps'> {
  readonly targets: readonly (Omit<TargetHistory, 'bands'> & { readonly bands: readonly StoredBand[] })[];
  readonly gaps: readonly (readonly [number, number])[];
}

interface StoredHistories {
  readonly healths: readonly TargetHealth[];
  readonly groups: readonly StoredGroup[];
}

export function formatHistories(histories: readonly GroupHistory[]): StoredHistories {
  const healths: TargetHealth[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (health: TargetHealth | undefined) => {
    if (health === undefined) return -1;
    const key = JSON.stringify([health.state, health.reason, health.description]);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, healths.length);
    return healths.push(health) - 1;
  };
  const groups = histories.map((history) => ({
    ...history,
    targets: history.targets.map((target) => ({
      ...target,
      bands: target.bands.map(
        ({ from, to, health }) => [from - history.from, to - history.from, indexOf(health)] as const,
      ),
    })),
    gaps: history.gaps.map(({ from, to }) => [from - history.from, to - history.from] as const),
  }));
  return { healths, groups };
}

/** Of what is stored, the groups that are whole. */
export function parseHistories(stored: unknown): readonly GroupHistory[] {
  const { healths, groups } = recordOf(stored);
  if (!Array.isArray(healths) || !healths.every(isTargetHealth) || !Array.isArray(groups)) return [];
  return groups.flatMap((group) => {
    const history = historyOf(recordOf(group), healths);
    return history === undefined ? [] : [history];
  });
}

function historyOf(
  group: Readonly<Record<string, unknown>>,
  healths: readonly TargetHealth[],
): GroupHistory | undefined {
  const { connectionId, groupArn, groupName, from, to } = group;
  if (typeof connectionId !== 'string' || typeof groupArn !== 'string' || typeof groupName !== 'string')
    return undefined;
  if (!isTime(from) || !isTime(to)) return undefined;
  const targets = allOf(group.targets, (target) => targetOf(recordOf(target), from, healths));
  const marks = allOf(group.marks, markOf);
  const gaps = allOf(group.gaps, (gap) => spanOf(gap, from));
  if (targets === undefined || marks === undefined || gaps === undefined) return undefined;
  return { connectionId, groupArn, groupName, from, to, targets, marks, gaps };
}

function targetOf(
  { target, targetName, bands: stored }: Readonly<Record<string, unknown>>,
  begin: number,
  healths: readonly TargetHealth[],
): TargetHistory | undefined {
  const bands = allOf(stored, (band) => bandOf(band, begin, healths));
  if (!isIdentity(target) || bands === undefined) return undefined;
  return { target, bands, ...(typeof targetName === 'string' ? { targetName } : {}) };
}

function bandOf(stored: unknown, begin: number, healths: readonly TargetHealth[]): HealthBand | undefined {
  const span = spanOf(stored, begin);
  const index: unknown = Array.isArray(stored) ? stored[2] : undefined;
  if (span === undefined || typeof index !== 'number') return undefined;
  if (index === -1) return span;
  const health = healths[index];
  return health === undefined ? undefined : { ...span, health };
}

function spanOf(stored: unknown, begin: number): HistoryGap | undefined {
  if (!Array.isArray(stored)) return undefined;
  const [from, to] = stored as readonly unknown[];
  return isTime(from) && isTime(to) ? { from: begin + from, to: begin + to } : undefined;
}

function markOf(stored: unknown): ActionMark | undefined {
  const { at, action, targetKeys } = recordOf(stored);
  if (!isTime(at) || (action !== 'register' && action !== 'deregister')) return undefined;
  const keys = allOf(targetKeys, (key) => (typeof key === 'string' ? key : undefined));
  return keys === undefined ? undefined : { at, action, targetKeys: keys };
}

/** Undefined where it is no list, or where one of it is none. */
function allOf<T>(stored: unknown, parse: (each: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const parsed = stored.map(parse);
  return parsed.every((each) => each !== undefined) ? parsed : undefined;
}

function isIdentity(value: unknown): value is TargetIdentity {
  return typeof recordOf(value).id === 'string';
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
