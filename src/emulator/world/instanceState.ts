// An instance's state at a moment: what was last asked of it, reached a few seconds later.
import type { Instance } from './world';

/** How long an instance is `pending` or `stopping`. */
export const instanceTransitionMilliseconds = 3000;

export type InstanceStateName = 'pending' | 'running' | 'stopping' | 'stopped';

export function instanceState({ goal }: Instance, now: number): InstanceStateName {
  if (now >= goal.since + instanceTransitionMilliseconds) return goal.state;
  return goal.state === 'running' ? 'pending' : 'stopping';
}

/** Since when a running instance runs. */
export function runningSince({ goal }: Instance): number {
  return goal.since + instanceTransitionMilliseconds;
}
