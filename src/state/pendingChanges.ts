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
import { Emitter } from './emitter';
import { onScopesChange } from './changedScopes';
import type { SharedFile } from './sharedFile';

export type PendingChangesFile = SharedFile<readonly PendingChange[]>;

/** Of what is stored, the changes that are whole. */
export function parsePendingChanges(stored: unknown): readonly PendingChange[] {
  return Array.isArray(stored) ? stored.filter(isPendingChange) : [];
}

export class PendingChanges {
  private readonly file: PendingChangesFile;
  private readonly clock: Clock;
  private readonly changes = new Emitter<readonly ChangeScope[]>();
  /** The groups whose pending changes are others than before. */
  readonly onDidChange = this.changes.event;

  constructor(file: PendingChangesFile, clock: Clock) {
    this.file = file;
    this.clock = clock;
    onScopesChange(file, (scopes) => {
      this.changes.fire(scopes);
    });
  }

  /** The oldest first. */
  get all(): readonly PendingChange[] {
    return this.file.value;
  }

  of(connectionId: string, groupArn: string): readonly PendingChange[] {
    return this.all.filter((change) => change.connectionId === connectionId && change.groupArn === groupArn);
  }

  /** ARNs of a connection's groups with a register that waits for its drain. */
  waitingGroups(connectionId: string): ReadonlySet<string> {
    return new Set(
      this.all
        .filter((change) => change.connectionId === connectionId && isWaiting(change))
        .map(({ groupArn }) => groupArn),
    );
  }

  get(id: string): PendingChange | undefined {
    return this.all.find((change) => change.id === id);
  }

  /** What is proposed for a target takes the place of what was pending for it. Resolves with what is staged, once stored. */
  async stage(scope: ChangeScope, proposed: readonly ProposedChange[]): Promise<readonly PendingChange[]> {
    const { connectionId, groupArn, groupName } = scope;
    const stagedAt = this.clock.now();
    const staged = new Map(
      proposed.map((change) => {
        const id = changeId(scope, change.target);
        return [id, { ...change, id, connectionId, groupArn, groupName, stagedAt }] as const;
      }),
    );
    await this.file.update((all) => [...all.filter(({ id }) => !staged.has(id)), ...staged.values()]);
    return [...staged.values()];
  }

  /** Changes the port or the zone of one; a pending change that the new target has already is replaced. */
  async retarget(id: string, target: TargetIdentity): Promise<void> {
    await this.file.update((all) => {
      const change = all.find((other) => other.id === id);
      if (change === undefined) return all;
      const { leftBecause, sentAt, ...rest } = change;
      const edited = { ...rest, target: identityOf(target), id: changeId(change, target) };
      return all
        .filter((other) => other.id === id || other.id !== edited.id)
        .map((other) => (other.id === id ? edited : other));
    });
  }

  async remove(ids: Iterable<string>): Promise<void> {
    const removed = new Set(ids);
    await this.file.update((all) =>
      all.some(({ id }) => removed.has(id)) ? all.filter(({ id }) => !removed.has(id)) : all,
    );
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
