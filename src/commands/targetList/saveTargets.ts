// Carries out what saving a document of targets means: the difference is shown, and on consent becomes pending changes.
import { window } from 'vscode';
import { changeId } from '../../model/pendingChange';
import { type CheckedList, checkTargetList, type Finding } from '../../model/targetList/check';
import { divergenceOf, mergeDivergence } from '../../model/targetList/divergence';
import { expectedTargets } from '../../model/targetList/expected';
import { planSave, type SavePlan } from '../../model/targetList/plan';
import { withoutTargets, withReasons } from '../../model/targetList/rewrite';
import { appliesAtOnce } from '../../views/changesSetting';
import type { TargetDocument } from '../../views/targetList/targetDocument';
import { type SavedText, type SaveText, withTheirs } from '../../views/targetList/targetDocuments';
import { Cancelled, withinBoundary } from '../errorBoundary';
import type { Services } from '../services';
import { submitChanges } from '../submitChanges';
import { askToMerge, askToSave, heldInWords } from './questions';

const SAID_FOR_MILLISECONDS = 6_000;

/** A failure is told like that of a command, and leaves the document unsaved. */
export function saveTargetsWith(services: Services): SaveText {
  return async (document, text) => {
    const saving = new Saving(services, document, text);
    await withinBoundary(services.log, 'saving a list of targets', () => saving.run());
    return saving.result;
  };
}

class Saving {
  private readonly services: Services;
  private readonly document: TargetDocument;
  /** What the document has to show, wherever the work ends. */
  result: SavedText;

  constructor(services: Services, document: TargetDocument, text: string) {
    this.services = services;
    this.document = document;
    this.result = { text, isDone: false };
  }

  async run(): Promise<void> {
    const { documents } = this.services.targetLists;
    await documents.refreshContext(this.document);
    await this.settleConflict();
    const checked = this.check();
    const plan = planSave(checked, this.document.context);
    if (plan.changes.length + plan.withdrawn.length > 0) {
      await this.review(plan);
      await this.submit(plan, checked);
    } else if (plan.errors.length === 0) {
      this.settle(checked, plan);
      window.setStatusBarMessage(
        `$(check) ${this.document.group.name} is to have these targets already`,
        SAID_FOR_MILLISECONDS,
      );
    } else {
      this.settle(checked, plan);
    }
    if (plan.errors.length > 0) this.tellOfMistakes(plan);
  }

  private check(): CheckedList {
    const { kind, context } = this.document;
    return checkTargetList(this.result.text, kind, context, this.services.clock.now());
  }

  /** What others changed since the text was read is never undone unseen. */
  private async settleConflict(): Promise<void> {
    const { document } = this;
    const { kind, group, context, base } = document;
    if (kind === 'additions') return;
    const { words } = this.check();
    const now = expectedTargets(context.registered, context.pending);
    const divergence = divergenceOf(group, { base, now, words });
    if (divergence === undefined) return;
    const { documents } = this.services.targetLists;
    if ((await askToMerge(group.name, divergence)) === 'difference') {
      await this.showDifference(withTheirs(document, document.content), 'now');
    }
    const content = withTheirs(document, document.content);
    this.result = { text: mergeDivergence(group, this.result.text, words, divergence), isDone: false };
    documents.agree(document, content);
  }

  private async review(plan: SavePlan): Promise<void> {
    const { kind, group, content } = this.document;
    const atOnce = appliesAtOnce();
    // What is only added, and only staged, is seen and taken back with ease.
    if (kind === 'additions' && !atOnce) return;
    const answer = await askToSave({ groupName: group.name, appliesAtOnce: atOnce }, plan);
    if (answer === 'difference') await this.showDifference(content, 'as read');
  }

  /** The save ends here: what is shown can be edited further, and saved. */
  private async showDifference(before: string, what: string): Promise<never> {
    const { uri, group } = this.document;
    const left = { key: uri.query, title: `${group.name} (${what})`, text: before };
    await this.services.targetLists.sides.compare(`${group.name}: ${what} ↔ your text`, left, uri);
    throw new Cancelled();
  }

  private async submit(plan: SavePlan, checked: CheckedList): Promise<void> {
    const { account, group } = this.document;
    const scope = { connectionId: account.id, groupArn: group.arn, groupName: group.name };
    await this.services.pending.remove(plan.withdrawn.map((target) => changeId(scope, target)));
    try {
      await submitChanges(this.services, { account, group }, plan.changes);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      // What did not happen stays pending, so the list is as good as staged.
      this.settleAnew(checked, plan);
      throw error;
    }
    this.settleAnew(checked, plan);
  }

  private settleAnew(checked: CheckedList, plan: SavePlan): void {
    this.services.targetLists.documents.takeChanges(this.document);
    this.settle(checked, plan);
  }

  /** The good lines are in the group or on their way; those with a mistake stay, and keep the document unsaved. */
  private settle(checked: CheckedList, { errors }: SavePlan): void {
    const { documents } = this.services.targetLists;
    const { document } = this;
    const bad = new Set<unknown>(errors.map(({ target, word }) => target ?? word));
    const isBad = (target: unknown, word: unknown) => bad.has(target ?? word);
    const { text } = this.result;
    if (document.kind === 'additions') {
      const left = withoutTargets(
        withReasons(text, reasonsOf(errors)),
        checked.words,
        (target, word) => !isBad(target, word),
      );
      if (errors.length === 0) documents.agree(document, left);
      this.result = { text: left, isDone: errors.length === 0 };
      return;
    }
    const refreshed = documents.refreshed(document, text);
    documents.agree(document, withoutTargets(refreshed, checked.words, isBad));
    this.result = { text: refreshed, isDone: errors.length === 0 };
  }

  private tellOfMistakes({ changes, errors, held }: SavePlan): void {
    const { group } = this.document;
    const lines = new Set(errors.map(({ word }) => word.line)).size;
    const done =
      changes.length === 0
        ? 'Nothing is staged'
        : `${changes.length.toLocaleString('en-US')} ${changes.length === 1 ? 'change is' : 'changes are'} staged`;
    const left = `${lines.toLocaleString('en-US')} ${lines === 1 ? 'line' : 'lines'} cannot be registered and ${lines === 1 ? 'stays' : 'stay'} in the document, with the reason`;
    const waits = held.length === 0 ? '' : ` ${heldInWords(held)}`;
    // Not awaited: a message may stand for as long as it likes.
    void window.showWarningMessage(`${group.name}: ${done}; ${left}.${waits}`);
  }
}

function reasonsOf(errors: readonly Finding[]): ReadonlyMap<number, string> {
  const reasons = new Map<number, string>();
  for (const { word, message } of errors) {
    const before = reasons.get(word.line);
    reasons.set(word.line, before === undefined ? message : `${before} ${message}`);
  }
  return reasons;
}
