// Pages of a list in the order of its keys. The marker names the last item seen, so that what comes and goes meanwhile does no harm.

export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | undefined;
}

export interface PageOptions {
  readonly size: number;
  readonly marker: string | undefined;
  readonly invalidMarker: () => Error;
}

export function page<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  options: PageOptions,
): Page<Item> {
  const keyed = all.map((item) => ({ item, key: keyOf(item) }));
  const sorted = keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
  return pageOfSorted(sorted, keyOf, options);
}

/** Takes time by the page, not by the list. */
export function pageOfSorted<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  { size, marker, invalidMarker }: PageOptions,
): Page<Item> {
  const start = marker === undefined ? 0 : firstAfter(sorted, keyOf, readMarker(marker, invalidMarker));
  const items = sorted.slice(start, start + size);
  const last = items.at(-1);
  const more = start + items.length < sorted.length && last !== undefined;
  return { items, next: more ? writeMarker(keyOf(last)) : undefined };
}

/** The place of the first item with a greater key. */
export function firstAfter<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  key: string,
): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = sorted[middle];
    if (item !== undefined && keyOf(item) <= key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function writeMarker(key: string): string {
  return Buffer.from(JSON.stringify({ after: key })).toString('base64url');
}

function readMarker(marker: string, invalidMarker: () => Error): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(marker, 'base64url').toString('utf8'));
    if (typeof read === 'object' && read !== null && 'after' in read && typeof read.after === 'string') {
      return read.after;
    }
  } catch {
    // Not one of ours: refused below.
  }
  throw invalidMarker();
}
