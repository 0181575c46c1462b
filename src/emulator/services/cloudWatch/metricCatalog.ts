// The metrics of load balancers: in which namespace and by which dimensions each is kept, and its values in a minute.
import type { MetricsMinute } from '../../network/metrics';
import { emptyStatistics, observe, type Statistics } from '../../network/statistics';

export type Namespace = 'AWS/ApplicationELB' | 'AWS/NetworkELB';
export type DimensionName = 'LoadBalancer' | 'TargetGroup' | 'AvailabilityZone';

export interface MetricDefinition {
  readonly name: string;
  readonly namespaces: readonly Namespace[];
  readonly unit: 'Count' | 'Seconds';
  /** The sets of dimensions under which it is published; there is nothing under any other. */
  readonly dimensionSets: readonly (readonly DimensionName[])[];
  readonly kind: 'added' | 'sampled' | 'perTarget';
  /** Without values the metric is not published for the minute. */
  values(minute: MetricsMinute): Statistics;
}

const ofLoadBalancer: MetricDefinition['dimensionSets'] = [
  ['LoadBalancer'],
  ['AvailabilityZone', 'LoadBalancer'],
];
const ofGroup: MetricDefinition['dimensionSets'] = [
  ['LoadBalancer', 'TargetGroup'],
  ['AvailabilityZone', 'LoadBalancer', 'TargetGroup'],
];

/** Each event is a value of 1. */
function events(times: number): Statistics {
  const statistics = emptyStatistics();
  observe(statistics, 1, times);
  return statistics;
}

function counter(
  name: string,
  dimensionSets: MetricDefinition['dimensionSets'],
  count: (minute: MetricsMinute) => number,
  namespace: Namespace = 'AWS/ApplicationELB',
): MetricDefinition {
  return {
    name,
    namespaces: [namespace],
    unit: 'Count',
    dimensionSets,
    kind: 'added',
    values: (minute) => events(count(minute)),
  };
}

function hosts(name: string, values: MetricDefinition['values']): MetricDefinition {
  return {
    name,
    namespaces: ['AWS/ApplicationELB', 'AWS/NetworkELB'],
    unit: 'Count',
    dimensionSets: ofGroup,
    kind: 'sampled',
    values,
  };
}

/** The most connections at once in the minute: one value. */
function openConnections(name: string, namespace: Namespace): MetricDefinition {
  return {
    name,
    namespaces: [namespace],
    unit: 'Count',
    dimensionSets: [['LoadBalancer']],
    kind: 'sampled',
    values: ({ connections }) => {
      const statistics = emptyStatistics();
      if (connections !== undefined) observe(statistics, connections);
      return statistics;
    },
  };
}

export const requestCount = counter(
  'RequestCount',
  [...ofLoadBalancer, ...ofGroup],
  ({ requests }) => requests,
);
export const healthyHostCount = hosts('HealthyHostCount', ({ healthyHosts }) => healthyHosts);
export const unhealthyHostCount = hosts('UnHealthyHostCount', ({ unhealthyHosts }) => unhealthyHosts);

export const metricCatalog: readonly MetricDefinition[] = [
  healthyHostCount,
  unhealthyHostCount,
  requestCount,
  {
    name: 'RequestCountPerTarget',
    namespaces: ['AWS/ApplicationELB'],
    unit: 'Count',
    dimensionSets: [['TargetGroup'], ['AvailabilityZone', 'TargetGroup'], ...ofGroup],
    kind: 'perTarget',
    values: (minute) => requestCount.values(minute),
  },
  {
    name: 'TargetResponseTime',
    namespaces: ['AWS/ApplicationELB'],
    unit: 'Seconds',
    dimensionSets: [...ofLoadBalancer, ...ofGroup],
    kind: 'added',
    values: ({ responseSeconds }) => responseSeconds,
  },
  ...([2, 3, 4, 5] as const).map((digit) =>
    counter(
      `HTTPCode_Target_${digit}XX_Count`,
      [...ofLoadBalancer, ...ofGroup],
      ({ targetCodes }) => targetCodes[digit],
    ),
  ),
  ...([3, 4, 5] as const).map((digit) =>
    counter(
      `HTTPCode_ELB_${digit}XX_Count`,
      ofLoadBalancer,
      ({ loadBalancerCodes }) => loadBalancerCodes[digit],
    ),
  ),
  counter(
    'TargetConnectionErrorCount',
    [...ofLoadBalancer, ...ofGroup],
    ({ connectionErrors }) => connectionErrors,
  ),
  openConnections('ActiveConnectionCount', 'AWS/ApplicationELB'),
  openConnections('ActiveFlowCount', 'AWS/NetworkELB'),
  counter('NewFlowCount', ofLoadBalancer, ({ newFlows }) => newFlows, 'AWS/NetworkELB'),
  counter('TCP_ELB_Reset_Count', ofLoadBalancer, ({ resets }) => resets.loadBalancer, 'AWS/NetworkELB'),
  counter('TCP_Target_Reset_Count', ofLoadBalancer, ({ resets }) => resets.target, 'AWS/NetworkELB'),
];
