// Registers by itself what waited for its drain: when the drain is over, in one of the windows.
import { ListedTargets } from '../model/listedTargets';
import { isWaiting, type PendingChange } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import { isDraining, targetKey } from '../model/target';
import type { Applying } from './applying';
import type { Account } from './account';
import type { Drains } from './drains';
import { type Disposable, Emitter } from './emitter';
import type { Inventory } from './inventory';
import type { PendingChanges } from './pendingChanges';

interface Parts {
  readonly pending: PendingChanges;
  readonly applying: Applying;
  readonly drains: Drains;
  readonly inventory: Inventory;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** What became of registers that were made without being asked for again. */
export interface MadeRegistrations {
  readonly account: Account;
  readonly groupName: string;
  readonly done: readonly PendingChange[];
  readonly left: readonly { readonly change: PendingChange; readonly reason: string }[];
}

export class WaitingRegistrations {
  private readonly parts: Parts;
  private readonly made = new Emitter<MadeRegistrations>();
  readonly onDidRegister = this.made.event;
  private readonly subscriptions: readonly Disposable[];
  /** Of groups; one apply of a group at a time. */
  private readonly underWay = new Set<string>();
  private disposed = false;

  constructor(parts: Parts) {
    this.parts = parts;
    const look = () => {
      this.look();
    };
    this.subscriptions = [
      parts.drains.onDidChange(look),
      parts.pending.onDidChange(look),
      parts.inventory.onDidReadHealth(look),
    ];
  }

  dispose(): void {
    this.disposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private look(): void {
    if (this.disposed) return;
    const ready = new Map<string, PendingChange[]>();
    for (const change of this.parts.pending.all) {
      if (!this.isReady(change)) continue;
      const key = `${change.connectionId}|${change.groupArn}`;
      ready.set(key, [...(ready.get(key) ?? []), change]);
    }
    for (const [key, changes] of ready) {
      if (this.underWay.has(key)) continue;
      this.underWay.add(key);
      void this.register(changes)
        .catch((error: unknown) => {
          this.parts.report(error);
          return false;
        })
        .then((hasMade) => {
          this.underWay.delete(key);
          // What became ready meanwhile was passed over.
          if (hasMade) this.look();
        });
    }
  }

  /** It waits, and its target was seen to drain no more. */
  private isReady(change: PendingChange): boolean {
    if (!isWaiting(change)) return false;
    const { connectionId, groupArn, target } = change;
    const { group, targets } = this.parts.inventory.account(connectionId)?.group(groupArn) ?? {};
    if (group === undefined || targets === undefined) return false;
    const listed = new ListedTargets(group, targets).find(target);
    const draining = this.parts.drains.open(connectionId, groupArn).map((drain) => targetKey(drain.target));
    return !draining.includes(targetKey(listed ?? target)) && (listed === undefined || !isDraining(listed));
  }

  /** Tells whether anything came of it: if not, the next read of the group's health is time enough to try again. */
  private async register(changes: readonly PendingChange[]): Promise<boolean> {
    const [first] = changes;
    const account = first === undefined ? undefined : this.parts.inventory.account(first.connectionId);
    const group = first === undefined ? undefined : account?.group(first.groupArn)?.group;
    if (account === undefined || group === undefined) return false;
    try {
      const { done, left } = await this.parts.applying.apply({ account, group, changes });
      if (done.length + left.length === 0) return false;
      this.made.fire({ account, groupName: group.name, done, left });
      return true;
    } catch (error) {
      // Another window does it.
      if (isProblem(error) && error.kind === 'busy') return false;
      throw error;
    }
  }
}
