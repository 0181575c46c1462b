// What checks found of targets that have left, for reads that are late and still see them.
import type { EmulatorTime } from '../emulatorTime';
import type { CheckedHealth } from '../world/healthResults';

export class GoneHealth {
  /** In the order in which they left. */
  readonly #found = new Map<string, { readonly health: CheckedHealth; readonly until: number }>();

  /** @param milliseconds how late reads are, in emulator time */
  constructor(
    readonly time: EmulatorTime,
    readonly milliseconds: number,
  ) {}

  keep(key: string, health: CheckedHealth): void {
    if (this.milliseconds === 0) return;
    const now = this.time.now();
    for (const [gone, { until }] of this.#found) {
      if (until >= now) break;
      this.#found.delete(gone);
    }
    this.#found.delete(key);
    this.#found.set(key, { health, until: now + this.milliseconds });
  }

  of(key: string): CheckedHealth | undefined {
    return this.#found.get(key)?.health;
  }
}
