// GetMetricStatistics: several statistics of one metric.
import {
  GetMetricStatistics$,
  InvalidParameterCombinationException$,
  InvalidParameterValueException$,
  type GetMetricStatisticsInput,
  type GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import { ApiError } from '../../apiError';
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

const mostDatapoints = 1440;

export const getMetricStatistics = operation(
  GetMetricStatistics$,
  [
    'Namespace',
    'MetricName',
    'Dimensions',
    'StartTime',
    'EndTime',
    'Period',
    'Statistics',
    'ExtendedStatistics',
    'Unit',
  ],
  (input: Checked<GetMetricStatisticsInput>, { world, metrics }): GetMetricStatisticsOutput => {
    const { plain, extended } = check(input);
    const metric = {
      namespace: input.Namespace,
      name: input.MetricName,
      dimensions: readDimensions(input.Dimensions ?? []),
    };
    const unit = definitionOf(metric)?.unit;
    const found =
      input.Unit === undefined || input.Unit === unit
        ? datapoints(valuesByMinute(seriesIn(metrics, world.region), metric), {
            from: input.StartTime.getTime(),
            to: input.EndTime.getTime(),
            periodSeconds: input.Period,
          })
        : [];
    return {
      Label: input.MetricName,
      Datapoints: found.map(({ start, statistics }) => ({
        Timestamp: new Date(start),
        ...Object.fromEntries(plain.map((name) => [name, plainStatistics[name](statistics)])),
        ...(extended.length > 0
          ? {
              ExtendedStatistics: Object.fromEntries(
                extended.map(({ name, read }) => [name, read(statistics)]),
              ),
            }
          : {}),
        Unit: unit,
      })),
    };
  },
);

function check(input: Checked<GetMetricStatisticsInput>) {
  const { Statistics: statistics = [], ExtendedStatistics: percentiles = [] } = input;
  const [from, to] = [input.StartTime.getTime(), input.EndTime.getTime()];
  const refusal = rangeRefusal(from, to) ?? periodRefusal('Period', input.Period);
  if (refusal !== undefined) throw invalid(refusal);
  const asked = Math.ceil((to - from) / (input.Period * 1000));
  if (asked > mostDatapoints) {
    throw ApiError.of(
      InvalidParameterCombinationException$,
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the ` +
        'datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
  if (statistics.length === 0 && percentiles.length === 0) {
    throw ApiError.of(
      InvalidParameterCombinationException$,
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  }
  return {
    plain: statistics.map((name: string, index) => {
      if (isPlainStatistic(name)) return name;
      throw invalid(
        `The parameter Statistics.member.${index + 1} must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].`,
      );
    }),
    extended: percentiles.map((name, index) => {
      const read = percentileStatistic(name);
      if (read) return { name, read };
      throw invalid(
        `The value ${name} for parameter ExtendedStatistics.member.${index + 1} is not supported.`,
      );
    }),
  };
}

function invalid(message: string): ApiError {
  return ApiError.of(InvalidParameterValueException$, message);
}
