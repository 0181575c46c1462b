// Finds the drains that ended with requests cut in what was counted of their group, and tells of each once.
import type { Clock } from '../model/clock';
import type { Drain, DrainCut } from '../model/drain';
import { cutOf, decidableAt, type DrainSeries, endOfRequests } from '../model/drainMetrics';
import { cutInWords } from '../model/drainMetricsWords';
import type { Account } from './account';
import type { Drains } from './drains';

export interface FoundCut {
  /** One of those that ended together. */
  readonly drain: Drain;
  /** Sentences for a notification. */
  readonly words: string;
}

const CONNECTION_TERMINATION = 'deregistration_delay.connection_termination.enabled';

/** Those of which no window knew; they are written down with their drains. */
export async function findCuts(
  account: Account,
  series: DrainSeries,
  { drains, clock }: { readonly drains: Drains; readonly clock: Clock },
): Promise<FoundCut[]> {
  const cuts = new Map<string, DrainCut>();
  for (const drain of drains.all) {
    if (drain.connectionId !== account.id || drain.groupArn !== series.groupArn) continue;
    const cut = isDecidable(drain, series) ? cutOf(drain, series) : undefined;
    if (cut !== undefined) cuts.set(drain.id, cut);
  }
  if (cuts.size === 0 || !(await cutsConnections(account, series))) return [];
  const noted = await drains.noteCuts(cuts);
  return endedTogether(noted).flatMap((together) => {
    const [drain] = together;
    if (drain?.cut === undefined) return [];
    return [{ drain, words: cutInWords(together, drain.cut, series, { now: clock.now() }) }];
  });
}

/** The minutes of its end were read, and will not change any more. */
function isDecidable(drain: Drain, { from, readAt, lateMilliseconds }: DrainSeries): boolean {
  const end = endOfRequests(drain);
  if (drain.cut !== undefined || end === undefined || readAt === undefined) return false;
  return end[0] >= from && decidableAt(end[1], lateMilliseconds) <= readAt;
}

/** A Network Load Balancer leaves established connections alone at the end of a drain, unless the group says otherwise. */
async function cutsConnections(account: Account, { kind, groupArn }: DrainSeries): Promise<boolean> {
  if (kind === 'application') return true;
  const attributes = await account.groupAttributes(groupArn, { priority: 'drain' });
  return attributes.get(CONNECTION_TERMINATION) === 'true';
}

/** One count stands for all that ended in its minute. */
function endedTogether(drains: readonly Drain[]): readonly (readonly Drain[])[] {
  const byMinute = new Map<number, Drain[]>();
  for (const drain of drains) {
    const at = drain.cut?.at ?? 0;
    byMinute.set(at, [...(byMinute.get(at) ?? []), drain]);
  }
  return [...byMinute.values()];
}
