// The changes that are staged and not yet known to have happened, of every group, shared by the windows.
import type { Clock } from '../model/clock';
import {
  changeId,
  type ChangeScope,
  isPendingChange,
  isWaiting,
  type PendingChange,
  type ProposedChange,
} from '../model/pendingChange';
import { identityOf, type TargetIdentity } from '../model/target';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

/** Of what is stored, the changes that are whole. */
export function parsePendingChanges(stored: unknown): readonly PendingChange[] {
  return Array.isArray(stored) ? stored.filter(isPendingChange) : [];
}

export class PendingChanges {
  private readonly file: ScopedFile<PendingChange>;
  private readonly clock: Clock;
  /** The groups whose pending changes are others than before. */
  readonly onDidChange: ScopedFile<PendingChange>['onDidChange'];

  constructor(file: SharedFile<readonly PendingChange[]>, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  /** The oldest first. */
  get all(): readonly PendingChange[] {
    return this.file.all;
  }

  of(connectionId: string, groupArn: string): readonly PendingChange[] {
    return this.file.of(connectionId, groupArn);
  }

  get(id: string): PendingChange | undefined {
    return this.file.get(id);
  }

  /** ARNs of a connection's groups with a register that waits for its drain. */
  waitingGroups(connectionId: string): ReadonlySet<string> {
    return new Set(
      this.all
        .filter((change) => change.connectionId === connectionId && isWaiting(change))
        .map(({ groupArn }) => groupArn),
    );
  }

  /** What is proposed for a target takes the place of what was pending for it. Resolves with what is staged, once stored. */
  async stage(scope: ChangeScope, proposed: readonly ProposedChange[]): Promise<readonly PendingChange[]> {
    const { connectionId, groupArn, groupName } = scope;
    const stagedAt = this.clock.now();
    const byId = new Map(
      proposed.map((change) => {
        const id = changeId(scope, change.target);
        return [id, { ...change, id, connectionId, groupArn, groupName, stagedAt }] as const;
      }),
    );
    const staged = [...byId.values()];
    await this.file.put(staged);
    return staged;
  }

  /**
   * Changes the port or the zone of one; a pending change that the new target has already is replaced. It waits no more:
   * the new target may have no drain, and would be sent at once.
   */
  async retarget(id: string, target: TargetIdentity): Promise<void> {
    await this.file.update((all) => {
      const change = all.find((other) => other.id === id);
      if (change === undefined) return all;
      const { leftBecause, sentAt, whenDrained, ...rest } = change;
      const edited = { ...rest, target: identityOf(target), id: changeId(change, target) };
      return all
        .filter((other) => other.id === id || other.id !== edited.id)
        .map((other) => (other.id === id ? edited : other));
    });
  }

  async remove(ids: Iterable<string>): Promise<void> {
    await this.file.remove(ids);
  }

  /** Writes down that they are about to be sent. */
  async markSent(ids: Iterable<string>): Promise<void> {
    const sentAt = this.clock.now();
    await this.amend(ids, ({ leftBecause, ...change }) => ({ ...change, sentAt }));
  }

  /** Writes down why each was left; it stays pending. */
  async leave(reasons: ReadonlyMap<string, string>): Promise<void> {
    await this.amend(reasons.keys(), (change) => {
      const leftBecause = reasons.get(change.id);
      return leftBecause === undefined ? change : { ...change, leftBecause };
    });
  }

  /** Whether a register waits by itself until its target's drain is over. */
  async setWhenDrained(ids: Iterable<string>, whenDrained: boolean): Promise<void> {
    await this.amend(ids, ({ whenDrained: before, leftBecause, ...change }) =>
      whenDrained ? { ...change, whenDrained } : change,
    );
  }

  private async amend(
    ids: Iterable<string>,
    amended: (change: PendingChange) => PendingChange,
  ): Promise<void> {
    const chosen = new Set(ids);
    if (chosen.size === 0) return;
    await this.file.update((all) => {
      const after = all.map((change) => (chosen.has(change.id) ? amended(change) : change));
      return JSON.stringify(after) === JSON.stringify(all) ? all : after;
    });
  }
}
