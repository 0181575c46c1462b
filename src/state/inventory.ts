// Every connection's account, and what their health reads show of drains, arrivals, waits and the rest.
import type { OpenCloud } from '../aws/index';
import type { Admission } from '../aws/cloud';
import type { Clock } from '../model/clock';
import { type Connection, connectionId } from '../model/connection';
import { ListedTargets } from '../model/listedTargets';
import type { TargetIdentity } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import { Account, type AccountChange, type HealthRead } from './account';
import { type Disposable, Emitter } from './emitter';
import { RequestScheduler } from './requestScheduler';
import type { Stored } from './stored';

export type OpenConnection = (connection: Connection, admit: Admission) => Promise<OpenCloud>;

type Told = Pick<
  Stored,
  'drains' | 'arrivals' | 'waits' | 'history' | 'pending' | 'outOfService' | 'registration'
>;

interface Parts extends Told {
  readonly openConnection: OpenConnection;
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
  private readonly healthAnswers = new Emitter<HealthRead>();
  private readonly healthReads = new Emitter<HealthRead>();
  /** Connections were added or removed. */
  readonly onDidChangeConnections = this.listChanges.event;
  /** A connection's list, or one of its groups, changed. */
  readonly onDidChange = this.accountChanges.event;
  /** The API has answered this window's question for a group's health. */
  readonly onDidAnswerHealth = this.healthAnswers.event;
  /** A group's health was read, by whichever window, and what it says of drains was taken in. */
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
          if (change.groupArn === undefined) this.endWhatHasVanished(account).catch(report);
        }),
        account.onDidReadHealth((read) => {
          if (!read.isTakenOver) this.healthAnswers.fire(read);
          this.follow(read).catch(report);
        }),
      ],
    };
  }

  /** A group that was deleted has no target left to drain, to turn healthy or to wait for. */
  private async endWhatHasVanished(account: Account): Promise<void> {
    if (account.readAt === undefined) return;
    const listed = account.groups[0]?.group.arn;
    const listedOf = listed === undefined ? account.identity?.accountId : accountIdIn(listed);
    const { drains, arrivals, waits } = this.parts;
    for (const kept of [drains, arrivals, waits]) {
      const groups = new Set(kept.open(account.id).map(({ groupArn }) => groupArn));
      for (const arn of groups) {
        // The credentials of a profile may be of another AWS account by now: its list says nothing of that group.
        if (account.group(arn) === undefined && accountIdIn(arn) === listedOf)
          await kept.endGroup(account.id, arn);
      }
    }
  }

  private async follow(healthRead: HealthRead): Promise<void> {
    const { account, group, targets, readAt } = healthRead;
    const { drains, arrivals, waits, history, registration, outOfService } = this.parts;
    const read = { connectionId: account.id, group, targets, readAt };
    history.observe(read, ({ id }) => account.instance(id)?.name);
    await drains.observe(read);
    const unknown = drains.unknownAmong(read);
    if (unknown.length > 0)
      await drains.discover(await registration.drainSubjects(account, group, unknown), readAt);
    this.healthReads.fire(healthRead);
    await arrivals.observe(read);
    await waits.observe(read, this.underWay(account, group));
    await outOfService.observe(read);
  }

  /** What we know to be under way with a target of the group. */
  private underWay(account: Account, group: TargetGroup) {
    const { drains, arrivals, pending } = this.parts;
    const among = (entries: readonly { readonly target: TargetIdentity }[]) => {
      const listed = new ListedTargets(
        group,
        entries.map(({ target }) => target),
      );
      return (target: TargetIdentity) => listed.find(target) !== undefined;
    };
    const changes = pending.of(account.id, group.arn);
    return {
      isComing: among([
        ...arrivals.open(account.id, group.arn),
        ...changes.filter(({ action }) => action === 'register'),
      ]),
      isLeaving: among([
        ...drains.open(account.id, group.arn),
        ...changes.filter(({ action }) => action === 'deregister'),
      ]),
    };
  }
}

function accountIdIn(arn: string): string | undefined {
  return arn.split(':')[4];
}

function close({ account, scheduler, subscriptions }: Entry): void {
  for (const subscription of subscriptions) subscription.dispose();
  account.close();
  scheduler.dispose();
}
