// The drains that we know of, ours and others'. Kept in a file that all windows share: a reload or a crash forgets none.
import type { Clock } from '../model/clock';
import { type Drain, type DrainCut, isOver } from '../model/drain';
import type { GroupRead } from '../model/groupRead';
import { READ_LAG_MILLISECONDS } from '../model/readLag';
import {
  isDraining,
  type RegisteredTarget,
  type TargetIdentity,
  identityOf,
  targetKey,
} from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { Emitter } from './emitter';
import { EndingFile, type Step } from './endingFile';
import type { SharedFile } from './sharedFile';

/** Whose drain it is: everything about it but its times and phase. */
export interface DrainSubject {
  readonly connectionId: string;
  readonly group: Pick<TargetGroup, 'arn' | 'name'>;
  readonly target: TargetIdentity;
  readonly targetName?: string | undefined;
  /** Of the group's `deregistration_delay.timeout_seconds`; absent where nothing drains. */
  readonly delayMilliseconds?: number | undefined;
}

/** Of what is stored, the drains that are whole. */
export function parseDrains(stored: unknown): readonly Drain[] {
  return Array.isArray(stored) ? stored.filter(isDrain) : [];
}

export class Drains {
  private readonly file: EndingFile<Drain>;
  private readonly clock: Clock;
  private readonly ends = new Emitter<readonly Drain[]>();
  /** The groups whose drains are others than before, in whichever window that happened. */
  readonly onDidChange: EndingFile<Drain>['onDidChange'];
  /** Drains that this window was the first to see over: of several windows, one tells of it. */
  readonly onDidEnd = this.ends.event;

  constructor(file: SharedFile<readonly Drain[]>, clock: Clock) {
    this.file = new EndingFile(file, isOver);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly Drain[] {
    return this.file.all;
  }

  /** Those of a connection, or of one of its groups, that are not over. */
  open(connectionId: string, groupArn?: string): readonly Drain[] {
    return this.file.open(connectionId, groupArn);
  }

  /**
   * Target key → when its open drain is over at the latest, or should have been, in milliseconds since the epoch;
   * undefined where the delay is not known.
   */
  drainingUntil(connectionId: string, groupArn: string): Map<string, number | undefined> {
    return new Map(
      this.open(connectionId, groupArn).map(({ target, startedAt, delayMilliseconds }) => [
        targetKey(target),
        delayMilliseconds === undefined ? undefined : startedAt + delayMilliseconds,
      ]),
    );
  }

  /**
   * Writes down that we are about to deregister the targets; resolves when that is stored. A target has one open drain
   * at most: the one that it has already is its drain.
   */
  async begin(subjects: readonly DrainSubject[]): Promise<readonly Drain[]> {
    const now = this.clock.now();
    let begun: readonly Drain[] = [];
    await this.file.update((all) => {
      begun = subjects.map(
        (subject) => openDrainOf(all, subject) ?? makeDrain(subject, now, 'us', 'deregistering'),
      );
      const added = begun.filter((drain) => !all.includes(drain));
      return added.length === 0 ? all : [...all, ...added];
    });
    return begun;
  }

  /** The deregistration did not happen: as if it had never been begun. */
  async withdraw(withdrawn: readonly Drain[]): Promise<void> {
    await this.file.remove(withdrawn.map(({ id }) => id));
  }

  /**
   * The draining targets of a read that no open drain stands for: somebody else began them. One whose drain was seen over
   * a moment ago is shown by a read that lags behind.
   */
  unknownAmong({ connectionId, group, targets, readAt }: GroupRead): RegisteredTarget[] {
    const isKnown = (drain: Drain) =>
      drain.connectionId === connectionId &&
      drain.groupArn === group.arn &&
      (!isOver(drain) ||
        (drain.phase === 'gone' && readAt - (drain.endedAt ?? -Infinity) < READ_LAG_MILLISECONDS));
    const known = new Set(this.all.filter(isKnown).map((drain) => targetKey(drain.target)));
    return targets.filter((target) => isDraining(target) && !known.has(targetKey(target)));
  }

  /** Takes in drains that somebody else began, those that are not known by now: their start is when we first saw them. */
  async discover(subjects: readonly DrainSubject[], seenAt: number): Promise<void> {
    await this.file.update((all) => {
      const found = subjects.filter((subject) => openDrainOf(all, subject) === undefined);
      if (found.length === 0) return all;
      return [...all, ...found.map((subject) => makeDrain(subject, seenAt, 'elsewhere', 'draining'))];
    });
  }

  /** Moves the drains of a group on by what a read of its health has shown. */
  async observe({ connectionId, group, targets, readAt }: GroupRead): Promise<void> {
    const listed = new Map(targets.map((target) => [targetKey(target), target]));
    this.tellOfEnds(
      await this.file.moveOn({ connectionId, groupArn: group.arn }, (drain) =>
        moveOn(drain, listed.get(targetKey(drain.target)), readAt),
      ),
    );
  }

  /** The group was deleted: no target of it is left to drain. */
  async endGroup(connectionId: string, groupArn: string): Promise<void> {
    const endedAt = this.clock.now();
    this.tellOfEnds(
      await this.file.moveOn({ connectionId, groupArn }, (drain) => ({ ...drain, phase: 'gone', endedAt })),
    );
  }

  /**
   * Writes down that those drains cut requests; returns those of which it was news: of several windows, one gets each.
   */
  async noteCuts(cuts: ReadonlyMap<string, DrainCut>): Promise<readonly Drain[]> {
    let noted: readonly Drain[] = [];
    await this.file.update((all) => {
      const next = all.map((drain) => {
        const cut = drain.cut === undefined ? cuts.get(drain.id) : undefined;
        return cut === undefined ? drain : { ...drain, cut };
      });
      const before = new Set(all);
      noted = next.filter((drain) => !before.has(drain));
      return noted.length === 0 ? all : next;
    });
    return noted;
  }

  clearFinished(): Promise<void> {
    return this.file.clearOver();
  }

  private tellOfEnds(steps: readonly Step<Drain>[]): void {
    const ended = steps.map(({ after }) => after).filter(isOver);
    if (ended.length > 0) this.ends.fire(ended);
  }
}

function openDrainOf(drains: readonly Drain[], { connectionId, group, target }: DrainSubject) {
  const key = targetKey(target);
  return drains.find(
    (drain) =>
      !isOver(drain) &&
      drain.connectionId === connectionId &&
      drain.groupArn === group.arn &&
      targetKey(drain.target) === key,
  );
}

/** Undefined for a deregistration that was written down and evidently never happened. */
function moveOn(drain: Drain, listed: RegisteredTarget | undefined, readAt: number): Drain | undefined {
  if (readAt < drain.startedAt) return drain;
  if (listed === undefined) return { ...drain, phase: 'gone', endedAt: readAt };
  if (isDraining(listed)) return drain.phase === 'draining' ? drain : { ...drain, phase: 'draining' };
  const returned: Drain = { ...drain, phase: 'returned', endedAt: readAt };
  // A target that is registered anew begins as initial; any other state may be an old read.
  if (drain.phase === 'draining' && listed.health.state === 'initial') return returned;
  if (readAt - drain.startedAt < READ_LAG_MILLISECONDS) return drain;
  return drain.phase === 'draining' ? returned : undefined;
}

/** What is in storage may be of another version, or damaged. */
function isDrain(value: unknown): value is Drain {
  if (typeof value !== 'object' || value === null) return false;
  const drain = value as Readonly<Record<string, unknown>>;
  const { target, delayMilliseconds, endedAt, phase, startedBy, cut } = drain;
  return (
    ['id', 'connectionId', 'groupArn', 'groupName'].every((name) => typeof drain[name] === 'string') &&
    Number.isFinite(drain.startedAt) &&
    [delayMilliseconds, endedAt].every((time) => time === undefined || Number.isFinite(time)) &&
    ['deregistering', 'draining', 'gone', 'returned'].some((known) => known === phase) &&
    (startedBy === 'us' || startedBy === 'elsewhere') &&
    typeof target === 'object' &&
    target !== null &&
    'id' in target &&
    typeof target.id === 'string' &&
    (cut === undefined || isCut(cut))
  );
}

function isCut(value: unknown): value is DrainCut {
  const cut = value as Readonly<Record<keyof DrainCut, unknown>> | null;
  return typeof cut === 'object' && [cut?.at, cut?.count, cut?.usual].every(Number.isFinite);
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
