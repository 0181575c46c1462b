// What a file would change in a group, as a document: new, there already, left out, cannot be registered.
import type { CheckedList } from './check';
import { shortTarget } from './targetText';

interface ImportHeading {
  /** The group's name with its connection. */
  readonly title: string;
  readonly fileName: string;
  /** How many entries of the file drained when it was written. */
  readonly draining: number;
}

/** Markdown that reads well as it is. */
export function importReport({ title, fileName, draining }: ImportHeading, checked: CheckedList): string {
  const { words, additions, missing, findings } = checked;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const bad = new Set(errors.map(({ target, word }) => target ?? word));
  const fresh = new Set(additions.map(({ word }) => word));
  const present = words
    .filter((word) => !fresh.has(word) && !bad.has(word))
    .flatMap(({ targets }) => targets.filter((target) => !bad.has(target)));
  return (
    [
      `# Import into ${title}`,
      `From ${fileName}.${draining === 0 ? '' : ` ${draining} that drained when it was written ${draining === 1 ? 'is' : 'are'} left out.`}`,
      ...section(
        'Cannot be registered',
        errors.map(
          ({ word, message }) =>
            `Line ${word.line}, column ${word.start + 1}: \`${word.text}\`\n  ${message}`,
        ),
      ),
      ...section(
        'New',
        additions.map(
          ({ target, whenDrained }) =>
            `\`${shortTarget(target)}\`${whenDrained === true ? ', when it has drained' : ''}`,
        ),
      ),
      ...section(
        'In the group, not in the file',
        missing.map((target) => `\`${shortTarget(target)}\``),
      ),
      ...section(
        'There already',
        present.map((target) => `\`${shortTarget(target)}\``),
      ),
    ].join('\n\n') + '\n'
  );
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    `## ${title}: ${lines.length.toLocaleString('en-US')}`,
    lines.map((line) => `- ${line}`).join('\n'),
  ];
}
