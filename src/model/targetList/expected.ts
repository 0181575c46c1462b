// What a group will have when its pending changes have happened: what the document of its targets is compared with.
import type { ProposedChange } from '../pendingChange';
import {
  isDraining,
  type RegisteredTarget,
  type TargetHealth,
  type TargetIdentity,
  targetKey,
} from '../target';

export interface ExpectedTarget extends TargetIdentity {
  /** Absent for a target whose register is pending. */
  readonly health?: TargetHealth;
}

/** The registered targets that stay, and those whose register is pending. What drains has left. */
export function expectedTargets(
  registered: readonly RegisteredTarget[],
  pending: readonly ProposedChange[],
): ExpectedTarget[] {
  const present = registered.filter((target) => !isDraining(target));
  const keys = new Set(present.map(targetKey));
  const leaving = new Set(
    pending.filter(({ action }) => action === 'deregister').map(({ target }) => targetKey(target)),
  );
  const arriving = pending
    .filter(({ action, target }) => action === 'register' && !keys.has(targetKey(target)))
    .map(({ target }) => target);
  return [...present.filter((target) => !leaving.has(targetKey(target))), ...arriving];
}
