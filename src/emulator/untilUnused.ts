// Tells when the emulator is no longer used: its last lease closed, or nobody ever took one.
import type { Leases } from './leases';

const firstLeaseWithinMilliseconds = 60_000;

interface Patience {
  /** A window that reloads closes its lease and takes a new one: time for that. */
  readonly graceMilliseconds: number;
  readonly firstLeaseMilliseconds?: number;
}

export function whenUnused(
  leases: Leases,
  unused: () => void,
  { graceMilliseconds, firstLeaseMilliseconds = firstLeaseWithinMilliseconds }: Patience,
): void {
  let timer: NodeJS.Timeout | undefined = setTimeout(unused, firstLeaseMilliseconds);
  leases.onChange(() => {
    clearTimeout(timer);
    timer = leases.count === 0 ? setTimeout(unused, graceMilliseconds) : undefined;
  });
}
