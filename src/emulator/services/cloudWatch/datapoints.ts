// Values by minute summed up by period, and the statistics that can be asked of them.
import { addStatistics, emptyStatistics, percentile, type Statistics } from '../../network/statistics';
import type { ByMinute } from './series';

export interface Datapoint {
  /** Start of the period, in milliseconds since the epoch. */
  readonly start: number;
  readonly statistics: Statistics;
}

export interface TimeRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly periodSeconds: number;
}

const minuteMilliseconds = 60_000;

/** In order of time. Periods are counted from the start, which is rounded down to a whole minute. */
export function datapoints(values: ByMinute, { from, to, periodSeconds }: TimeRange): Datapoint[] {
  const first = from - (from % minuteMilliseconds);
  const period = periodSeconds * 1000;
  const found = new Map<number, Statistics>();
  for (const [minute, statistics] of values) {
    if (minute < first || minute >= to) continue;
    const start = minute - ((minute - first) % period);
    const sum = found.get(start) ?? emptyStatistics();
    addStatistics(sum, statistics);
    found.set(start, sum);
  }
  return [...found].map(([start, statistics]) => ({ start, statistics })).sort((a, b) => a.start - b.start);
}

type Read = (statistics: Statistics) => number;

export const plainStatistics = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ least }) => least,
  Maximum: ({ most }) => most,
} as const satisfies Record<string, Read>;

export function isPlainStatistic(name: string): name is keyof typeof plainStatistics {
  return Object.hasOwn(plainStatistics, name);
}

/** `p99` and the like; undefined if the name is none. */
export function percentileStatistic(name: string): Read | undefined {
  const percent = /^p\d{1,3}(\.\d{1,10})?$/.test(name) ? Number(name.slice(1)) : NaN;
  return percent <= 100 ? (statistics) => percentile(statistics, percent) : undefined;
}

/** Why a period cannot be asked for, or undefined. */
export function periodRefusal(parameter: string, seconds: number): string | undefined {
  if (Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0) return undefined;
  return [1, 5, 10, 20, 30].includes(seconds)
    ? `The emulator keeps metrics by the minute: the parameter ${parameter} must be a multiple of 60.`
    : `The parameter ${parameter} must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.`;
}

/** Why a range cannot be asked for, or undefined. */
export function rangeRefusal(from: number, to: number): string | undefined {
  if (from === to) return 'The parameter StartTime must not equal parameter EndTime.';
  return from > to ? 'The parameter StartTime must be less than the parameter EndTime.' : undefined;
}
