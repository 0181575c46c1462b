// What can change in the worlds, as plain data: the same changes, made again, lead to the same worlds.
import { loadedService } from './services/services';
import type { Context } from './wire/operation';
import type { Behaviour } from './world/behaviour';
import type { Worlds, WorldsState } from './worlds';

export type Change = {
  /** Emulator time at which it was made, in milliseconds since the epoch. */
  readonly now: number;
} & (
  | {
      readonly kind: 'operation';
      readonly region: string;
      readonly service: string;
      readonly action: string;
      readonly input: object;
    }
  /** How addresses answer from now on; as the scenario says where it is undefined. */
  | {
      readonly kind: 'addresses';
      readonly region: string;
      readonly behaviours: ReadonlyMap<string, Behaviour | undefined>;
    }
  | { readonly kind: 'reset'; readonly to: WorldsState }
  /** Nothing but the time. */
  | { readonly kind: 'time' }
);

/** What is due by the time of the change happens before it. */
export function makeChange(worlds: Worlds, change: Change): object {
  worlds.settle(change.now);
  switch (change.kind) {
    case 'operation': {
      const operation = loadedService(change.service)?.operations.get(change.action);
      if (!operation) throw new Error(`There is no operation ${change.action} of ${change.service}`);
      // An operation that changes something may depend on nothing else of the context.
      const context = { world: worlds.of(change.region), now: change.now } as Context;
      const output = operation.handle(change.input, context);
      if (output instanceof Promise) throw new Error(`${change.action} has to make its change at once`);
      return output;
    }
    case 'addresses': {
      const { addresses } = worlds.of(change.region);
      for (const [address, behaviour] of change.behaviours) {
        if (behaviour) addresses.set(address, behaviour);
        else addresses.delete(address);
      }
      return {};
    }
    case 'reset':
      worlds.replace(change.to);
      return {};
    case 'time':
      return {};
  }
}
