// Decides which group is read next: what is on screen and what is on the move often, the rest seldom, nothing when
// nobody looks. The next read of a group is due some time after its last one ended, never on a timer of its own.
import { isOnTheMove } from '../model/arrival';
import type { Clock } from '../model/clock';
import type { Priority } from '../model/requestBudget';
import type { Account, GroupKnowledge } from './account';
import type { Inventory } from './inventory';
import type { SharedReads } from './sharedReads';
import type { Stored } from './stored';

type Waited = Pick<Stored, 'drains' | 'arrivals' | 'waits' | 'pending' | 'serviceRuns'>;

interface Parts extends Waited {
  readonly inventory: Inventory;
  readonly reads: SharedReads;
  readonly clock: Clock;
  /** How often a group whose targets are on screen is read, in milliseconds. */
  readonly pollMilliseconds: () => number;
}

const LOOK_EVERY_MILLISECONDS = 500;
const ON_THE_MOVE_MILLISECONDS = 2_000;
const COLLAPSED_MILLISECONDS = 60_000;
const GROUP_LIST_MILLISECONDS = 120_000;
const AUTO_SCALING_MILLISECONDS = 60_000;
/** At the latest: what is read seldom need not stay broken for long. */
const FIRST_RETRY_MILLISECONDS = 10_000;
const LONGEST_BACK_OFF_MILLISECONDS = 60_000;
const AT_ONCE = { drain: 8, visible: 4, rest: 2 } as const;

type WatchPriority = keyof typeof AT_ONCE;

/** ARNs of an account's groups that are read though nobody may look. */
interface WaitedFor {
  /** Something of them is about to change. */
  readonly onTheMove: ReadonlySet<string>;
  /** Something of them may change. */
  readonly watched: ReadonlySet<string>;
}

interface Due {
  readonly intervalMilliseconds: number;
  readonly priority: WatchPriority;
}

export class Watcher {
  private readonly parts: Parts;
  private readonly lastAttemptAt = new Map<string, number>();
  private readonly failuresInARow = new Map<string, number>();
  private readonly underWay = new Map<string, WatchPriority>();
  private readonly expandedAccounts = new Set<string>();
  private readonly expandedGroups = new Set<string>();
  /** The group whose health over time is on screen. */
  private timelined: { readonly accountId: string; readonly groupArn: string } | undefined;
  private treeVisible = false;
  private monitorVisible = false;
  private timer: { dispose(): void } | undefined;
  private disposed = false;

  constructor(parts: Parts) {
    this.parts = parts;
    this.look();
  }

  setTreeVisible(visible: boolean): void {
    this.treeVisible = visible;
  }

  setMonitorVisible(visible: boolean): void {
    this.monitorVisible = visible;
  }

  setAccountExpanded(accountId: string, expanded: boolean): void {
    toggle(this.expandedAccounts, accountId, expanded);
  }

  setGroupExpanded(accountId: string, groupArn: string, expanded: boolean): void {
    toggle(this.expandedGroups, key(accountId, groupArn), expanded);
  }

  /** The health of this group over time is on screen; of no group when absent. */
  setTimelined(group: { readonly accountId: string; readonly groupArn: string } | undefined): void {
    this.timelined = group;
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }

  /** Starts what is due, then looks again a moment later. */
  private look(): void {
    if (this.disposed) return;
    for (const account of this.parts.inventory.accounts) this.lookAt(account);
    this.timer = this.parts.clock.after(LOOK_EVERY_MILLISECONDS, () => {
      this.look();
    });
  }

  private lookAt(account: Account): void {
    const waitedFor = this.waitedFor(account.id);
    const nobodyWaits = waitedFor.onTheMove.size + waitedFor.watched.size === 0;
    const onScreen = this.treeVisible && this.expandedAccounts.has(account.id);
    if (!onScreen && nobodyWaits && this.timelined?.accountId !== account.id) return;
    // What drains, or was on a timeline, before a restart needs the list of groups before its health can be read.
    const listMissing = account.readAt === undefined;
    if ((onScreen || listMissing) && this.isDue(account.id, GROUP_LIST_MILLISECONDS, account.readAt)) {
      this.start(
        account.id,
        'rest',
        () => account.readGroups({ priority: 'rest' }),
        () => account.error !== undefined,
      );
    }
    const scaling = `${account.id} auto scaling`;
    // Who has no group of instances has nothing that an Auto Scaling group could be attached to.
    const isScalable = account.groups.some(({ group }) => group.targetType === 'instance');
    if (
      onScreen &&
      isScalable &&
      this.isDue(scaling, AUTO_SCALING_MILLISECONDS, account.autoScaling.readAt)
    ) {
      this.start(scaling, 'rest', () => account.readAutoScaling({ priority: 'rest' }));
    }
    // The longest unread first: where more are due than can be read, each has its turn.
    const byAge = [...account.groups].sort((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0));
    for (const knowledge of byAge) this.lookAtGroup(account, knowledge, onScreen, waitedFor);
  }

  private lookAtGroup(
    account: Account,
    knowledge: GroupKnowledge,
    onScreen: boolean,
    waitedFor: WaitedFor,
  ): void {
    const { arn } = knowledge.group;
    const id = key(account.id, arn);
    const due = this.dueOf(id, knowledge, onScreen, waitedFor);
    if (due === undefined || !this.isDue(id, due.intervalMilliseconds, knowledge.readAt)) return;
    this.start(id, due.priority, () => this.parts.reads.refresh(account, arn, due));
  }

  private waitedFor(accountId: string): WaitedFor {
    const { drains, arrivals, waits, pending, serviceRuns } = this.parts;
    const arriving = arrivals.open(accountId);
    const begun = [...drains.open(accountId), ...waits.open(accountId), ...arriving.filter(isOnTheMove)];
    return {
      onTheMove: new Set([
        ...begun.map(({ groupArn }) => groupArn),
        ...pending.waitingGroups(accountId),
        ...serviceRuns.groupsToRead(accountId),
      ]),
      watched: new Set(arriving.map(({ groupArn }) => groupArn)),
    };
  }

  private dueOf(
    id: string,
    knowledge: GroupKnowledge,
    onScreen: boolean,
    { onTheMove: moving, watched: waited }: WaitedFor,
  ): Due | undefined {
    const { arn } = knowledge.group;
    if (moving.has(arn)) {
      const watched = this.monitorVisible || this.treeVisible;
      return {
        intervalMilliseconds: watched ? ON_THE_MOVE_MILLISECONDS : this.parts.pollMilliseconds(),
        priority: 'drain',
      };
    }
    const timelined =
      this.timelined !== undefined && key(this.timelined.accountId, this.timelined.groupArn) === id;
    if (!onScreen && !timelined && !waited.has(arn)) return undefined;
    const onTheMove = knowledge.targets?.some(({ health }) => health.state === 'initial') === true;
    if (timelined || waited.has(arn) || this.expandedGroups.has(id)) {
      const intervalMilliseconds = onTheMove ? ON_THE_MOVE_MILLISECONDS : this.parts.pollMilliseconds();
      return { intervalMilliseconds, priority: 'visible' };
    }
    return {
      intervalMilliseconds: onTheMove ? this.parts.pollMilliseconds() : COLLAPSED_MILLISECONDS,
      priority: 'rest',
    };
  }

  private isDue(id: string, intervalMilliseconds: number, readAt: number | undefined): boolean {
    if (this.underWay.has(id)) return false;
    const failures = this.failuresInARow.get(id) ?? 0;
    const backOff = Math.max(
      Math.min(intervalMilliseconds, FIRST_RETRY_MILLISECONDS),
      Math.min(LONGEST_BACK_OFF_MILLISECONDS, 1_000 * 2 ** failures),
    );
    const interval = failures === 0 ? intervalMilliseconds : backOff;
    const last = Math.max(readAt ?? -Infinity, this.lastAttemptAt.get(id) ?? -Infinity);
    return this.parts.clock.now() - last >= interval;
  }

  private start(
    id: string,
    priority: WatchPriority,
    read: () => Promise<unknown>,
    hasFailed: () => boolean = () => false,
  ): void {
    const atOnce = [...this.underWay.values()].filter((other) => other === priority).length;
    if (atOnce >= AT_ONCE[priority]) return;
    this.underWay.set(id, priority satisfies Priority);
    void read()
      .then(hasFailed, () => true)
      .then((failed) => {
        this.underWay.delete(id);
        this.lastAttemptAt.set(id, this.parts.clock.now());
        if (failed) this.failuresInARow.set(id, (this.failuresInARow.get(id) ?? 0) + 1);
        else this.failuresInARow.delete(id);
      });
  }
}

function key(accountId: string, groupArn: string): string {
  return `${accountId}|${groupArn}`;
}

function toggle(set: Set<string>, id: string, on: boolean): void {
  if (on) set.add(id);
  else set.delete(id);
}
