// Resolves the names by which the things of a scenario refer to each other.
import { ScenarioError } from './scenarioError';

export function find<Item>(
  kind: string,
  items: readonly Item[],
  matches: (item: Item) => boolean,
  name: string,
): Item {
  const found = items.find(matches);
  if (!found) throw new ScenarioError(`it refers to the ${kind} '${name}', which it does not define`);
  return found;
}

export function requireUniqueNames(kind: string, entries: readonly { readonly name: string }[] = []): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) throw new ScenarioError(`${kind}: there are two with the name '${name}'`);
    seen.add(name);
  }
}
