// EC2's Filters and paging: names with lists of values, `*` and `?` as wildcards.
import type { Filter } from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import { page, type Page } from '../../paging';
import type { Tags } from '../../world/tags';

/** What a filter's name stands for: the values that an item has for it. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => readonly string[]>>;

export function applyFilters<Item>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  table: FilterTable<Item>,
  tagsOf?: (item: Item) => Tags,
): Item[] {
  const tests = (filters ?? []).map((filter) => filterTest(filter, table, tagsOf));
  return items.filter((item) => tests.every((test) => test(item)));
}

function filterTest<Item>(
  { Name: name, Values: values }: Filter,
  table: FilterTable<Item>,
  tagsOf: ((item: Item) => Tags) | undefined,
): (item: Item) => boolean {
  if (name === undefined || name === '') throw new ApiError('MissingParameter', 'A filter must have a name');
  const valuesOf = valuesOfFilter(name, table, tagsOf);
  if (!valuesOf) throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
  if (!values || values.length === 0) {
    throw new ApiError('InvalidParameterValue', `The filter '${name}' must have values`);
  }
  const patterns = values.map(wildcard);
  return (item) => valuesOf(item).some((value) => patterns.some((pattern) => pattern.test(value)));
}

function valuesOfFilter<Item>(
  name: string,
  table: FilterTable<Item>,
  tagsOf: ((item: Item) => Tags) | undefined,
): ((item: Item) => readonly string[]) | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  if (!tagsOf) return undefined;
  if (name === 'tag-key') return (item) => Object.keys(tagsOf(item));
  const key = /^tag:(.+)$/s.exec(name)?.[1];
  if (key === undefined) return undefined;
  return (item) => {
    const tags = tagsOf(item);
    return Object.hasOwn(tags, key) ? [tags[key] ?? ''] : [];
  };
}

function wildcard(value: string): RegExp {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** Without MaxResults everything is one page. */
export function resultsPage<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): Page<Item> {
  if (MaxResults !== undefined && (!Number.isInteger(MaxResults) || MaxResults < 5 || MaxResults > 1000)) {
    throw new ApiError(
      'InvalidParameterValue',
      `Value (${MaxResults}) for parameter maxResults is invalid. Use 5 to 1000.`,
    );
  }
  return page(all, keyOf, {
    size: MaxResults ?? Infinity,
    marker: NextToken,
    invalidMarker: () => new ApiError('InvalidParameterValue', 'The token is not valid'),
  });
}

/** Ids and pages cannot be asked for together. */
export function refuseIdsWithPages(
  parameter: string,
  ids: readonly string[] | undefined,
  { MaxResults }: { MaxResults?: number | undefined },
): void {
  if (ids && ids.length > 0 && MaxResults !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter ${parameter} cannot be used with the parameter maxResults`,
    );
  }
}

export function tagShapes(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }));
}
