// A value that the windows of one user share: a JSON file, changed by one window at a time, its news told to all.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Disposable, Emitter } from './emitter';
import { watchFolder } from './folderWatch';

interface Options<T> {
  readonly path: string;
  /** Makes a value of what is stored, which may be of another version, damaged, or undefined where there is no file. */
  readonly parse: (stored: unknown) => T;
  /** What is stored of a value; the value itself where this is left out. */
  format?(value: T): unknown;
}

/** A change takes milliseconds; a lock that is older belongs to a window that died. */
const LOCK_IS_STALE_AFTER_MILLISECONDS = 10_000;
const LOCK_RETRY_MILLISECONDS = 15;
/** Each wait is longer than the one before by the first: three seconds in all. */
const IN_USE_FIRST_WAIT_MILLISECONDS = 15;
const IN_USE_TRIES = 20;

export class SharedFile<T> {
  private readonly path: string;
  private readonly options: Options<T>;
  private readonly changes = new Emitter<undefined>();
  /** The value is another than before, whichever window changed it. */
  readonly onDidChange = this.changes.event;
  private text: string | undefined;
  private current: T;
  private readonly watcher: Disposable;
  /** Changes of this window wait for each other here; those of others, at the lock. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: Options<T>) {
    const { path, parse } = options;
    this.path = path;
    this.options = options;
    mkdirSync(dirname(path), { recursive: true });
    this.current = parse(undefined);
    this.takeNews();
    // The folder and not the file: each change replaces the file by another.
    this.watcher = watchFolder(dirname(path), (name = basename(path)) => {
      if (name === basename(path)) this.takeNews();
    });
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
    this.watcher.dispose();
  }

  private async apply(change: (value: T) => T): Promise<void> {
    await untilNotInUse(() => {
      this.reread();
    });
    const before = this.current;
    const after = change(before);
    if (after === before) return;
    const text = JSON.stringify(this.options.format?.(after) ?? after);
    const draft = `${this.path}.${randomUUID()}`;
    try {
      await writeFile(draft, text);
      // Whole or not at all, whenever the window dies.
      await untilNotInUse(() => rename(draft, this.path));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    this.take(text);
  }

  private takeNews(): void {
    untilNotInUse(() => {
      this.reread();
    }).catch((error: unknown) => {
      // What stays in use is read again with the next change.
      if (!isInUse(error)) throw error;
    });
  }

  private reread(): void {
    const text = readIfThere(this.path);
    if (text !== this.text) this.take(text);
  }

  private take(text: string | undefined): void {
    this.text = text;
    this.current = this.options.parse(jsonOf(text));
    this.changes.fire(undefined);
  }

  private async whileLocked(work: () => Promise<void>): Promise<void> {
    const lock = `${this.path}.lock`;
    while (!(await untilNotInUse(() => taken(lock)))) {
      await removeIfStale(lock);
      await pause(LOCK_RETRY_MILLISECONDS);
    }
    try {
      await work();
    } finally {
      await untilNotInUse(() => rm(lock, { force: true }));
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
    if (!isStale(await stat(lock))) return;
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside);
    // Of two windows that find it stale, the slower one may have taken the new lock of the faster one: it gives it back.
    if (isStale(await stat(aside))) await rm(aside, { force: true });
    else await rename(aside, lock);
  } catch (error) {
    if (!isErrno(error, 'ENOENT') && !isInUse(error)) throw error;
  }
}

function isStale({ mtimeMs }: { readonly mtimeMs: number }): boolean {
  return Date.now() - mtimeMs >= LOCK_IS_STALE_AFTER_MILLISECONDS;
}

/** Tries again what fails because somebody else has the file open at this moment. */
async function untilNotInUse<T>(work: () => T | Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === IN_USE_TRIES || !isInUse(error)) throw error;
      await pause(tries * IN_USE_FIRST_WAIT_MILLISECONDS);
    }
  }
}

/** How Windows says that another window, or a virus scanner, has the file open. */
function isInUse(error: unknown): boolean {
  return ['EPERM', 'EACCES', 'EBUSY'].some((code) => isErrno(error, code));
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
