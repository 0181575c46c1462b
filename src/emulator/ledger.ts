// The one way in which the worlds change: a change is made, kept on disk, and told to those who see it late.
import { serialize } from 'node:v8';
import { ApiError, defaultMessage } from './apiError';
import { makeChange, type Change } from './changes';
import type { LaggedWorlds } from './laggedWorlds';
import type { StateDirectory } from './storage/stateDirectory';
import type { Worlds } from './worlds';

export interface LedgerParts {
  readonly worlds: Worlds;
  /** Undefined where nothing is kept. */
  readonly directory: StateDirectory | undefined;
  /** Undefined where reads see everything at once. */
  readonly lagged: LaggedWorlds | undefined;
}

export class Ledger {
  readonly #parts: LedgerParts;
  #failure: string | undefined;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  /** Why nothing more can be kept, in a sentence. What was changed in vain may not be seen: nothing is answered then. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** All in one turn: before anybody else has one, the change is made and kept, or neither. */
  record(change: Change): object {
    this.refuseAfterFailure();
    const { directory, lagged } = this.#parts;
    // Written down before it is made: the worlds may take over parts of it, and change them later.
    const written = directory || lagged ? serialize(change) : undefined;
    const output = this.#make(change);
    if (written) {
      if (directory) this.#keep(directory, change, written);
      if (change.kind === 'reset') lagged?.reset();
      else lagged?.add(change, written);
    }
    return output;
  }

  #make(change: Change): object {
    const { worlds, directory, lagged } = this.#parts;
    try {
      return makeChange(worlds, change);
    } catch (error) {
      // A bug can have left half of a change behind: that is how it is from now on, everywhere.
      if (!(error instanceof ApiError)) {
        if (directory) this.#begin(directory, change);
        lagged?.reset();
      }
      throw error;
    }
  }

  refuseAfterFailure(): void {
    if (this.#failure !== undefined) {
      throw new ApiError('InternalFailure', defaultMessage('InternalFailure'));
    }
  }

  #keep(directory: StateDirectory, change: Change, written: Uint8Array): void {
    this.#write(directory, () => {
      directory.append(written);
    });
    if (directory.isSnapshotDue) this.#begin(directory, change);
  }

  #begin(directory: StateDirectory, { now }: Change): void {
    this.#write(directory, () => {
      directory.begin({ state: this.#parts.worlds.state, now });
    });
  }

  #write({ path }: StateDirectory, write: () => void): void {
    try {
      write();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#failure = `The emulator ends: it could not write to ${path} (${why}).`;
      this.refuseAfterFailure();
    }
  }
}
