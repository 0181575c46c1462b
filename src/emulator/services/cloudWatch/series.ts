// Finds a metric's values by minute in what the data plane has recorded.
import type { Metrics, MetricsSeries } from '../../network/metrics';
import { addStatistics, emptyStatistics, observe, type Statistics } from '../../network/statistics';
import {
  healthyHostCount,
  metricCatalog,
  requestCount,
  unhealthyHostCount,
  type DimensionName,
  type MetricDefinition,
  type Namespace,
} from './metricCatalog';

export type Dimensions = Partial<Record<DimensionName, string>>;

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Undefined where a dimension is none that load balancers have. */
  readonly dimensions: Dimensions | undefined;
}

/** By start of the minute, in milliseconds since the epoch. */
export type ByMinute = Map<number, Statistics>;

export function definitionOf({ namespace, name, dimensions }: Metric): MetricDefinition | undefined {
  if (!dimensions) return undefined;
  const wanted = Object.keys(dimensions).sort().join();
  return metricCatalog.find(
    (each) =>
      each.name === name &&
      each.namespaces.some((one) => one === namespace) &&
      each.dimensionSets.some((set) => set.join() === wanted),
  );
}

export function dimensionsOf({ targetGroupArn, loadBalancerArn, zone }: MetricsSeries): Dimensions {
  return {
    LoadBalancer: loadBalancerArn.replace(/^.*:loadbalancer\//, ''),
    ...(targetGroupArn === '' ? {} : { TargetGroup: targetGroupArn.replace(/^.*:/, '') }),
    // A target outside the VPC can be in all zones, which is none.
    ...(zone === undefined || zone === 'all' ? {} : { AvailabilityZone: zone }),
  };
}

export function namespaceOf({ loadBalancerArn }: MetricsSeries): Namespace | undefined {
  if (loadBalancerArn.includes(':loadbalancer/app/')) return 'AWS/ApplicationELB';
  return loadBalancerArn.includes(':loadbalancer/net/') ? 'AWS/NetworkELB' : undefined;
}

export function seriesIn(metrics: Metrics, region: string): MetricsSeries[] {
  return metrics.all().filter((series) => series.region === region);
}

export function valuesByMinute(all: readonly MetricsSeries[], metric: Metric): ByMinute {
  const definition = definitionOf(metric);
  const { dimensions } = metric;
  if (!definition || !dimensions) return new Map();
  const own = all.filter((series) => namespaceOf(series) === metric.namespace);
  return definition.kind === 'perTarget'
    ? requestsPerTarget(own, dimensions)
    : addUp(own, dimensions, definition);
}

function addUp(
  all: readonly MetricsSeries[],
  wanted: Dimensions,
  { kind, values }: Pick<MetricDefinition, 'kind' | 'values'>,
): ByMinute {
  const found: ByMinute = new Map();
  for (const series of all) {
    // What was sampled for all zones together has a series of its own.
    if (kind === 'sampled' && series.zone !== wanted.AvailabilityZone) continue;
    const dimensions = dimensionsOf(series);
    const names = Object.keys(wanted) as DimensionName[];
    if (names.some((name) => dimensions[name] !== wanted[name])) continue;
    for (const minute of series.minutes) {
      const statistics = values(minute);
      if (statistics.count === 0) continue;
      const sum = found.get(minute.start) ?? emptyStatistics();
      addStatistics(sum, statistics);
      found.set(minute.start, sum);
    }
  }
  return found;
}

/** Requests by healthy targets; by all of them where none is healthy. */
function requestsPerTarget(all: readonly MetricsSeries[], wanted: Dimensions): ByMinute {
  const healthy = addUp(all, wanted, healthyHostCount);
  const unhealthy = addUp(all, wanted, unhealthyHostCount);
  const found: ByMinute = new Map();
  for (const [start, { count: requests }] of addUp(all, wanted, requestCount)) {
    const targets = averageAt(healthy, start) || averageAt(unhealthy, start);
    if (targets === 0) continue;
    const statistics = emptyStatistics();
    observe(statistics, requests / targets);
    found.set(start, statistics);
  }
  return found;
}

/** As last sampled by then; before the first sample, that. */
function averageAt(samples: ByMinute, start: number): number {
  const times = [...samples.keys()].sort((a, b) => a - b);
  const at = times.findLast((time) => time <= start) ?? times[0];
  const statistics = at === undefined ? undefined : samples.get(at);
  return statistics ? statistics.sum / statistics.count : 0;
}
