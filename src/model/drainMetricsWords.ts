// What may be said of what CloudWatch counted while targets drained: no more than the figures tell.
import { timeWithDay, type Reader } from './ago';
import type { Drain, DrainCut } from './drain';
import {
  type DrainSeries,
  type Figure,
  isOfFunction,
  type MeasuredMinute,
  minuteOf,
  minutesWithin,
  settledUntil,
  wholeAt,
} from './drainMetrics';
import { METRIC_MINUTE_MILLISECONDS } from './metric';
import { plural } from './plural';

/** A drain as the chart shows it. */
export type DrainSpan = Pick<Drain, 'startedAt' | 'startedBy' | 'endedAt' | 'delayMilliseconds'>;

export interface Measured {
  readonly series: DrainSeries;
  /** The drains that the figures are of, at least one. */
  readonly drains: readonly DrainSpan[];
  /** How many other targets of the group are in service; undefined where that is not known. */
  readonly others: number | undefined;
}

/** `12:04`, with the day where it is not today's: figures of a minute need no seconds. */
export function minuteInWords(time: number, reader: Reader): string {
  return timeWithDay(time, reader).slice(0, -':00'.length);
}

/** Sentences, the one that matters most first. */
export function measuredInWords(measured: Measured, reader: Reader): string[] {
  const { series, drains } = measured;
  const startedAt = Math.min(...drains.map((drain) => drain.startedAt));
  const until = settledUntil(series);
  const failure = series.error === undefined ? [] : [series.error];
  if (until === undefined || until <= startedAt)
    return [...failure, ...untilFiguresCome(series, startedAt, reader)];
  const last = minutesWithin(series, until - METRIC_MINUTE_MILLISECONDS, until - 1)[0] ?? {
    at: until - METRIC_MINUTE_MILLISECONDS,
  };
  const since = minutesWithin(series, startedAt, Infinity);
  return [
    ...failure,
    requestsInWords(measured, last, startedAt, reader),
    ...connectionsInWords(series, last, reader),
    ...errorsInWords(series, since),
  ];
}

function untilFiguresCome({ lateMilliseconds }: DrainSeries, startedAt: number, reader: Reader): string[] {
  const when = minuteInWords(wholeAt(startedAt, lateMilliseconds), reader);
  return [
    lateMilliseconds === 0
      ? `The first minute of this drain is counted whole at ${when}.`
      : `CloudWatch counts by the minute and answers late: the first figures of this drain are whole at about ${when}.`,
  ];
}

function requestsInWords(
  { series, others }: Measured,
  last: MeasuredMinute,
  startedAt: number,
  reader: Reader,
): string {
  const count = last.requests ?? 0;
  const when = minuteInWords(last.at, reader);
  if (series.kind === 'network') {
    return `${plural(count, 'new connection')} to ${namesOf(series)} in the minute of ${when}: of all its groups, not of the targets that drain.`;
  }
  if (others !== 0) {
    const takenBy =
      others === undefined
        ? ''
        : ` ${plural(others, 'other target')} ${others === 1 ? 'takes' : 'take'} them.`;
    return `${plural(count, 'request')} in the minute of ${when}: of the whole group, not of the targets that drain.${takenBy}`;
  }
  const before = minutesWithin(series, startedAt - METRIC_MINUTE_MILLISECONDS, minuteOf(startedAt) - 1)[0]
    ?.requests;
  const fell = before === undefined || before <= count ? '' : ` (${before} in the minute before the drain)`;
  if (count > 0) return `${plural(count, 'request')} to the group in the minute of ${when}${fell}.`;
  return `No request to the group in the minute of ${when}${fell}. The load balancer may have finished; requests that were in flight before are not counted.`;
}

/** Only a value says something: where there is none, CloudWatch has published none. */
function connectionsInWords(
  series: DrainSeries,
  { connections, at }: MeasuredMinute,
  reader: Reader,
): string[] {
  if (connections === undefined) return [];
  const names = namesOf(series);
  if (connections > 0) return [`${plural(connections, 'connection')} open on ${names}, of all its groups.`];
  return [
    `No connection was open on ${names} in the minute of ${minuteInWords(at, reader)}: nothing was in flight any more.`,
  ];
}

function errorsInWords(series: DrainSeries, since: readonly MeasuredMinute[]): string[] {
  const sum = (figure: Figure) => since.reduce((total, minute) => total + (minute[figure] ?? 0), 0);
  const names = namesOf(series);
  const said =
    series.kind === 'application'
      ? ([
          [sum('balancerErrors'), (count) => `${names} itself answered ${plural(count, 'request')} with 5XX`],
          [
            sum('targetErrors'),
            (count) => `targets of the group answered ${plural(count, 'request')} with 5XX`,
          ],
          [
            sum('failedConnections'),
            (count) => `${plural(count, 'connection')} to targets could not be made`,
          ],
        ] satisfies Said[])
      : ([
          [sum('balancerErrors'), (count) => `${names} reset ${plural(count, 'connection')}`],
          [sum('targetErrors'), (count) => `targets reset ${plural(count, 'connection')}`],
        ] satisfies Said[]);
  const parts = said.filter(([count]) => count > 0).map(([count, words]) => words(count));
  return parts.length === 0 ? [] : [`Since the drain began, ${parts.join('; ')}.`];
}
type Said = readonly [count: number, words: (count: number) => string];

/** Of drains of one group that ended together, what they cut, with its uncertainty and the next step. */
export function cutInWords(
  drains: readonly Drain[],
  cut: DrainCut,
  series: DrainSeries,
  reader: Reader,
): string {
  const [first] = drains;
  if (first === undefined) return '';
  const names = namesOf(series);
  const who = drains.length === 1 ? (first.targetName ?? first.target.id) : `${drains.length} targets`;
  const ended = isOfFunction(first)
    ? `was deregistered from ${first.groupName}`
    : `drained from ${first.groupName}`;
  const beyond = cut.usual === 0 ? '' : ` beyond the usual ${cut.usual} a minute`;
  const when = minuteInWords(cut.at, reader);
  if (series.kind === 'network') {
    return `${names} reset ${plural(cut.count, 'connection')}${beyond} at ${when}, as ${who} ${ended}: connections may have been cut. It counts for all its groups. ${longerDelay}`;
  }
  const uncertainty = `It counts for all its groups, and no request whose answer had begun.`;
  const next = isOfFunction(first)
    ? 'To replace a function without that, register the new one in a new target group.'
    : longerDelay;
  return `${names} itself answered ${plural(cut.count, 'request')} with 5XX${beyond} at ${when}, as ${who} ${ended}: requests may have been cut. ${uncertainty} ${next}`;
}

const longerDelay =
  'Before the next one, set deregistration_delay.timeout_seconds to more than the longest request takes.';

function namesOf({ loadBalancers }: DrainSeries): string {
  return loadBalancers.join(' and ');
}
