// Every connection's account, and the drains that their health reads show.
import type { OpenCloud } from '../aws/index';
import type { Admission } from '../aws/cloud';
import type { Clock } from '../model/clock';
import { type Connection, connectionId } from '../model/connection';
import { Account, type AccountChange, type HealthRead } from './account';
import type { Drains } from './drains';
import { type Disposable, Emitter } from './emitter';
import type { OutOfService } from './outOfService';
import type { Registration } from './registration';
import { RequestScheduler } from './requestScheduler';

export type OpenConnection = (connection: Connection, admit: Admission) => Promise<OpenCloud>;

interface Parts {
  readonly openConnection: OpenConnection;
  readonly drains: Drains;
  readonly registration: Registration;
  readonly outOfService: OutOfService;
  readonly clock: Clock;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

interface Entry {
  readonly account: Account;
  readonly scheduler: RequestScheduler;
  readonly subscriptions: readonly Disposable[];
}

export class Inventory {
  private readonly parts: Parts;
  private readonly entries = new Map<string, Entry>();
  private readonly listChanges = new Emitter<undefined>();
  private readonly accountChanges = new Emitter<AccountChange>();
  private readonly healthReads = new Emitter<HealthRead>();
  /** Connections were added or removed. */
  readonly onDidChangeConnections = this.listChanges.event;
  /** A connection's list, or one of its groups, changed. */
  readonly onDidChange = this.accountChanges.event;
  /** A group's health was read, and what it says of drains was taken in. */
  readonly onDidReadHealth = this.healthReads.event;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** In the order of the setting. */
  get accounts(): readonly Account[] {
    return [...this.entries.values()].map(({ account }) => account);
  }

  account(id: string): Account | undefined {
    return this.entries.get(id)?.account;
  }

  /** Keeps what is known of the connections that stay. */
  setConnections(connections: readonly Connection[]): void {
    const before = new Map(this.entries);
    this.entries.clear();
    for (const connection of connections) {
      const id = connectionId(connection);
      this.entries.set(id, before.get(id) ?? this.open(connection));
      before.delete(id);
    }
    for (const entry of before.values()) close(entry);
    this.listChanges.fire(undefined);
  }

  dispose(): void {
    for (const entry of this.entries.values()) close(entry);
    this.entries.clear();
  }

  private open(connection: Connection): Entry {
    const { openConnection, clock, report } = this.parts;
    const scheduler = new RequestScheduler(clock);
    const account = new Account(connection, () => openConnection(connection, scheduler.admit), clock);
    return {
      account,
      scheduler,
      subscriptions: [
        account.onDidChange((change) => {
          this.accountChanges.fire(change);
          if (change.groupArn === undefined) this.endDrainsOfVanished(account).catch(report);
        }),
        account.onDidReadHealth((read) => {
          this.follow(read).catch(report);
        }),
      ],
    };
  }

  /** A group that was deleted has no target left to drain. */
  private async endDrainsOfVanished(account: Account): Promise<void> {
    if (account.readAt === undefined) return;
    const { drains } = this.parts;
    const vanished = new Set(drains.open(account.id).map(({ groupArn }) => groupArn));
    for (const arn of vanished) {
      if (account.group(arn) === undefined) await drains.observe(account.id, arn, []);
    }
  }

  private async follow({ account, group, targets }: HealthRead): Promise<void> {
    const { drains, registration, outOfService } = this.parts;
    await drains.observe(account.id, group.arn, targets);
    const unknown = drains.unknownAmong(account.id, group.arn, targets);
    if (unknown.length > 0) await drains.discover(await registration.drainSubjects(account, group, unknown));
    this.healthReads.fire({ account, group, targets });
    await outOfService.observe(account.id, group.arn, targets);
  }
}

function close({ account, scheduler, subscriptions }: Entry): void {
  for (const subscription of subscriptions) subscription.dispose();
  account.close();
  scheduler.dispose();
}
