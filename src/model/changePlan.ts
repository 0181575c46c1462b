// What an apply of pending changes will send: which calls in which order, what needs none, what has to wait.
import { chunksOf } from './chunks';
import { ListedTargets } from './listedTargets';
import type { ChangeAction, PendingChange } from './pendingChange';
import { mostTargets, TARGETS_PER_GROUP } from './quotas';
import { isDraining, isUnchecked, type RegisteredTarget, targetKey } from './target';
import type { TargetGroup } from './targetGroup';

/** The API sets no maximum for one call; chunks of this size are what other controllers have proven. */
export const TARGETS_A_CALL = 200;

export interface PlanInput {
  readonly group: TargetGroup;
  /** As the API lists them now. */
  readonly registered: readonly RegisteredTarget[];
  /** Of this group; one a target. */
  readonly changes: readonly PendingChange[];
  /** Key of a listed target → when its drain is over at the latest, in milliseconds since the epoch. */
  readonly drainingUntil: ReadonlyMap<string, number | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The account's quota "Targets per Target Group", where it is known. */
  readonly targetsPerGroup?: number;
}

export interface PlannedCall {
  readonly action: ChangeAction;
  /** {@link TARGETS_A_CALL} at most. */
  readonly changes: readonly PendingChange[];
}

/** Without the targets that drain: they take no new requests. */
export interface Capacity {
  readonly healthy: number;
  /** Get traffic though nobody checks whether they are healthy. */
  readonly unchecked: number;
  readonly total: number;
}

/** Every change is in exactly one of `calls`, `already` and `waiting`. */
export interface ChangePlan {
  /** In the order in which they are to be sent. */
  readonly calls: readonly PlannedCall[];
  /** The target is registered, or gone, as the change wants it. */
  readonly already: readonly PendingChange[];
  /** Registers of addresses that still drain. */
  readonly waiting: readonly PendingChange[];
  /** How many targets are deregistered before the first register, because the group cannot hold both. */
  readonly deregisteredFirst: number;
  /** How many of the registers are of targets that the group does not list yet. */
  readonly adding: number;
  readonly before: Capacity;
  /** When everything is sent and no new target has passed its health checks yet. */
  readonly after: Capacity;
}

/**
 * Registers come first, so that the group never has less than it needs to have; only where the quota does not hold both,
 * as many targets as have to make room are deregistered before. Targets that drain count for the quota as long as they
 * are listed: whether the API counts them is not documented.
 */
export function planChanges(input: PlanInput): ChangePlan {
  const { group, registered, changes, targetsPerGroup = TARGETS_PER_GROUP } = input;
  const listed = new ListedTargets(group, registered);
  const fates = changes.map((change) => ({ change, fate: fateOf(change, listed, input) }));
  const withFate = (wanted: Fate) => fates.filter(({ fate }) => fate === wanted).map(({ change }) => change);
  const sent = withFate('send');
  const registers = sent.filter(({ action }) => action === 'register');
  const deregisters = sent.filter(({ action }) => action === 'deregister');

  const adding = registers.filter(({ target }) => listed.find(target) === undefined).length;
  const room = mostTargets(group, targetsPerGroup) - registered.length;
  const deregisteredFirst = Math.min(deregisters.length, Math.max(0, adding - room));

  const present = registered.filter((target) => !isDraining(target));
  const leaving = new Set(deregisters.map(({ target }) => listed.find(target)));
  const staying = present.filter((target) => !leaving.has(target));
  const arriving = registers.filter(({ target }) => {
    const known = listed.find(target);
    return known === undefined || isDraining(known);
  }).length;
  return {
    calls: [
      ...callsOf('deregister', deregisters.slice(0, deregisteredFirst)),
      ...callsOf('register', registers),
      ...callsOf('deregister', deregisters.slice(deregisteredFirst)),
    ],
    already: withFate('already'),
    waiting: withFate('wait'),
    deregisteredFirst,
    adding,
    before: capacityOf(present),
    after: { ...capacityOf(staying), total: staying.length + arriving },
  };
}

type Fate = 'send' | 'already' | 'wait';

/**
 * The Elastic Load Balancing user guide: "When you deregister a target that was registered by IP address, you must wait
 * for the deregistration delay to complete before you can register the same IP address again." An instance that is
 * registered while it drains is in service again.
 */
function fateOf(change: PendingChange, listed: ListedTargets, { group, ...known }: PlanInput): Fate {
  if (change.action === 'deregister') {
    const target = listedToLeave(change, listed);
    return target === undefined || isDraining(target) ? 'already' : 'send';
  }
  const target = listed.find(change.target);
  if (target === undefined) return 'send';
  // Reads lag behind writes: a drain that is on record may not show in the state yet.
  const leaves = isDraining(target) || isOnRecord(targetKey(target), known);
  if (!leaves) return 'already';
  return group.targetType === 'ip' ? 'wait' : 'send';
}

/** A drain of which nobody knows how long it takes is on record until it is over. */
function isOnRecord(key: string, { drainingUntil, now }: Pick<PlanInput, 'drainingUntil' | 'now'>): boolean {
  return drainingUntil.has(key) && (drainingUntil.get(key) ?? Infinity) > now;
}

/**
 * A deregister without a port is for the group's port, and the API silently passes over a target on another one: such a
 * change is not done because it was accepted, so it is not taken for done before it was sent either.
 */
function listedToLeave({ target }: PendingChange, listed: ListedTargets): RegisteredTarget | undefined {
  return listed.find(target) ?? (target.port === undefined ? listed.onAnyPort(target.id)[0] : undefined);
}

function callsOf(action: ChangeAction, changes: readonly PendingChange[]): PlannedCall[] {
  return chunksOf(changes, TARGETS_A_CALL).map((chunk) => ({ action, changes: chunk }));
}

function capacityOf(present: readonly RegisteredTarget[]): Capacity {
  return {
    healthy: present.filter(({ health }) => health.state === 'healthy').length,
    unchecked: present.filter(isUnchecked).length,
    total: present.length,
  };
}
