// A metric of CloudWatch and its values by the minute.

export interface MetricQuery {
  readonly namespace: 'AWS/ApplicationELB' | 'AWS/NetworkELB';
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

export interface MetricValue {
  /** Start of the minute, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** Load balancers publish their metrics by the minute. */
export const METRIC_MINUTE_MILLISECONDS = 60_000;
