// A world for every Region: the scenario's own, and empty ones for the rest.
import { buildWorld } from './scenario/buildWorld';
import type { Scenario } from './scenario/scenario';
import { type World, emptyWorld } from './world/world';

export class Worlds {
  readonly #regions = new Map<string, World>();

  constructor(
    readonly scenario: Scenario,
    now: number,
  ) {
    this.reset(now);
  }

  of(region: string): World {
    let world = this.#regions.get(region);
    if (!world) {
      world = emptyWorld(this.scenario.accountId, region);
      this.#regions.set(region, world);
    }
    return world;
  }

  /** Those that were asked for so far. */
  all(): World[] {
    return [...this.#regions.values()];
  }

  reset(now: number): void {
    this.#regions.clear();
    this.#regions.set(this.scenario.region, buildWorld(this.scenario, now));
  }
}
