// What we know of one connection: its groups, their targets' health, the names of instances. Keeps what it had when a
// read fails, and says so.
import type { CallOptions, CallerIdentity, Cloud } from '../aws/cloud';
import type { OpenCloud } from '../aws/index';
import type { Clock } from '../model/clock';
import { type Connection, connectionId, connectionLabel } from '../model/connection';
import type { Instance } from '../model/network';
import { isProblem, Problem } from '../model/problem';
import type { Verdict } from '../model/securityGroups/evaluation';
import { type RegisteredTarget, type TargetIdentity, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { AutoScalingKnowledge } from './autoScalingKnowledge';
import { Emitter } from './emitter';
import { SingleFlight } from './singleFlight';

export interface GroupKnowledge {
  readonly group: TargetGroup;
  /** Absent until the health was read once. */
  readonly targets?: readonly RegisteredTarget[];
  /** When `targets` was read: milliseconds since the epoch. */
  readonly readAt?: number;
  /** Why the last read failed; `targets` is then what was known before. */
  readonly error?: Error;
}

/** The group that changed, or the connection as a whole when there is none. */
export interface AccountChange {
  readonly connectionId: string;
  readonly groupArn?: string;
}

export interface HealthRead {
  readonly account: Account;
  readonly group: TargetGroup;
  readonly targets: readonly RegisteredTarget[];
  /** When the question was sent and when it was answered, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly readAt: number;
  /** Another window has asked. */
  readonly isTakenOver: boolean;
}

/** When a read of a group's health was asked for: of two, the later one is the news. */
interface ReadOrder {
  readonly startedAt: number;
  readonly count: number;
}

/** What a check of security groups found of a target. */
export interface SecurityFinding {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly words: string;
  /** Whether the health checks are let through; undefined where that was not judged. */
  readonly healthCheck: Verdict | undefined;
}

/** Of attributes, and of the answer that an instance is not there. */
const STAYS_FRESH_MILLISECONDS = 60_000;

export class Account {
  readonly id: string;
  readonly label: string;
  readonly connection: Connection;
  private readonly openCloud: () => Promise<OpenCloud>;
  private readonly clock: Clock;
  private readonly changes = new Emitter<AccountChange>();
  private readonly healthReads = new Emitter<HealthRead>();
  readonly onDidChange = this.changes.event;
  readonly onDidReadHealth = this.healthReads.event;

  readonly autoScaling: AutoScalingKnowledge;

  private opening: Promise<OpenCloud> | undefined;
  private readonly known = new Map<string, GroupKnowledge>();
  private sorted: readonly GroupKnowledge[] | undefined;
  private readonly instances = new Map<string, Instance>();
  private readonly instancesAskedAt = new Map<string, number>();
  private readonly attributes = new Map<string, { at: number; values: ReadonlyMap<string, string> }>();
  private readonly securityFindings = new Map<string, ReadonlyMap<string, SecurityFinding>>();
  private readonly flights = new SingleFlight();
  private readsStarted = 0;
  private readonly lastReadApplied = new Map<string, ReadOrder>();
  private lastListApplied = 0;
  private listReadAt: number | undefined;
  private listError: Error | undefined;
  private callerIdentity: CallerIdentity | undefined;
  private closed = false;

  constructor(connection: Connection, openCloud: () => Promise<OpenCloud>, clock: Clock) {
    this.connection = connection;
    this.id = connectionId(connection);
    this.label = connectionLabel(connection);
    this.openCloud = openCloud;
    this.clock = clock;
    this.autoScaling = new AutoScalingKnowledge(clock);
  }

  /** By name. Empty before the first read. */
  get groups(): readonly GroupKnowledge[] {
    this.sorted ??= [...this.known.values()].sort((a, b) => collator.compare(a.group.name, b.group.name));
    return this.sorted;
  }

  group(arn: string): GroupKnowledge | undefined {
    return this.known.get(arn);
  }

  /** When the list of groups was last read whole; undefined before. */
  get readAt(): number | undefined {
    return this.listReadAt;
  }

  /** Why the last read of the list failed. */
  get error(): Error | undefined {
    return this.listError;
  }

  get identity(): CallerIdentity | undefined {
    return this.callerIdentity;
  }

  instance(id: string): Instance | undefined {
    return this.instances.get(id);
  }

  /** The open connection to the cloud; a failure to open is not kept. */
  async cloud(): Promise<Cloud> {
    if (this.closed) {
      throw new Problem(`The connection ${this.label} was removed. Connect again to go on.`, {
        kind: 'cancelled',
        remedies: [{ kind: 'addConnection' }],
      });
    }
    this.opening ??= this.openCloud();
    const { opening } = this;
    try {
      return await opening;
    } catch (error) {
      if (this.opening === opening) this.opening = undefined;
      throw error;
    }
  }

  /**
   * Reads the list of groups; groups show as their page arrives. Never rejects: a failure is kept as `error`. A list
   * that was overtaken by a later question is old news.
   */
  readGroups(options: CallOptions): Promise<void> {
    return this.joined(`groups ${options.priority}`, options, async () => {
      const started = ++this.readsStarted;
      const isOvertaken = () => started < this.lastListApplied;
      try {
        const cloud = await this.cloud();
        const seen = new Set<string>();
        for await (const page of cloud.targetGroups(options)) {
          if (isOvertaken()) return;
          for (const { arn } of page) seen.add(arn);
          // An answer is the end of an error: the two are not shown together.
          const isMended = this.listError !== undefined;
          this.listError = undefined;
          if (this.keepGroups(page) || isMended) this.changes.fire({ connectionId: this.id });
        }
        if (isOvertaken()) return;
        this.lastListApplied = started;
        const isFirst = this.listReadAt === undefined;
        this.listReadAt = this.clock.now();
        if (this.forgetGroupsBut(seen) || isFirst) this.changes.fire({ connectionId: this.id });
        await this.learnIdentity(cloud, options);
      } catch (error) {
        if (options.signal?.aborted === true || isOvertaken()) return;
        const before = this.listError;
        this.listError = asError(error);
        if (before?.message !== this.listError.message) this.changes.fire({ connectionId: this.id });
      }
    });
  }

  /**
   * Reads the health of one group, and the names of instances that are new in it. Rejects with the problem, which is
   * also kept with the group.
   */
  readHealth(groupArn: string, options: CallOptions): Promise<readonly RegisteredTarget[]> {
    return this.joined(`health ${groupArn} ${options.priority}`, options, async () => {
      const order = this.nextOrder(this.clock.now());
      const isOvertaken = () => this.isOvertaken(groupArn, order);
      try {
        const cloud = await this.cloud();
        const targets = await cloud.targetHealth(groupArn, options);
        // Names come after it, and may take their time.
        const readAt = this.clock.now();
        const hasLearned = await this.learnInstances(groupArn, targets, options);
        targets.sort((a, b) => this.compareTargets(a, b));
        if (!isOvertaken()) {
          this.lastReadApplied.set(groupArn, order);
          const { startedAt } = order;
          this.keepHealth(groupArn, { targets, startedAt, readAt, isTakenOver: false }, hasLearned);
        }
        return targets;
      } catch (error) {
        if (options.signal?.aborted !== true && !isOvertaken()) this.keepFailure(groupArn, asError(error));
        throw error;
      }
    });
  }

  /** Takes in what another window has read, unless something newer is known. */
  async takeHealth(
    groupArn: string,
    { targets, startedAt, readAt }: Pick<HealthRead, 'targets' | 'startedAt' | 'readAt'>,
  ): Promise<void> {
    const order = this.nextOrder(startedAt);
    const known = this.known.get(groupArn);
    if (known === undefined || this.closed || this.isOvertaken(groupArn, order)) return;
    if (readAt <= (known.readAt ?? -Infinity)) return;
    this.lastReadApplied.set(groupArn, order);
    const sorted = (all: readonly RegisteredTarget[]) => [...all].sort((a, b) => this.compareTargets(a, b));
    this.keepHealth(groupArn, { targets: sorted(targets), startedAt, readAt, isTakenOver: true }, false);
    if (!(await this.learnInstances(groupArn, targets, { priority: 'rest' }))) return;
    const now = this.known.get(groupArn);
    if (now?.targets === undefined) return;
    this.keep({ ...now, targets: sorted(now.targets) });
    this.changes.fire({ connectionId: this.id, groupArn });
  }

  /** Reads the Auto Scaling groups, and tells of the target groups for which that is news. */
  readAutoScaling(options: CallOptions): Promise<void> {
    return this.joined(`auto scaling ${options.priority}`, options, async () => {
      const before = new AutoScalingKnowledge(this.clock, this.autoScaling.groups);
      await this.autoScaling.read(await this.cloud(), options);
      for (const { group, targets } of this.groups) {
        if (this.autoScaling.shownWith(group.arn, targets) !== before.shownWith(group.arn, targets))
          this.changes.fire({ connectionId: this.id, groupArn: group.arn });
      }
    });
  }

  /** The group's attributes, at most so old. */
  async groupAttributes(
    groupArn: string,
    options: CallOptions,
    atMostMilliseconds = STAYS_FRESH_MILLISECONDS,
  ): Promise<ReadonlyMap<string, string>> {
    const known = this.attributes.get(groupArn);
    if (known !== undefined && this.clock.now() - known.at < atMostMilliseconds) return known.values;
    const values = await (await this.cloud()).groupAttributes(groupArn, options);
    this.attributes.set(groupArn, { at: this.clock.now(), values });
    return values;
  }

  /** What the last check of security groups found of the target; kept for this session. */
  securityFinding(groupArn: string, target: TargetIdentity): SecurityFinding | undefined {
    return this.securityFindings.get(groupArn)?.get(targetKey(target));
  }

  /** @param findings by the keys of the targets that were checked; those of others stay */
  keepSecurityFindings(groupArn: string, findings: ReadonlyMap<string, SecurityFinding>): void {
    const before = this.securityFindings.get(groupArn) ?? [];
    this.securityFindings.set(groupArn, new Map([...before, ...findings]));
    this.changes.fire({ connectionId: this.id, groupArn });
  }

  /** Lets go of the clients, so that the next call connects anew. What is known of the groups stays. */
  reconnect(): void {
    // The configuration may name another account by now.
    this.callerIdentity = undefined;
    this.attributes.clear();
    void this.opening?.then(
      (cloud) => {
        cloud.close();
      },
      () => undefined,
    );
    this.opening = undefined;
  }

  close(): void {
    this.closed = true;
    this.reconnect();
  }

  /** By name where there is one, then by id and port. */
  private compareTargets(a: RegisteredTarget, b: RegisteredTarget): number {
    const sortedBy = ({ id }: RegisteredTarget) => this.instances.get(id)?.name ?? id;
    return (
      collator.compare(sortedBy(a), sortedBy(b)) ||
      collator.compare(a.id, b.id) ||
      (a.port ?? 0) - (b.port ?? 0)
    );
  }

  /** Joins reads for the same thing. One that proves a change, or that can be aborted, is its asker's own. */
  private joined<T>(key: string, { priority, signal }: CallOptions, read: () => Promise<T>): Promise<T> {
    return priority === 'verification' || signal !== undefined ? read() : this.flights.run(key, read);
  }

  private keep(knowledge: GroupKnowledge): void {
    this.known.set(knowledge.group.arn, knowledge);
    this.sorted = undefined;
  }

  /** Tells whether any of them is news. */
  private keepGroups(groups: readonly TargetGroup[]): boolean {
    const news = groups.filter((group) => !isSame(this.known.get(group.arn)?.group, group));
    for (const group of news) this.keep({ ...this.known.get(group.arn), group });
    return news.length > 0;
  }

  /** Tells whether there were others. */
  private forgetGroupsBut(arns: ReadonlySet<string>): boolean {
    const others = [...this.known.keys()].filter((arn) => !arns.has(arn));
    for (const arn of others) this.known.delete(arn);
    this.sorted = undefined;
    return others.length > 0;
  }

  private nextOrder(startedAt: number): ReadOrder {
    return { startedAt, count: ++this.readsStarted };
  }

  private isOvertaken(groupArn: string, { startedAt, count }: ReadOrder): boolean {
    const last = this.lastReadApplied.get(groupArn);
    if (last === undefined) return false;
    return startedAt < last.startedAt || (startedAt === last.startedAt && count < last.count);
  }

  private keepHealth(
    groupArn: string,
    read: Pick<HealthRead, 'targets' | 'startedAt' | 'readAt' | 'isTakenOver'>,
    hasLearned: boolean,
  ): void {
    const { targets, readAt } = read;
    const before = this.known.get(groupArn);
    // The group may have vanished while its answer was under way.
    if (before === undefined) return;
    const { group } = before;
    this.keep({ group, targets, readAt });
    if (hasLearned || before.error !== undefined || !isSame(before.targets, targets))
      this.changes.fire({ connectionId: this.id, groupArn });
    this.healthReads.fire({ account: this, group, ...read });
  }

  private keepFailure(groupArn: string, error: Error): void {
    const before = this.known.get(groupArn);
    if (before === undefined) return;
    this.keep({ ...before, error });
    if (before.error?.message !== error.message) this.changes.fire({ connectionId: this.id, groupArn });
  }

  private async learnIdentity(cloud: Cloud, options: CallOptions): Promise<void> {
    if (this.callerIdentity !== undefined) return;
    this.callerIdentity = await cloud.identity(options).catch(() => undefined);
    if (this.identity !== undefined) this.changes.fire({ connectionId: this.id });
  }

  /** Tells whether an instance's name was learned. */
  private async learnInstances(
    groupArn: string,
    targets: readonly RegisteredTarget[],
    options: CallOptions,
  ): Promise<boolean> {
    if (this.known.get(groupArn)?.group.targetType !== 'instance') return false;
    // One that does not exist any more, or may not be described, is not asked for with every read.
    const isDue = (id: string) =>
      !this.instances.has(id) && !this.isFresh(this.instancesAskedAt.get(id) ?? -Infinity);
    const unknown = [...new Set(targets.map(({ id }) => id))].filter(isDue);
    if (unknown.length === 0) return false;
    let found: readonly Instance[] = [];
    try {
      found = await (await this.cloud()).instancesById(unknown, options);
    } catch (error) {
      // Names are a help, not the matter: without ec2:DescribeInstances the ids are shown alone.
      if (!isProblem(error)) throw error;
    }
    for (const id of unknown) this.instancesAskedAt.set(id, this.clock.now());
    for (const instance of found) this.instances.set(instance.id, instance);
    return found.length > 0;
  }

  private isFresh(at: number): boolean {
    return this.clock.now() - at < STAYS_FRESH_MILLISECONDS;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

const collator = new Intl.Collator('en', { numeric: true });
