// A world for every Region: the scenario's own, and empty ones for the rest.
import { buildWorld } from './scenario/buildWorld';
import type { Scenario } from './scenario/scenario';
import { emptyWorld, type World } from './world/world';

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

  reset(now: number): void {
    this.#regions.clear();
    this.#regions.set(this.scenario.region, buildWorld(this.scenario, now));
  }
}
