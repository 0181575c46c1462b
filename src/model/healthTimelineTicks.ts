// The marks of a time axis: at round times of the reader's day, as close as the width allows.
import type { TimeRange } from './healthTimelineRange';

export interface Tick {
  readonly time: number;
  /** `12:05`, `12:05:10` between minutes, `24 Nov` at midnight. */
  readonly label: string;
}

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];
const DAY = 24 * HOUR;

/**
 * At most `most` ticks within the range.
 * @param utcOffset of the reader's time zone at a time, in milliseconds: 3,600,000 for an hour east of Greenwich
 */
export function ticksOf({ from, to }: TimeRange, most: number, utcOffset: (time: number) => number): Tick[] {
  const least = (to - from) / Math.max(1, most);
  const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / DAY) * DAY;
  const ticks: Tick[] = [];
  // Round in the reader's own day, whose hours may be half an hour or more from the whole ones of Greenwich.
  let local = Math.ceil((from + utcOffset(from)) / step) * step;
  for (; ticks.length < most; local += step) {
    const time = local - utcOffset(local - utcOffset(from));
    if (time > to) break;
    if (time >= from) ticks.push({ time, label: labelOf(local, step) });
  }
  return ticks;
}

function labelOf(local: number, step: number): string {
  const date = new Date(local);
  if (local % DAY === 0) {
    return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  }
  return date.toISOString().slice(11, step < MINUTE ? 19 : 16);
}
