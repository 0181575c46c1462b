// The files of a directory of state: `snapshot-N` has everything, `journal-N` what changed after it.
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { WorldsState } from '../worlds';
import { frame, readFrames, type Frames } from './frames';

/** Everything at a moment of emulator time. */
export interface Snapshot {
  readonly state: WorldsState;
  readonly now: number;
}

/** Of the worlds' form: what another one wrote is not understood. */
const format = 2;

type Kind = 'snapshot' | 'journal';

export class StateFiles {
  constructor(readonly directory: string) {}

  path(kind: Kind, generation: number): string {
    return join(this.directory, `${kind}-${String(generation).padStart(6, '0')}`);
  }

  /** The newest first. */
  generations(kind: Kind): number[] {
    return readdirSync(this.directory)
      .map((name) => Number(new RegExp(`^${kind}-(\\d{6,})$`).exec(name)?.[1] ?? NaN))
      .filter((generation) => !Number.isNaN(generation))
      .sort((a, b) => b - a);
  }

  /** A sentence's part in place of a snapshot that cannot be read. */
  readSnapshot(generation: number): Snapshot | string {
    const { payloads, end } = readFrames(readFileSync(this.path('snapshot', generation)));
    const [payload] = payloads;
    if (end !== 'whole' || payload === undefined) return 'is damaged';
    try {
      const read = deserialize(payload) as Snapshot & { format: number };
      return read.format === format ? read : 'was written by another version of the emulator';
    } catch {
      return 'was written by another version of Node.js';
    }
  }

  /** It is there whole or not at all, whenever the process ends. Gives back its length. */
  writeSnapshot(generation: number, { state, now }: Snapshot): number {
    const path = this.path('snapshot', generation);
    const temporary = `${path}.new`;
    const bytes = frame(serialize({ format, state, now }));
    const file = openSync(temporary, 'w');
    try {
      writeWhole(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return bytes.length;
  }

  readJournal(generation: number): Frames {
    return readFrames(readFileSync(this.path('journal', generation)));
  }

  openJournal(generation: number): number {
    return openSync(this.path('journal', generation), 'a');
  }

  /** A copy under another name: the file itself goes when what could be read of it is kept elsewhere. */
  setAside(path: string): string {
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
    copyFileSync(path, aside);
    return aside;
  }

  /** Everything but one generation, also what was begun and not finished. */
  removeAllBut(generation: number): void {
    const kept = new Set([this.path('snapshot', generation), this.path('journal', generation)]);
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      if (/^(snapshot|journal)-\d{6,}(\.new)?$/.test(name) && !kept.has(path)) rmSync(path);
    }
  }
}

/** A write may take less than it was given. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
