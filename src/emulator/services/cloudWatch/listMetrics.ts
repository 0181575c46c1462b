// ListMetrics: what the data plane has recorded something for.
import {
  InvalidParameterValueException$,
  ListMetrics$,
  type ListMetricsInput,
  type ListMetricsOutput,
  type Metric,
} from '@aws-sdk/client-cloudwatch';
import { ApiError } from '../../apiError';
import type { MetricsSeries } from '../../network/metrics';
import { page } from '../../paging';
import { operation, type Checked } from '../../wire/operation';
import { dimensionShapes } from './dimensions';
import { metricCatalog, type MetricDefinition } from './metricCatalog';
import { dimensionsOf, namespaceOf, seriesIn, type Dimensions } from './series';

const pageSize = 500;

export const listMetrics = operation(
  ListMetrics$,
  ['Namespace', 'MetricName', 'Dimensions', 'NextToken', 'RecentlyActive'],
  (input: Checked<ListMetricsInput>, { world, metrics }): ListMetricsOutput => {
    // Nothing is kept for longer than that anyway.
    const recentlyActive: string = input.RecentlyActive ?? 'PT3H';
    if (recentlyActive !== 'PT3H') {
      throw invalid('The parameter RecentlyActive must be a value in the set [PT3H].');
    }
    const { Namespace: namespace, MetricName: name, Dimensions: wanted = [] } = input;
    if (wanted.length > 10) {
      throw invalid('The collection Dimensions must not have a size greater than 10.');
    }
    const all = listed(seriesIn(metrics, world.region)).filter(
      (metric) =>
        (namespace === undefined || metric.Namespace === namespace) &&
        (name === undefined || metric.MetricName === name) &&
        wanted.every(({ Name, Value }) =>
          metric.Dimensions?.some(
            (each) => each.Name === Name && (Value === undefined || each.Value === Value),
          ),
        ),
    );
    const { items, next } = page(all, (metric) => JSON.stringify(metric), {
      size: pageSize,
      marker: input.NextToken,
      invalidMarker: () => invalid('The value for parameter NextToken is not valid.'),
    });
    return { Metrics: items, NextToken: next };
  },
);

function invalid(message: string): ApiError {
  return ApiError.of(InvalidParameterValueException$, message);
}

function listed(all: readonly MetricsSeries[]): Metric[] {
  const found = new Map<string, Metric>();
  for (const series of all) {
    const namespace = namespaceOf(series);
    for (const definition of metricCatalog) {
      if (!namespace || !definition.namespaces.includes(namespace)) continue;
      if (series.minutes.every((minute) => definition.values(minute).count === 0)) continue;
      for (const dimensions of publishedDimensions(definition, series)) {
        const metric = {
          Namespace: namespace,
          MetricName: definition.name,
          Dimensions: dimensionShapes(dimensions),
        };
        found.set(JSON.stringify(metric), metric);
      }
    }
  }
  return [...found.values()];
}

function publishedDimensions({ dimensionSets, kind }: MetricDefinition, series: MetricsSeries): Dimensions[] {
  const has = dimensionsOf(series);
  return dimensionSets
    .filter((set) => set.every((name) => has[name] !== undefined))
    .filter((set) => kind !== 'sampled' || set.includes('AvailabilityZone') === (series.zone !== undefined))
    .map((set) => Object.fromEntries(set.map((name) => [name, has[name]])));
}
