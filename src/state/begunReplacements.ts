// The replacements of functions that have begun and are not known to be complete. Kept in storage.
import type { Storage } from './drains';

/** What is written down of a replacement that has begun. */
export interface BegunReplacement {
  readonly connectionId: string;
  readonly groupArn: string;
  readonly newFunctionArn: string;
  readonly newName: string;
  /** Absent until the answer of its creation was seen. */
  readonly newGroupArn?: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
}

const STORAGE_KEY = 'functionReplacements';

export class BegunReplacements {
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  of(place: Place): BegunReplacement | undefined {
    return this.all().find((one) => isOf(one, place));
  }

  /** A group has one at most: this one. Resolves when it is stored. */
  async write(record: BegunReplacement): Promise<void> {
    await this.storage.update(STORAGE_KEY, [...this.all().filter((one) => !isOf(one, record)), record]);
  }

  async strikeOff(place: Place): Promise<void> {
    await this.storage.update(
      STORAGE_KEY,
      this.all().filter((one) => !isOf(one, place)),
    );
  }

  private all(): readonly BegunReplacement[] {
    const stored = this.storage.get(STORAGE_KEY);
    return Array.isArray(stored) ? stored.filter(isBegun) : [];
  }
}

type Place = Pick<BegunReplacement, 'connectionId' | 'groupArn'>;

function isOf(one: Place, other: Place): boolean {
  return one.connectionId === other.connectionId && one.groupArn === other.groupArn;
}

/** What is in storage may be of another version, or damaged. */
function isBegun(value: unknown): value is BegunReplacement {
  if (typeof value !== 'object' || value === null) return false;
  const begun = value as Readonly<Record<string, unknown>>;
  return (
    ['connectionId', 'groupArn', 'newFunctionArn', 'newName'].every(
      (name) => typeof begun[name] === 'string',
    ) &&
    ['string', 'undefined'].includes(typeof begun.newGroupArn) &&
    Number.isFinite(begun.begunAt)
  );
}
