// What a line of a document of targets stands for: state, reason, what to do, name.
import { type Disposable, Hover, type HoverProvider, languages, MarkdownString, Range } from 'vscode';
import { TARGET_LIST_SCHEME } from '../../model/contributions';
import { explainHealth } from '../../model/healthReasons';
import { ListedTargets } from '../../model/listedTargets';
import type { TargetIdentity } from '../../model/target';
import { parseTargetList } from '../../model/targetList/parse';
import { shortTarget } from '../../model/targetList/targetText';
import { escape } from '../escape';
import type { TargetDocument } from './targetDocument';
import type { TargetDocuments } from './targetDocuments';

const MOST_OF_A_RANGE = 5;

export function registerHovers(documents: TargetDocuments): Disposable {
  const provider: HoverProvider = {
    provideHover(text, position) {
      const document = documents.at(text.uri);
      if (document === undefined) return undefined;
      const word = parseTargetList(text.lineAt(position).text, document.group.targetType).find(
        ({ start, end }) => start <= position.character && position.character <= end,
      );
      if (word === undefined || word.targets.length === 0) return undefined;
      const { line } = position;
      return new Hover(
        word.targets.slice(0, MOST_OF_A_RANGE).map((target) => describe(target, document)),
        new Range(line, word.start, line, word.end),
      );
    },
  };
  return languages.registerHoverProvider({ scheme: TARGET_LIST_SCHEME }, provider);
}

/** By what is known of the group now, not when the document was opened. */
function describe(target: TargetIdentity, { account, group, context }: TargetDocument): MarkdownString {
  const text = new MarkdownString();
  const instance = context.instances?.get(target.id) ?? account.instance(target.id);
  text.appendMarkdown(`**${escape(instance?.name ?? shortTarget(target))}**`);
  const registered = new ListedTargets(group, account.group(group.arn)?.targets ?? context.registered);
  const listed = registered.find(target);
  if (listed === undefined) {
    text.appendMarkdown(` — not registered with ${escape(group.name)}`);
  } else {
    const { title, meaning, nextSteps } = explainHealth(listed.health, group);
    text.appendMarkdown(` — ${escape(title)}\n\n${escape(meaning)}\n\n`);
    if (nextSteps.length > 0)
      text.appendMarkdown(`What to do:\n${nextSteps.map((step) => `- ${escape(step)}`).join('\n')}\n\n`);
  }
  const facts = [
    instance?.id,
    instance?.state,
    instance?.type,
    listed?.availabilityZone ?? instance?.availabilityZone,
    instance?.privateIpAddress,
    listed?.health.reason,
  ].filter((fact) => fact !== undefined);
  if (facts.length > 0) text.appendMarkdown(`\n\n${facts.map((fact) => `\`${fact}\``).join(' · ')}`);
  return text;
}
