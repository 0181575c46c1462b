// Changes to the text of a list that leave everything else of it as people wrote it: order, comments, blank lines.
import type { TargetIdentity } from '../target';
import { linesOf, type ListWord, wordsByLine } from './parse';
import { formatTarget } from './targetText';

const WIDEST_COLUMN = 48;
const STATES = 'initial|healthy|unhealthy|unused|draining|unavailable|register pending';
/** A comment that {@link withStates} wrote. */
const STATE_COMMENT = new RegExp(`^#\\s*(?:${STATES})(?:, closing connections)?\\s*(?:·|$)`);
/** A comment that {@link withReasons} wrote, and the line that it names. */
const REASON_COMMENT = /\s*# line (\d+): .*$/;

interface Line {
  readonly said: string;
  /** With its `#`; empty where there is none. */
  readonly comment: string;
}

/** Of a word that says no target, there is none to ask about. */
type IsGone = (target: TargetIdentity | undefined, word: ListWord) => boolean;

/** Takes out the targets that are gone; a line with nothing but such targets goes as a whole, comment and all. */
export function withoutTargets(text: string, words: readonly ListWord[], isGone: IsGone): string {
  const byLine = wordsByLine(words);
  return linesOf(text)
    .flatMap((content, index) => {
      const listed = byLine.get(index + 1) ?? [];
      const kept = listed.map((word) => remainder(word, isGone));
      if (kept.every((part, at) => part === listed[at]?.text)) return [content];
      const said = kept.filter((part) => part !== '').join(' ');
      return said === '' ? [] : [joined({ said, comment: split(content).comment })];
    })
    .join('\n');
}

/** What is left of a word: all of it, some targets of a range, or nothing. */
function remainder(word: ListWord, isGone: IsGone): string {
  if (word.targets.length === 0) return isGone(undefined, word) ? '' : word.text;
  const kept = word.targets.filter((target) => !isGone(target, word));
  if (kept.length === word.targets.length) return word.text;
  return kept.map(formatTarget).join(' ');
}

/** Adds lines after the last one that says something. */
export function withTargets(text: string, targets: readonly TargetIdentity[]): string {
  if (targets.length === 0) return text;
  const lines = linesOf(text);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return [...lines.slice(0, last + 1), ...targets.map(formatTarget), '', ...lines.slice(last + 2)].join('\n');
}

/** Says the state of each target behind it, in one column. A comment of a person's own stays instead. */
export function withStates(
  text: string,
  words: readonly ListWord[],
  stateOf: (target: TargetIdentity) => string | undefined,
): string {
  const byLine = wordsByLine(words);
  const states = linesOf(text).map((content, index) => {
    const [word, ...others] = byLine.get(index + 1) ?? [];
    const [target, ...more] = word?.targets ?? [];
    const line = split(content);
    const isOurs = line.comment === '' || STATE_COMMENT.test(line.comment);
    if (target === undefined || others.length + more.length > 0 || !isOurs) return { content };
    const state = stateOf(target);
    return { content, said: line.said, comment: state === undefined ? '' : `# ${state}` };
  });
  const widths = states.map(({ said = '' }) => said.length).filter((width) => width <= WIDEST_COLUMN);
  const column = widths.reduce((widest, width) => Math.max(widest, width), 0);
  return states
    .map(({ content, said, comment = '' }) =>
      said === undefined ? content : joined({ said, comment }, column),
    )
    .join('\n');
}

/**
 * Says behind each word with a reason the line that it was on at first, and the reason. Reasons from before go, the lines
 * that they name stay.
 */
export function withReasons(text: string, reasons: ReadonlyMap<number, string>): string {
  return linesOf(text)
    .map((content, index) => {
      const earlier = REASON_COMMENT.exec(content)?.[1];
      const plain = content.replace(REASON_COMMENT, '');
      const reason = reasons.get(index + 1);
      return reason === undefined ? plain : `${plain.trimEnd()}  # line ${earlier ?? index + 1}: ${reason}`;
    })
    .join('\n');
}

function split(content: string): Line {
  const at = content.indexOf('#');
  return at < 0
    ? { said: content.trimEnd(), comment: '' }
    : { said: content.slice(0, at).trimEnd(), comment: content.slice(at) };
}

function joined({ said, comment }: Line, column = 0): string {
  return comment === '' ? said : `${said.padEnd(column)}  ${comment}`;
}
