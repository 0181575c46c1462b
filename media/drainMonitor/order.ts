// Which items may stay where they are when a list is put into a new order, so that as few as possible are moved.

/**
 * The longest run of `wanted` items that are in the same order in `current` already: every other item has to be moved
 * or inserted. One lane that ends and sinks to the bottom of a thousand moves alone.
 */
export function itemsInPlace<Item>(current: readonly Item[], wanted: readonly Item[]): Set<Item> {
  const places = new Map(current.map((item, index) => [item, index]));
  // The longest increasing subsequence of places. `ends[n]` is the item that ends the best run of length n + 1.
  const ends: { item: Item; place: number }[] = [];
  const before = new Map<Item, Item | undefined>();
  for (const item of wanted) {
    const place = places.get(item);
    if (place === undefined) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.place ?? place) < place) low = middle + 1;
      else high = middle;
    }
    before.set(item, ends[low - 1]?.item);
    ends[low] = { item, place };
  }
  const kept = new Set<Item>();
  let item = ends.at(-1)?.item;
  while (item !== undefined) {
    kept.add(item);
    item = before.get(item);
  }
  return kept;
}
