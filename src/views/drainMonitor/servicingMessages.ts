// What the host and the page say to each other of servicing targets one after another.
import type { ServiceAction } from '../../model/servicing/serviceControls';
import type { ServiceRun } from '../../model/servicing/serviceRun';

export interface ShownRun {
  readonly run: ServiceRun;
  /** As the tree names it: `prod · eu-west-1`, `Emulator`. */
  readonly connectionLabel: string;
}

/** Host to page: the runs that go on, and those that ended a short while ago. */
export interface ToServicing {
  readonly type: 'servicing';
  /** The newest first. */
  readonly runs: readonly ShownRun[];
}

/** Page to host. */
export interface FromServicing {
  readonly type: 'servicingAction';
  readonly runId: string;
  readonly action: ServiceAction;
}
