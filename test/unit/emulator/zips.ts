// Deployment packages for tests.
import { strToU8, zipSync } from 'fflate';

/** @param files their text by path */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
