// The timeline in sentences: the same for who points at it, who goes through it by keyboard and who hears it.
import { type Reader, timeWithDay } from './ago';
import { durationInWords } from './duration';
import type { SeenPiece, TimelineItem, TimelineSummary } from './healthTimeline';
import type { TimeRange } from './healthTimelineRange';
import { plural } from './plural';
import type { TargetHealth } from './target';

const NOT_REGISTERED = 'not registered';

export interface ItemWords {
  /** `unhealthy`, in the API's spelling. */
  readonly title: string;
  /** `from 12:03:10 to 12:05:40 (2 minutes 30 seconds)` */
  readonly when: string;
  /** `Target.ResponseCodeMismatch, “Health checks failed with these codes: [503]”` */
  readonly why?: string;
  /** `changed from healthy between 12:03:00 and 12:03:10` */
  readonly change?: string;
}

/** @param lastReadAt when the group was last read: what was so then may be so still */
export function wordsOf(item: TimelineItem, lastReadAt: number, reader: Reader): ItemWords {
  const at = (time: number) => timeWithDay(time, reader);
  switch (item.kind) {
    case 'mark':
      return { title: `${item.action}ed by you`, when: `at ${at(item.from)}` };
    case 'gap':
      return { title: 'not watched', when: timesOf(item, reader) };
    case 'seen': {
      const why = whyOf(item.health);
      return {
        title: stateOf(item.health),
        when: item.to === lastReadAt ? sinceOf(item, reader) : timesOf(item, reader),
        ...(why === undefined ? {} : { why }),
        ...(item.change === undefined ? {} : { change: changeOf(item, item.change, reader) }),
      };
    }
  }
}

/** `10.0.1.5:80: unhealthy from 12:03:10 to 12:05:40 (2 minutes 30 seconds), Target.Timeout; changed from …` */
export function sentenceOf(targetLabel: string, { title, when, why, change }: ItemWords): string {
  const seen = [`${targetLabel}: ${title} ${when}`, ...(why === undefined ? [] : [why])].join(', ');
  return change === undefined ? seen : `${seen}; ${change}`;
}

/** `97 % healthy · 4 changes` */
export function summaryInWords(summary: TimelineSummary): string {
  const changes = summary.stateChanges === 0 ? 'no change' : plural(summary.stateChanges, 'change');
  // One read, or none, is no stretch of time.
  return summary.seenMilliseconds === 0 ? changes : `${healthyPercent(summary)} % healthy · ${changes}`;
}

/** What the columns of the chart go from and to. */
export function rangeInWords({ from, to }: TimeRange, reader: Reader): string {
  return `${timeWithDay(from, reader)} to ${timeWithDay(to, reader)}`;
}

export function stateOf(health: TargetHealth | undefined): string {
  return health?.state ?? NOT_REGISTERED;
}

function whyOf(health: TargetHealth | undefined): string | undefined {
  const description = health?.description?.trim() ?? '';
  const parts = [
    ...(health?.reason === undefined ? [] : [health.reason]),
    ...(description === '' ? [] : [`“${description}”`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** One read tells of a moment. */
function timesOf({ from, to }: TimeRange, reader: Reader): string {
  const [start, end] = [timeWithDay(from, reader), timeWithDay(to, reader)];
  return from === to ? `in one read, at ${start}` : `from ${start} to ${end} (${lengthOf({ from, to })})`;
}

/** Of the seconds that are said beside it: times of day leave out what is less. */
function lengthOf({ from, to }: TimeRange): string {
  return durationInWords((Math.floor(to / 1000) - Math.floor(from / 1000)) * 1000);
}

function sinceOf({ from, to }: TimeRange, reader: Reader): string {
  const start = timeWithDay(from, reader);
  if (from === to) return `in the last read, at ${start}`;
  return `since ${start} (${lengthOf({ from, to })}), last read at ${timeWithDay(to, reader)}`;
}

function changeOf(
  { from, health }: SeenPiece,
  change: NonNullable<SeenPiece['change']>,
  reader: Reader,
): string {
  const { after, before, unwatched } = change;
  // Another reason or description of the same state.
  const reason = before?.state === health?.state && before?.reason !== undefined ? ` (${before.reason})` : '';
  const between = `between ${timeWithDay(after, reader)} and ${timeWithDay(from, reader)}`;
  return `changed from ${stateOf(before)}${reason} ${between}${unwatched ? ', while nobody looked' : ''}`;
}

/** All and nothing are said only of all and nothing. */
function healthyPercent({ healthyMilliseconds, seenMilliseconds, ...seen }: TimelineSummary): number {
  const rounded = Math.round((healthyMilliseconds / seenMilliseconds) * 100);
  return Math.min(seen.wasOtherwise ? 99 : 100, Math.max(seen.wasHealthy ? 1 : 0, rounded));
}
