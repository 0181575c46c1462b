// CSV by RFC 4180: records of fields, read with the place of each field and written.
import { type TextMistake, type TextPlace, TextPlaces } from './textPlaces';

export interface CsvField extends TextPlace {
  readonly text: string;
}

type Result<T> = T | { readonly mistake: TextMistake };

/**
 * "Each record is located on a separate line, delimited by a line break (CRLF)"; "Fields containing line breaks (CRLF),
 * double quotes, and commas should be enclosed in double-quotes"; a double quote within is doubled.
 */
export function formatCsv(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map(formatField).join(',')}\r\n`).join('');
}

function formatField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Also takes the line ends of every system, and a byte order mark before the first field, as spreadsheets write it. */
export function parseCsv(text: string): Result<{ records: CsvField[][] }> {
  const reader = new CsvReader(text.replace(/^\uFEFF/, ''));
  const records: CsvField[][] = [];
  while (!reader.isAtEnd()) {
    const record = reader.record();
    if ('mistake' in record) return record;
    records.push(record);
  }
  return { records };
}

class CsvReader {
  private readonly text: string;
  private readonly places: TextPlaces;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.places = new TextPlaces(text);
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  record(): Result<CsvField[]> {
    const fields: CsvField[] = [];
    for (;;) {
      const field = this.text[this.at] === '"' ? this.quoted() : this.plain();
      if ('mistake' in field) return field;
      fields.push(field);
      if (this.match(/,/y) === undefined) break;
    }
    if (!this.isAtEnd() && this.match(/\r\n|\r|\n/y) === undefined) {
      return this.mistake('After a closing double quote comes a comma or the end of the line.');
    }
    return fields;
  }

  private plain(): Result<CsvField> {
    const place = this.places.at(this.at);
    const text = this.match(/[^",\r\n]*/y) ?? '';
    if (this.text[this.at] === '"') {
      return this.mistake(
        'A double quote may stand only in a field that is in double quotes itself, and is doubled there.',
      );
    }
    return { ...place, text };
  }

  private quoted(): Result<CsvField> {
    const place = this.places.at(this.at);
    let close = this.text.indexOf('"', this.at + 1);
    while (close >= 0 && this.text[close + 1] === '"') close = this.text.indexOf('"', close + 2);
    if (close < 0) return this.mistake('The double quote that opens this field is never closed.');
    const text = this.text.slice(this.at + 1, close).replaceAll('""', '"');
    this.at = close + 1;
    return { ...place, text };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private mistake(problem: string): { mistake: TextMistake } {
    return { mistake: { ...this.places.at(this.at), problem } };
  }
}
