// JSON by RFC 8259, read with the place of every value: a file with a mistake is told of by line and column.
import { type TextMistake, type TextPlace, TextPlaces } from './textPlaces';

export interface JsonNode extends TextPlace {
  /** Members of an object, items of an array; else the value itself. */
  readonly value: ReadonlyMap<string, JsonNode> | readonly JsonNode[] | string | number | boolean | null;
}

/** The members of an object, by name; undefined for what is no object. */
export function membersOf({ value }: JsonNode): ReadonlyMap<string, JsonNode> | undefined {
  return value instanceof Map ? (value as ReadonlyMap<string, JsonNode>) : undefined;
}

export function parseJson(text: string): { node: JsonNode } | { mistake: TextMistake } {
  const reader = new JsonReader(text);
  try {
    return { node: reader.document() };
  } catch (error) {
    if (error instanceof Unexpected) return { mistake: { ...reader.place(), problem: error.message } };
    throw error;
  }
}

class Unexpected extends Error {}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** No call stack is deep enough for every text. */
const DEEPEST = 500;

class JsonReader {
  private readonly text: string;
  private readonly places: TextPlaces;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.places = new TextPlaces(text);
  }

  document(): JsonNode {
    const node = this.node();
    this.space();
    if (this.at < this.text.length) throw new Unexpected('The value is at its end, but the text goes on.');
    return node;
  }

  place(): TextPlace {
    return this.places.at(this.at);
  }

  private node(): JsonNode {
    this.space();
    const place = this.place();
    return { ...place, value: this.value() };
  }

  private value(): JsonNode['value'] {
    const start = this.text[this.at];
    if (start === '{') return this.nested(() => this.members());
    if (start === '[') return this.nested(() => this.items());
    if (start === '"') return this.string();
    const [number] = this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) ?? [];
    if (number !== undefined) return Number(number);
    const [word] = this.match(/true|false|null/y) ?? [];
    const value = word === undefined ? undefined : WORDS.get(word);
    if (value === undefined)
      throw new Unexpected(this.at < this.text.length ? 'Here should be a value.' : ENDS);
    return value;
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw new Unexpected(`It is nested more than ${DEEPEST} deep.`);
    this.at++;
    const value = read();
    this.depth--;
    return value;
  }

  private members(): ReadonlyMap<string, JsonNode> {
    const members = new Map<string, JsonNode>();
    this.each('}', () => {
      this.space();
      if (this.text[this.at] !== '"') this.expected('a name in double quotes');
      const name = this.string();
      this.space();
      this.take(':');
      members.set(name, this.node());
    });
    return members;
  }

  private items(): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.each(']', () => {
      items.push(this.node());
    });
    return items;
  }

  /** Reads what is apart by commas up to the closing sign. */
  private each(close: string, read: () => void): void {
    this.space();
    if (this.text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      read();
      this.space();
      if (this.text[this.at] !== ',') break;
      this.at++;
    }
    if (this.text[this.at] !== close) this.expected(`a comma or ${close}`);
    this.at++;
  }

  private string(): string {
    // eslint-disable-next-line no-control-regex -- RFC 8259: control characters must be escaped
    const [text] = this.match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y) ?? [];
    if (text === undefined)
      throw new Unexpected('This string is not closed, or has a character that must be escaped.');
    return JSON.parse(text) as string;
  }

  private take(sign: string): void {
    if (this.text[this.at] !== sign) this.expected(sign);
    this.at++;
  }

  private expected(what: string): never {
    throw new Unexpected(this.at < this.text.length ? `Here should be ${what}.` : ENDS);
  }

  private space(): void {
    this.match(/[ \t\r\n]*/y);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }
}

const ENDS = 'The text ends here, in the middle of a value.';
