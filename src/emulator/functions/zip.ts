// Deployment packages: whether one can be unpacked, and unpacking it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { unzipSync, type UnzipFileInfo } from 'fflate';

/** What all files of a package may take unpacked. */
export const largestUnpackedBytes = 262_144_000;

/** How many bytes it takes unpacked; undefined if it is no archive, or has files that are not inside of it. */
export function unpackedBytes(zip: Uint8Array): number | undefined {
  const files: UnzipFileInfo[] = [];
  try {
    unzipSync(zip, { filter: (file) => files.push(file) === 0 });
  } catch {
    return undefined;
  }
  return files.every(isInside) ? files.reduce((sum, file) => sum + file.originalSize, 0) : undefined;
}

function isInside({ name }: UnzipFileInfo): boolean {
  const path = posix.normalize(name.replaceAll('\\', '/'));
  return name !== '' && !posix.isAbsolute(path) && !/^[A-Za-z]:/.test(path) && path.split('/')[0] !== '..';
}

/** Whether everything in it can be read. */
export function isSound(zip: Uint8Array): boolean {
  try {
    unzipSync(zip);
    return true;
  } catch {
    return false;
  }
}

/** @param zip one that `unpackedBytes` has found sound */
export function unpack(zip: Uint8Array, directory: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const path = join(directory, name);
    if (name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }
}
