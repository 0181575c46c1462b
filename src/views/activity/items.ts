// How the rows of the Activity view look: label, description in words, icon, and what their menus offer.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { entryDetails } from '../../model/activity/details';
import { type ActivityEntry, isUnderWay, targetsOf } from '../../model/activity/entries';
import { type ActivityTone, type ActivityWords, entryWords, targetWords } from '../../model/activity/words';
import { type Capability, type CommandId, COMMANDS } from '../../model/contributions';
import { explainHealth } from '../../model/healthReasons';
import { isDraining } from '../../model/target';
import { progressOf, type ServiceAction } from '../../model/servicing/serviceWords';
import type { Inventory } from '../../state/inventory';
import { type FactSources, knownFacts } from '../../state/healthFacts';
import { escape } from '../escape';
import { appendExplanation } from '../healthRemedies';
import { type Node, targetOf } from '../nodes';
import type { ActivityRow } from './rows';

/** What a row shows, as plain values: two that are equal look the same. */
export interface RowLook {
  readonly label: string;
  readonly description: string;
  /** For a screen reader. */
  readonly sentence: string;
  readonly tone: ActivityTone;
  readonly capabilities: readonly Capability[];
  readonly isExpandable: boolean;
  /** What a click does; absent where the connection was removed. */
  readonly command?: CommandId;
}

const ICONS: Readonly<Record<ActivityTone, readonly [icon: string, color?: string]>> = {
  draining: ['history', 'charts.yellow'],
  checking: ['sync', 'charts.blue'],
  waiting: ['watch'],
  servicing: ['tools', 'charts.blue'],
  done: ['check', 'testing.iconPassed'],
  ended: ['circle-slash', 'disabledForeground'],
  problem: ['warning', 'list.warningForeground'],
};

const SERVICE_CAPABILITIES: Readonly<Record<ServiceAction, Capability>> = {
  pause: 'servicingPausable',
  resume: 'servicingResumable',
  continue: 'servicingContinuable',
  skip: 'servicingSkippable',
  abort: 'servicingAbortable',
};

/** @param now milliseconds since the epoch */
export function rowLook(row: ActivityRow, inventory: Inventory, now: number): RowLook {
  const { entry, index } = row;
  const { label, description, sentence, tone } = wordsOf(row, now);
  const connection = index === undefined ? connectionOf(entry, inventory) : [];
  const nodes = row.standsFor();
  return {
    label,
    description: [description, ...connection].join(' · '),
    sentence: [sentence, ...connection].join(', '),
    tone,
    capabilities: capabilitiesOf(row, nodes, now),
    isExpandable: index === undefined && targetsOf(entry).length > 1,
    ...(nodes.length === 0 ? {} : { command: commandOf(entry) }),
  };
}

export function rowItem(row: ActivityRow, look: RowLook): TreeItem {
  const item = new TreeItem(
    look.label,
    look.isExpandable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = row.id;
  item.description = look.description;
  item.accessibilityInformation = { label: look.sentence };
  item.contextValue = look.capabilities.join(' ');
  item.iconPath = toneIcon(look.tone);
  if (look.command !== undefined) {
    item.command = { command: look.command, title: look.label, arguments: [row] };
  }
  return item;
}

/** Made only when somebody hovers over the row. */
export function rowTooltip(row: ActivityRow, inventory: Inventory, facts: FactSources): MarkdownString {
  const { entry } = row;
  const now = facts.clock.now();
  const account = inventory.account(entry.connectionId);
  const text = new MarkdownString('', true);
  text.appendMarkdown(`**${escape(wordsOf(row, now).title)}**\n\n`);
  text.appendMarkdown(`${entryDetails(entry, now).map(escape).join('  \n')}\n\n`);
  text.appendMarkdown(
    account === undefined
      ? '$(warning) The connection was removed, so this is no longer watched.'
      : `${escape(account.label)}\n\n`,
  );
  appendHealth(text, row, facts);
  return text;
}

/** What the state of its target means, where the row is of one target and that is listed. */
function appendHealth(text: MarkdownString, row: ActivityRow, facts: FactSources): void {
  const [node] = row.targets.length === 1 ? row.standsFor() : [];
  const target = node?.kind === 'target' ? targetOf(node) : undefined;
  if (node?.kind !== 'target' || target === undefined) return;
  const { account, groupArn, targetKey } = node;
  const group = account.group(groupArn)?.group;
  if (group === undefined) return;
  const explanation = explainHealth(target.health, group, knownFacts(facts, account, group, target));
  text.appendMarkdown(`**${escape(explanation.title)}**\n\n`);
  appendExplanation(text, explanation, { connectionId: account.id, groupArn, targetKey });
}

function toneIcon(tone: ActivityTone): ThemeIcon {
  const [icon, color] = ICONS[tone];
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}

function wordsOf({ entry, index }: ActivityRow, now: number): ActivityWords {
  return index === undefined ? entryWords(entry, now) : targetWords(entry, index);
}

/** Its name, where there are several. */
function connectionOf(entry: ActivityEntry, { accounts }: Inventory): string[] {
  const account = accounts.find(({ id }) => id === entry.connectionId);
  if (account === undefined) return ['connection removed'];
  return accounts.length > 1 ? [account.label] : [];
}

function commandOf({ kind }: ActivityEntry): CommandId {
  return kind === 'drain' || kind === 'servicing' ? COMMANDS.openDrainMonitor : COMMANDS.revealInTree;
}

function capabilitiesOf({ entry, index }: ActivityRow, nodes: readonly Node[], now: number): Capability[] {
  const isWhole = index === undefined;
  return [
    'idCopyable',
    ...(nodes.length === 0 ? [] : (['revealable', 'timelined'] as const)),
    ...(nodes.some(({ kind }) => kind === 'target') ? (['healthExplainable'] as const) : []),
    ...(nodes.some(isReturnable) ? (['returnable'] as const) : []),
    ...(isWhole && entry.kind === 'wait' && isUnderWay(entry) ? (['waitStoppable'] as const) : []),
    ...(isWhole && entry.kind === 'servicing'
      ? progressOf(entry.run, now).actions.map((action) => SERVICE_CAPABILITIES[action])
      : []),
  ];
}

function isReturnable(node: Node): boolean {
  if (node.kind === 'outOfService') return true;
  const target = node.kind === 'target' ? targetOf(node) : undefined;
  return target !== undefined && isDraining(target);
}
