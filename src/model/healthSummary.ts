// How many of a group's targets are healthy, in figures and in words.
import { isDraining, isUnchecked, type RegisteredTarget } from './target';

export interface HealthSummary {
  readonly healthy: number;
  /** Without the draining ones: they are leaving and take no new requests, so `1/2 healthy` would cry wolf. */
  readonly total: number;
  readonly draining: number;
  /** Of the total, those whose health nobody checks, as of a Lambda group by default: neither healthy nor unhealthy. */
  readonly unchecked: number;
  /** The worst state present, for an icon; draining ones count here. A state that is not known is `unavailable`. */
  readonly worst: 'none' | 'healthy' | 'initial' | 'draining' | 'unused' | 'unavailable' | 'unhealthy';
}

const FROM_BEST = ['none', 'healthy', 'initial', 'draining', 'unused', 'unavailable', 'unhealthy'] as const;

export function summarizeHealth(targets: readonly RegisteredTarget[]): HealthSummary {
  const count = (holds: (target: RegisteredTarget) => boolean) => targets.filter(holds).length;
  const draining = count(isDraining);
  return {
    healthy: count(({ health }) => health.state === 'healthy'),
    total: targets.length - draining,
    draining,
    unchecked: count(isUnchecked),
    worst: FROM_BEST[Math.max(0, ...targets.map(({ health }) => badness(health.state)))] ?? 'none',
  };
}

/** `11/12 healthy`, `2/2 healthy, 1 draining`, `1 not checked`, `no targets`. */
export function summaryInWords({ healthy, total, draining, unchecked }: HealthSummary): string {
  const checked = total - unchecked;
  const parts = [
    ...(checked > 0 ? [`${healthy}/${checked} healthy`] : []),
    ...(unchecked > 0 ? [`${unchecked} not checked`] : []),
    ...(draining > 0 ? [`${draining} draining`] : []),
  ];
  return parts.length === 0 ? 'no targets' : parts.join(', ');
}

/** Those that get new requests: the healthy ones and those that nobody checks, or all that stay where there is none. */
export function targetsInService(targets: readonly RegisteredTarget[]): number {
  const staying = targets.filter((target) => !isDraining(target));
  const chosen = staying.filter((target) => target.health.state === 'healthy' || isUnchecked(target));
  return chosen.length > 0 ? chosen.length : staying.length;
}

/** Of two states, the worse one has the greater number. */
export function badness(state: string): number {
  // `unhealthy.draining` of a Network Load Balancer is unhealthy: the target is still registered.
  const known = FROM_BEST.findIndex((one) => one === state.replace(/\.draining$/, ''));
  return known > 0 ? known : FROM_BEST.indexOf('unavailable');
}
