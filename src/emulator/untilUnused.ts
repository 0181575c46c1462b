// Tells when the emulator is no longer used: its last lease closed, or nobody ever took one.
import type { Leases } from './leases';

/** A window that reloads closes its lease and takes a new one: time for that. */
const graceMilliseconds = 2000;
const firstLeaseMilliseconds = 60_000;

export function whenUnused(
  leases: Leases,
  unused: () => void,
  { grace = graceMilliseconds, firstLease = firstLeaseMilliseconds } = {},
): void {
  let timer: NodeJS.Timeout | undefined = setTimeout(unused, firstLease);
  leases.onChange(() => {
    clearTimeout(timer);
    timer = leases.count === 0 ? setTimeout(unused, grace) : undefined;
  });
}
