// What is under way and what has finished, as a list: one entry for one action, however many targets it is of.
import { type Arrival, isArrived } from '../arrival';
import { type Drain, isOver } from '../drain';
import type { HealthWait } from '../healthWait';
import type { ChangeScope } from '../pendingChange';
import type { ServicedPhase, ServiceRun } from '../servicing/serviceRun';
import { type TargetIdentity, targetKey } from '../target';

export interface ActivitySources {
  readonly drains: readonly Drain[];
  readonly arrivals: readonly Arrival[];
  readonly waits: readonly HealthWait[];
  readonly runs: readonly ServiceRun[];
}

interface EntryBase extends ChangeScope {
  /** The same as long as the action is listed. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When the last of it was over; absent while it goes on. */
  readonly finishedAt?: number;
}

/** At least one; those of one deregister, or those that one read showed draining first. */
export interface DrainEntry extends EntryBase {
  readonly kind: 'drain';
  readonly drains: readonly Drain[];
}

/** At least one; those of one register. */
export interface ArrivalEntry extends EntryBase {
  readonly kind: 'arrival';
  readonly arrivals: readonly Arrival[];
}

interface WaitEntry extends EntryBase {
  readonly kind: 'wait';
  readonly wait: HealthWait;
}

export interface RunEntry extends EntryBase {
  readonly kind: 'servicing';
  readonly run: ServiceRun;
}

export type ActivityEntry = DrainEntry | ArrivalEntry | WaitEntry | RunEntry;

export interface ActivityTarget {
  readonly target: TargetIdentity;
  readonly targetName?: string;
}

const FINISHED_SHOWN = 50;

/** What is under way first, then the last that finished; each with the newest first. */
export function activityEntries({ drains, arrivals, waits, runs }: ActivitySources): ActivityEntry[] {
  const isOwn = notServicedBy(runs);
  const entries = [
    ...batchesOf('drain', drains.filter(isOwn)).map(drainEntry),
    ...batchesOf('arrival', arrivals.filter(isListed).filter(isOwn)).map(arrivalEntry),
    ...waits.map(waitEntry),
    ...runs.map(runEntry),
  ];
  const finished = entries.filter(({ finishedAt }) => finishedAt !== undefined);
  return [
    ...entries.filter(isUnderWay).sort((a, b) => b.startedAt - a.startedAt || byId(a, b)),
    ...finished
      .sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0) || byId(a, b))
      .slice(0, FINISHED_SHOWN),
  ];
}

export function isUnderWay({ finishedAt }: Pick<ActivityEntry, 'finishedAt'>): boolean {
  return finishedAt === undefined;
}

/** In the order in which they were chosen. */
export function targetsOf(entry: ActivityEntry): readonly ActivityTarget[] {
  switch (entry.kind) {
    case 'drain':
      return entry.drains;
    case 'arrival':
      return entry.arrivals;
    case 'wait':
      return entry.wait.targets;
    case 'servicing':
      return entry.run.targets;
  }
}

/**
 * Nothing more is to be waited for, as people see it: one that is healthy has arrived, though it is watched for a while
 * yet. Undefined while it goes on.
 */
export function arrivalFinishedAt(arrival: Arrival): number | undefined {
  return arrival.phase === 'healthy' ? (arrival.healthyAt ?? arrival.endedAt) : arrival.endedAt;
}

/** It takes longer than it should, is found unhealthy, or turned unhealthy again. */
export function isFailing(arrival: Arrival): boolean {
  if (arrival.phase === 'unhealthy') return true;
  if (arrival.phase !== 'checking' && arrival.phase !== 'registering') return false;
  return arrival.lateAt !== undefined || arrival.health?.state === 'unhealthy' || isArrived(arrival);
}

function isListed({ isCleared, phase }: Arrival): boolean {
  return isCleared === undefined || phase !== 'healthy';
}

/**
 * What a servicing deregisters and registers is told of by its own entry. Once that follows it no more, what still goes
 * on, or has turned out otherwise than the entry says, is told of for itself.
 */
function notServicedBy(runs: readonly ServiceRun[]): (one: Drain | Arrival) => boolean {
  const spans = runs.map((run) => ({
    groupKey: `${run.connectionId}|${run.groupArn}`,
    phases: new Map(run.targets.map(({ target, phase }) => [targetKey(target), phase])),
    from: run.startedAt,
    to: followedUntil(run),
  }));
  return (one) => {
    const { connectionId, groupArn, target, startedAt } = one;
    return !spans.some(({ groupKey, phases, from, to }) => {
      const phase = phases.get(targetKey(target));
      const isItsDoing =
        groupKey === `${connectionId}|${groupArn}` &&
        phase !== undefined &&
        startedAt >= from &&
        startedAt <= to;
      return isItsDoing && (to === Infinity || isToldBy(one, phase, to));
    });
  };
}

/** It was over while the servicing followed it, or is as the servicing says: back in service. */
function isToldBy(one: Drain | Arrival, phase: ServicedPhase, followed: number): boolean {
  if ('startedBy' in one) return phase === 'done' || (isOver(one) && (one.endedAt ?? 0) <= followed);
  if (phase === 'done') return !isFailing(one);
  return (arrivalFinishedAt(one) ?? Infinity) <= followed;
}

/** After a run has stopped by itself, what happens to its targets is not its doing. */
function followedUntil({ endedAt, status, targets }: ServiceRun): number {
  if (endedAt !== undefined) return endedAt;
  return status === 'stopped' ? Math.max(...targets.map(({ since }) => since)) : Infinity;
}

type Batch<T> = readonly [id: string, members: readonly T[]];

/** What was written down together was begun together: it has the same start. */
function batchesOf<T extends Drain | Arrival>(kind: 'drain' | 'arrival', all: readonly T[]): Batch<T>[] {
  const batches = new Map<string, T[]>();
  for (const one of all) {
    const begunBy = 'startedBy' in one ? one.startedBy : 'us';
    const id = `${kind}|${one.connectionId}|${one.groupArn}|${begunBy}|${one.startedAt}`;
    const batch = batches.get(id);
    if (batch === undefined) batches.set(id, [one]);
    else batch.push(one);
  }
  return [...batches];
}

function drainEntry([id, drains]: Batch<Drain>): DrainEntry {
  const ends = drains.map((drain) => (isOver(drain) ? drain.endedAt : undefined));
  return { kind: 'drain', ...baseOf(id, drains, ends), drains };
}

function arrivalEntry([id, arrivals]: Batch<Arrival>): ArrivalEntry {
  return { kind: 'arrival', ...baseOf(id, arrivals, arrivals.map(arrivalFinishedAt)), arrivals };
}

function waitEntry(wait: HealthWait): WaitEntry {
  return { kind: 'wait', ...baseOf(`wait|${wait.id}`, [wait], [wait.endedAt]), wait };
}

function runEntry(run: ServiceRun): RunEntry {
  return { kind: 'servicing', ...baseOf(`servicing|${run.id}`, [run], [run.endedAt]), run };
}

function baseOf(
  id: string,
  members: readonly (ChangeScope & { readonly startedAt: number })[],
  ends: readonly (number | undefined)[],
): EntryBase {
  const [first] = members;
  if (first === undefined) throw new Error('An entry has at least one member');
  const { connectionId, groupArn, groupName, startedAt } = first;
  const over = ends.filter((end) => end !== undefined);
  return {
    id,
    connectionId,
    groupArn,
    groupName,
    startedAt,
    ...(over.length === ends.length ? { finishedAt: Math.max(...over) } : {}),
  };
}

function byId(a: EntryBase, b: EntryBase): number {
  return a.id < b.id ? -1 : 1;
}
