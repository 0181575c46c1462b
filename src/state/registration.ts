// Registers and deregisters: writes the intention down, sends it, and reads back whether it happened.
import { expectedMilliseconds } from '../model/arrival';
import { type Clock, wait } from '../model/clock';
import type { ActionMark } from '../model/healthHistory';
import { ListedTargets } from '../model/listedTargets';
import type { ChangeScope } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import {
  isDraining,
  type RegisteredTarget,
  type TargetIdentity,
  type TargetHealth,
  targetKey,
} from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { CallOptions } from '../aws/cloud';
import type { Account } from './account';
import type { Arrivals, ArrivalSubject } from './arrivals';
import type { Drains, DrainSubject } from './drains';
import type { HealthHistory } from './healthHistory';

/** What became of one target of a register or deregister, as read back from the API. */
interface Outcome {
  /** As it was asked for. */
  readonly target: TargetIdentity;
  readonly done: boolean;
  /** What the API says of the target now; absent when it does not list it. */
  readonly health?: TargetHealth;
}

export interface ChangeResult {
  readonly outcomes: readonly Outcome[];
  /** The call failed; `outcomes` says what happened all the same. */
  readonly error?: Error;
}

interface Change {
  readonly account: Account;
  readonly group: TargetGroup;
  readonly targets: readonly TargetIdentity[];
  readonly signal?: AbortSignal;
  /** Another call that registers or deregisters them, in place of the load balancer's own. */
  readonly by?: OtherWay;
}

interface OtherWay {
  readonly call: () => Promise<void>;
  /** Waits before each look whether it is done: whoever is asked may take its time. */
  readonly readBackAfterMilliseconds: readonly number[];
}

const DEREGISTRATION_DELAY = 'deregistration_delay.timeout_seconds';
/** Who shortens the delay does it right before a deregister; the calls of one apply may share what was read. */
const DELAY_STAYS_FRESH_MILLISECONDS = 5_000;

/** Reads lag behind writes; what is not seen after the last of these waits is reported as not done. */
const READ_BACK_AFTER_MILLISECONDS = [0, 500, 1_000, 2_000, 4_000, 8_000];

interface Parts {
  readonly drains: Drains;
  readonly arrivals: Arrivals;
  readonly history: HealthHistory;
  readonly clock: Clock;
}

export class Registration {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /**
   * The arrival of each is written down before the call. Rejects only when the signal aborts or nothing can be read back.
   */
  async register({ account, group, targets, signal, by }: Change): Promise<ChangeResult> {
    const cloud = await account.cloud();
    signal?.throwIfAborted();
    const { arrivals, clock } = this.parts;
    const begun = await arrivals.begin(arrivalSubjects(account, group, targets));
    const at = clock.now();
    const error = await failureOf(
      by === undefined ? cloud.registerTargets(group.arn, targets, byUser(signal)) : by.call(),
    );
    const result = await this.readBack(
      { account, group, targets, signal, error, by },
      (listed) => listed !== undefined && !isDraining(listed),
    );
    await arrivals.withdraw(ofUndone(begun, result));
    this.mark(account, group, 'register', result, at);
    return result;
  }

  /**
   * Targets must be given as the API lists them, with port and zone. The drain of each is written down before the call,
   * so that not even a crash in the middle forgets one.
   */
  async deregister({ account, group, targets, signal, by }: Change): Promise<ChangeResult> {
    const cloud = await account.cloud();
    const subjects = await this.drainSubjects(account, group, targets);
    signal?.throwIfAborted();
    const { drains, arrivals, clock } = this.parts;
    const begun = await drains.begin(subjects);
    const at = clock.now();
    const error = await failureOf(
      by === undefined ? cloud.deregisterTargets(group.arn, targets, byUser(signal)) : by.call(),
    );
    const result = await this.readBack(
      { account, group, targets, signal, error, by },
      (listed) => listed === undefined || isDraining(listed),
    );
    await drains.withdraw(ofUndone(begun, result));
    const done = result.outcomes.filter((outcome) => outcome.done);
    await arrivals.end(
      account.id,
      group.arn,
      done.map(({ target }) => target),
    );
    this.mark(account, group, 'deregister', result, at);
    return result;
  }

  /** In the group's history, under the names that its health has for the targets. */
  private mark(
    account: Account,
    group: TargetGroup,
    action: ActionMark['action'],
    { outcomes }: ChangeResult,
    at: number,
  ): void {
    const listed = new ListedTargets(group, account.group(group.arn)?.targets ?? []);
    const targetKeys = outcomes
      .filter(({ done }) => done)
      .map(({ target }) => targetKey(listed.find(target) ?? target));
    if (targetKeys.length > 0) this.parts.history.mark(scopeOf(account, group), { at, action, targetKeys });
  }

  /** What is written down of targets of a group that drain, or are about to. */
  async drainSubjects(
    account: Account,
    group: TargetGroup,
    targets: readonly TargetIdentity[],
  ): Promise<DrainSubject[]> {
    const delayMilliseconds = await this.delayOf(account, group);
    return targets.map((target) => ({
      connectionId: account.id,
      group,
      target,
      targetName: account.instance(target.id)?.name,
      delayMilliseconds,
    }));
  }

  /** The group's deregistration delay; undefined for a Lambda group, and where it cannot be read. */
  async delayOf(account: Account, group: TargetGroup): Promise<number | undefined> {
    if (group.targetType === 'lambda') return undefined;
    try {
      const attributes = await account.groupAttributes(
        group.arn,
        { priority: 'user' },
        DELAY_STAYS_FRESH_MILLISECONDS,
      );
      const value = attributes.get(DEREGISTRATION_DELAY);
      return value === undefined ? undefined : Number(value) * 1000;
    } catch {
      return undefined;
    }
  }

  private async readBack(
    {
      account,
      group,
      targets,
      signal,
      error,
      by,
    }: Omit<Change, 'signal' | 'by'> & {
      signal: AbortSignal | undefined;
      error: Error | undefined;
      by: OtherWay | undefined;
    },
    isDone: (listed: RegisteredTarget | undefined) => boolean,
  ): Promise<ChangeResult> {
    let outcomes: Outcome[] = [];
    for (const delay of by?.readBackAfterMilliseconds ?? READ_BACK_AFTER_MILLISECONDS) {
      if (delay > 0) await wait(this.parts.clock, delay, signal);
      const listed = new ListedTargets(
        group,
        await account.readHealth(group.arn, {
          priority: 'verification',
          ...(signal === undefined ? {} : { signal }),
        }),
      );
      outcomes = targets.map((target) => {
        const now = findListed(listed, target);
        return { target, done: isDone(now), ...(now === undefined ? {} : { health: now.health }) };
      });
      // After a refusal one look is enough: what the call did, it did before it was refused.
      if (isRefusal(error) || outcomes.every(({ done }) => done)) break;
    }
    return { outcomes, ...(error === undefined ? {} : { error }) };
  }
}

function scopeOf(account: Account, group: TargetGroup): ChangeScope {
  return { connectionId: account.id, groupArn: group.arn, groupName: group.name };
}

function arrivalSubjects(
  account: Account,
  group: TargetGroup,
  targets: readonly TargetIdentity[],
): ArrivalSubject[] {
  return targets.map((target) => ({
    ...scopeOf(account, group),
    target,
    targetName: account.instance(target.id)?.name,
    expectedMilliseconds: expectedMilliseconds(group.healthCheck),
  }));
}

/** Of what was written down before a call, what did not happen. */
function ofUndone<T extends { readonly target: TargetIdentity }>(
  begun: readonly T[],
  { outcomes }: ChangeResult,
): T[] {
  const undone = new Set(outcomes.filter(({ done }) => !done).map(({ target }) => targetKey(target)));
  return begun.filter(({ target }) => undone.has(targetKey(target)));
}

/** A target without a port that is listed on another port only is that one: the API did not touch it. */
function findListed(listed: ListedTargets, target: TargetIdentity): RegisteredTarget | undefined {
  return listed.find(target) ?? (target.port === undefined ? listed.onAnyPort(target.id)[0] : undefined);
}

/** The API said no. After any other failure it may have carried the call out all the same. */
function isRefusal(error: Error | undefined): boolean {
  return isProblem(error) && error.kind !== 'unreachable' && error.kind !== 'service';
}

function byUser(signal: AbortSignal | undefined): CallOptions {
  return { priority: 'user', ...(signal === undefined ? {} : { signal }) };
}

async function failureOf(call: Promise<void>): Promise<Error | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}
