// The drains that we know of, ours and others'. Kept in storage, so that a reload or a crash forgets none.
import type { Clock } from '../model/clock';
import { type Drain, drainProgress, isOver } from '../model/drain';
import {
  isDraining,
  type RegisteredTarget,
  type TargetIdentity,
  identityOf,
  targetKey,
} from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { Emitter } from './emitter';

/** What the editor offers for storage (`vscode.Memento`). */
export interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Whose drain it is: everything about it but its times and phase. */
export interface DrainSubject {
  readonly connectionId: string;
  readonly group: Pick<TargetGroup, 'arn' | 'name'>;
  readonly target: TargetIdentity;
  readonly targetName?: string | undefined;
  /** Of the group's `deregistration_delay.timeout_seconds`; absent where nothing drains. */
  readonly delayMilliseconds?: number | undefined;
}

const STORAGE_KEY = 'drains';
const FINISHED_KEPT = 200;
/** Reads lag behind writes: for this long a target that drains may still look as if it were in service. */
const READ_LAG_MILLISECONDS = 60_000;

export class Drains {
  private readonly storage: Storage;
  private readonly clock: Clock;
  private readonly changes = new Emitter<undefined>();
  readonly onDidChange = this.changes.event;
  private drains: readonly Drain[];

  constructor(storage: Storage, clock: Clock) {
    this.storage = storage;
    this.clock = clock;
    const stored = storage.get(STORAGE_KEY);
    this.drains = Array.isArray(stored) ? stored.filter(isDrain) : [];
  }

  /** The newest last. */
  get all(): readonly Drain[] {
    return this.drains;
  }

  /** Those of a connection, or of one of its groups, that are not over. */
  open(connectionId: string, groupArn?: string): readonly Drain[] {
    return this.drains.filter(
      (drain) =>
        !isOver(drain) &&
        drain.connectionId === connectionId &&
        (groupArn === undefined || drain.groupArn === groupArn),
    );
  }

  /** Target key → when its open drain is over at the latest, in milliseconds since the epoch. */
  drainingUntil(connectionId: string, groupArn: string): Map<string, number> {
    const now = this.clock.now();
    return new Map(
      this.open(connectionId, groupArn).map((drain) => [
        targetKey(drain.target),
        now + drainProgress(drain, now).remainingMilliseconds,
      ]),
    );
  }

  /**
   * Writes down that we are about to deregister the targets; resolves when that is stored. A target has one open drain
   * at most: the one that it has already is its drain.
   */
  async begin(subjects: readonly DrainSubject[]): Promise<readonly Drain[]> {
    const now = this.clock.now();
    const begun = subjects.map(
      (subject) => this.openDrainOf(subject) ?? makeDrain(subject, now, 'us', 'deregistering'),
    );
    await this.save([...this.drains, ...begun.filter((drain) => !this.drains.includes(drain))]);
    return begun;
  }

  /** The deregistration did not happen: as if it had never been begun. */
  async withdraw(withdrawn: readonly Drain[]): Promise<void> {
    const ids = new Set(withdrawn.map((drain) => drain.id));
    await this.save(this.drains.filter((drain) => !ids.has(drain.id)));
  }

  /** The draining targets of a health read that no open drain stands for: somebody else began them. */
  unknownAmong(
    connectionId: string,
    groupArn: string,
    targets: readonly RegisteredTarget[],
  ): RegisteredTarget[] {
    const known = new Set(this.open(connectionId, groupArn).map((drain) => targetKey(drain.target)));
    return targets.filter((target) => isDraining(target) && !known.has(targetKey(target)));
  }

  /** Takes in drains that somebody else began, those that are not known by now: their start is when we first saw them. */
  async discover(subjects: readonly DrainSubject[]): Promise<void> {
    const now = this.clock.now();
    const found = subjects.filter((subject) => this.openDrainOf(subject) === undefined);
    if (found.length === 0) return;
    await this.save([
      ...this.drains,
      ...found.map((subject) => makeDrain(subject, now, 'elsewhere', 'draining')),
    ]);
  }

  /** Moves the drains of a group on by what a read of its health has shown. */
  async observe(connectionId: string, groupArn: string, targets: readonly RegisteredTarget[]): Promise<void> {
    const now = this.clock.now();
    const listed = new Map(targets.map((target) => [targetKey(target), target]));
    const moved = this.drains.flatMap((drain) => {
      if (isOver(drain) || drain.connectionId !== connectionId || drain.groupArn !== groupArn) return [drain];
      return moveOn(drain, listed.get(targetKey(drain.target)), now) ?? [];
    });
    const isSame =
      moved.length === this.drains.length && moved.every((drain, index) => drain === this.drains[index]);
    if (!isSame) await this.save(moved);
  }

  async clearFinished(): Promise<void> {
    await this.save(this.drains.filter((drain) => !isOver(drain)));
  }

  private openDrainOf({ connectionId, group, target }: DrainSubject): Drain | undefined {
    return this.open(connectionId, group.arn).find((drain) => targetKey(drain.target) === targetKey(target));
  }

  private async save(drains: readonly Drain[]): Promise<void> {
    const finished = drains.filter(isOver);
    const dropped = new Set(finished.slice(0, Math.max(0, finished.length - FINISHED_KEPT)));
    this.drains = drains.filter((drain) => !dropped.has(drain));
    this.changes.fire(undefined);
    await this.storage.update(STORAGE_KEY, this.drains);
  }
}

/** Undefined for a deregistration that was written down and evidently never happened. */
function moveOn(drain: Drain, listed: RegisteredTarget | undefined, now: number): Drain | undefined {
  if (listed === undefined) return { ...drain, phase: 'gone', endedAt: now };
  if (isDraining(listed)) return drain.phase === 'draining' ? drain : { ...drain, phase: 'draining' };
  const returned: Drain = { ...drain, phase: 'returned', endedAt: now };
  // A target that is registered anew begins as initial; any other state may be an old read.
  if (drain.phase === 'draining' && listed.health.state === 'initial') return returned;
  if (now - drain.startedAt < READ_LAG_MILLISECONDS) return drain;
  return drain.phase === 'draining' ? returned : undefined;
}

/** What is in storage may be of another version, or damaged. */
function isDrain(value: unknown): value is Drain {
  if (typeof value !== 'object' || value === null) return false;
  const drain = value as Readonly<Record<string, unknown>>;
  const { target, delayMilliseconds, endedAt, phase, startedBy } = drain;
  return (
    ['id', 'connectionId', 'groupArn', 'groupName'].every((name) => typeof drain[name] === 'string') &&
    Number.isFinite(drain.startedAt) &&
    [delayMilliseconds, endedAt].every((time) => time === undefined || Number.isFinite(time)) &&
    ['deregistering', 'draining', 'gone', 'returned'].some((known) => known === phase) &&
    (startedBy === 'us' || startedBy === 'elsewhere') &&
    typeof target === 'object' &&
    target !== null &&
    'id' in target &&
    typeof target.id === 'string'
  );
}

function makeDrain(
  { connectionId, group, target, targetName, delayMilliseconds }: DrainSubject,
  startedAt: number,
  startedBy: Drain['startedBy'],
  phase: Drain['phase'],
): Drain {
  return {
    id: `${connectionId}|${group.arn}|${targetKey(target)}|${startedAt}`,
    connectionId,
    groupArn: group.arn,
    groupName: group.name,
    target: identityOf(target),
    startedAt,
    startedBy,
    phase,
    ...(targetName === undefined ? {} : { targetName }),
    ...(delayMilliseconds === undefined ? {} : { delayMilliseconds }),
  };
}
