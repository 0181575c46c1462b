// All that is under way in one line, for the status bar.
import { drainProgress, isOver } from '../drain';
import { formatCountdown } from '../duration';
import { progressOf } from '../servicing/serviceWords';
import { type ActivityEntry, arrivalFinishedAt, isFailing, isUnderWay } from './entries';

export interface ActivitySummary {
  /** `2 draining · 3:41 · 3 checking`; the time is what the drains have left at most. */
  readonly text: string;
  /** Something stopped, or does not turn out as it should. */
  readonly hasProblem: boolean;
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
  const serviced = runs.map((run) => progressOf(run, now));
  const sum = (of: 'done' | 'total') => serviced.reduce((all, progress) => all + progress[of], 0);
  const stopped = runs.filter(({ status }) => status === 'stopped').length;
  const parts = [
    ...(stopped > 0 ? ['servicing stopped'] : []),
    ...(runs.some(({ status }) => status === 'waiting') ? ['servicing waits for Continue'] : []),
    ...(runs.length > 0 ? [`${sum('done')} of ${sum('total')} serviced`] : []),
    ...(failing > 0 ? [`${failing} not healthy`] : []),
    ...(drains.length > 0 ? [`${drains.length} draining`] : []),
    ...(left > 0 ? [formatCountdown(left)] : []),
    ...(arrivals.length > failing ? [`${arrivals.length - failing} checking`] : []),
    ...(waits > 0 ? [`${waits} waiting`] : []),
  ];
  return { text: parts.join(' · '), hasProblem: stopped + failing > 0 };
}
