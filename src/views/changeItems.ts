// How pending changes and targets out of service look in the tree.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { dateAndTime } from '../model/ago';
import type { Capability } from '../model/contributions';
import { formatCountdown } from '../model/duration';
import { isWaiting, type PendingChange } from '../model/pendingChange';
import { type TargetIdentity, targetLabel } from '../model/target';
import type { OutOfServiceTarget } from '../state/outOfService';
import type { EntryNode, HeadNode } from './nodes';
import { rowParts } from './rowParts';

/** What is pending and out of service, as the tree asks for it. */
export interface ChangeLists {
  readonly pending: {
    of(connectionId: string, groupArn: string): readonly PendingChange[];
    get(id: string): PendingChange | undefined;
  };
  readonly outOfService: {
    of(connectionId: string, groupArn: string): readonly OutOfServiceTarget[];
    get(id: string): OutOfServiceTarget | undefined;
  };
  /** The group's last apply can be undone. */
  readonly undoable: (connectionId: string, groupArn: string) => boolean;
  /** Undefined where the target drains no more. */
  readonly drainLeft: (
    scope: { connectionId: string; groupArn: string },
    target: TargetIdentity,
  ) => DrainLeft | undefined;
}

interface DrainLeft {
  /** Absent where nobody knows: the delay is not known, or should be over. */
  readonly atMostMilliseconds?: number;
}

export function headItem({ id, kind, account, groupArn }: HeadNode, lists: ChangeLists): TreeItem {
  if (kind === 'outOfServiceHead') {
    const count = lists.outOfService.of(account.id, groupArn).length;
    const item = new TreeItem(`Out of service (${count})`, TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.iconPath = new ThemeIcon('circle-slash');
    item.tooltip = 'What you deregistered here and can put back as it was: with its port and zone.';
    item.contextValue = capabilities(['returnable', 'forgettable']);
    item.accessibilityInformation = { label: `Out of service, ${count}` };
    return item;
  }
  const changes = lists.pending.of(account.id, groupArn);
  const item = new TreeItem(`Pending changes (${changes.length})`, TreeItemCollapsibleState.Expanded);
  item.id = id;
  const count = (action: PendingChange['action']) =>
    changes.filter((change) => change.action === action).length;
  const parts = [
    ...(count('register') > 0 ? [`${count('register')} to register`] : []),
    ...(count('deregister') > 0 ? [`${count('deregister')} to deregister`] : []),
  ];
  item.description = parts.join(', ');
  item.iconPath = new ThemeIcon('checklist');
  item.tooltip = 'Not sent yet. Review them, then apply them together.';
  item.contextValue = capabilities(['pendingHead', 'applicable', 'commandCopyable']);
  item.accessibilityInformation = { label: `Pending changes, ${parts.join(', ')}` };
  return item;
}

export function entryItem(node: EntryNode, lists: ChangeLists): TreeItem {
  return node.kind === 'pendingChange' ? pendingItem(node, lists) : outOfServiceItem(node, lists);
}

function pendingItem({ id, entryId }: EntryNode, lists: ChangeLists): TreeItem {
  const change = lists.pending.get(entryId);
  const item = new TreeItem('');
  item.id = id;
  if (change === undefined) return item;
  const { action, target, targetName, leftBecause } = change;
  const label = `${action === 'register' ? 'Register' : 'Deregister'} ${targetName ?? targetLabel(target)}`;
  const parts = rowParts(targetName, target, [stateOf(change, lists), target.availabilityZone]);
  item.label = label;
  item.description = parts.join(' · ');
  item.iconPath = pendingIcon(change);
  const text = new MarkdownString();
  text.appendText(`${label} (${target.id})\n\n`);
  if (leftBecause !== undefined) text.appendText(`The last apply left it: ${leftBecause}`);
  else if (isWaiting(change))
    text.appendText('It is registered by itself when the drain of the address is over.');
  else text.appendText('Not sent yet.');
  item.tooltip = text;
  item.contextValue = capabilities([
    'changeRemovable',
    'commandCopyable',
    ...(action === 'register' && target.port !== undefined ? (['changeEditable'] as const) : []),
    ...(action === 'register' && !isWaiting(change) && drainLeft(change, lists) !== undefined
      ? (['waitable'] as const)
      : []),
  ]);
  item.accessibilityInformation = {
    label: [`Pending: ${label}`, ...parts].join(', '),
  };
  return item;
}

/** Undefined for a change that was not applied yet and waits for nothing but the user. */
function stateOf(change: PendingChange, lists: ChangeLists): string | undefined {
  if (change.leftBecause !== undefined) return `not ${change.action}ed: ${change.leftBecause}`;
  if (!isWaiting(change)) return undefined;
  const left = drainLeft(change, lists);
  if (left === undefined) return 'its drain is over';
  const { atMostMilliseconds } = left;
  return atMostMilliseconds === undefined
    ? 'when drained'
    : `in ${formatCountdown(atMostMilliseconds)} at most, when drained`;
}

function pendingIcon(change: PendingChange): ThemeIcon {
  if (change.leftBecause !== undefined)
    return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  if (isWaiting(change)) return new ThemeIcon('watch', new ThemeColor('charts.yellow'));
  return change.action === 'register'
    ? new ThemeIcon('diff-added', new ThemeColor('gitDecoration.addedResourceForeground'))
    : new ThemeIcon('diff-removed', new ThemeColor('gitDecoration.deletedResourceForeground'));
}

function outOfServiceItem({ id, entryId }: EntryNode, lists: ChangeLists): TreeItem {
  const entry = lists.outOfService.get(entryId);
  const item = new TreeItem(entry === undefined ? '' : (entry.targetName ?? targetLabel(entry.target)));
  item.id = id;
  if (entry === undefined) return item;
  const left = drainLeft(entry, lists);
  const parts = rowParts(entry.targetName, entry.target, [
    left === undefined ? 'deregistered' : 'draining',
    `since ${dateAndTime(entry.since)}`,
  ]);
  item.description = parts.join(' · ');
  item.iconPath = new ThemeIcon('circle-slash', new ThemeColor('disabledForeground'));
  item.tooltip = `Deregistered here on ${new Date(entry.since).toLocaleString()}. Put it back to register it as it was: ${targetLabel(entry.target)}${entry.target.availabilityZone === undefined ? '' : `, zone ${entry.target.availabilityZone}`}.`;
  item.contextValue = capabilities(['returnable', 'forgettable', 'idCopyable']);
  item.accessibilityInformation = { label: `Out of service: ${item.label as string}, ${parts.join(', ')}` };
  return item;
}

function drainLeft(
  entry: { readonly connectionId: string; readonly groupArn: string; readonly target: TargetIdentity },
  lists: ChangeLists,
): DrainLeft | undefined {
  return lists.drainLeft(entry, entry.target);
}

function capabilities(list: readonly Capability[]): string {
  return list.join(' ');
}
