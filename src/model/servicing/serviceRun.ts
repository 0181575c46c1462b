// Servicing targets one after another: what was planned, and how far it is. Kept in storage while it goes on.
import type { ChangeScope } from '../pendingChange';
import type { TargetIdentity } from '../target';

/** What happens between out and back. */
export type ServiceStep =
  /** The user works on the targets and says *Continue*. */
  | { readonly kind: 'continue' }
  /** A task of the workspace, by its name as VS Code lists it. */
  | { readonly kind: 'task'; readonly name: string }
  /** A command line for the user's shell. */
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'pause'; readonly seconds: number };

export interface ServicePlan extends ChangeScope {
  /** In the order of servicing. */
  readonly targets: readonly { readonly target: TargetIdentity; readonly targetName?: string }[];
  readonly batchSize: number;
  /** The least number of healthy targets to keep. */
  readonly floor: number;
  readonly step: ServiceStep;
}

export type ServicedPhase =
  | 'waiting'
  | 'deregistering'
  | 'draining'
  | 'out'
  | 'registering'
  | 'checking'
  | 'done'
  | 'skipped'
  /** Put back because the run was aborted. */
  | 'putBack'
  /** Out of service, and nothing goes on with it: see `because`. */
  | 'left';

export interface ServicedTarget {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  readonly phase: ServicedPhase;
  /** When the phase began, in milliseconds since the epoch. */
  readonly since: number;
  readonly because?: string;
}

/**
 * `running`; `paused` by the user, at the end of what is under way; `waiting` for the user's *Continue*; `stopped` by
 * itself (see `because`); `aborting`: puts back what is out; `finished` and `aborted`: over.
 */
export type ServiceStatus =
  'running' | 'paused' | 'waiting' | 'stopped' | 'aborting' | 'finished' | 'aborted';

export interface ServiceRun extends Omit<ServicePlan, 'targets'> {
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status: ServiceStatus;
  /** Why it stopped, where it stopped, and what to do next: for people. */
  readonly because?: string;
  readonly targets: readonly ServicedTarget[];
}
