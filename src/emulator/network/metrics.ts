// What the data plane has seen, by target group and minute of emulator time: the source of CloudWatch's metrics.
import { emptyStatistics, observe, type Statistics } from './statistics';

export interface MetricsMinute {
  /** Start of the minute, in milliseconds since the epoch. */
  readonly start: number;
  requests: number;
  /** Seconds from a request's leaving to its answer's first byte; counted by `observe`. */
  readonly responseSeconds: Statistics;
  /** Answers of targets by class of status: 2 for 2xx. */
  readonly targetCodes: Record<2 | 3 | 4 | 5, number>;
  /** Answers that the load balancer gave by itself, by class of status. */
  readonly loadBalancerCodes: Record<3 | 4 | 5, number>;
  /** Connections to targets that an Application Load Balancer could not make. */
  connectionErrors: number;
  /** Connections that a Network Load Balancer took. */
  newFlows: number;
  /** Connections of a Network Load Balancer that were broken off, by who did it. */
  readonly resets: Record<'loadBalancer' | 'target', number>;
  /** Requests and connections cut at the end of a drain. */
  cut: number;
  /** The most that were open at once; undefined where nobody has looked. Kept for the load balancer as a whole. */
  connections: number | undefined;
  /** How many targets there were each time that they were counted. Without a zone, those of all zones. */
  readonly healthyHosts: Statistics;
  readonly unhealthyHosts: Statistics;
}

export interface GroupOfLoadBalancer {
  readonly region: string;
  readonly targetGroupArn: string;
  readonly loadBalancerArn: string;
}

export interface MetricsKey extends GroupOfLoadBalancer {
  /** Of the target; undefined for what reached none. */
  readonly zone: string | undefined;
}

export interface HostCounts {
  readonly healthy: number;
  readonly unhealthy: number;
}

export interface MetricsSeries extends MetricsKey {
  /** In order of time; minutes without anything are missing. */
  readonly minutes: readonly MetricsMinute[];
}

const minuteMilliseconds = 60_000;
/** How many minutes are kept: three hours. */
const keptMinutes = 180;

export class Metrics {
  readonly #series = new Map<string, MetricsKey & { minutes: MetricsMinute[] }>();

  /** The minute to count in, made if need be. */
  minute(key: MetricsKey, now: number): MetricsMinute {
    const name = `${key.region} ${key.targetGroupArn} ${key.loadBalancerArn} ${key.zone ?? ''}`;
    let series = this.#series.get(name);
    if (!series) {
      series = { ...key, minutes: [] };
      this.#series.set(name, series);
    }
    const start = now - (now % minuteMilliseconds);
    const last = series.minutes.at(-1);
    if (last && last.start >= start) return last;
    const minute = emptyMinute(start);
    series.minutes.push(minute);
    if (series.minutes.length > keptMinutes) series.minutes.shift();
    return minute;
  }

  /** To be called once a minute for each target group and load balancer that uses it. */
  sampleHosts(key: GroupOfLoadBalancer, zones: ReadonlyMap<string, HostCounts>, now: number): void {
    let healthy = 0;
    let unhealthy = 0;
    for (const [zone, counts] of zones) {
      count(this.minute({ ...key, zone }, now), counts);
      healthy += counts.healthy;
      unhealthy += counts.unhealthy;
    }
    count(this.minute({ ...key, zone: undefined }, now), { healthy, unhealthy });
  }

  all(): readonly MetricsSeries[] {
    return [...this.#series.values()];
  }

  clear(): void {
    this.#series.clear();
  }
}

function count({ healthyHosts, unhealthyHosts }: MetricsMinute, { healthy, unhealthy }: HostCounts): void {
  observe(healthyHosts, healthy);
  observe(unhealthyHosts, unhealthy);
}

function emptyMinute(start: number): MetricsMinute {
  return {
    start,
    requests: 0,
    responseSeconds: emptyStatistics(),
    targetCodes: { 2: 0, 3: 0, 4: 0, 5: 0 },
    loadBalancerCodes: { 3: 0, 4: 0, 5: 0 },
    connectionErrors: 0,
    newFlows: 0,
    resets: { loadBalancer: 0, target: 0 },
    cut: 0,
    connections: undefined,
    healthyHosts: emptyStatistics(),
    unhealthyHosts: emptyStatistics(),
  };
}
