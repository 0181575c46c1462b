// Finds instances by id, in an account that has many.
import type { Instance } from './networkTypes';
import type { World } from './world';

interface Index {
  readonly byId: ReadonlyMap<string, Instance>;
  readonly last: Instance | undefined;
}

const indexOfWorld = new WeakMap<World, Index>();

export function findInstance(world: World, id: string): Instance | undefined {
  let index = indexOfWorld.get(world);
  if (!index || !isCurrent(index, world)) {
    index = { byId: new Map(world.instances.map((each) => [each.id, each])), last: world.instances.at(-1) };
    indexOfWorld.set(world, index);
  }
  return index.byId.get(id);
}

/** Instances come at the end only: with others than before, either their number or the last one differs. */
function isCurrent({ byId, last }: Index, { instances }: World): boolean {
  return byId.size === instances.length && last === instances.at(-1);
}
