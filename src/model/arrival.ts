// What becomes of a target that we registered: how long until it is healthy, and whether it stays so.
import type { ChangeScope } from './pendingChange';
import type { TargetHealth, TargetIdentity } from './target';

/**
 * `registering`: sent, or about to be. `checking`: listed, and not healthy yet. `healthy`: it gets traffic. `unhealthy`:
 * it was healthy and turned unhealthy again soon after. `unchecked`: the group has no health checks, or no listener uses
 * it, so that nobody will ever call it healthy. `gone`: deregistered before it was healthy.
 */
export type ArrivalPhase = 'registering' | 'checking' | 'healthy' | 'unhealthy' | 'unchecked' | 'gone';

export interface Arrival extends ChangeScope {
  readonly id: string;
  readonly target: TargetIdentity;
  /** The instance's Name tag, where it has one. */
  readonly targetName?: string;
  /** When we sent the register, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The group's healthy threshold × interval: the soonest that a good target is healthy; absent where nothing checks. */
  readonly expectedMilliseconds?: number;
  readonly phase: ArrivalPhase;
  /** As last read; absent before the target was first seen listed. */
  readonly health?: TargetHealth;
  /** When it was first seen healthy. */
  readonly healthyAt?: number;
  /** When it was said that it takes longer than it should. */
  readonly lateAt?: number;
  /** When nothing more is to be waited for. */
  readonly endedAt?: number;
}

export function isArrived(arrival: Pick<Arrival, 'endedAt'>): boolean {
  return arrival.endedAt !== undefined;
}
