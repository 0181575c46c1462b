// A world for every Region of one account: those that there are to begin with, and empty ones for the rest.
import { buildWorld } from './scenario/buildWorld';
import type { Scenario } from './scenario/scenario';
import { settle } from './world/settle';
import { type World, emptyWorld } from './world/world';

/** Whose worlds they are, by the scenario that they began with. */
export type Account = Pick<Scenario, 'name' | 'accountId' | 'region'>;

/** Everything there is, as plain data. */
export interface WorldsState {
  readonly account: Account;
  readonly worlds: readonly World[];
}

export function worldsOfScenario(scenario: Scenario, now: number): WorldsState {
  const { name, accountId, region } = scenario;
  return { account: { name, accountId, region }, worlds: [buildWorld(scenario, now)] };
}

export class Worlds {
  readonly #regions = new Map<string, World>();
  #account: Account;

  constructor({ account, worlds }: WorldsState) {
    this.#account = account;
    for (const world of worlds) this.#regions.set(world.region, world);
  }

  get account(): Account {
    return this.#account;
  }

  get state(): WorldsState {
    return { account: this.#account, worlds: this.all() };
  }

  of(region: string): World {
    let world = this.#regions.get(region);
    if (!world) {
      world = emptyWorld(this.#account.accountId, region);
      this.#regions.set(region, world);
    }
    return world;
  }

  /** Those that were asked for so far. */
  all(): World[] {
    return [...this.#regions.values()];
  }

  /** Lets happen what is due by now; whether there was something. */
  settle(now: number): boolean {
    return this.all().filter((world) => settle(world, now)).length > 0;
  }

  replace({ account, worlds }: WorldsState): void {
    this.#account = account;
    this.#regions.clear();
    for (const world of worlds) this.#regions.set(world.region, world);
  }
}
