// A value that the windows of one user share: a JSON file, changed by one window at a time, its news told to all.
import { randomUUID } from 'node:crypto';
import { type FSWatcher, mkdirSync, readFileSync, watch } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Emitter } from './emitter';

interface Options<T> {
  readonly path: string;
  /** Makes a value of what is stored, which may be of another version, damaged, or undefined where there is no file. */
  readonly parse: (stored: unknown) => T;
}

/** A change takes milliseconds; a lock that is older belongs to a window that died. */
const LOCK_IS_STALE_AFTER_MILLISECONDS = 10_000;
const LOCK_RETRY_MILLISECONDS = 15;

export class SharedFile<T> {
  private readonly path: string;
  private readonly parse: (stored: unknown) => T;
  private readonly changes = new Emitter<undefined>();
  /** The value is another than before, whichever window changed it. */
  readonly onDidChange = this.changes.event;
  private text: string | undefined;
  private current: T;
  private readonly watcher: FSWatcher;
  /** Changes of this window wait for each other here; those of others, at the lock. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor({ path, parse }: Options<T>) {
    this.path = path;
    this.parse = parse;
    mkdirSync(dirname(path), { recursive: true });
    this.text = readIfThere(path);
    this.current = this.parse(jsonOf(this.text));
    // The folder and not the file: each change replaces the file by another.
    this.watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) this.reread();
    });
    // A folder that is taken away is no reason to end the window; the next change makes it again.
    this.watcher.on('error', () => undefined);
  }

  get value(): T {
    return this.current;
  }

  /**
   * Changes what is stored at this moment, by whichever window, and resolves when the new value is on disk. `change` gets
   * the value and returns another one, or the same where there is nothing to change.
   */
  update(change: (value: T) => T): Promise<void> {
    const done = this.queue.then(() => this.whileLocked(() => this.apply(change)));
    this.queue = done.catch(() => undefined);
    return done;
  }

  dispose(): void {
    this.watcher.close();
  }

  private async apply(change: (value: T) => T): Promise<void> {
    this.reread();
    const before = this.current;
    const after = change(before);
    if (after === before) return;
    const text = JSON.stringify(after);
    const draft = `${this.path}.${randomUUID()}`;
    await writeFile(draft, text);
    // Whole or not at all, whenever the window dies.
    await rename(draft, this.path);
    this.take(text);
  }

  private reread(): void {
    const text = readIfThere(this.path);
    if (text !== this.text) this.take(text);
  }

  private take(text: string | undefined): void {
    this.text = text;
    this.current = this.parse(jsonOf(text));
    this.changes.fire(undefined);
  }

  private async whileLocked(work: () => Promise<void>): Promise<void> {
    const lock = `${this.path}.lock`;
    while (!(await taken(lock))) {
      await removeIfStale(lock);
      await pause(LOCK_RETRY_MILLISECONDS);
    }
    try {
      await work();
    } finally {
      await rm(lock, { force: true });
    }
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    if (!isErrno(error, 'ENOENT')) throw error;
    await mkdir(dirname(lock), { recursive: true });
    return false;
  }
}

async function removeIfStale(lock: string): Promise<void> {
  try {
    const age = Date.now() - (await stat(lock)).mtimeMs;
    if (age < LOCK_IS_STALE_AFTER_MILLISECONDS) return;
    // Taken aside first: of two windows that find it stale, one alone removes it.
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Undefined for what is not JSON. */
function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
