// Who of the windows does a piece of work: a lease that is renewed while the work goes on, and ends with its window.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../model/clock';
import { Problem } from '../model/problem';
import type { SharedFile } from './sharedFile';

interface Lease {
  readonly owner: string;
  /** Of the window. Absent in what an older version stored. */
  readonly processId?: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export type LeasesFile = SharedFile<Readonly<Record<string, Lease>>>;

const LASTS_MILLISECONDS = 30_000;
const RENEWED_EVERY_MILLISECONDS = 10_000;

/** Of what is stored, the leases that are whole. */
export function parseLeases(stored: unknown): Readonly<Record<string, Lease>> {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, Lease] => isLease(entry[1])),
  );
}

export class Leases {
  private readonly file: LeasesFile;
  private readonly clock: Clock;
  /** By owner, of the work that goes on in this window. */
  private readonly renewals = new Map<string, { dispose(): void }>();

  constructor(file: LeasesFile, clock: Clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Does the work under the key's lease. Rejects with a `Problem` of kind `busy` while somebody else has it. */
  async during<T>(key: string, busy: string, work: () => Promise<T>): Promise<T> {
    const owner = randomUUID();
    if (!(await this.take(key, owner))) throw new Problem(busy, { kind: 'busy' });
    this.renewLater(key, owner);
    try {
      return await work();
    } finally {
      this.renewals.get(owner)?.dispose();
      this.renewals.delete(owner);
      // One that cannot be given back runs out; what became of the work is told all the same.
      await this.giveBack(key, owner).catch(() => undefined);
    }
  }

  /** Somebody does that work, in whichever window. */
  isHeld(key: string): boolean {
    const held = this.file.value[key];
    return held !== undefined && held.until > this.clock.now() && !isGone(held);
  }

  /** The window closes: what it holds runs out. */
  dispose(): void {
    for (const renewal of this.renewals.values()) renewal.dispose();
    this.renewals.clear();
  }

  private giveBack(key: string, owner: string): Promise<void> {
    return this.file.update((leases) => {
      if (leases[key]?.owner !== owner) return leases;
      const { [key]: ended, ...others } = leases;
      return others;
    });
  }

  private async take(key: string, owner: string): Promise<boolean> {
    const now = this.clock.now();
    let taken = false;
    await this.file.update((leases) => {
      const held = leases[key];
      taken = held === undefined || held.owner === owner || held.until <= now || isGone(held);
      return taken
        ? { ...leases, [key]: { owner, processId: process.pid, until: now + LASTS_MILLISECONDS } }
        : leases;
    });
    return taken;
  }

  private renewLater(key: string, owner: string): void {
    const renewal = this.clock.after(RENEWED_EVERY_MILLISECONDS, () => {
      this.renewLater(key, owner);
      // A lease that cannot be written runs out; the work goes on all the same.
      this.take(key, owner).catch(() => undefined);
    });
    this.renewals.set(owner, renewal);
  }
}

/** The windows of a storage are processes of one machine: of one that was reloaded or died, nobody waits for the end. */
function isGone({ processId }: Lease): boolean {
  if (processId === undefined) return false;
  try {
    // Signal 0 only asks whether there is such a process.
    process.kill(processId, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function isLease(value: unknown): value is Lease {
  return (
    typeof value === 'object' &&
    value !== null &&
    'owner' in value &&
    typeof value.owner === 'string' &&
    'until' in value &&
    Number.isFinite(value.until)
  );
}
