// One apply of a group's pending changes, from the plan to the last reading back.
import { randomUUID } from 'node:crypto';
import { type ChangePlan, type PlannedCall, planChanges } from '../model/changePlan';
import type { Clock } from '../model/clock';
import type { ChangeAction, ChangeScope, PendingChange } from '../model/pendingChange';
import { isProblem, Problem } from '../model/problem';
import { mostTargets, TARGETS_PER_GROUP } from '../model/quotas';
import { stateInWords } from '../model/stateWords';
import { type RegisteredTarget, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { Drains } from './drains';
import type { LastApplies } from './lastApplies';
import type { OutOfService } from './outOfService';
import type { PendingChanges } from './pendingChanges';
import type { Registration } from './registration';
import { targetsQuotaOrUsual } from './targetsQuota';

export interface ApplyParts {
  readonly pending: PendingChanges;
  readonly registration: Registration;
  readonly outOfService: OutOfService;
  readonly lastApplies: LastApplies;
  readonly drains: Drains;
  readonly clock: Clock;
}

export interface ApplyRequest {
  readonly account: Account;
  readonly group: TargetGroup;
  /** Of that group. */
  readonly changes: readonly PendingChange[];
  readonly signal?: AbortSignal;
  /** Told after each call how many of the changes have their answer. */
  readonly onProgress?: (answered: number) => void;
}

interface LeftChange {
  readonly change: PendingChange;
  readonly reason: string;
}

export interface ApplyResult {
  /** Seen done by now, in this apply or before it. */
  readonly done: readonly PendingChange[];
  /** Still pending, each with the reason. */
  readonly left: readonly LeftChange[];
  /** Still pending, until the drains of their addresses are over. */
  readonly waiting: readonly PendingChange[];
  /** What ended the apply before its last call. */
  readonly error?: Error;
}

export class ApplyRun {
  private readonly parts: ApplyParts;
  private readonly request: ApplyRequest;
  private readonly id = randomUUID();
  private readonly scope: ChangeScope;
  private readonly done: PendingChange[] = [];
  private readonly left: LeftChange[] = [];
  /** Set when nothing more may be sent. */
  private error: Error | undefined;

  constructor(parts: ApplyParts, request: ApplyRequest) {
    const { account, group } = request;
    this.parts = parts;
    this.request = request;
    this.scope = { connectionId: account.id, groupArn: group.arn, groupName: group.name };
  }

  /** To be called once. Rejects when the group's health cannot be read at first; then nothing was sent. */
  async finish(): Promise<ApplyResult> {
    const { account, group, changes, signal } = this.request;
    const registered = await account.readHealth(group.arn, {
      priority: 'user',
      ...(signal === undefined ? {} : { signal }),
    });
    // Looked up only where so many targets may go beyond the usual one.
    const fitsAnyway = registered.length + changes.length <= TARGETS_PER_GROUP;
    const targetsPerGroup = fitsAnyway ? TARGETS_PER_GROUP : await targetsQuotaOrUsual(account);
    const { calls, already, waiting } = this.plan(registered, changes, targetsPerGroup);
    // What was sent before and only then seen done is this user's doing too.
    await this.settle(already);
    await this.parts.pending.setWhenDrained(
      waiting.map(({ id }) => id),
      true,
    );
    for (const call of calls) await this.sendUnlessHeldBack(call);
    return {
      done: this.done,
      left: this.left,
      waiting,
      ...(this.error === undefined ? {} : { error: this.error }),
    };
  }

  private plan(
    registered: readonly RegisteredTarget[],
    changes: readonly PendingChange[],
    targetsPerGroup = TARGETS_PER_GROUP,
  ): ChangePlan {
    const { account, group } = this.request;
    const { drains, clock } = this.parts;
    const drainingUntil = drains.drainingUntil(account.id, group.arn);
    return planChanges({ group, registered, changes, drainingUntil, now: clock.now(), targetsPerGroup });
  }

  /** A register that failed may be the replacement of what is to leave: nothing leaves after it in the same apply. */
  private async sendUnlessHeldBack({ action, changes }: PlannedCall): Promise<void> {
    const missing = this.left.filter(({ change }) => change.action === 'register').length;
    if (this.error === undefined && action === 'deregister' && missing > 0) {
      const registers = missing === 1 ? 'a register was' : `${missing} registers were`;
      await this.leave(
        changes,
        () =>
          `Not sent, because ${registers} not done and too few targets could be left. Apply this change by itself to send it all the same.`,
      );
      return;
    }
    await this.send(action, changes);
  }

  private async send(action: ChangeAction, planned: readonly PendingChange[]): Promise<void> {
    const { account, group, signal } = this.request;
    // Somebody may have taken a change back while others were under way.
    const changes = planned.filter(({ id }) => this.parts.pending.get(id) !== undefined);
    if (changes.length === 0) return;
    if (this.error === undefined && signal?.aborted === true) this.error = cancelled();
    if (this.error !== undefined) {
      await this.leave(changes, () => `Not sent: ${this.error?.message ?? ''}`);
      return;
    }
    const targets = changes.map(({ target }) => target);
    try {
      await this.parts.pending.markSent(changes.map(({ id }) => id));
      const result = await this.parts.registration[action]({
        account,
        group,
        targets,
        ...(signal === undefined ? {} : { signal }),
      });
      const undone = new Map(
        result.outcomes.filter(({ done }) => !done).map((outcome) => [targetKey(outcome.target), outcome]),
      );
      const isUndone = ({ target }: PendingChange) => undone.has(targetKey(target));
      await this.settle(changes.filter((change) => !isUndone(change)));
      await this.takeRefusal(action, changes.filter(isUndone), result.error, ({ target }) => {
        const health = undone.get(targetKey(target))?.health;
        const now = health === undefined ? 'is not listed' : `is ${stateInWords(health)}`;
        return `The API accepted the call, but reading back shows that the target ${now}. Apply again.`;
      });
    } catch (error) {
      this.error = signal?.aborted === true ? cancelled() : asError(error);
      await this.findOut(changes);
    }
    this.request.onProgress?.(this.done.length + this.left.length);
  }

  /** One bad target makes the API refuse a whole call: the good ones are sent again without it. */
  private async takeRefusal(
    action: ChangeAction,
    undone: readonly PendingChange[],
    error: Error | undefined,
    unseen: (change: PendingChange) => string,
  ): Promise<void> {
    if (undone.length === 0) return;
    if (error === undefined) {
      await this.leave(undone, unseen);
      return;
    }
    if (isProblem(error) && error.code === 'TooManyTargets') {
      await this.sendWhatFits(action, undone, error);
      return;
    }
    if (!isProblem(error) || !isOfSingleTargets(error)) {
      this.error = error;
      await this.leave(undone, () => error.message);
      return;
    }
    const named = undone.filter(({ target }) => isNamed(error.message, target.id));
    const others = undone.filter((change) => !named.includes(change));
    if (undone.length === 1 || others.length === 0) {
      await this.leave(undone, () => error.message);
    } else if (named.length > 0) {
      await this.leave(named, () => error.message);
      await this.send(action, others);
    } else {
      const half = Math.ceil(undone.length / 2);
      await this.send(action, undone.slice(0, half));
      await this.send(action, undone.slice(half));
    }
  }

  /** A group that cannot take all of a call's targets takes none of them: as many as it has room for are sent again. */
  private async sendWhatFits(
    action: ChangeAction,
    undone: readonly PendingChange[],
    error: Problem,
  ): Promise<void> {
    const { account, group } = this.request;
    const listed = () => account.group(group.arn)?.targets?.length ?? 0;
    const most = mostTargets(group, await targetsQuotaOrUsual(account));
    const free = Math.max(0, most - listed());
    if (free >= undone.length) {
      // It is one of the other quotas that this code stands for; the API's words tell which.
      await this.leave(undone, () => error.message);
      return;
    }
    const fitting = undone.slice(0, free);
    if (fitting.length > 0) await this.send(action, fitting);
    await this.leave(
      undone.slice(free),
      () => `${error.message} ${group.name} has ${listed()} of ${most} targets.`,
    );
  }

  /** After a call of which nobody knows what became: one more look, whether or not the user still waits for it. */
  private async findOut(changes: readonly PendingChange[]): Promise<void> {
    const { account, group } = this.request;
    const reason = this.error?.message ?? '';
    let registered: readonly RegisteredTarget[];
    try {
      registered = await account.readHealth(group.arn, { priority: 'verification' });
    } catch {
      await this.leave(
        changes,
        () => `Sent, but whether it happened is not known: ${reason} Apply again; nothing is done twice.`,
      );
      return;
    }
    const { already } = this.plan(registered, changes);
    await this.settle(already);
    await this.leave(
      changes.filter((change) => !already.includes(change)),
      () => reason,
    );
  }

  /** What was seen done is remembered first and struck off last: a crash in between repeats it, and forgets nothing. */
  private async settle(changes: readonly PendingChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { pending, outOfService, lastApplies } = this.parts;
    const sent = new Set(pending.all.filter(({ sentAt }) => sentAt !== undefined).map(({ id }) => id));
    const ours = changes.filter(({ id }) => sent.has(id));
    await outOfService.remember(
      this.scope,
      ours.filter(({ action }) => action === 'deregister'),
    );
    await outOfService.forget(changes.filter(({ action }) => action === 'register').map(({ id }) => id));
    await lastApplies.record(this.id, this.scope, ours);
    await pending.remove(changes.map(({ id }) => id));
    this.done.push(...changes);
  }

  private async leave(
    changes: readonly PendingChange[],
    reasonOf: (change: PendingChange) => string,
  ): Promise<void> {
    if (changes.length === 0) return;
    const left = changes.map((change) => ({ change, reason: reasonOf(change) }));
    await this.parts.pending.leave(new Map(left.map(({ change, reason }) => [change.id, reason])));
    this.left.push(...left);
  }
}

/** The call was refused for one target or some; the others may be good. */
function isOfSingleTargets({ kind, code }: Problem): boolean {
  return kind === 'invalid' || code === 'TooManyRegistrationsForTargetId';
}

/** Whole: `10.0.1.5` is not named by `10.0.1.50`. */
function isNamed(message: string, id: string): boolean {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.:-])${escaped}(?![\\w-]|[.:]\\w)`).test(message);
}

function cancelled(): Problem {
  return new Problem('Cancelled.', { kind: 'cancelled' });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
