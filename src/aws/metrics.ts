// CloudWatch: what load balancers have counted, by the minute.
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { chunksOf } from '../model/chunks';
import { METRIC_MINUTE_MILLISECONDS, type MetricQuery, type MetricValue } from '../model/metric';
import type { CallOptions, TimeRange } from './cloud';
import { allOf, pages } from './pages';
import type { ServiceOf } from './service';

/** "A single GetMetricData call can include up to 500 MetricDataQuery structures." */
const QUERIES_A_CALL = 500;

export async function metricData(
  cloudWatch: ServiceOf<CloudWatchClient>,
  queries: readonly MetricQuery[],
  range: TimeRange,
  options: CallOptions,
): Promise<MetricValue[][]> {
  const answers: MetricValue[][] = [];
  for (const chunk of chunksOf(queries, QUERIES_A_CALL)) {
    const input = {
      MetricDataQueries: chunk.map(toDataQuery),
      StartTime: new Date(range.from),
      EndTime: new Date(range.to),
      ScanBy: 'TimestampAscending' as const,
    };
    const source = pages(
      (NextToken) => cloudWatch.call(new GetMetricDataCommand({ ...input, NextToken }), 'metrics', options),
      ({ NextToken }) => NextToken,
    );
    const results = await allOf(source, ({ MetricDataResults = [] }) => MetricDataResults);
    // A metric of many values may come in parts, a page each.
    answers.push(
      ...chunk.map((_, index) => results.filter(({ Id }) => Id === idOf(index)).flatMap(valuesOf)),
    );
  }
  return answers;
}

function toDataQuery(
  { namespace, name, dimensions, statistic }: MetricQuery,
  index: number,
): MetricDataQuery {
  return {
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Stat: statistic,
      Period: METRIC_MINUTE_MILLISECONDS / 1000,
    },
  };
}

/** Must begin with a small letter. */
function idOf(index: number): string {
  return `m${index}`;
}

function valuesOf({ Timestamps = [], Values = [] }: MetricDataResult): MetricValue[] {
  return Timestamps.flatMap((time, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: time.getTime(), value }];
  });
}
