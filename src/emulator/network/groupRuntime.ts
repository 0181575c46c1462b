// A target group that a load balancer uses, as the data plane sees it: its targets, their checks and their drains.
import type { LoadBalancer, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import { unusedHealth } from '../world/targetHealth';
import type { World } from '../world/world';
import { TargetChecks } from './targetChecks';
import { flightKey } from './flights';

export class GroupRuntime {
  readonly checks = new Map<string, TargetChecks>();
  /** What `follow` has seen last. */
  targets: readonly RegisteredTarget[] = [];
  #routable: readonly RegisteredTarget[] | undefined;

  constructor(
    readonly world: World,
    readonly group: TargetGroup,
    /** The load balancer that checks it. */
    public loadBalancer: LoadBalancer,
  ) {}

  forgetRoutable(): void {
    this.#routable = undefined;
  }

  /** The same array as long as it holds. */
  routable(now: number): readonly RegisteredTarget[] {
    this.#routable ??= this.#findRoutable(now);
    return this.#routable;
  }

  checksOf(target: RegisteredTarget): TargetChecks | undefined {
    return this.checks.get(flightKey(this.group, target));
  }

  #findRoutable(now: number): readonly RegisteredTarget[] {
    const inUse = this.targets.filter(
      (target) => !target.deregistered && !unusedHealth(this.world, this.group, target, now),
    );
    if (!this.group.healthCheck.enabled) return inUse;
    const stateOf = (target: RegisteredTarget) => this.checksOf(target)?.health.state;
    const healthy = inUse.filter((target) => stateOf(target) === 'healthy');
    if (healthy.length >= this.#leastHealthy(inUse.length)) return healthy;
    // Too few are healthy: the unhealthy ones are as good as none, so all are tried ("fail open").
    return inUse.filter((target) => ['healthy', 'unhealthy'].includes(stateOf(target) ?? ''));
  }

  #leastHealthy(count: number): number {
    const { attributes } = this.group;
    const prefix = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
    const least = Number(attributes.get(`${prefix}.count`) ?? 1);
    const percentage = attributes.get(`${prefix}.percentage`) ?? 'off';
    return percentage === 'off' ? least : Math.max(least, Math.ceil((count * Number(percentage)) / 100));
  }
}
