// How many connections each load balancer has open: the most at once in each minute of emulator time, for the metrics.
import type { EmulatorTime } from '../emulatorTime';
import type { Front } from './forwardedHeaders';
import type { Metrics, MetricsKey } from './metrics';

interface Gauge {
  readonly key: MetricsKey;
  open: number;
}

export class OpenConnections {
  readonly #time: EmulatorTime;
  readonly #metrics: Metrics;
  /** By the load balancer's ARN. */
  readonly #gauges = new Map<string, Gauge>();

  constructor(time: EmulatorTime, metrics: Metrics) {
    this.#time = time;
    this.#metrics = metrics;
  }

  opened({ world, loadBalancer }: Front): void {
    const { arn } = loadBalancer;
    let gauge = this.#gauges.get(arn);
    if (!gauge) {
      const key = { region: world.region, targetGroupArn: '', loadBalancerArn: arn, zone: undefined };
      gauge = { key, open: 0 };
      this.#gauges.set(arn, gauge);
    }
    gauge.open++;
    this.#note(gauge);
  }

  closed({ loadBalancer }: Front): void {
    const gauge = this.#gauges.get(loadBalancer.arn);
    if (!gauge) return;
    // It was open in this minute too.
    this.#note(gauge);
    gauge.open--;
  }

  /** To be called at the end of each minute: what is open all the time opens and closes in none. */
  sample(): void {
    for (const gauge of this.#gauges.values()) this.#note(gauge);
  }

  #note({ key, open }: Gauge): void {
    const minute = this.#metrics.minute(key, this.#time.now());
    minute.connections = Math.max(minute.connections ?? 0, open);
  }
}
