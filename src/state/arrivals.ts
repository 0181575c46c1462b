// The targets that we registered, until they are healthy and have stayed so for a while. Shared by the windows.
import {
  type Arrival,
  arrivalAfter,
  arrivalNews,
  type ArrivalNewsKind,
  endedArrival,
  isArrival,
  isArrived,
} from '../model/arrival';
import type { Clock } from '../model/clock';
import type { GroupRead } from '../model/groupRead';
import { ListedTargets } from '../model/listedTargets';
import type { ChangeScope } from '../model/pendingChange';
import { identityOf, type TargetIdentity, targetKey } from '../model/target';
import { Emitter } from './emitter';
import { EndingFile } from './endingFile';
import type { SharedFile } from './sharedFile';

export interface ArrivalSubject extends ChangeScope {
  readonly target: TargetIdentity;
  readonly targetName?: string | undefined;
  /** Absent where nothing checks the targets. */
  readonly expectedMilliseconds?: number | undefined;
}

/** Something of an arrival that is worth a word. */
export interface ArrivalNews {
  readonly kind: ArrivalNewsKind;
  readonly arrival: Arrival;
}

/** Of what is stored, the arrivals that are whole. */
export function parseArrivals(stored: unknown): readonly Arrival[] {
  return Array.isArray(stored) ? stored.filter(isArrival) : [];
}

export class Arrivals {
  private readonly file: EndingFile<Arrival>;
  private readonly clock: Clock;
  private readonly news = new Emitter<readonly ArrivalNews[]>();
  /** The groups whose arrivals are others than before, in whichever window that happened. */
  readonly onDidChange: EndingFile<Arrival>['onDidChange'];
  /** What this window was the first to see: of several windows, one tells of it. */
  readonly onDidNotice = this.news.event;

  constructor(file: SharedFile<readonly Arrival[]>, clock: Clock) {
    this.file = new EndingFile(file, isArrived);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly Arrival[] {
    return this.file.all;
  }

  /** Those of a connection, or of one of its groups, of which something is still to be waited for. */
  open(connectionId: string, groupArn?: string): readonly Arrival[] {
    return this.file.open(connectionId, groupArn);
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

  /** Targets that were deregistered are not waited for any longer. They are given as the API lists them. */
  async end(connectionId: string, groupArn: string, targets: readonly TargetIdentity[]): Promise<void> {
    const endedAt = this.clock.now();
    const keys = new Set(targets.map(targetKey));
    await this.file.moveOn({ connectionId, groupArn }, (arrival) =>
      keys.has(targetKey(arrival.target)) ? endedArrival(arrival, endedAt) : arrival,
    );
  }

  /** The group was deleted. */
  async endGroup(connectionId: string, groupArn: string): Promise<void> {
    const endedAt = this.clock.now();
    await this.file.moveOn({ connectionId, groupArn }, (arrival) => endedArrival(arrival, endedAt));
  }

  /** Moves the arrivals of a group on by what a read of its health has shown. */
  async observe({ connectionId, group, targets, readAt }: GroupRead): Promise<void> {
    const listed = new ListedTargets(group, targets);
    const isInUse = group.loadBalancerArns.length > 0;
    const steps = await this.file.moveOn({ connectionId, groupArn: group.arn }, (arrival) =>
      arrivalAfter(arrival, { listed: listed.find(arrival.target), readAt, isInUse }),
    );
    const news = steps.flatMap(({ before, after }) => {
      const kind = arrivalNews(before, after);
      return kind === undefined ? [] : [{ kind, arrival: after }];
    });
    if (news.length > 0) this.news.fire(news);
  }

  /** Those that are healthy are watched on, though they are listed no more. */
  async clearFinished(): Promise<void> {
    const isListed = ({ phase, isCleared }: Arrival) => phase === 'healthy' && isCleared === undefined;
    await this.file.clearOver();
    await this.file.update((all) =>
      all.some(isListed)
        ? all.map((arrival) => (isListed(arrival) ? { ...arrival, isCleared: true } : arrival))
        : all,
    );
  }
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
