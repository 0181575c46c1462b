// An instance's state at a moment: what was last asked of it, reached a few seconds later.
import type { Instance } from './networkTypes';

/** How long an instance is `pending`, `stopping` or `shutting-down`. */
export const instanceTransitionMilliseconds = 3000;

export type InstanceStateName =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

const onTheWay = { running: 'pending', stopped: 'stopping', terminated: 'shutting-down' } as const;

export function instanceState({ goal }: Instance, now: number): InstanceStateName {
  if (now >= goal.since + instanceTransitionMilliseconds) return goal.state;
  return onTheWay[goal.state];
}

/** Since when a running instance runs. */
export function runningSince({ goal }: Instance): number {
  return goal.since + instanceTransitionMilliseconds;
}
