// The replacements of functions that have begun and are not known to be complete. Kept in a file that all windows share.
import type { SharedFile } from './sharedFile';

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

/** Of what is stored, the replacements that are whole. */
export function parseBegunReplacements(stored: unknown): readonly BegunReplacement[] {
  return Array.isArray(stored) ? stored.filter(isBegun) : [];
}

export class BegunReplacements {
  private readonly file: SharedFile<readonly BegunReplacement[]>;

  constructor(file: SharedFile<readonly BegunReplacement[]>) {
    this.file = file;
  }

  of(place: Place): BegunReplacement | undefined {
    return this.file.value.find((one) => isOf(one, place));
  }

  /** A group has one at most: this one. Resolves when it is stored. */
  async write(record: BegunReplacement): Promise<void> {
    await this.file.update((all) => [...all.filter((one) => !isOf(one, record)), record]);
  }

  async strikeOff(place: Place): Promise<void> {
    await this.file.update((all) => all.filter((one) => !isOf(one, place)));
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
