// One emulator a directory: a file with the process id of the one that has it. What a dead one left is taken over.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StateError } from './stateError';

/** The locks of this process: another emulator in it is as alive as this one. */
const held = new Set<string>();

/** Gives back what releases it. */
export function lockDirectory(directory: string): () => void {
  const file = resolve(directory, 'lock');
  // Linked to its name when it is whole: nobody ever sees a lock without its process.
  const mine = join(directory, `lock.${process.pid}`);
  writeFileSync(mine, String(process.pid));
  try {
    while (!link(mine, file)) {
      const holder = read(file);
      if (holder !== undefined && isAlive(file, holder)) throw inUse(directory, file, holder);
      takeAway(file, holder, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isAlive(file: string, holder: string): boolean {
  const pid = Number(holder);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Two may find the same stale lock: only one can move it away, and one that moved a live lock puts it back. */
function takeAway(file: string, stale: string | undefined, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== stale) link(aside, file);
  rmSync(aside, { force: true });
}

function inUse(directory: string, file: string, holder: string): StateError {
  return new StateError(
    `Cannot start the emulator: the state in ${directory} is in use by the emulator with process id ${holder}. ` +
      `Give another directory with --state, or delete ${file} if that process is no emulator.`,
  );
}
