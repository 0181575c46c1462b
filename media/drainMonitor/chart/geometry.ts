// Where everything of a chart stands: fractions of its width from the left, and of its height from the bottom.
import type { DrainSeries } from '../../../src/model/drainMetrics';
import { minuteOf, settledUntil } from '../../../src/model/drainMetrics';
import type { DrainSpan } from '../../../src/model/drainMetricsWords';
import { METRIC_MINUTE_MILLISECONDS } from '../../../src/model/metric';

export interface Bar {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** The minute may still change. */
  readonly open: boolean;
}

/** A stretch of the line: as high over a minute that will not change any more. */
export interface Step {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

export interface ChartGeometry {
  /** What the width stands for, in milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Until when everything is known; absent where nothing is. */
  readonly until?: number;
  readonly mostRequests: number;
  readonly mostConnections: number;
  readonly requests: readonly Bar[];
  readonly errors: readonly Bar[];
  readonly connections: readonly Step[];
  /** Where drains began and end, or end at the latest. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const BEFORE_MINUTES = 3;
const BAR_OF_MINUTE = 0.8;

export function geometryOf(series: DrainSeries, spans: readonly DrainSpan[]): ChartGeometry {
  const begins = spans.map(({ startedAt }) => startedAt);
  const ends = spans.map(
    ({ startedAt, endedAt, delayMilliseconds = 0 }) => endedAt ?? startedAt + delayMilliseconds,
  );
  const from = Math.max(
    series.from,
    minuteOf(Math.min(...begins, series.askedAt)) - BEFORE_MINUTES * METRIC_MINUTE_MILLISECONDS,
  );
  const minutes = series.minutes.filter(({ at }) => at >= from);
  const lastMinute = minutes.at(-1)?.at ?? from;
  const to = minuteOf(Math.max(lastMinute, ...ends)) + METRIC_MINUTE_MILLISECONDS;
  const until = settledUntil(series);
  const fraction = (time: number) => (time - from) / (to - from);
  const most = (figures: readonly (number | undefined)[]) =>
    Math.max(0, ...figures.map((figure) => figure ?? 0));
  const errorsOf = ({
    balancerErrors = 0,
    targetErrors = 0,
    failedConnections = 0,
  }: (typeof minutes)[number]) => balancerErrors + targetErrors + failedConnections;
  const mostRequests = most(minutes.map(({ requests }) => requests));
  // A minute that goes on would look as if connections had ended.
  const whole = minutes.filter(({ at }) => until !== undefined && at < until);
  const mostConnections = most(whole.map(({ connections }) => connections));
  // Errors are drawn on the scale of requests, as far as they are no more.
  const scale = Math.max(mostRequests, most(minutes.map(errorsOf)));
  const bars = (figure: (minute: (typeof minutes)[number]) => number) =>
    minutes
      .filter((minute) => figure(minute) > 0)
      .map((minute): Bar => ({
        left: fraction(minute.at + ((1 - BAR_OF_MINUTE) / 2) * METRIC_MINUTE_MILLISECONDS),
        width: (BAR_OF_MINUTE * METRIC_MINUTE_MILLISECONDS) / (to - from),
        height: figure(minute) / scale,
        open: until === undefined || minute.at >= until,
      }));
  return {
    from,
    to,
    ...(until === undefined ? {} : { until: Math.min(until, to) }),
    mostRequests,
    mostConnections,
    requests: bars(({ requests = 0 }) => requests),
    errors: bars(errorsOf),
    connections: whole.flatMap(({ at, connections }) =>
      connections === undefined
        ? []
        : [
            {
              left: fraction(at),
              right: fraction(at + METRIC_MINUTE_MILLISECONDS),
              height: mostConnections === 0 ? 0 : connections / mostConnections,
            },
          ],
    ),
    starts: [...new Set(begins.map(fraction))],
    ends: [...new Set(ends.map(fraction))],
  };
}
