// What was seen of the groups' health over time, and what we did meanwhile. Recent, bounded, shared by the windows: every
// window knows what it saw itself at once, and what others saw when they have written it down, some seconds later.
import type { Clock } from '../model/clock';
import { isEventful, type NameOf, recent, withMark, withRead } from '../model/growingHistory';
import type { GroupRead } from '../model/groupRead';
import type { ActionMark, GroupHistory } from '../model/healthHistory';
import type { ChangeScope } from '../model/pendingChange';
import { type Disposable, Emitter } from './emitter';
import type { SharedFile } from './sharedFile';

export type HistoryFile = SharedFile<readonly GroupHistory[]>;

/** So long at least from one write to the next; a window that crashes forgets no more than that of what has happened. */
const WRITTEN_EVERY_MILLISECONDS = 3_000;
/** Where nothing happened, only the time of the last read is new. */
const WRITTEN_WHEN_QUIET_EVERY_MILLISECONDS = 30_000;
/** What comes together is written together: the reads of several groups, what becomes of a call. */
const GATHERED_FOR_MILLISECONDS = 200;

interface Seen {
  readonly read: GroupRead;
  readonly nameOf: NameOf;
}

/** What this window has seen of a group, or done, and has not written down yet. */
interface Unwritten {
  readonly seen: readonly Seen[];
  readonly marks: readonly ActionMark[];
  /** What it was added to. */
  readonly base: GroupHistory | undefined;
  /** With it. */
  readonly history: GroupHistory;
}

export class HealthHistory {
  private readonly openFile: () => HistoryFile;
  private readonly clock: Clock;
  private readonly report: (error: unknown) => void;
  private readonly changes = new Emitter<ChangeScope>();
  /** A group has more history than before. */
  readonly onDidChange = this.changes.event;
  private opened: { readonly file: HistoryFile; readonly subscription: Disposable } | undefined;
  private written: ReadonlyMap<string, GroupHistory> = new Map();
  private readonly unwritten = new Map<string, Unwritten>();
  private timer: { readonly at: number; readonly dispose: () => void } | undefined;
  private lastWriteAt = -Infinity;
  private disposed = false;

  /** @param openFile called when something of it is needed: it may be large */
  constructor(openFile: () => HistoryFile, clock: Clock, report: (error: unknown) => void) {
    this.openFile = openFile;
    this.clock = clock;
    this.report = report;
  }

  of(connectionId: string, groupArn: string): GroupHistory | undefined {
    this.open();
    const key = keyOf({ connectionId, groupArn });
    return this.unwritten.get(key)?.history ?? this.written.get(key);
  }

  /** Takes in a read of the group's whole health. */
  observe(read: GroupRead, nameOf: NameOf): void {
    const { connectionId, group } = read;
    const before = this.of(connectionId, group.arn);
    const history = withRead(before, read, nameOf);
    if (history === before) return;
    const { seen, ...rest } = this.unwrittenOf(history, before);
    this.add({ ...rest, seen: [...seen, { read, nameOf }], history }, before);
  }

  /** Marks what we did. Of a group whose health nobody has read there is no history. */
  mark({ connectionId, groupArn }: ChangeScope, mark: ActionMark): void {
    const before = this.of(connectionId, groupArn);
    if (before === undefined) return;
    const { marks, ...rest } = this.unwrittenOf(before, before);
    this.add({ ...rest, marks: [...marks, mark], history: withMark(before, mark) }, before);
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.opened?.subscription.dispose();
    this.opened?.file.dispose();
  }

  private open(): HistoryFile {
    if (this.opened !== undefined) return this.opened.file;
    const file = this.openFile();
    const subscription = file.onDidChange(() => {
      this.takeWritten(file.value);
    });
    this.opened = { file, subscription };
    this.written = byKey(file.value);
    return file;
  }

  private unwrittenOf(scope: GroupHistory, base: GroupHistory | undefined): Omit<Unwritten, 'history'> {
    return this.unwritten.get(keyOf(scope)) ?? { seen: [], marks: [], base };
  }

  private add(unwritten: Unwritten, before: GroupHistory | undefined): void {
    const { history } = unwritten;
    this.unwritten.set(keyOf(history), unwritten);
    this.writeLater(
      isEventful(before, history) ? WRITTEN_EVERY_MILLISECONDS : WRITTEN_WHEN_QUIET_EVERY_MILLISECONDS,
    );
    this.changes.fire(history);
  }

  private writeLater(intervalMilliseconds: number): void {
    const now = this.clock.now();
    const at = Math.max(now + GATHERED_FOR_MILLISECONDS, this.lastWriteAt + intervalMilliseconds);
    if (this.disposed || (this.timer !== undefined && this.timer.at <= at)) return;
    this.timer?.dispose();
    const timer = this.clock.after(at - now, () => {
      this.timer = undefined;
      this.write().catch(this.report);
    });
    this.timer = {
      at,
      dispose: () => {
        timer.dispose();
      },
    };
  }

  private async write(): Promise<void> {
    this.lastWriteAt = this.clock.now();
    let added = new Map<string, Unwritten>();
    await this.open().update((all) => {
      added = new Map(this.unwritten);
      if (added.size === 0) return all;
      const merged = new Map(byKey(all));
      for (const [key, unwritten] of added) merged.set(key, addedTo(merged.get(key), unwritten));
      return recent([...merged.values()], this.clock.now());
    });
    // What there was no room for is forgotten here too.
    for (const [key, unwritten] of added)
      if (!this.written.has(key) && this.unwritten.get(key) === unwritten) this.unwritten.delete(key);
  }

  /** Somebody has written, this window or another: what is in it needs not be written again. */
  private takeWritten(all: readonly GroupHistory[]): void {
    const before = this.written;
    this.written = byKey(all);
    const changed: GroupHistory[] = [];
    for (const [key, history] of this.written) {
      const unwritten = this.unwritten.get(key);
      const known = unwritten?.history ?? before.get(key);
      const now = unwritten === undefined ? history : this.rebase(key, unwritten, history);
      if (known?.to !== now.to || isEventful(known, now)) changed.push(now);
    }
    for (const history of changed) this.changes.fire(history);
  }

  private rebase(key: string, unwritten: Unwritten, base: GroupHistory): GroupHistory {
    const history = addedTo(base, unwritten);
    const seen = unwritten.seen.filter(({ read }) => read.readAt > base.to);
    const marks = unwritten.marks.filter((mark) => withMark(base, mark) !== base);
    if (seen.length === 0 && marks.length === 0) this.unwritten.delete(key);
    else this.unwritten.set(key, { seen, marks, base, history });
    return history;
  }
}

function addedTo(
  base: GroupHistory | undefined,
  { seen, marks, base: before, history }: Unwritten,
): GroupHistory {
  if (isAsWas(base, before)) return history;
  const read = seen.reduce<GroupHistory | undefined>(
    (grown, { read: each, nameOf }) => withRead(grown, each, nameOf),
    base,
  );
  return marks.reduce((grown, mark) => withMark(grown, mark), read ?? history);
}

/** Nobody else has written of the group meanwhile. */
function isAsWas(now: GroupHistory | undefined, before: GroupHistory | undefined): boolean {
  if (now === undefined || before === undefined) return now === before;
  return now.from === before.from && now.to === before.to && !isEventful(before, now);
}

function byKey(all: readonly GroupHistory[]): ReadonlyMap<string, GroupHistory> {
  return new Map(all.map((history) => [keyOf(history), history]));
}

function keyOf({ connectionId, groupArn }: Pick<ChangeScope, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}
