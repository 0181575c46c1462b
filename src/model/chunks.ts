// Cuts a list into pieces that fit one call.

/** In order, `size` items each and the rest in the last; no piece for an empty list. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
