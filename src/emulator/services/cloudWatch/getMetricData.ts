// GetMetricData: the datapoints of many metrics at once.
import {
  GetMetricData$,
  InvalidNextToken$,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  type MetricDataQuery,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { ApiError, validationError } from '../../apiError';
import type { MetricsSeries } from '../../network/metrics';
import { pageOfSorted } from '../../paging';
import { operation, type Checked } from '../../wire/operation';
import {
  datapoints,
  isPlainStatistic,
  percentileStatistic,
  periodRefusal,
  plainStatistics,
  rangeRefusal,
} from './datapoints';
import { readDimensions } from './dimensions';
import { definitionOf, seriesIn, valuesByMinute } from './series';

const mostQueries = 500;
const mostDatapoints = 100_800;

interface Point {
  /** Place of the query in the request. */
  readonly query: number;
  readonly start: number;
  readonly value: number;
}

export const getMetricData = operation(
  GetMetricData$,
  ['MetricDataQueries', 'StartTime', 'EndTime', 'NextToken', 'ScanBy', 'MaxDatapoints'],
  (input: Checked<GetMetricDataInput>, { world, metrics }): GetMetricDataOutput => {
    const { MetricDataQueries: queries, MaxDatapoints: most = mostDatapoints } = input;
    const range = { from: input.StartTime.getTime(), to: input.EndTime.getTime() };
    const wrongRange = rangeRefusal(range.from, range.to);
    if (wrongRange !== undefined) throw validationError(wrongRange);
    checkIds(queries);
    if (!Number.isInteger(most) || most < 1 || most > mostDatapoints) {
      throw validationError(`The parameter MaxDatapoints must be from 1 to ${mostDatapoints}.`);
    }
    const descending = isDescending(input.ScanBy);
    const all = seriesIn(metrics, world.region);
    const read = queries.map((query, index) => ({
      query,
      metricStat: metricStatOf(query, index, world.accountId),
    }));
    const points = read.flatMap(({ query, metricStat }, index) => {
      if (query.ReturnData === false) return [];
      const found = pointsOf(all, metricStat, index, range);
      return descending ? found.reverse() : found;
    });
    const order = ({ query, start }: Point) =>
      `${String(query).padStart(3, '0')} ${String(descending ? 1e15 - start : start).padStart(16, '0')}`;
    const { items, next } = pageOfSorted(points, order, {
      size: most,
      marker: input.NextToken,
      invalidMarker: () => ApiError.of(InvalidNextToken$, 'The value for parameter NextToken is not valid.'),
    });
    const lastQuery = next === undefined ? Infinity : (items.at(-1)?.query ?? 0);
    return {
      MetricDataResults: read.flatMap(({ query, metricStat }, index) => {
        if (query.ReturnData === false) return [];
        const own = items.filter((point) => point.query === index);
        return {
          Id: query.Id,
          Label: query.Label ?? metricStat.Metric.MetricName,
          Timestamps: own.map(({ start }) => new Date(start)),
          Values: own.map(({ value }) => value),
          StatusCode: index < lastQuery ? ('Complete' as const) : ('PartialData' as const),
        };
      }),
      NextToken: next,
      Messages: [],
    };
  },
);

function checkIds(queries: readonly Checked<MetricDataQuery>[]): void {
  if (queries.length === 0) throw validationError('The parameter MetricDataQueries is required.');
  if (queries.length > mostQueries) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${mostQueries}.`,
    );
  }
  for (const [index, { Id: id }] of queries.entries()) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
      throw validationError(
        `The value ${id} for parameter MetricDataQueries.member.${index + 1}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
  }
  if (new Set(queries.map(({ Id: id }) => id)).size < queries.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
}

function isDescending(scanBy: string | undefined): boolean {
  if (scanBy === undefined || scanBy === 'TimestampDescending') return true;
  if (scanBy === 'TimestampAscending') return false;
  throw validationError(
    'The parameter ScanBy must be a value in the set [TimestampDescending, TimestampAscending].',
  );
}

function metricStatOf(
  { MetricStat: metricStat, ...query }: Checked<MetricDataQuery>,
  index: number,
  accountId: string,
): Checked<MetricStat> {
  const where = `MetricDataQueries.member.${index + 1}`;
  if (query.Expression !== undefined) {
    throw validationError(`The emulator does not implement the parameter ${where}.Expression`);
  }
  if (!metricStat) {
    throw validationError(`Either ${where}.MetricStat or ${where}.Expression is required.`);
  }
  if (query.Period !== undefined) {
    throw validationError(`The parameter ${where}.Period must not be specified together with MetricStat.`);
  }
  if (query.AccountId !== undefined && query.AccountId !== accountId) {
    throw validationError(`The emulator has no metrics of another account: ${where}.AccountId`);
  }
  if (query.Label?.includes('${')) {
    throw validationError(`The emulator does not implement dynamic labels: ${where}.Label`);
  }
  const { Metric: metric, Stat: stat, Period: period } = metricStat;
  for (const name of ['Namespace', 'MetricName'] as const) {
    if (!metric[name]) throw validationError(`The parameter ${where}.MetricStat.Metric.${name} is required.`);
  }
  const wrongPeriod = periodRefusal(`${where}.MetricStat.Period`, period);
  if (wrongPeriod !== undefined) throw validationError(wrongPeriod);
  if (!statistic(stat)) {
    throw validationError(`The value ${stat} for parameter ${where}.MetricStat.Stat is not supported.`);
  }
  return metricStat;
}

function statistic(name: string) {
  return isPlainStatistic(name) ? plainStatistics[name] : percentileStatistic(name);
}

function pointsOf(
  all: readonly MetricsSeries[],
  { Metric: asked, Stat: stat, Period: periodSeconds, Unit: unit }: Checked<MetricStat>,
  query: number,
  range: { readonly from: number; readonly to: number },
): Point[] {
  const metric = {
    namespace: asked.Namespace ?? '',
    name: asked.MetricName ?? '',
    dimensions: readDimensions(asked.Dimensions ?? []),
  };
  const read = statistic(stat);
  if (!read || (unit !== undefined && unit !== definitionOf(metric)?.unit)) return [];
  return datapoints(valuesByMinute(all, metric), { ...range, periodSeconds }).map(
    ({ start, statistics }) => ({
      query,
      start,
      value: read(statistics),
    }),
  );
}
