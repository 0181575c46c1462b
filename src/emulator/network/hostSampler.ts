// Counts the healthy and unhealthy targets of each group, and open connections, once a minute of emulator time, for the
// metrics.
import type { Alarm, EmulatorTime } from '../emulatorTime';
import { loadBalancersUsing } from '../world/routing';
import { unusedHealth, zoneOf } from '../world/targetHealth';
import type { GroupRuntime } from './groupRuntime';
import type { Metrics } from './metrics';
import type { OpenConnections } from './openConnections';

const minuteMilliseconds = 60_000;

export class HostSampler {
  #alarm: Alarm | undefined;

  constructor(
    readonly time: EmulatorTime,
    readonly metrics: Metrics,
    /** Those that a load balancer uses, by ARN. */
    readonly groups: ReadonlyMap<string, GroupRuntime>,
    readonly connections: OpenConnections,
  ) {
    this.#setAlarm();
  }

  close(): void {
    this.#alarm?.cancel();
  }

  /** At the end of each minute, so that what is counted in it is what the minute came to. */
  #setAlarm(): void {
    const now = this.time.now();
    this.#alarm = this.time.at(now - (now % minuteMilliseconds) + minuteMilliseconds - 1, () => {
      this.#sample();
      this.#setAlarm();
    });
  }

  #sample(): void {
    const now = this.time.now();
    this.connections.sample();
    for (const { world, group, checks } of this.groups.values()) {
      if (!group.healthCheck.enabled) continue;
      const zones = new Map<string, { healthy: number; unhealthy: number }>();
      for (const { target, health } of checks.values()) {
        if (unusedHealth(world, group, target, now)) continue;
        const zone = zoneOf(world, group, target) ?? 'all';
        const counts = zones.get(zone) ?? { healthy: 0, unhealthy: 0 };
        zones.set(zone, counts);
        if (health.state === 'healthy' || health.state === 'unhealthy') counts[health.state]++;
      }
      for (const { arn } of loadBalancersUsing(world, group)) {
        const key = { region: world.region, targetGroupArn: group.arn, loadBalancerArn: arn };
        this.metrics.sampleHosts(key, zones, now);
      }
    }
  }
}
