// All that is under way in one line, for the status bar.
import { drainProgress, isOver } from '../drain';
import { formatCountdown } from '../duration';
import type { ServiceRun } from '../servicing/serviceRun';
import { isWaitingForContinue, progressOf, statusInWords } from '../servicing/serviceWords';
import { type ActivityEntry, arrivalFinishedAt, isFailing, isUnderWay } from './entries';

export interface ActivitySummary {
  /** `2 draining · 3:41 · 3 checking`; the time is what the drains have left at most. */
  readonly text: string;
  /** Something stopped, waits for the user, or does not turn out as it should. */
  readonly needsAttention: boolean;
}

/**
 * Undefined while nothing is under way.
 * @param now milliseconds since the epoch
 */
export function activitySummary(entries: readonly ActivityEntry[], now: number): ActivitySummary | undefined {
  const underWay = entries.filter(isUnderWay);
  if (underWay.length === 0) return undefined;
  const drains = underWay
    .flatMap((entry) => (entry.kind === 'drain' ? entry.drains : []))
    .filter((drain) => !isOver(drain));
  const arrivals = underWay
    .flatMap((entry) => (entry.kind === 'arrival' ? entry.arrivals : []))
    .filter((arrival) => arrivalFinishedAt(arrival) === undefined);
  const failing = arrivals.filter(isFailing).length;
  const waits = underWay.filter(({ kind }) => kind === 'wait').length;
  const runs = underWay.flatMap((entry) => (entry.kind === 'servicing' ? [entry.run] : []));
  const left = Math.max(0, ...drains.map((drain) => drainProgress(drain, now).remainingMilliseconds));
  const parts = [
    ...servicingParts(runs, now),
    ...(failing > 0 ? [`${failing} not healthy`] : []),
    ...(drains.length > 0 ? [`${drains.length} draining`] : []),
    ...(left > 0 ? [formatCountdown(left)] : []),
    ...(arrivals.length > failing ? [`${arrivals.length - failing} checking`] : []),
    ...(waits > 0 ? [`${waits} waiting`] : []),
  ];
  return { text: parts.join(' · '), needsAttention: failing > 0 || runs.some(isUpToUser) };
}

/** `servicing web: 1 of 4`, `paused`; of several: what is up to the user before the rest. */
function servicingParts(runs: readonly ServiceRun[], now: number): string[] {
  const [first, ...others] = [...runs].sort((a, b) => Number(isUpToUser(b)) - Number(isUpToUser(a)));
  if (first === undefined) return [];
  const { done, total, aboutMilliseconds } = progressOf(first, now);
  const status = statusInWords(first);
  return [
    `servicing ${first.groupName}: ${done} of ${total}`,
    ...(status === '' ? [] : [status]),
    ...(aboutMilliseconds === undefined ? [] : [`about ${formatCountdown(aboutMilliseconds)} left`]),
    ...(others.length === 0 ? [] : [`${others.length} more servicing`]),
  ];
}

function isUpToUser(run: ServiceRun): boolean {
  return run.status === 'stopped' || isWaitingForContinue(run);
}
