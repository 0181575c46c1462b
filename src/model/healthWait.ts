// A wait that the user asked for: until some targets are healthy, or drained.
import type { ChangeScope } from './pendingChange';
import type { TargetHealth, TargetIdentity } from './target';

export type WaitedFor = 'healthy' | 'drained';

/** One target of a wait. */
export interface AwaitedTarget {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** As last read; absent for one that is not listed. */
  readonly health?: TargetHealth;
  /** When it was seen as waited for, in milliseconds since the epoch; absent while it is not. */
  readonly reachedAt?: number;
}

export interface HealthWait extends ChangeScope {
  readonly id: string;
  readonly until: WaitedFor;
  readonly targets: readonly AwaitedTarget[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /**
   * `reached`: all are as waited for. `impossible`: one never can be (a target that is gone will not turn healthy, one
   * that was put back does not drain). `stopped`: by the user.
   */
  readonly outcome?: 'reached' | 'impossible' | 'stopped';
  /** Why it is impossible, for people. */
  readonly because?: string;
}
