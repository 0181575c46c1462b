// Services the targets of a group batch by batch: deregister, drain, the step, register, healthy, next.
import type { ServicePlan, ServiceRun } from '../model/servicing/serviceRun';
import { Emitter } from './emitter';

export class Servicing {
  private readonly changes = new Emitter<undefined>();
  private readonly ends = new Emitter<ServiceRun>();
  /** A run began, moved on or ended, in whichever window. */
  readonly onDidChange = this.changes.event;
  /** A run finished, was aborted or stopped by itself; told in the window that carries it out. */
  readonly onDidEnd = this.ends.event;

  /** The newest last; those that are over are kept for a while. */
  get runs(): readonly ServiceRun[] {
    return [];
  }

  start(plan: ServicePlan): Promise<ServiceRun> {
    this.changes.fire(undefined);
    return Promise.reject(new Error(`Servicing ${plan.groupName} is being built.`));
  }
}
