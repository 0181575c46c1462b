// What becomes of a target that we registered: how long until it is healthy, and whether it stays so.
import { type ChangeScope, isScoped } from './pendingChange';
import { READ_LAG_MILLISECONDS } from './readLag';
import {
  identityOf,
  isDraining,
  isSameHealth,
  isTargetHealth,
  isUnchecked,
  type RegisteredTarget,
  type TargetHealth,
  type TargetIdentity,
  targetKey,
} from './target';
import type { HealthCheck } from './targetGroup';

/**
 * - `registering`: sent, or about to be; no read has shown the target yet
 * - `checking`: listed, and not healthy yet; with `endedAt`: not healthy for so long that nobody waits any more
 * - `healthy`: it gets traffic; with `endedAt`: it stayed so for as long as it was watched
 * - `unhealthy`: it was healthy and turned unhealthy again soon after
 * - `unchecked`: the group has no health checks, or no listener uses it, so that nobody will ever call it healthy
 * - `gone`: deregistered before it was healthy
 */
type ArrivalPhase = 'registering' | 'checking' | 'healthy' | 'unhealthy' | 'unchecked' | 'gone';

export interface Arrival extends ChangeScope {
  readonly id: string;
  /** As the API lists it, once it does. */
  readonly target: TargetIdentity;
  /** The instance's Name tag, where it has one. */
  readonly targetName?: string;
  /** When we sent the register, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long the checks of a good target take at most, see {@link expectedMilliseconds}; absent where nothing checks. */
  readonly expectedMilliseconds?: number;
  readonly phase: ArrivalPhase;
  /** As last read; absent before the target was first seen listed. */
  readonly health?: TargetHealth;
  /** When it was first seen past `Elb.RegistrationInProgress`: its checks began then at the latest. */
  readonly checkedSince?: number;
  /** When it was first seen healthy. */
  readonly healthyAt?: number;
  /** When it was first seen to take longer than it should. */
  readonly lateAt?: number;
  /** When nothing more is to be waited for. */
  readonly endedAt?: number;
  /** The user wants to see it no more: while it stays healthy it is watched, and not listed. */
  readonly isCleared?: true;
}

/** Something of an arrival that is worth a word. */
export type ArrivalNewsKind = 'healthy' | 'late' | 'unhealthyAgain';

/** A target that turns unhealthy so soon after it was healthy is still news of its registration. */
const WATCHED_AFTER_HEALTHY_MILLISECONDS = 10 * 60_000;
/** A Network Load Balancer takes minutes to register a target; nobody documents how many. */
const REGISTRATION_AT_MOST_MILLISECONDS = 5 * 60_000;
/** After so long nobody sits and waits for it. */
const WAITED_FOR_AT_MOST_MILLISECONDS = 60 * 60_000;
/** What was written down and is not listed after so long, though it takes its time, was never sent. */
const NEVER_SENT_AFTER_MILLISECONDS = 2 * READ_LAG_MILLISECONDS;

export function isArrived(arrival: Pick<Arrival, 'endedAt'>): boolean {
  return arrival.endedAt !== undefined;
}

/** It is not healthy yet, and its checks need not have told: the next moments decide. */
export function isOnTheMove({
  phase,
  lateAt,
  endedAt,
}: Pick<Arrival, 'phase' | 'lateAt' | 'endedAt'>): boolean {
  return endedAt === undefined && lateAt === undefined && (phase === 'registering' || phase === 'checking');
}

/**
 * How long the checks of a good target take at most: healthy threshold × interval, and one interval more, since the first
 * check may be that far away. Undefined where nothing checks.
 */
export function expectedMilliseconds(healthCheck: HealthCheck): number | undefined {
  const { enabled, healthyThreshold, intervalSeconds } = healthCheck;
  if (!enabled || healthyThreshold === undefined || intervalSeconds === undefined) return undefined;
  return (healthyThreshold + 1) * intervalSeconds * 1000;
}

/** What a read of the group's health says of an arrival. */
export interface ArrivalRead {
  /** The target; undefined where the group does not list it. */
  readonly listed: RegisteredTarget | undefined;
  /** When it was read. */
  readonly readAt: number;
  /** Whether a load balancer is known to use the group. */
  readonly isInUse: boolean;
}

/** The arrival after a read: the same where it is no news, undefined where the target was evidently never registered. */
export function arrivalAfter(arrival: Arrival, read: ArrivalRead): Arrival | undefined {
  const { listed, readAt } = read;
  if (isArrived(arrival) || readAt < arrival.startedAt) return arrival;
  if (listed === undefined || isDraining(listed) || listed.health.reason === 'Target.NotRegistered')
    return notListed(arrival, readAt);
  const seen = withSeen(arrival, listed);
  return arrival.phase === 'healthy' ? whileWatched(seen, readAt) : whileChecked(seen, read);
}

/** What is worth a word of the step from one to the other. */
export function arrivalNews(before: Arrival, after: Arrival): ArrivalNewsKind | undefined {
  if (before.healthyAt === undefined && after.healthyAt !== undefined) return 'healthy';
  if (before.lateAt === undefined && after.lateAt !== undefined) return 'late';
  return before.phase !== 'unhealthy' && after.phase === 'unhealthy' ? 'unhealthyAgain' : undefined;
}

/** The target was deregistered. */
export function endedArrival(arrival: Arrival, endedAt: number): Arrival {
  return { ...arrival, endedAt, phase: arrival.healthyAt === undefined ? 'gone' : arrival.phase };
}

/** What is in storage may be of another version, or damaged. */
export function isArrival(value: unknown): value is Arrival {
  if (!isScoped(value)) return false;
  const { phase, startedAt, health } = value;
  const times = ['expectedMilliseconds', 'checkedSince', 'healthyAt', 'lateAt', 'endedAt'];
  return (
    Number.isFinite(startedAt) &&
    times.every((name) => value[name] === undefined || Number.isFinite(value[name])) &&
    ['registering', 'checking', 'healthy', 'unhealthy', 'unchecked', 'gone'].some(
      (known) => known === phase,
    ) &&
    (health === undefined || isTargetHealth(health))
  );
}

function notListed(arrival: Arrival, readAt: number): Arrival | undefined {
  const waited = readAt - arrival.startedAt;
  if (arrival.health === undefined) return waited < NEVER_SENT_AFTER_MILLISECONDS ? arrival : undefined;
  return waited < READ_LAG_MILLISECONDS ? arrival : endedArrival(arrival, readAt);
}

function withSeen(arrival: Arrival, listed: RegisteredTarget): Arrival {
  const isSame =
    targetKey(arrival.target) === targetKey(listed) && isSameHealth(arrival.health, listed.health);
  return isSame ? arrival : { ...arrival, target: identityOf(listed), health: listed.health };
}

/** It was healthy before. */
function whileWatched(arrival: Arrival, readAt: number): Arrival {
  const { health, healthyAt = readAt } = arrival;
  if (health?.state.startsWith('unhealthy') === true)
    return { ...arrival, phase: 'unhealthy', endedAt: readAt };
  return readAt - healthyAt < WATCHED_AFTER_HEALTHY_MILLISECONDS ? arrival : { ...arrival, endedAt: readAt };
}

/** It is listed, and was not seen healthy before. */
function whileChecked(arrival: Arrival, { listed, readAt, isInUse }: ArrivalRead): Arrival {
  const health = listed?.health;
  if (health?.state === 'healthy') return { ...arrival, phase: 'healthy', healthyAt: readAt };
  const waited = readAt - arrival.startedAt;
  // Right after a register a group that is in use may show it as well.
  const isUnused = health?.reason === 'Target.NotInUse' && (!isInUse || waited >= READ_LAG_MILLISECONDS);
  if (isUnused || (listed !== undefined && isUnchecked(listed)))
    return { ...arrival, phase: 'unchecked', endedAt: readAt };
  if (waited >= WAITED_FOR_AT_MOST_MILLISECONDS) return { ...arrival, endedAt: readAt };
  return withLateness(withChecksBegun(arrival, readAt), readAt);
}

function withChecksBegun(arrival: Arrival, readAt: number): Arrival {
  const checking: Arrival = arrival.phase === 'checking' ? arrival : { ...arrival, phase: 'checking' };
  const isBegun = checking.health?.reason !== 'Elb.RegistrationInProgress';
  return isBegun && checking.checkedSince === undefined ? { ...checking, checkedSince: readAt } : checking;
}

function withLateness(arrival: Arrival, readAt: number): Arrival {
  const { checkedSince, startedAt, expectedMilliseconds: expected, lateAt } = arrival;
  if (lateAt !== undefined || expected === undefined) return arrival;
  // Where nobody looked at first, its checks may have begun long before they were first seen.
  const begunAt = Math.min(checkedSince ?? Infinity, startedAt + REGISTRATION_AT_MOST_MILLISECONDS);
  return readAt < begunAt + expected ? arrival : { ...arrival, lateAt: readAt };
}
