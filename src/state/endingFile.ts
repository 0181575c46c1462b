// A list of things that begin and end, each in a target group, shared by the windows: of a step that a read of the
// group's health makes, exactly one window hears. Those that are over are kept for a while.
import type { ChangeScope } from '../model/pendingChange';
import { type Scoped, ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

/** An entry before and after a step. */
export interface Step<T> {
  readonly before: T;
  readonly after: T;
}

const OVER_KEPT = 200;

export class EndingFile<T extends Scoped> {
  private readonly file: ScopedFile<T>;
  private readonly isOver: (entry: T) => boolean;
  /** The groups whose entries came, went or changed, in whichever window that happened. */
  readonly onDidChange: ScopedFile<T>['onDidChange'];

  constructor(file: SharedFile<readonly T[]>, isOver: (entry: T) => boolean) {
    this.file = new ScopedFile(file);
    this.isOver = isOver;
    this.onDidChange = this.file.onDidChange;
  }

  /** The newest last. */
  get all(): readonly T[] {
    return this.file.all;
  }

  get(id: string): T | undefined {
    return this.file.get(id);
  }

  /** Those of a connection, or of one of its groups, that are not over. */
  open(connectionId: string, groupArn?: string): readonly T[] {
    const some = groupArn === undefined ? this.file.all : this.file.of(connectionId, groupArn);
    return some.filter((entry) => !this.isOver(entry) && entry.connectionId === connectionId);
  }

  /** As {@link ScopedFile.update}. */
  update(change: (all: readonly T[]) => readonly T[]): Promise<void> {
    return this.file.update((all) => {
      const after = change(all);
      return after === all ? all : this.kept(after);
    });
  }

  remove(ids: Iterable<string>): Promise<void> {
    return this.file.remove(ids);
  }

  async clearOver(): Promise<void> {
    await this.remove(this.all.filter(this.isOver).map(({ id }) => id));
  }

  /**
   * Puts in the place of each open entry of the group what `step` makes of it, and nothing in the place of one that it
   * makes undefined. Costs nothing on disk where all stay the same. Resolves with the steps that are made by this window.
   */
  async moveOn(
    { connectionId, groupArn }: Pick<ChangeScope, 'connectionId' | 'groupArn'>,
    step: (entry: T) => T | undefined,
  ): Promise<readonly Step<T>[]> {
    if (this.open(connectionId, groupArn).every((entry) => step(entry) === entry)) return [];
    const isMoving = (entry: T) =>
      entry.connectionId === connectionId && entry.groupArn === groupArn && !this.isOver(entry);
    let steps: Step<T>[] = [];
    await this.update((all) => {
      steps = [];
      const moved = all.flatMap((before) => {
        const after = isMoving(before) ? step(before) : before;
        if (after === undefined) return [];
        if (after !== before) steps.push({ before, after });
        return [after];
      });
      return steps.length === 0 && moved.length === all.length ? all : moved;
    });
    return steps;
  }

  /** Without the oldest of those that are over. */
  private kept(entries: readonly T[]): readonly T[] {
    const over = entries.filter(this.isOver);
    const dropped = new Set(over.slice(0, Math.max(0, over.length - OVER_KEPT)));
    return dropped.size === 0 ? entries : entries.filter((entry) => !dropped.has(entry));
  }
}
