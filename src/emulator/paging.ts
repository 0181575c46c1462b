// Pages of a sorted list. The marker names the last item seen, so that what comes and goes meanwhile does no harm.

export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | undefined;
}

export function page<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { size, marker, invalidMarker }: { size: number; marker: string | undefined; invalidMarker: () => Error },
): Page<Item> {
  const after = marker === undefined ? undefined : readMarker(marker, invalidMarker);
  const sorted = all
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .filter(({ key }) => after === undefined || key > after);
  const shown = sorted.slice(0, size);
  const last = shown.at(-1);
  const more = sorted.length > shown.length && last !== undefined;
  return {
    items: shown.map(({ item }) => item),
    next: more ? writeMarker(last.key) : undefined,
  };
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
