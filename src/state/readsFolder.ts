// The last read of each group's health, a file each, for the other windows of the user.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTargetHealth, type RegisteredTarget } from '../model/target';

/** A read as one window publishes it. Times in milliseconds since the epoch. */
export interface PublishedRead {
  readonly connectionId: string;
  readonly groupArn: string;
  /** Of the window's own. */
  readonly owner: string;
  readonly startedAt: number;
  readonly readAt: number;
  readonly targets: readonly RegisteredTarget[];
}

type Place = Pick<PublishedRead, 'connectionId' | 'groupArn'>;

export class ReadsFolder {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  fileOf({ connectionId, groupArn }: Place): string {
    return `${createHash('sha256').update(`${connectionId}|${groupArn}`).digest('hex').slice(0, 32)}.read.json`;
  }

  isFile(name: string): boolean {
    return name.endsWith('.read.json');
  }

  /** Whole or not at all, whenever the window dies. */
  async store(read: PublishedRead): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    const path = join(this.directory, this.fileOf(read));
    const draft = `${path}.${randomUUID()}`;
    try {
      await writeFile(draft, JSON.stringify(read));
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Undefined where there is none, or a damaged one. */
  async load(name: string): Promise<PublishedRead | undefined> {
    try {
      const stored: unknown = JSON.parse(await readFile(join(this.directory, name), 'utf8'));
      return isPublishedRead(stored) ? stored : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What is in storage may be of another version, or damaged. */
function isPublishedRead(value: unknown): value is PublishedRead {
  if (typeof value !== 'object' || value === null) return false;
  const read = value as Readonly<Record<string, unknown>>;
  return (
    ['connectionId', 'groupArn', 'owner'].every((name) => typeof read[name] === 'string') &&
    Number.isFinite(read.startedAt) &&
    Number.isFinite(read.readAt) &&
    Array.isArray(read.targets) &&
    read.targets.every(isRegisteredTarget)
  );
}

function isRegisteredTarget(value: unknown): value is RegisteredTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { id, health } = value as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && isTargetHealth(health);
}
