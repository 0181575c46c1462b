// Carries out one servicing in one window: looks what is next, writes it down, does it, writes down what came of it.
import { chunksOf } from '../model/chunks';
import { TARGETS_A_CALL } from '../model/changePlan';
import type { Clock } from '../model/clock';
import { changeId } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import {
  type Answer,
  deregisterAnswered,
  registerAnswered,
  type StepEnd,
  stepEnded,
  takenOver,
} from '../model/servicing/serviceAnswers';
import { stepEnvironment } from '../model/servicing/serviceEnvironment';
import type { Failure, Reading } from '../model/servicing/serviceFacts';
import { needsHands, type Next, next, type Todo } from '../model/servicing/serviceNext';
import { isRunOver, nameOf, type ServicedTarget, type ServiceRun } from '../model/servicing/serviceRun';
import { type TargetIdentity, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { Disposable } from './emitter';
import type { Inventory } from './inventory';
import type { Leases } from './leases';
import type { OutOfService } from './outOfService';
import type { Registration } from './registration';
import type { ServiceRuns } from './serviceRuns';
import type { RunnableStep, StepRunner } from './serviceSteps';

export interface ExecutionParts {
  readonly runs: ServiceRuns;
  readonly leases: Leases;
  readonly inventory: Inventory;
  readonly registration: Registration;
  readonly outOfService: OutOfService;
  readonly steps: StepRunner;
  readonly clock: Clock;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** Time alone may change what is next: a pause ends, a target is late. */
const LOOK_EVERY_MILLISECONDS = 1_000;

export class ServiceExecution {
  private readonly parts: ExecutionParts;
  private readonly runId: string;
  private readonly window: string;
  private readonly onEnd: (run: ServiceRun) => void;
  private readonly subscriptions: readonly Disposable[];
  /** By target key, of the steps that run in this window. */
  private readonly running = new Map<string, AbortController>();
  /** Ends the execution. */
  private failure: Error | undefined;
  private hasNews = false;
  private waiter: (() => void) | undefined;
  private disposed = false;

  constructor(
    parts: ExecutionParts,
    runId: string,
    window: string,
    /** Told when the run finishes, is aborted, stops or waits for the user, here. */
    onEnd: (run: ServiceRun) => void,
  ) {
    this.parts = parts;
    this.runId = runId;
    this.window = window;
    this.onEnd = onEnd;
    const wake = () => {
      this.wake();
    };
    this.subscriptions = [
      parts.runs.onDidChange(wake),
      parts.inventory.onDidReadHealth(wake),
      parts.inventory.onDidChange(wake),
    ];
  }

  /** To be called once, under the run's lease. Resolves when there is nothing to do until the user does something. */
  async carryOut(): Promise<void> {
    const now = this.parts.clock.now();
    await this.write((run) => takenOver(run, this.window, now));
    while (!this.disposed) {
      if (this.failure !== undefined) throw this.failure;
      const { run, todo } = await this.advance();
      // Another window has it by now.
      if (run?.carriedOutBy !== this.window) return;
      await this.remember(run);
      this.abortStepsOf(run);
      if (todo !== undefined) await this.perform(run, todo);
      else if (needsHands(run)) await this.news();
      else return;
    }
  }

  wake(): void {
    this.hasNews = true;
    this.waiter?.();
  }

  dispose(): void {
    this.disposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    this.wake();
  }

  /** Writes down what is next, if that is anything else than what is stored. */
  private async advance(): Promise<{ readonly run?: ServiceRun; readonly todo?: Todo }> {
    this.hasNews = false;
    const stored = this.parts.runs.get(this.runId);
    if (stored === undefined) return {};
    const first = next(stored, this.readingOf(stored), this.parts.clock.now());
    if (first.run === stored) return first;
    let written: Next = { run: stored };
    await this.change((run) => {
      written = next(run, this.readingOf(run), this.parts.clock.now());
      return written.run;
    });
    return written;
  }

  /** Changes the run unless another window has it by now. */
  private change(change: (run: ServiceRun) => ServiceRun): Promise<void> {
    return this.write((run) => (run.carriedOutBy === this.window && !this.disposed ? change(run) : run));
  }

  /** Changes the run; tells of its end. */
  private async write(change: (run: ServiceRun) => ServiceRun): Promise<void> {
    let end: ServiceRun | undefined;
    await this.parts.runs.change(this.runId, (run) => {
      end = undefined;
      const changed = change(run);
      const isNews = isRunOver(changed) || changed.status === 'stopped' || changed.status === 'waiting';
      if (isNews && changed.status !== run.status) end = changed;
      return changed;
    });
    if (end !== undefined) this.onEnd(end);
  }

  /** What we took out is on the list of what is out of service, whatever becomes of this run. */
  private async remember(run: ServiceRun): Promise<void> {
    const { outOfService } = this.parts;
    const known = ({ target }: ServicedTarget) => outOfService.get(changeId(run, target)) !== undefined;
    const out = run.targets.filter(
      (target) =>
        ['draining', 'out', 'servicing', 'serviced', 'left'].includes(target.phase) && !known(target),
    );
    const back = run.targets.filter(
      (target) => ['checking', 'done', 'putBack'].includes(target.phase) && known(target),
    );
    // One that is over was told of once: what the user forgets of it afterwards stays forgotten.
    if (isRunOver(run)) return;
    await outOfService.remember(run, out);
    if (back.length > 0) await outOfService.forget(back.map(({ target }) => changeId(run, target)));
  }

  private async perform(run: ServiceRun, todo: Todo): Promise<void> {
    switch (todo.kind) {
      case 'read':
        await this.read(run);
        return;
      case 'step':
        for (const target of todo.targets) this.runStep(run, run.step as RunnableStep, target);
        return;
      default:
        await this.call(
          run,
          todo.kind,
          todo.targets.map(({ target }) => target),
        );
    }
  }

  /** What fails is kept with the group, and is part of the next reading. */
  private async read({ connectionId, groupArn }: ServiceRun): Promise<void> {
    const account = this.parts.inventory.account(connectionId);
    if (account === undefined) return;
    if (account.group(groupArn) === undefined) await account.readGroups({ priority: 'user' });
    await account.readHealth(groupArn, { priority: 'verification' }).catch(() => undefined);
  }

  private async call(
    run: ServiceRun,
    action: 'register' | 'deregister',
    targets: readonly TargetIdentity[],
  ): Promise<void> {
    for (const chunk of chunksOf(targets, TARGETS_A_CALL)) {
      const answer = await this.answerOf(run, action, chunk);
      const now = this.parts.clock.now();
      await this.change((current) =>
        action === 'deregister'
          ? deregisterAnswered(current, answer, now)
          : registerAnswered(current, answer, now),
      );
      if (answer.undone.length > 0) return;
    }
  }

  private async answerOf(
    run: ServiceRun,
    action: 'register' | 'deregister',
    targets: readonly TargetIdentity[],
  ): Promise<Answer> {
    const account = this.parts.inventory.account(run.connectionId);
    const group = account?.group(run.groupArn)?.group;
    if (account === undefined || group === undefined) {
      const failure = this.readingOf(run).failure ?? {
        message: `${run.groupName} is not listed.`,
        passing: true,
        refused: true,
      };
      return { done: [], undone: targets.map((target) => ({ target, failure })) };
    }
    const answer = await this.sent(account, group, action, targets);
    const isOfSingleTargets = answer.undone.some(({ failure }) => failure?.ofSingleTarget === true);
    if (!isOfSingleTargets || answer.undone.length === 1) return answer;
    // One bad target makes the API refuse a whole call: each is sent by itself, so that the good ones are done.
    const answers: Answer[] = [];
    for (const { target } of answer.undone) answers.push(await this.sent(account, group, action, [target]));
    return {
      done: [...answer.done, ...answers.flatMap(({ done }) => done)],
      undone: answers.flatMap(({ undone }) => undone),
    };
  }

  private async sent(
    account: Account,
    group: TargetGroup,
    action: 'register' | 'deregister',
    targets: readonly TargetIdentity[],
  ): Promise<Answer> {
    try {
      const { outcomes, error } = await this.parts.registration[action]({ account, group, targets });
      const failure = error === undefined ? undefined : failureOf(error);
      return {
        done: outcomes.filter(({ done }) => done).map(({ target }) => target),
        undone: outcomes
          .filter(({ done }) => !done)
          .map(({ target }) => ({ target, ...(failure === undefined ? {} : { failure }) })),
      };
    } catch (error) {
      // It may have been sent, and nothing could be read back: nobody knows.
      const failure = { ...failureOf(error), refused: false };
      return { done: [], undone: targets.map((target) => ({ target, failure })) };
    }
  }

  private runStep(run: ServiceRun, step: RunnableStep, target: ServicedTarget): void {
    const key = targetKey(target.target);
    const controller = new AbortController();
    this.running.set(key, controller);
    const ended = async () => {
      const end = await this.stepEndOf(run, step, target, controller.signal);
      if (this.running.get(key) === controller) this.running.delete(key);
      await this.change((current) => stepEnded(current, target.target, end, this.parts.clock.now()));
      this.wake();
    };
    // Its end could not be written down: the run is taken up anew, and tells that nobody knows of it.
    ended().catch((error: unknown) => {
      this.failure = asError(error);
      this.wake();
    });
  }

  private async stepEndOf(
    run: ServiceRun,
    step: RunnableStep,
    target: ServicedTarget,
    signal: AbortSignal,
  ): Promise<StepEnd> {
    const account = this.parts.inventory.account(run.connectionId);
    if (account === undefined) return { ok: false, because: 'The connection was removed.' };
    const { target: identity, zone, targetName } = target;
    const instance = account.instance(identity.id);
    const environment = stepEnvironment({
      scope: run,
      connection: account.connection,
      target: identity,
      targetName,
      zone: zone ?? instance?.availabilityZone,
      address: run.targetType === 'ip' ? identity.id : instance?.privateIpAddress,
    });
    try {
      const key = `${run.id}|${targetKey(identity)}`;
      return await this.parts.steps.run({ step, label: nameOf(target), key, environment, signal });
    } catch (error) {
      return { ok: false, because: asError(error).message };
    }
  }

  /** A target that is put back anyway is not worked on any longer. */
  private abortStepsOf(run: ServiceRun): void {
    for (const [key, controller] of this.running) {
      const target = run.targets.find((each) => targetKey(each.target) === key);
      if (target?.phase !== 'servicing' || target.goal !== undefined) controller.abort();
    }
  }

  private readingOf({ connectionId, groupArn, groupName }: ServiceRun): Reading {
    const account = this.parts.inventory.account(connectionId);
    if (account === undefined) {
      const message = `The connection of ${groupName} is not set up in this window.`;
      return { failure: { message, passing: true, refused: true } };
    }
    const knowledge = account.group(groupArn);
    if (knowledge === undefined) {
      if (account.error !== undefined) return { failure: failureOf(account.error) };
      if (account.readAt === undefined) return {};
      return { failure: { message: `${groupName} no longer exists.`, passing: false, refused: true } };
    }
    const { targets, readAt, error } = knowledge;
    return {
      ...(targets === undefined ? {} : { targets }),
      ...(readAt === undefined ? {} : { readAt }),
      ...(error === undefined ? {} : { failure: failureOf(error) }),
    };
  }

  /** Resolves when something may have changed. */
  private async news(): Promise<void> {
    if (this.hasNews || this.disposed) return;
    await new Promise<void>((resolve) => {
      const timer = this.parts.clock.after(LOOK_EVERY_MILLISECONDS, resolve);
      this.waiter = () => {
        timer.dispose();
        resolve();
      };
    });
    this.waiter = undefined;
  }
}

/** The kinds that another try may get past. */
const PASSING = ['throttled', 'unreachable', 'service'] as const;

function failureOf(error: unknown): Failure {
  if (!isProblem(error)) {
    return { message: asError(error).message, passing: false, refused: false };
  }
  const { message, kind } = error;
  return {
    message,
    passing: PASSING.some((passing) => passing === kind),
    // After the others it may have been carried out all the same.
    refused: kind !== 'unreachable' && kind !== 'service',
    ...(kind === 'invalid' ? { ofSingleTarget: true as const } : {}),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
