// Services the targets of a group batch by batch: deregister, drain, the step, register, healthy, next. What to do is
// decided by `next`; each run is carried out by the one window that holds its lease.
import { randomUUID } from 'node:crypto';
import { isProblem, Problem } from '../model/problem';
import { takenOver } from '../model/servicing/serviceAnswers';
import {
  aborted,
  actionsOf,
  begun,
  continued,
  paused,
  resumed,
  type ServiceAction,
  skipped,
  type SkipKind,
} from '../model/servicing/serviceControls';
import { needsHands } from '../model/servicing/serviceNext';
import { floorUnkept } from '../model/servicing/servicePlan';
import { isRunOver, nameOf, type ServicePlan, type ServiceRun } from '../model/servicing/serviceRun';
import { isDraining, targetKey } from '../model/target';
import { type Disposable, Emitter } from './emitter';
import { type ExecutionParts, ServiceExecution } from './serviceExecution';

/** Whether another window, which carried a run out, is gone. */
const LOOK_AGAIN_MILLISECONDS = 3_000;
/** A window that is reloaded is back in this time. It may be the only one that has the tasks of its runs. */
const COMES_BACK_WITHIN_MILLISECONDS = 20_000;

export class Servicing {
  private readonly parts: ExecutionParts;
  private readonly changes = new Emitter<undefined>();
  private readonly ends = new Emitter<ServiceRun>();
  /** A run began, moved on or ended, in whichever window. */
  readonly onDidChange = this.changes.event;
  /** A run finished, was aborted, stopped by itself or waits for the user; told in the window that carries it out. */
  readonly onDidEnd = this.ends.event;
  private readonly window = randomUUID();
  private readonly executions = new Map<string, ServiceExecution>();
  private readonly subscriptions: readonly Disposable[];
  private readonly openedAt: number;
  /** By run, since when nobody is seen to carry it out. */
  private readonly leftSince = new Map<string, number>();
  private timer: Disposable | undefined;
  private disposed = false;

  constructor(parts: ExecutionParts) {
    this.parts = parts;
    this.openedAt = parts.clock.now();
    this.subscriptions = [
      parts.runs.onDidChange(() => {
        this.changes.fire(undefined);
        this.look(false);
      }),
    ];
    this.look(true);
  }

  /** The newest last; those that are over are kept for a while. */
  get runs(): readonly ServiceRun[] {
    return this.parts.runs.all;
  }

  get(id: string): ServiceRun | undefined {
    return this.parts.runs.get(id);
  }

  /**
   * Begins; resolves when the run is stored. Rejects with a `Problem` when the group is being serviced already, or when
   * its health, read anew, does not allow the plan: then nothing was sent.
   */
  async start(plan: ServicePlan): Promise<ServiceRun> {
    const { inventory, runs, clock } = this.parts;
    const { connectionId, groupArn, groupName } = plan;
    const busy = new Problem(`${groupName} is being serviced already. Finish or abort that first.`, {
      kind: 'busy',
    });
    if (runs.openOf(connectionId, groupArn) !== undefined) throw busy;
    const account = inventory.account(connectionId);
    if (account === undefined)
      throw new Problem(`The connection of ${groupName} was removed.`, { kind: 'notFound' });
    const registered = await account.readHealth(groupArn, { priority: 'user' });
    const inService = new Set(registered.filter((target) => !isDraining(target)).map(targetKey));
    const gone = plan.targets.find(({ target }) => !inService.has(targetKey(target)));
    const refusal =
      gone === undefined
        ? floorUnkept(plan, registered)
        : `${nameOf(gone)} is not in service any more. Plan again with the targets as they are now.`;
    if (refusal !== undefined) throw new Problem(`${groupName}: ${refusal}`, { kind: 'invalid' });
    const run = begun(plan, randomUUID(), this.window, clock.now());
    if (!(await runs.add(run))) throw busy;
    return run;
  }

  /** What is under way is finished; no further batch leaves. */
  pause(id: string): Promise<void> {
    return this.control(id, 'pause', paused);
  }

  /** Goes on where it was; what could not be read or sent is tried again with credentials read anew. */
  async resume(id: string): Promise<void> {
    const run = this.allowed(id, 'resume');
    const account = this.parts.inventory.account(run.connectionId);
    if (run.stoppedBy === 'calls' || run.stoppedBy === 'reads') account?.reconnect();
    // What failed before is no reason to stop again; a read that fails now is.
    await account?.readHealth(run.groupArn, { priority: 'user' }).catch(() => undefined);
    await this.control(id, 'resume', resumed);
  }

  /** The step is done. */
  continue(id: string): Promise<void> {
    return this.control(id, 'continue', continued);
  }

  /** The batch at hand is put back without its step; or nothing that was not begun yet will be. */
  skip(id: string, kind: SkipKind): Promise<void> {
    return this.control(id, 'skip', (run, now) => skipped(run, kind, now));
  }

  /** Puts back everything that is out. */
  abort(id: string): Promise<void> {
    return this.control(id, 'abort', aborted);
  }

  clearFinished(): Promise<void> {
    return this.parts.runs.clearFinished();
  }

  /** The window closes: another one, or the same one when it is open again, goes on. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const execution of this.executions.values()) execution.dispose();
  }

  private allowed(id: string, action: ServiceAction): ServiceRun {
    const run = this.get(id);
    if (run === undefined || isRunOver(run))
      throw new Problem('That servicing is over.', { kind: 'notFound' });
    if (actionsOf(run).includes(action)) return run;
    throw new Problem(
      `The servicing of ${run.groupName} is ${run.status}: there is nothing to ${action} now.`,
      {
        kind: 'invalid',
      },
    );
  }

  private async control(
    id: string,
    action: ServiceAction,
    change: (run: ServiceRun, now: number) => ServiceRun,
  ): Promise<void> {
    this.allowed(id, action);
    const { runs, clock } = this.parts;
    await runs.change(id, (run) => {
      const now = clock.now();
      const changed = change(run, now);
      // Where nobody is at it, this window is: the task of a step may be of this workspace only.
      return changed === run || needsHands(run) ? changed : takenOver(changed, this.window, now);
    });
    this.executions.get(id)?.wake();
  }

  /** @param all also what another window carried out last: it may be gone */
  private look(all: boolean): void {
    if (this.disposed) return;
    const open = this.runs.filter(needsHands);
    for (const run of open) {
      if (this.executions.has(run.id)) continue;
      if (run.carriedOutBy === this.window || (all && this.isLeft(run.id))) void this.carryOut(run);
    }
    if (open.some(({ id }) => !this.executions.has(id))) this.lookLater();
  }

  /** A window that was opened just now may be the one that carried it out before it was reloaded. */
  private isLeft(id: string): boolean {
    const now = this.parts.clock.now();
    if (now - this.openedAt < COMES_BACK_WITHIN_MILLISECONDS) return true;
    if (this.parts.leases.isHeld(leaseOf(id))) {
      this.leftSince.delete(id);
      return false;
    }
    const since = this.leftSince.get(id) ?? now;
    this.leftSince.set(id, since);
    return now - since >= COMES_BACK_WITHIN_MILLISECONDS;
  }

  private lookLater(): void {
    if (this.disposed || this.timer !== undefined) return;
    this.timer = this.parts.clock.after(LOOK_AGAIN_MILLISECONDS, () => {
      this.timer = undefined;
      this.look(true);
    });
  }

  private async carryOut({ id, groupName }: ServiceRun): Promise<void> {
    const execution = new ServiceExecution(this.parts, id, this.window, (run) => {
      this.ends.fire(run);
    });
    this.executions.set(id, execution);
    this.leftSince.delete(id);
    try {
      await this.parts.leases.during(leaseOf(id), `${groupName} is serviced by another window.`, () =>
        execution.carryOut(),
      );
    } catch (error) {
      if (!isProblem(error) || error.kind !== 'busy') this.parts.report(error);
    } finally {
      execution.dispose();
      this.executions.delete(id);
    }
    // What another window has, or what failed, is looked at again a moment later.
    this.lookLater();
  }
}

function leaseOf(runId: string): string {
  return `servicing|${runId}`;
}
