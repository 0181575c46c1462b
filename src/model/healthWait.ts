// A wait that the user asked for: until some targets are healthy, or drained.
import { ListedTargets } from './listedTargets';
import type { ChangeScope } from './pendingChange';
import { READ_LAG_MILLISECONDS } from './readLag';
import {
  isDraining,
  isSameHealth,
  isTargetHealth,
  isUnchecked,
  type RegisteredTarget,
  type TargetHealth,
  type TargetIdentity,
  targetLabel,
} from './target';
import type { TargetGroup } from './targetGroup';

export type WaitedFor = 'healthy' | 'drained';

/** One target of a wait. */
export interface AwaitedTarget {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** As last read; absent for one that is not listed. */
  readonly health?: TargetHealth;
  /** Since when it was seen as waited for, in milliseconds since the epoch; absent while it is not. */
  readonly reachedAt?: number;
}

export interface HealthWait extends ChangeScope {
  readonly id: string;
  readonly until: WaitedFor;
  readonly targets: readonly AwaitedTarget[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /**
   * `reached`: all are as waited for. `impossible`: one never can be (a target that is gone will not turn healthy, one
   * that was put back does not drain). `stopped`: by the user.
   */
  readonly outcome?: 'reached' | 'impossible' | 'stopped';
  /** Why it is impossible, for people. */
  readonly because?: string;
}

/** What a read of the group's health says of its waits. */
export interface WaitRead {
  readonly group: Pick<TargetGroup, 'name' | 'port'>;
  readonly targets: readonly RegisteredTarget[];
  /** When it was read. */
  readonly readAt: number;
  /** Somebody has begun to register the target, or will. */
  readonly isComing: (target: TargetIdentity) => boolean;
  /** Somebody has begun to deregister the target. */
  readonly isLeaving: (target: TargetIdentity) => boolean;
}

/** The wait after a read: the same where it is no news. */
export function waitAfter(wait: HealthWait, read: WaitRead): HealthWait {
  const { readAt } = read;
  if (wait.endedAt !== undefined || readAt < wait.startedAt) return wait;
  const listed = new ListedTargets(read.group, read.targets);
  const targets = wait.targets.map((awaited) =>
    awaitedAfter(awaited, wait.until, listed.find(awaited.target), readAt),
  );
  const moved = targets.every((awaited, index) => awaited === wait.targets[index])
    ? wait
    : { ...wait, targets };
  if (targets.every(({ reachedAt }) => reachedAt !== undefined))
    return { ...moved, endedAt: readAt, outcome: 'reached' };
  const because = whyImpossible(wait, listed, read);
  return because === undefined ? moved : { ...moved, endedAt: readAt, outcome: 'impossible', because };
}

/** The wait after its group was deleted. */
export function waitWithoutGroup(wait: HealthWait, seenAt: number): HealthWait {
  if (wait.endedAt !== undefined) return wait;
  if (wait.until === 'healthy') {
    const because = `The target group ${wait.groupName} was deleted.`;
    return { ...wait, endedAt: seenAt, outcome: 'impossible', because };
  }
  const targets = wait.targets.map(({ health: _, ...awaited }) => ({ reachedAt: seenAt, ...awaited }));
  return { ...wait, targets, endedAt: seenAt, outcome: 'reached' };
}

/** What is in storage may be of another version, or damaged. */
export function isHealthWait(value: unknown): value is HealthWait {
  if (typeof value !== 'object' || value === null) return false;
  const wait = value as Readonly<Record<string, unknown>>;
  const { until, targets, startedAt, endedAt, outcome, because } = wait;
  return (
    ['id', 'connectionId', 'groupArn', 'groupName'].every((name) => typeof wait[name] === 'string') &&
    (until === 'healthy' || until === 'drained') &&
    Array.isArray(targets) &&
    targets.every(isAwaited) &&
    Number.isFinite(startedAt) &&
    (endedAt === undefined || Number.isFinite(endedAt)) &&
    [undefined, 'reached', 'impossible', 'stopped'].some((known) => known === outcome) &&
    (because === undefined || typeof because === 'string')
  );
}

function awaitedAfter(
  awaited: AwaitedTarget,
  until: WaitedFor,
  listed: RegisteredTarget | undefined,
  readAt: number,
): AwaitedTarget {
  const isReached = until === 'healthy' ? listed?.health.state === 'healthy' : listed === undefined;
  const wasReached = awaited.reachedAt !== undefined;
  if (isReached === wasReached && isSameHealth(awaited.health, listed?.health)) return awaited;
  const { health: _, reachedAt = readAt, ...rest } = awaited;
  return {
    ...rest,
    ...(listed === undefined ? {} : { health: listed.health }),
    ...(isReached ? { reachedAt } : {}),
  };
}

/** Of the first target that will never be as waited for, why; undefined where each may be yet. */
function whyImpossible(wait: HealthWait, listed: ListedTargets, read: WaitRead): string | undefined {
  // What was changed just before the wait may not be read yet.
  const isSettled = read.readAt - wait.startedAt >= READ_LAG_MILLISECONDS;
  const why = wait.until === 'healthy' ? whyNeverHealthy : whyNeverDrained;
  for (const awaited of wait.targets) {
    const because = why(awaited, listed.find(awaited.target), read, isSettled);
    if (because !== undefined) return because;
  }
  return undefined;
}

function whyNeverHealthy(
  { target, targetName }: AwaitedTarget,
  listed: RegisteredTarget | undefined,
  { group, isComing }: WaitRead,
  isSettled: boolean,
): string | undefined {
  const label = named(target, targetName);
  if (listed !== undefined && isUnchecked(listed))
    return `${group.name} has no health checks: nobody will call ${label} healthy.`;
  if (!isSettled || isComing(target)) return undefined;
  if (listed === undefined) return `${label} is not registered with ${group.name}.`;
  if (isDraining(listed)) return `${label} drains: it was deregistered from ${group.name}.`;
  return listed.health.reason === 'Target.NotInUse'
    ? `${label} is unused (Target.NotInUse): no listener forwards to ${group.name} in its zone, so nothing checks it.`
    : undefined;
}

function whyNeverDrained(
  { target, targetName, health: before }: AwaitedTarget,
  listed: RegisteredTarget | undefined,
  { group, isLeaving }: WaitRead,
  isSettled: boolean,
): string | undefined {
  if (listed === undefined || isDraining(listed)) return undefined;
  const { state } = listed.health;
  // A target that is registered anew begins as initial; any other state may be an old read.
  const isBack = before?.state === 'draining' && state === 'initial';
  if (!isBack && (!isSettled || isLeaving(target))) return undefined;
  return `${named(target, targetName)} does not drain: it is registered with ${group.name} and ${state}.`;
}

function named(target: TargetIdentity, name: string | undefined): string {
  return name === undefined ? targetLabel(target) : `${name} (${targetLabel(target)})`;
}

function isAwaited(value: unknown): value is AwaitedTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { target, health, reachedAt } = value as Readonly<Record<string, unknown>>;
  return (
    typeof target === 'object' &&
    target !== null &&
    'id' in target &&
    typeof target.id === 'string' &&
    (health === undefined || isTargetHealth(health)) &&
    (reachedAt === undefined || Number.isFinite(reachedAt))
  );
}
