// What people type to find things in a list: words, and `key:value` terms that must all hold; read for any kind of thing.

interface QueryKey<Item> {
  /** Whether the item has the wanted value, which is in lower case. */
  readonly has: (item: Item, wanted: string) => boolean;
  /** A term with the key, to show. */
  readonly example: string;
  /** All the values that there are, where others are a slip. */
  readonly values?: readonly string[];
}

export interface QueryLanguage<Item> {
  readonly keys: Readonly<Record<string, QueryKey<Item>>>;
  /** What words without a key are looked for in. */
  readonly texts: (item: Item) => readonly (string | undefined)[];
}

/** A sentence says what cannot be read of a query, and what can. */
export type Query<Item> = { readonly matches: (item: Item) => boolean } | { readonly problem: string };

type Match<Item> = (item: Item) => boolean;

/** Quoted parts belong to a term with their blanks; a quote that is not closed goes to the end. */
const TERMS = /(?:"[^"]*"?|[^\s"])+/g;
const VALUES = /(?:"[^"]*"?|[^,"])+/g;

/**
 * Terms are apart by blanks and must all hold. `key:value` asks for the key, anything else for words in the item's texts,
 * whatever their case; commas part values of which one is enough, a `-` in front turns the term round, and quotes keep
 * blanks, commas and colons as they are. Nothing at all matches everything.
 */
export function parseQuery<Item>(text: string, language: QueryLanguage<Item>): Query<Item> {
  const terms = (text.match(TERMS) ?? []).map((term) => parseTerm(term, language));
  const problem = terms.find((term) => typeof term === 'string');
  if (problem !== undefined) return { problem };
  const matches = terms.filter((term) => typeof term !== 'string');
  return { matches: (item) => matches.every((match) => match(item)) };
}

export function contains(text: string | undefined, wanted: string): boolean {
  return text?.toLowerCase().includes(wanted) === true;
}

export function equals(text: string | undefined, wanted: string): boolean {
  return text?.toLowerCase() === wanted;
}

function parseTerm<Item>(term: string, language: QueryLanguage<Item>): Match<Item> | string {
  if ((term.split('"').length - 1) % 2 === 1) {
    return `The quote in ${quoted(term)} is not closed. Add a " where it ends.`;
  }
  const isNegated = term.startsWith('-');
  const said = isNegated ? term.slice(1) : term;
  const match = parsePositive(said, language);
  if (typeof match === 'string' || !isNegated) return match;
  return (item) => !match(item);
}

function parsePositive<Item>(said: string, language: QueryLanguage<Item>): Match<Item> | string {
  // Two colons are those of an IPv6 address.
  const [, name, rest = ''] = /^([A-Za-z]+):(?!:)(.*)$/.exec(said) ?? [];
  if (name === undefined) {
    const words = valuesOf(said);
    if (words.length === 0) return `Nothing is left of ${quoted(said)} to look for. Type a word.`;
    return (item) => {
      const texts = language.texts(item);
      return words.some((word) => texts.some((text) => contains(text, word)));
    };
  }
  const key = language.keys[name.toLowerCase()];
  if (key === undefined) {
    return `There is no ${quoted(name)} to filter by. Use ${oneOf(Object.keys(language.keys))}; or put it in quotes, like "${said.replaceAll('"', '')}", to look for the words.`;
  }
  const wanted = valuesOf(rest);
  if (wanted.length === 0) return `Nothing follows ${quoted(`${name}:`)}. Write it like ${key.example}.`;
  const { values } = key;
  const slip = values === undefined ? undefined : wanted.find((value) => !values.includes(value));
  if (values !== undefined && slip !== undefined) {
    return `${quoted(slip)} is no ${name.toLowerCase()}. Use ${oneOf(values)}.`;
  }
  return (item) => wanted.some((value) => key.has(item, value));
}

function valuesOf(text: string): string[] {
  return (text.match(VALUES) ?? [])
    .map((value) => value.replaceAll('"', '').toLowerCase())
    .filter((value) => value !== '');
}

function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function quoted(text: string): string {
  return `“${text}”`;
}
