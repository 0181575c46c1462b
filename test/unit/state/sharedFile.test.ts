// A value that windows share: each change is on disk whole, nobody's is lost, and all hear of it.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedFile } from '../../../src/state/sharedFile';

vi.mock('node:fs/promises', { spy: true });

let directory: string;
let path: string;
let windows: SharedFile<readonly number[]>[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shared-file-'));
  path = join(directory, 'numbers.json');
  windows = [];
});
afterEach(() => {
  vi.resetAllMocks();
  for (const window of windows) window.dispose();
  rmSync(directory, { recursive: true, force: true });
});

function open(): SharedFile<readonly number[]> {
  const file = new SharedFile({
    path,
    parse: (stored) => (Array.isArray(stored) ? stored.filter((each) => typeof each === 'number') : []),
  });
  windows.push(file);
  return file;
}

function add(number: number) {
  return (numbers: readonly number[]) => [...numbers, number];
}

describe('a shared file', () => {
  it('has what was stored before, also by a window that is gone', async () => {
    await open().update(add(1));
    expect(open().value).toEqual([1]);
  });

  it('begins with what its parser makes of nothing, of damage and of what is foreign', () => {
    expect(open().value).toEqual([]);
    writeFileSync(path, '[1, 2');
    expect(open().value).toEqual([]);
    writeFileSync(path, '[1, "two", 3]');
    expect(open().value).toEqual([1, 3]);
  });

  it('tells the other windows', async () => {
    const [one, other] = [open(), open()];
    const heard = vi.fn();
    other.onDidChange(heard);
    await one.update(add(7));
    await vi.waitFor(() => {
      expect(other.value).toEqual([7]);
    });
    expect(heard).toHaveBeenCalled();
  });

  it('loses no change of two windows that write at once', async () => {
    const [one, other] = [open(), open()];
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(numbers.map((number) => (number % 2 === 0 ? one : other).update(add(number))));
    expect([...open().value].sort((a, b) => a - b)).toEqual(numbers);
  });

  it('writes nothing where nothing changes', async () => {
    const file = open();
    const heard = vi.fn();
    file.onDidChange(heard);
    await file.update((numbers) => numbers);
    expect(heard).not.toHaveBeenCalled();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('goes on when a window died with the lock in its hand', async () => {
    const lock = `${path}.lock`;
    writeFileSync(lock, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    await open().update(add(1));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([1]);
    expect(readdirSync(directory)).toEqual(['numbers.json']);
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'tries again while another process has the file open (%s on Windows)',
    async (code) => {
      const file = open();
      const inUse = Object.assign(new Error(code), { code });
      vi.mocked(files.open).mockRejectedValueOnce(inUse);
      vi.mocked(files.rename).mockRejectedValueOnce(inUse).mockRejectedValueOnce(inUse);
      vi.mocked(files.rm).mockRejectedValueOnce(inUse);
      await file.update(add(1));
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([1]);
      expect(readdirSync(directory)).toEqual(['numbers.json']);
    },
  );

  it('leaves nothing behind when it cannot be written', async () => {
    const file = open();
    vi.mocked(files.rename).mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(file.update(add(1))).rejects.toThrow('full');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('gives back a lock that was taken anew while it looked stale', async () => {
    const file = open();
    const lock = `${path}.lock`;
    writeFileSync(lock, 'of another window');
    const stale = { mtimeMs: Date.now() - 60_000 } as Awaited<ReturnType<typeof files.stat>>;
    vi.mocked(files.stat).mockResolvedValueOnce(stale);
    const done = file.update(add(1));
    await vi.waitFor(() => {
      expect(vi.mocked(files.rename).mock.calls.at(-1)?.[1]).toBe(lock);
      expect(existsSync(lock)).toBe(true);
    });
    expect(file.value).toEqual([]);
    rmSync(lock);
    await done;
    expect(file.value).toEqual([1]);
  });

  it('goes on after a change that failed', async () => {
    const file = open();
    const failing = file.update(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await file.update(add(1));
    expect(file.value).toEqual([1]);
  });

  it('is there again after somebody took its folder away', async () => {
    const file = open();
    rmSync(directory, { recursive: true });
    await file.update(add(1));
    expect(file.value).toEqual([1]);
  });
});
