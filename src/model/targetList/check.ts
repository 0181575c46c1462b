// Compares a list with what its group will have: what it adds, what it leaves out, and what is wrong with it, word by word.
import { checkQuota } from '../eligibility';
import { ListedTargets } from '../listedTargets';
import { mostTargets, TARGETS_PER_GROUP } from '../quotas';
import { identityOf, isDraining, type TargetIdentity, targetKey } from '../target';
import { checkTarget, type TargetCheck } from './checkTarget';
import type { ListContext } from './context';
import { type ExpectedTarget, expectedTargets } from './expected';
import { type ListWord, parseTargetList } from './parse';
import { shortTarget } from './targetText';

/**
 * - `whole`: the list is all that the group is to have; what it leaves out is to be deregistered
 * - `additions`: the list is what is to be registered, and what is there already is a mistake
 */
export type ListKind = 'whole' | 'additions';

interface Addition {
  readonly word: ListWord;
  /** As it is to be sent. */
  readonly target: TargetIdentity;
  /** It drains: it is registered when that is over. */
  readonly whenDrained?: true;
}

/** A sentence about a word. An `error` keeps its target from being registered. */
export interface Finding {
  readonly word: ListWord;
  /** The target that it is about; absent where the word says none. */
  readonly target?: TargetIdentity;
  readonly severity: 'error' | 'information';
  /** Short and stable, such as `duplicate`. */
  readonly rule: string;
  readonly message: string;
}

export interface CheckedList {
  readonly words: readonly ListWord[];
  readonly additions: readonly Addition[];
  /** What the group will have and the list leaves out; as the API lists it. */
  readonly missing: readonly ExpectedTarget[];
  readonly findings: readonly Finding[];
}

/** At `now`, in milliseconds since the epoch. A thousand lines are checked within a keystroke. */
export function checkTargetList(
  text: string,
  kind: ListKind,
  context: ListContext,
  now: number,
): CheckedList {
  return checkWords(parseTargetList(text, context.group.targetType), kind, context, now);
}

/** As {@link checkTargetList}, for words that were read from something else than such a text. */
export function checkWords(
  words: readonly ListWord[],
  kind: ListKind,
  context: ListContext,
  now: number,
): CheckedList {
  const list = new ListCheck(kind, context, now);
  for (const word of words) list.take(word);
  return { words, ...list.result() };
}

class ListCheck {
  private readonly kind: ListKind;
  private readonly context: ListContext;
  private readonly now: number;
  private readonly expected: readonly ExpectedTarget[];
  private readonly index: ListedTargets<ExpectedTarget>;
  /** Registered, and to be deregistered by a pending change. */
  private readonly leaving: ListedTargets;
  private readonly additions: Addition[] = [];
  private readonly findings: Finding[] = [];
  /** Key of what is in the list → its line. */
  private readonly lines = new Map<string, number>();

  constructor(kind: ListKind, context: ListContext, now: number) {
    this.kind = kind;
    this.context = context;
    this.now = now;
    this.expected = expectedTargets(context.registered, context.pending);
    this.index = new ListedTargets(context.group, this.expected);
    const staying = new Set(this.expected);
    this.leaving = new ListedTargets(
      context.group,
      context.registered.filter((target) => !isDraining(target) && !staying.has(target)),
    );
  }

  take(word: ListWord): void {
    if (word.problem !== undefined) this.find(word, undefined, 'malformed', word.problem);
    for (const target of word.targets) this.takeTarget(word, target);
  }

  result(): Omit<CheckedList, 'words'> {
    const { kind, expected, lines } = this;
    const additions = this.withinQuota();
    const missing = kind === 'additions' ? [] : expected.filter((target) => !lines.has(targetKey(target)));
    return { additions, missing, findings: this.findings };
  }

  private takeTarget(word: ListWord, target: TargetIdentity): void {
    const present = this.index.find(target);
    if (present !== undefined) {
      this.takePresent(word, target, present);
      return;
    }
    const check = this.checkNew(target);
    if ('refusal' in check) {
      this.find(word, target, check.refusal.rule, check.refusal.message);
      return;
    }
    // A zone that need not be written is left out: then it may be one that is there.
    const same = this.index.find(check.target);
    if (same !== undefined) {
      this.takePresent(word, target, same);
      return;
    }
    if (this.isRepeated(word, target, check.target)) return;
    const { whenDrained, note } = check;
    this.additions.push({
      word,
      target: check.target,
      ...(whenDrained === undefined ? {} : { whenDrained }),
    });
    if (note !== undefined) {
      const rule = whenDrained === undefined ? 'note' : 'still-draining';
      this.findings.push({ word, target, severity: 'information', rule, message: note });
    }
  }

  /** Who writes a target back that a pending change takes out wants it to stay. */
  private checkNew(target: TargetIdentity): TargetCheck {
    const leaving = this.leaving.find(target);
    return leaving === undefined
      ? checkTarget(target, this.context, this.now)
      : { target: identityOf(leaving) };
  }

  private takePresent(word: ListWord, target: TargetIdentity, present: ExpectedTarget): void {
    if (this.isRepeated(word, target, present) || this.kind === 'whole') return;
    const { name } = this.context.group;
    const message =
      present.health === undefined
        ? `The register of ${shortTarget(present)} is pending already. Remove the line.`
        : `${shortTarget(present)} is registered with ${name} already. Remove the line, or choose another port.`;
    this.find(word, target, 'already-registered', message);
  }

  private isRepeated(word: ListWord, target: TargetIdentity, meant: TargetIdentity): boolean {
    const key = targetKey(meant);
    const earlier = this.lines.get(key);
    if (earlier === undefined) {
      this.lines.set(key, word.line);
      return false;
    }
    const place = earlier === word.line ? '' : `: it is on line ${earlier} already`;
    this.find(
      word,
      target,
      'duplicate',
      `${shortTarget(meant)} is in the list twice${place}. Remove one of the two.`,
    );
    return true;
  }

  /** Targets that drain, and those that the list leaves out, count as long as the API lists them. */
  private withinQuota(): Addition[] {
    const { context, additions, expected } = this;
    const { group, registered, targetsPerGroup = TARGETS_PER_GROUP } = context;
    const most = mostTargets(group, targetsPerGroup);
    const taken = registered.length + expected.filter(({ health }) => health === undefined).length;
    const refusal = checkQuota(taken, additions.length, most);
    if (refusal === undefined) return additions;
    const room = Math.max(0, most - taken);
    for (const { word, target } of additions.slice(room))
      this.find(word, target, refusal.rule, refusal.message);
    return additions.slice(0, room);
  }

  private find(word: ListWord, target: TargetIdentity | undefined, rule: string, message: string): void {
    this.findings.push({
      word,
      severity: 'error',
      rule,
      message,
      ...(target === undefined ? {} : { target }),
    });
  }
}
