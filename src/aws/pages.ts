// Reads a paged list to its end.

/** The pages in order. A marker that is absent or empty ends the list. */
export async function* pages<Page>(
  read: (marker: string | undefined) => Promise<Page>,
  nextMarker: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  let marker: string | undefined;
  do {
    const page = await read(marker);
    yield page;
    marker = nextMarker(page);
  } while (marker !== undefined && marker !== '');
}

/** All items of all pages. */
export async function allOf<Page, Item>(
  source: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of source) items.push(...itemsOf(page));
  return items;
}
