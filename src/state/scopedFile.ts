// A list of things that each belong to a target group, shared by the windows: found by group, changes told by group.
import type { ChangeScope } from '../model/pendingChange';
import { Emitter } from './emitter';
import type { SharedFile } from './sharedFile';

export type Scoped = ChangeScope & { readonly id: string };

const NONE: readonly never[] = [];

interface Index<T> {
  readonly all: readonly T[];
  readonly byGroup: ReadonlyMap<string, readonly T[]>;
  readonly byId: ReadonlyMap<string, T>;
}

export class ScopedFile<T extends Scoped> {
  private readonly file: SharedFile<readonly T[]>;
  private readonly changes = new Emitter<readonly ChangeScope[]>();
  /** The groups whose entries came, went or changed. */
  readonly onDidChange = this.changes.event;
  private index: Index<T>;

  constructor(file: SharedFile<readonly T[]>) {
    this.file = file;
    this.index = indexOf(file.value);
    file.onDidChange(() => {
      const before = this.index;
      this.index = indexOf(file.value);
      const scopes = changedScopes(before, this.index);
      if (scopes.length > 0) this.changes.fire(scopes);
    });
  }

  /** In the order in which they were stored. */
  get all(): readonly T[] {
    return this.index.all;
  }

  /** Those of the group: the same list until an entry, of whichever group, comes, goes or changes. */
  of(connectionId: string, groupArn: string): readonly T[] {
    return this.index.byGroup.get(groupKey({ connectionId, groupArn })) ?? NONE;
  }

  get(id: string): T | undefined {
    return this.index.byId.get(id);
  }

  /** Puts the entries at the end, in place of those that have their ids. Resolves when that is stored. */
  async put(entries: readonly T[]): Promise<void> {
    const ids = new Set(entries.map(({ id }) => id));
    await this.update((all) => [...all.filter(({ id }) => !ids.has(id)), ...entries]);
  }

  async remove(ids: Iterable<string>): Promise<void> {
    const removed = new Set(ids);
    if (removed.size === 0) return;
    await this.update((all) =>
      all.some(({ id }) => removed.has(id)) ? all.filter(({ id }) => !removed.has(id)) : all,
    );
  }

  /** As {@link SharedFile.update}. */
  update(change: (all: readonly T[]) => readonly T[]): Promise<void> {
    return this.file.update(change);
  }
}

function indexOf<T extends Scoped>(all: readonly T[]): Index<T> {
  const byGroup = new Map<string, T[]>();
  for (const entry of all) {
    const key = groupKey(entry);
    const group = byGroup.get(key);
    if (group === undefined) byGroup.set(key, [entry]);
    else group.push(entry);
  }
  return { all, byGroup, byId: new Map(all.map((entry) => [entry.id, entry])) };
}

function changedScopes<T extends Scoped>(before: Index<T>, now: Index<T>): ChangeScope[] {
  const isSame = ({ id }: T) => JSON.stringify(before.byId.get(id)) === JSON.stringify(now.byId.get(id));
  const changed = [...before.all, ...now.all].filter((entry) => !isSame(entry));
  return [...new Map(changed.map((scope) => [groupKey(scope), scope])).values()];
}

function groupKey({ connectionId, groupArn }: Pick<ChangeScope, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}
