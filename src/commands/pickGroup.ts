// Which group or targets a command is for: the rows that it was called on, or what the user picks.
import { protocolAndPort, type TargetGroup } from '../model/targetGroup';
import { stateInWords } from '../model/stateWords';
import { Problem } from '../model/problem';
import { type RegisteredTarget, targetLabel } from '../model/target';
import type { Account } from '../state/account';
import {
  type ActivityNode,
  groupArnOf,
  isActivityNode,
  isNode,
  type Node,
  targetOf,
  type TargetNode,
} from '../views/nodes';
import { type Choice, pickMany, pickOne } from './ask';
import type { Services } from './services';

export interface GroupChoice {
  readonly account: Account;
  readonly group: TargetGroup;
}

export interface TargetsChoice extends GroupChoice {
  readonly targets: readonly RegisteredTarget[];
}

/**
 * The rows that the command was called on: the selection where the clicked row is part of it. For rows of the Activity view
 * those of the tree that they are about.
 */
export function nodesOf(node: unknown, nodes: unknown): Node[] {
  return rowsOf(node, nodes).flatMap((row) => {
    if (isActivityNode(row)) return row.standsFor();
    return isNode(row) ? [row] : [];
  });
}

/** The rows of the Activity view that the command was called on. */
export function activityNodesOf(node: unknown, nodes: unknown): ActivityNode[] {
  return rowsOf(node, nodes).filter(isActivityNode);
}

function rowsOf(node: unknown, nodes: unknown): readonly unknown[] {
  return Array.isArray(nodes) && nodes.length > 0 ? (nodes as readonly unknown[]) : [node];
}

/** The groups that the rows stand for, each once; when there is no such row, one that the user picks. */
export async function chooseGroups(
  services: Services,
  rows: readonly Node[],
  placeHolder: string,
): Promise<GroupChoice[]> {
  const chosen = new Map<string, GroupChoice>();
  for (const row of rows) {
    const arn = groupArnOf(row);
    if (arn === undefined) continue;
    // A row under a group, such as its filter, stands for the group.
    const { account } = row.kind === 'row' ? row.parent : row;
    chosen.set(groupKey(account, arn), groupOf(account, arn));
  }
  return chosen.size > 0 ? [...chosen.values()] : [await pickGroup(services, placeHolder)];
}

/** The targets that the rows stand for, by group; when there is no such row, those that the user picks. */
export async function chooseTargets(
  services: Services,
  rows: readonly Node[],
  words: { readonly group: string; readonly targets: string; readonly title: string },
): Promise<TargetsChoice[]> {
  const targetRows = rows.filter((row) => row.kind === 'target');
  if (targetRows.length > 0) return targetsByGroup(targetRows);
  const groups = await chooseGroups(services, rows, words.group);
  const choices: TargetsChoice[] = [];
  for (const group of groups) choices.push(await pickTargets(group, words));
  return choices;
}

async function pickTargets(
  { account, group }: GroupChoice,
  words: { readonly targets: string; readonly title: string },
): Promise<TargetsChoice> {
  const targets = await account.readHealth(group.arn, { priority: 'user' });
  const choices = targets
    .filter(({ health }) => health.state !== 'draining')
    .map((target): Choice<RegisteredTarget> => {
      const name = account.instance(target.id)?.name;
      return {
        label: name ?? targetLabel(target),
        description: [...(name === undefined ? [] : [targetLabel(target)]), stateInWords(target.health)].join(
          ' · ',
        ),
        value: target,
      };
    });
  if (choices.length === 0) {
    throw new Problem(`${group.name} has no target in service. Choose another group.`, { kind: 'notFound' });
  }
  const picked = await pickMany(Promise.resolve(choices), {
    title: `${words.title} ${group.name}`,
    placeHolder: words.targets,
  });
  return { account, group, targets: picked };
}

/** Throws a `Problem` where one of them is not registered any more. */
export function targetsByGroup(rows: readonly TargetNode[]): TargetsChoice[] {
  const choices = new Map<string, { choice: GroupChoice; targets: RegisteredTarget[] }>();
  for (const row of rows) {
    const target = targetOf(row);
    if (target === undefined) {
      throw new Problem(`${row.targetKey} is not registered any more. Refresh the list.`, {
        kind: 'notFound',
        remedies: [{ kind: 'refresh' }],
      });
    }
    const key = groupKey(row.account, row.groupArn);
    const entry = choices.get(key) ?? { choice: groupOf(row.account, row.groupArn), targets: [] };
    entry.targets.push(target);
    choices.set(key, entry);
  }
  return [...choices.values()].map(({ choice, targets }) => ({ ...choice, targets }));
}

function groupKey(account: Account, arn: string): string {
  return `${account.id}|${arn}`;
}

function groupOf(account: Account, arn: string): GroupChoice {
  const group = account.group(arn)?.group;
  if (group === undefined) {
    throw new Problem(`The target group ${arn} no longer exists. Refresh the list.`, {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
    });
  }
  return { account, group };
}

async function pickGroup({ inventory }: Services, placeHolder: string): Promise<GroupChoice> {
  const { accounts } = inventory;
  if (accounts.length === 0) {
    throw new Problem('There is no connection yet. Connect a profile, or start the emulator.', {
      kind: 'notFound',
      remedies: [{ kind: 'startEmulator' }, { kind: 'addConnection' }],
    });
  }
  const read = async (): Promise<Choice<GroupChoice>[]> => {
    await Promise.all(
      accounts.map(async (account) => {
        if (account.readAt === undefined) await account.readGroups({ priority: 'user' });
      }),
    );
    return accounts.flatMap((account) =>
      account.groups.map(({ group }) => ({
        label: group.name,
        description: [
          protocolAndPort(group),
          group.targetType,
          ...(accounts.length > 1 ? [account.label] : []),
        ]
          .filter((part) => part !== undefined)
          .join(' · '),
        value: { account, group },
      })),
    );
  };
  const choices = await read();
  if (choices.length === 0) {
    const failed = accounts.find(({ error }) => error !== undefined);
    if (failed?.error !== undefined) throw failed.error;
    throw new Problem('There is no target group in any connection.', {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
    });
  }
  return pickOne(choices, { placeHolder });
}
