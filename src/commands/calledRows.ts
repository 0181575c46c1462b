// The rows that a command was called on, as the editor passes them.
import { Problem } from '../model/problem';

/**
 * From a row's menu or icon the editor passes two things: the row, and the selection where there is one. While it reads
 * a list anew, and when a row has left it, it does not know the row any more and passes none in its place. A command
 * must not take that for the palette's call, which passes nothing, and still less act on the rest of a selection.
 * Throws a `Problem` then.
 */
export function requireKnownRows(passed: readonly unknown[]): void {
  if (passed.length !== 2) return;
  const [row, selection] = passed;
  const selected: readonly unknown[] = Array.isArray(selection) ? selection : [];
  if (isKnown(row) && selected.every(isKnown)) return;
  throw new Problem(
    'The list was just read anew, and what you chose was not in it at that moment. Nothing was done. Choose it again, if it is still there.',
    { kind: 'notFound' },
  );
}

function isKnown(row: unknown): boolean {
  return row !== undefined && row !== null;
}
