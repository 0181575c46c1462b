// What we know of one connection: its groups, their targets' health, the names of instances. Keeps what it had when a
// read fails, and says so.
import type { CallOptions, CallerIdentity, Cloud } from '../aws/cloud';
import type { OpenCloud } from '../aws/index';
import type { Clock } from '../model/clock';
import { type Connection, connectionId, connectionLabel } from '../model/connection';
import type { Instance } from '../model/network';
import { isProblem } from '../model/problem';
import type { RegisteredTarget } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
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
}

const ATTRIBUTES_STAY_FRESH_MILLISECONDS = 60_000;

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

  private opening: Promise<OpenCloud> | undefined;
  private readonly known = new Map<string, GroupKnowledge>();
  private sorted: readonly GroupKnowledge[] | undefined;
  private readonly instances = new Map<string, Instance>();
  private readonly attributes = new Map<string, { at: number; values: ReadonlyMap<string, string> }>();
  private readonly flights = new SingleFlight();
  private readsStarted = 0;
  private readonly lastReadApplied = new Map<string, number>();
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
    if (this.closed) throw new Error(`The connection ${this.label} is closed.`);
    this.opening ??= this.openCloud();
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  /** Reads the list of groups; groups show as their page arrives. Never rejects: a failure is kept as `error`. */
  readGroups(options: CallOptions): Promise<void> {
    return this.flights.run(`groups ${options.priority}`, async () => {
      const seen = new Set<string>();
      try {
        const cloud = await this.cloud();
        for await (const page of cloud.targetGroups(options)) {
          for (const group of page) {
            seen.add(group.arn);
            this.keep({ ...this.known.get(group.arn), group });
          }
          this.changes.fire({ connectionId: this.id });
        }
        for (const arn of this.known.keys()) if (!seen.has(arn)) this.known.delete(arn);
        this.sorted = undefined;
        this.listReadAt = this.clock.now();
        this.listError = undefined;
        this.callerIdentity ??= await cloud.identity(options).catch(() => undefined);
      } catch (error) {
        this.listError = asError(error);
      }
      this.changes.fire({ connectionId: this.id });
    });
  }

  /**
   * Reads the health of one group, and the names of instances that are new in it. Rejects with the problem, which is
   * also kept with the group.
   */
  readHealth(groupArn: string, options: CallOptions): Promise<readonly RegisteredTarget[]> {
    return this.flights.run(`health ${groupArn} ${options.priority}`, async () => {
      const started = ++this.readsStarted;
      try {
        const cloud = await this.cloud();
        const targets = await cloud.targetHealth(groupArn, options);
        const group = this.known.get(groupArn)?.group;
        // An answer that was overtaken by a later question is old news.
        if (group !== undefined && started > (this.lastReadApplied.get(groupArn) ?? 0)) {
          this.lastReadApplied.set(groupArn, started);
          await this.learnInstances(group, targets, options);
          targets.sort((a, b) => this.compareTargets(a, b));
          const before = this.known.get(groupArn);
          const hasChanged =
            before?.error !== undefined || JSON.stringify(before?.targets) !== JSON.stringify(targets);
          this.keep({ group, targets, readAt: this.clock.now() });
          if (hasChanged) this.changes.fire({ connectionId: this.id, groupArn });
          this.healthReads.fire({ account: this, group, targets });
        }
        return targets;
      } catch (error) {
        const knowledge = this.known.get(groupArn);
        if (knowledge !== undefined && options.signal?.aborted !== true) {
          this.keep({ ...knowledge, error: asError(error) });
          this.changes.fire({ connectionId: this.id, groupArn });
        }
        throw error;
      }
    });
  }

  /** The group's attributes, at most a minute old. */
  async groupAttributes(groupArn: string, options: CallOptions): Promise<ReadonlyMap<string, string>> {
    const known = this.attributes.get(groupArn);
    if (known !== undefined && this.clock.now() - known.at < ATTRIBUTES_STAY_FRESH_MILLISECONDS)
      return known.values;
    const values = await (await this.cloud()).groupAttributes(groupArn, options);
    this.attributes.set(groupArn, { at: this.clock.now(), values });
    return values;
  }

  /** Lets go of the clients; what is known stays, so that the next call connects anew. */
  reconnect(): void {
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

  private keep(knowledge: GroupKnowledge): void {
    this.known.set(knowledge.group.arn, knowledge);
    this.sorted = undefined;
  }

  private async learnInstances(
    group: TargetGroup,
    targets: readonly RegisteredTarget[],
    options: CallOptions,
  ): Promise<void> {
    if (group.targetType !== 'instance') return;
    const unknown = [...new Set(targets.map((target) => target.id))].filter((id) => !this.instances.has(id));
    if (unknown.length === 0) return;
    try {
      const cloud = await this.cloud();
      for (const instance of await cloud.instancesById(unknown, options))
        this.instances.set(instance.id, instance);
    } catch (error) {
      // Names are a help, not the matter: without ec2:DescribeInstances the ids are shown alone.
      if (!isProblem(error)) throw error;
    }
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

const collator = new Intl.Collator('en', { numeric: true });
