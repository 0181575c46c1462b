// How each node of the tree looks: label, description in words, icon, tooltip, and what a screen reader says.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Capability } from '../model/contributions';
import { explainHealth } from '../model/healthReasons';
import { plural } from '../model/plural';
import { stateInWords } from '../model/stateWords';
import { summarizeHealth, summaryInWords } from '../model/healthSummary';
import { isDraining, isUnchecked, nameInArn, type RegisteredTarget, targetLabel } from '../model/target';
import { protocolAndPort, type TargetGroup } from '../model/targetGroup';
import type { Account, GroupKnowledge } from '../state/account';
import { type FactSources, knownFacts } from '../state/healthFacts';
import { type ChangeLists, entryItem, headItem } from './changeItems';
import { escape } from './escape';
import { appendExplanation } from './healthRemedies';
import type { TargetView, TargetViews } from '../state/targetViews';
import { sortInWords } from '../model/targetFilter';
import {
  type AccountNode,
  type GroupNode,
  type Node,
  type RowNode,
  targetOf,
  type TargetNode,
} from './nodes';
import { rowParts } from './rowParts';
import { stateIcon } from './stateIcons';

export function treeItem(node: Node, lists: ChangeLists, views: TargetViews, facts: FactSources): TreeItem {
  switch (node.kind) {
    case 'account':
      return accountItem(node);
    case 'group':
      return groupItem(node, lists, views);
    case 'pendingHead':
    case 'outOfServiceHead':
      return headItem(node, lists);
    case 'pendingChange':
    case 'outOfService':
      return entryItem(node, lists);
    case 'target':
      return targetItem(node, facts);
    case 'row':
      return rowItem(node);
  }
}

function accountItem({ id, account }: AccountNode): TreeItem {
  const isEmulator = account.connection.kind === 'emulator';
  const item = new TreeItem(
    account.label,
    // An account is read when somebody opens it, so that one start does not sign in everywhere.
    isEmulator ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  item.id = id;
  item.description = [
    ...(isEmulator ? [account.connection.region] : []),
    ...(account.identity === undefined ? [] : [account.identity.accountId]),
  ].join(' · ');
  item.iconPath =
    account.error === undefined
      ? new ThemeIcon(isEmulator ? 'beaker' : 'cloud')
      : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.contextValue = capabilities([
    'refreshable',
    'disconnectable',
    ...(isEmulator ? (['resettable'] as const) : []),
  ]);
  item.tooltip = accountTooltip(account);
  item.accessibilityInformation = {
    label: `Connection ${account.label}, ${plural(account.groups.length, 'target group')}${account.error === undefined ? '' : ', last read failed'}`,
  };
  return item;
}

function accountTooltip(account: Account): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown(`**${escape(account.label)}**\n\n`);
  if (account.identity !== undefined) {
    text.appendMarkdown(`Account \`${account.identity.accountId}\`\n\n\`${account.identity.arn}\`\n\n`);
  }
  if (account.error !== undefined) text.appendMarkdown(`\n\n$(error) ${escape(account.error.message)}`);
  text.supportThemeIcons = true;
  return text;
}

function groupItem({ id, account, arn }: GroupNode, lists: ChangeLists, views: TargetViews): TreeItem {
  const knowledge = account.group(arn);
  const pending = lists.pending.of(account.id, arn).length;
  const item = new TreeItem(knowledge?.group.name ?? nameInArn(arn), TreeItemCollapsibleState.Collapsed);
  item.id = id;
  if (knowledge === undefined) {
    // Kept in the tree for what is pending: nothing that somebody staged is lost without a word.
    item.description = `no longer exists · ${pending} pending`;
    item.contextValue = capabilities(['applicable']);
    item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
    return item;
  }
  const { group, targets, error } = knowledge;
  const summary = targets === undefined ? undefined : summarizeHealth(targets);
  const view = views.view({ connectionId: account.id, groupArn: arn });
  const shown = view.filter === '' ? undefined : views.targets(account, arn);
  // What must not be overlooked survives a narrow sidebar: what is not sent yet, that some are hidden, health.
  const parts = [
    pending === 0 ? undefined : `${pending} pending`,
    shown === undefined ? undefined : `${shown.length} of ${targets?.length ?? 0} shown`,
    summary === undefined ? undefined : summaryInWords(summary),
    error === undefined ? undefined : 'not up to date',
    protocolAndPort(group),
    group.targetType,
    loadBalancersInWords(group),
    scalingInWords(account, arn),
  ].filter((part) => part !== undefined);
  item.description = parts.join(' · ');
  item.iconPath =
    error === undefined
      ? stateIcon(summary?.worst ?? 'none')
      : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.contextValue = capabilities([
    'refreshable',
    'registerable',
    'filterable',
    'timelined',
    ...(view.filter === '' ? [] : (['filtered'] as const)),
    'commandCopyable',
    ...(pending === 0 ? [] : (['applicable'] as const)),
    ...(lists.undoable(account.id, arn) ? (['undoable'] as const) : []),
    'arnCopyable',
    'healthExplainable',
    'healthCheckEditable',
    'routable',
    ...(group.targetType === 'lambda' ? [] : (['securityCheckable'] as const)),
    ...(targets?.some(isHealthAwaitable) === true ? (['healthAwaitable'] as const) : []),
    ...(targets?.some(isDraining) === true ? (['drainAwaitable'] as const) : []),
    ...changesOfGroup(knowledge),
    ...(isServiceable(group) && targets?.some((target) => !isDraining(target)) === true
      ? (['serviceable'] as const)
      : []),
    ...(account.connection.kind === 'profile' ? (['consoleLinked'] as const) : []),
  ]);
  item.tooltip = groupTooltip(knowledge, view, scalingInWords(account, arn));
  item.accessibilityInformation = { label: `Target group ${group.name}, ${parts.join(', ')}` };
  return item;
}

/** A function does not drain, and a load balancer is the only target of its group. */
function isServiceable({ targetType }: TargetGroup): boolean {
  return targetType === 'instance' || targetType === 'ip';
}

/** What can be done to the group itself. */
function changesOfGroup({ group, targets = [] }: GroupKnowledge): Capability[] {
  return [
    ...(group.targetType === 'lambda' && targets.length > 0 ? (['functionReplaceable'] as const) : []),
    ...(group.targetType === 'instance' ? (['scalable'] as const) : []),
    ...(group.loadBalancerArns.length === 0 ? (['deletable'] as const) : []),
  ];
}

function groupTooltip(
  { group, targets, readAt, error }: GroupKnowledge,
  { filter, sort }: TargetView,
  scaling: string | undefined,
): MarkdownString {
  const check = group.healthCheck;
  const rows = [
    ['Health', targets === undefined ? undefined : summaryInWords(summarizeHealth(targets))],
    ['Type', group.targetType],
    ['Protocol and port', protocolAndPort(group)],
    ['Load balancer', loadBalancersInWords(group)],
    ['Auto Scaling', scaling],
    ['VPC', group.vpcId],
    [
      'Health check',
      check.enabled
        ? [
            check.protocol,
            check.path,
            check.port === undefined
              ? undefined
              : check.port === 'traffic-port'
                ? 'traffic port'
                : `port ${check.port}`,
            check.intervalSeconds === undefined ? undefined : `every ${check.intervalSeconds} s`,
          ]
            .filter((part) => part !== undefined)
            .join(', ')
        : 'off',
    ],
    ['Filter', filter === '' ? undefined : filter],
    ['Sorted by', sortInWords(sort)],
    ['ARN', group.arn],
  ] as const;
  const text = new MarkdownString('', true);
  text.appendMarkdown(`**${escape(group.name)}**\n\n`);
  for (const [name, value] of rows) if (value !== undefined) text.appendMarkdown(`${name}: \`${value}\`  \n`);
  if (error !== undefined) {
    const since = readAt === undefined ? '' : ` What is shown was read at ${timeOfDay(readAt)}.`;
    text.appendMarkdown(`\n\n$(warning) ${escape(error.message)}${since}`);
  }
  return text;
}

function targetItem(node: TargetNode, facts: FactSources): TreeItem {
  const target = targetOf(node);
  const group = node.account.group(node.groupArn)?.group;
  const item = new TreeItem(target === undefined ? node.targetKey : targetLabel(target));
  item.id = node.id;
  if (target === undefined || group === undefined) return item;
  const instance = node.account.instance(target.id);
  const owner = node.account.autoScaling.ownerOf(target.id)?.name ?? instance?.autoScalingGroup;
  const zone = target.availabilityZone ?? instance?.availabilityZone;
  const name = instance?.name;
  const parts = rowParts(name, target, [stateInWords(target.health), zone, owner]);
  item.label = name ?? targetLabel(target);
  item.description = parts.join(' · ');
  item.iconPath = stateIcon(target.health.state);
  item.contextValue = capabilities([
    'commandCopyable',
    'healthExplainable',
    ...(isDraining(target) ? (['returnable', 'drainAwaitable'] as const) : (['deregisterable'] as const)),
    ...(isHealthAwaitable(target) ? (['healthAwaitable'] as const) : []),
    'idCopyable',
    'timelined',
    ...(isServiceable(group) && !isDraining(target) ? (['serviceable'] as const) : []),
    ...(group.targetType === 'lambda' ? [] : (['securityCheckable'] as const)),
    ...(node.account.connection.kind === 'profile' && group.targetType !== 'ip'
      ? (['consoleLinked'] as const)
      : []),
  ]);
  item.tooltip = targetTooltip(node, target, group, facts);
  item.accessibilityInformation = { label: `Target ${item.label}, ${parts.join(', ')}` };
  return item;
}

function targetTooltip(
  { account, targetKey }: TargetNode,
  target: RegisteredTarget,
  group: TargetGroup,
  facts: FactSources,
): MarkdownString {
  const explanation = explainHealth(target.health, group, knownFacts(facts, account, group, target));
  const name = account.instance(target.id)?.name ?? targetLabel(target);
  const text = new MarkdownString('', true);
  text.appendMarkdown(`**${escape(name)}** — ${escape(explanation.title)}\n\n`);
  appendExplanation(text, explanation, { connectionId: account.id, groupArn: group.arn, targetKey });
  text.appendMarkdown(`\`${target.id}\``);
  if (target.health.reason !== undefined) text.appendMarkdown(` · \`${target.health.reason}\``);
  return text;
}

function rowItem({ id, parent, row }: RowNode): TreeItem {
  const { label, icon, iconColor, tooltip, command, capabilities: able } = row;
  const item = new TreeItem(label);
  item.id = id;
  item.iconPath = new ThemeIcon(icon, iconColor === undefined ? undefined : new ThemeColor(iconColor));
  item.tooltip = tooltip ?? label;
  if (able !== undefined) item.contextValue = capabilities(able);
  item.accessibilityInformation = { label, ...(command === undefined ? {} : { role: 'button' }) };
  if (command !== undefined) item.command = { command, title: label, arguments: [parent] };
  return item;
}

/** The Auto Scaling groups that register their instances with it. */
function scalingInWords(account: Account, groupArn: string): string | undefined {
  const names = account.autoScaling.attachedTo(groupArn).map(({ name }) => name);
  return names.length === 0 ? undefined : `scaled by ${names.join(', ')}`;
}

function loadBalancersInWords({ loadBalancerArns }: TargetGroup): string {
  const [first, ...others] = loadBalancerArns;
  if (first === undefined) return 'no load balancer';
  return others.length === 0 ? nameInArn(first) : `${nameInArn(first)} and ${others.length} more`;
}

/** It is not healthy, and somebody checks whether it is. */
function isHealthAwaitable(target: RegisteredTarget): boolean {
  return target.health.state !== 'healthy' && !isDraining(target) && !isUnchecked(target);
}

function capabilities(list: readonly Capability[]): string {
  return list.join(' ');
}

function timeOfDay(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString();
}
