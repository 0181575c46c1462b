// How long ago something was, and when exactly.
import { plural } from './plural';

const UNITS = [
  ['year', 365 * 24 * 60 * 60_000],
  ['month', 30 * 24 * 60 * 60_000],
  ['day', 24 * 60 * 60_000],
  ['hour', 60 * 60_000],
  ['minute', 60_000],
] as const;

/** `3 days ago`, `1 minute ago`, `just now`: in the greatest unit, rounded down. */
export function agoInWords(milliseconds: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(milliseconds / size);
    if (count >= 1) return `${plural(count, unit)} ago`;
  }
  return 'just now';
}

/** `2026-01-15 09:30`, in the time zone of who reads it. The time is in milliseconds since the epoch. */
export function dateAndTime(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `14:03:20`, in the time zone of who reads it. The time is in milliseconds since the epoch. */
export function timeOfDay(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** Who reads a time of day. */
export interface Reader {
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** The reader's own where absent. */
  readonly timeZone?: string;
}

/** `14:02:10`, with the day in front when it is not today's: `22 Nov, 14:02:10`. */
export function timeWithDay(time: number, { now, timeZone }: Reader): string {
  const { clock, day } = formatsOf(timeZone);
  const said = clock.format(time);
  return day.format(time) === day.format(now) ? said : `${day.format(time)}, ${said}`;
}

interface Formats {
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}
const formatsByZone = new Map<string | undefined, Formats>();

function formatsOf(timeZone: string | undefined): Formats {
  const known = formatsByZone.get(timeZone);
  if (known !== undefined) return known;
  const zone = timeZone === undefined ? {} : { timeZone };
  // 24 hours in every language: as in logs, and equally wide everywhere.
  const formats = {
    clock: new Intl.DateTimeFormat('en-GB', {
      ...zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    day: new Intl.DateTimeFormat('en-GB', { ...zone, day: 'numeric', month: 'short' }),
  };
  formatsByZone.set(timeZone, formats);
  return formats;
}
