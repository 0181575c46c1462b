// Tables and paragraphs of a document that is read as its source.

const LINE_WIDTH = 80;

/** A Markdown table whose columns are aligned in the source; figures go to the right, and a column of nothing goes. */
export function textTable(
  allColumns: readonly { readonly title: string; readonly isFigure?: boolean }[],
  rows: readonly (readonly string[])[],
): string[] {
  const isShown = (_: unknown, index: number) => rows.some((row) => row[index] !== '');
  const columns = allColumns.filter(isShown);
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.filter(isShown).map(escaped))];
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${columns
      .map(({ isFigure }, index) => {
        const [text, width] = [row[index] ?? '', widths[index] ?? 0];
        return isFigure === true ? text.padStart(width) : text.padEnd(width);
      })
      .join(' | ')} |`;
  const [title = [], ...rest] = cells;
  const rule = columns.map(({ isFigure }, index) =>
    isFigure === true ? `${'-'.repeat((widths[index] ?? 1) - 1)}:` : '-'.repeat(widths[index] ?? 0),
  );
  return [title, rule, ...rest].map(line);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

/** Breaks the text at spaces; each line but the first begins with `indent`. A word that is too long has a line of its own. */
export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > LINE_WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** `- …`, further lines indented. */
export function bullet(text: string): string[] {
  return wrapped(`- ${text}`, '  ');
}
