// A list of targets as text: one or several a line, `#` starts a comment. Reads it with the place of everything in it.
import type { TargetIdentity, TargetType } from '../target';
import { parseTarget } from './targetText';

/** Where something is in a text. */
export interface Place {
  /** 1-based */
  readonly line: number;
  /** 0-based column of its first character. */
  readonly start: number;
  /** 0-based column after its last character. */
  readonly end: number;
  readonly text: string;
}

/** What one word of the list says: the targets (several for a range), or why it says none. */
export interface ListWord extends Place {
  readonly targets: readonly TargetIdentity[];
  /** A sentence that names the text, the cause and what is right; absent for a word that says targets. */
  readonly problem?: string;
}

/**
 * Never throws. Words are apart by commas, semicolons, quotes or white space; the brackets and bullets of a list of
 * addresses are no words.
 */
export function parseTargetList(text: string, targetType: TargetType): ListWord[] {
  return linesOf(text).flatMap((content, index) =>
    [...wordsOf(content)].flatMap((match): ListWord[] => {
      const [word] = match;
      const place = { line: index + 1, start: match.index, end: match.index + word.length, text: word };
      const parsed = parseTarget(word, targetType);
      if (typeof parsed === 'string') return [{ ...place, targets: [], problem: parsed }];
      return parsed.length === 0 ? [] : [{ ...place, targets: parsed }];
    }),
  );
}

/** By their 1-based line. */
export function wordsByLine(words: readonly ListWord[]): ReadonlyMap<number, readonly ListWord[]> {
  const found = new Map<number, ListWord[]>();
  for (const word of words) {
    const alike = found.get(word.line);
    if (alike === undefined) found.set(word.line, [word]);
    else alike.push(word);
  }
  return found;
}

/** In every system's way of ending lines. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

function wordsOf(line: string): Iterable<RegExpExecArray> {
  const [said = ''] = line.split('#', 1);
  return said.matchAll(/[^\s,;"'`]+/g);
}
