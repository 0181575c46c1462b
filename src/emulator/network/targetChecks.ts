// The health of one registration of a target, as its checks find it: counting to the thresholds.
import type { CheckedHealth } from '../world/healthResults';
import type { HealthCheck, RegisteredTarget } from '../world/loadBalancingTypes';
import type { ProbeResult } from './probe';

/** How long a load balancer takes to take notice of a new target, before its first health check. */
const registrationMilliseconds = 1000;

export class TargetChecks {
  /** When the next check is due: the first one interval after the registration. */
  nextAt: number;
  health: CheckedHealth = { state: 'registering' };
  healthySince: number | undefined;
  /** While a check is being made. */
  isRunning = false;
  #successes = 0;
  #failures = 0;

  /** @param since when the load balancer began to take it up, in emulator time */
  constructor(
    readonly target: RegisteredTarget,
    readonly since: number,
    { intervalSeconds }: HealthCheck,
  ) {
    this.nextAt = since + registrationMilliseconds + intervalSeconds * 1000;
  }

  /** What is known of it now: before the first result nothing but that it is being taken up. */
  at(now: number): CheckedHealth {
    if (this.health.state !== 'registering') return this.health;
    return now < this.since + registrationMilliseconds ? this.health : { state: 'checking' };
  }

  /**
   * Takes the check that is due; when it was due. Of many that were missed (the clock has jumped) only the last ones
   * are made up for, enough to reach a threshold.
   */
  takeDue(now: number, healthCheck: HealthCheck): number {
    const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = healthCheck;
    const interval = intervalSeconds * 1000;
    const missed = Math.floor((now - this.nextAt) / interval);
    // The last ones may have no result yet.
    const open = Math.ceil(timeoutSeconds / intervalSeconds);
    const skipped = Math.max(0, missed + 1 - Math.max(healthyThreshold, unhealthyThreshold) - open);
    const due = this.nextAt + skipped * interval;
    this.nextAt = due + interval;
    return due;
  }

  /** Whether its health has changed. */
  record(result: ProbeResult, at: number, { healthyThreshold, unhealthyThreshold }: HealthCheck): boolean {
    const before = this.health.state;
    if (result.kind === 'success') {
      this.#failures = 0;
      this.#successes++;
      if (this.#successes >= healthyThreshold && before !== 'healthy') {
        this.health = { state: 'healthy' };
        this.healthySince = at;
      }
    } else {
      this.#successes = 0;
      this.#failures++;
      // An unhealthy target tells of its latest failure.
      if (this.#failures >= unhealthyThreshold) {
        this.health = { state: 'unhealthy', failure: result };
        this.healthySince = undefined;
      }
    }
    if (this.health.state === 'registering') this.health = { state: 'checking' };
    return this.health.state !== before;
  }
}
