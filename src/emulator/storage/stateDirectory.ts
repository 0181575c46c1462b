// What is kept on disk: a snapshot and a journal of the changes after it. Ending at any moment loses nothing written.
import { closeSync, mkdirSync } from 'node:fs';
import { deserialize } from 'node:v8';
import type { Change } from '../changes';
import { lockDirectory } from './directoryLock';
import { frame } from './frames';
import { StateError } from './stateError';
import { StateFiles, writeWhole, type Snapshot } from './stateFiles';

/** What was found on disk. */
export interface Found {
  /** Undefined where there is nothing to go on with. */
  readonly snapshot: Snapshot | undefined;
  /** What was changed after it. */
  readonly changes: readonly Change[];
}

export interface StateDirectoryOptions {
  /** Is told in a sentence what was damaged. */
  readonly report: (sentence: string) => void;
  /** How long a journal grows at least before a new snapshot is due. */
  readonly journalBytes?: number;
}

const defaultJournalBytes = 8 * 1024 * 1024;

export class StateDirectory {
  readonly #files: StateFiles;
  readonly #unlock: () => void;
  readonly #options: StateDirectoryOptions;
  #journal: number | undefined;
  #journalBytes = 0;
  #snapshotBytes = 0;

  constructor(
    readonly path: string,
    options: StateDirectoryOptions,
  ) {
    this.#options = options;
    try {
      mkdirSync(path, { recursive: true });
      this.#unlock = lockDirectory(path);
    } catch (error) {
      if (error instanceof StateError || !(error instanceof Error && 'code' in error)) throw error;
      throw new StateError(
        `Cannot start the emulator: ${path} cannot hold its state (${error.message}). Give another directory with --state.`,
      );
    }
    this.#files = new StateFiles(path);
  }

  read(): Found {
    const files = this.#files;
    let snapshot: Snapshot | undefined;
    let generation = 0;
    for (generation of files.generations('snapshot')) {
      const read = files.readSnapshot(generation);
      if (typeof read !== 'string') {
        snapshot = read;
        break;
      }
      this.#setAside(files.path('snapshot', generation), read);
    }
    const journals = new Set(files.generations('journal'));
    const changes: Change[] = [];
    // The next generation's journal goes on where this one ends.
    while (snapshot && journals.delete(generation) && this.#readJournal(generation, changes)) generation++;
    for (const each of journals) {
      if (snapshot && each < generation) continue;
      this.#setAside(files.path('journal', each), 'goes on from something that is damaged');
    }
    return { snapshot, changes };
  }

  /** Whether it was good to its end. */
  #readJournal(generation: number, changes: Change[]): boolean {
    const { payloads, end, endsAt } = this.#files.readJournal(generation);
    for (const payload of payloads) changes.push(deserialize(payload) as Change);
    // A torn record was never answered.
    if (end !== 'damaged') return true;
    this.#setAside(
      this.#files.path('journal', generation),
      `is damaged after its first ${payloads.length} changes, at byte ${endsAt}`,
    );
    return false;
  }

  /** To be told of a change that was written and cannot be made again; the journal is kept for whoever looks into it. */
  reportUnrepeatable(change: Change, error: unknown): void {
    const what = change.kind === 'operation' ? change.action : change.kind;
    const why = error instanceof Error ? error.message : String(error);
    const [journal] = this.#files.generations('journal');
    if (journal === undefined) return;
    this.#setAside(
      this.#files.path('journal', journal),
      `has a change that cannot be made again (${what}: ${why})`,
    );
  }

  #setAside(path: string, reason: string): void {
    const aside = this.#files.setAside(path);
    this.#options.report(`${path} ${reason}. It was set aside as ${aside}; what was good before it is kept.`);
  }

  /** Everything anew in a snapshot: when it is whole, its journal begins and what was before goes. */
  begin(snapshot: Snapshot): void {
    const used = [...this.#files.generations('snapshot'), ...this.#files.generations('journal')];
    const generation = Math.max(0, ...used) + 1;
    this.#snapshotBytes = this.#files.writeSnapshot(generation, snapshot);
    this.#closeJournal();
    this.#journal = this.#files.openJournal(generation);
    this.#journalBytes = 0;
    this.#files.removeAllBut(generation);
  }

  /** When it returns, the change is kept, whatever happens to this process. */
  append(change: Uint8Array): void {
    if (this.#journal === undefined) throw new Error('The journal has not begun');
    const record = frame(change);
    writeWhole(this.#journal, record);
    this.#journalBytes += record.length;
  }

  /** When the journal is longer than the snapshot too: much that changes little is not written over and over. */
  get isSnapshotDue(): boolean {
    const { journalBytes = defaultJournalBytes } = this.#options;
    return this.#journalBytes > Math.max(journalBytes, this.#snapshotBytes);
  }

  close(): void {
    this.#closeJournal();
    this.#unlock();
  }

  #closeJournal(): void {
    if (this.#journal !== undefined) closeSync(this.#journal);
    this.#journal = undefined;
  }
}
