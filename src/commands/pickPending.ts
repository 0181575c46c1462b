// Which pending changes a command is for: the rows that it was called on, or those of a group that the user picks.
import type { PendingChange } from '../model/pendingChange';
import { Problem } from '../model/problem';
import { groupArnOf, type Node } from '../views/nodes';
import { pickOne } from './ask';
import { changesInWords } from './changesInWords';
import { chooseGroups, type GroupChoice } from './pickGroup';
import type { Services } from './services';

export interface PendingOfGroup {
  readonly connectionId: string;
  readonly groupArn: string;
  readonly groupName: string;
  readonly changes: readonly PendingChange[];
}

/** By group, each with the changes that the rows stand for: a change's row for itself, any other for all of its group. */
export async function choosePending(
  { pending, inventory }: Services,
  rows: readonly Node[],
  placeHolder: string,
): Promise<PendingOfGroup[]> {
  // Targets and groups that are selected beside pending changes were not meant.
  const meant = rows.filter(({ kind }) => kind === 'pendingHead' || kind === 'pendingChange');
  const ids = new Set(
    (meant.length > 0 ? meant : rows).flatMap((row) => changesOf(row, pending).map(({ id }) => id)),
  );
  const chosen = byGroup(pending.all.filter(({ id }) => ids.has(id)));
  if (chosen.length > 0) return chosen;
  // Never those of another group: the row, or the button of a review, may be older than its changes.
  if (rows.length > 0) {
    throw new Problem('There are no pending changes here any more.', { kind: 'notFound' });
  }
  const groups = byGroup(pending.all);
  const [first, ...others] = groups;
  if (first === undefined) {
    throw new Problem('There are no pending changes. Register or deregister targets first.', {
      kind: 'notFound',
    });
  }
  if (others.length === 0) return [first];
  const choices = groups.map((value) => {
    const account = inventory.account(value.connectionId);
    return {
      label: value.groupName,
      description: [
        account === undefined ? `${value.changes.length} changes` : changesInWords(account, value.changes),
        account?.label ?? value.connectionId,
      ].join(' · '),
      value,
    };
  });
  return [await pickOne(choices, { placeHolder })];
}

/** The group in its connection. Rejects with a `Problem` where one of the two is no more; its changes can be discarded. */
export async function groupOfPending(
  services: Services,
  { connectionId, groupArn, groupName }: PendingOfGroup,
): Promise<GroupChoice> {
  const account = services.inventory.account(connectionId);
  if (account === undefined) {
    throw new Problem(`The connection of ${groupName} was removed. Connect again to apply its changes.`, {
      kind: 'notFound',
      remedies: [{ kind: 'addConnection' }],
    });
  }
  if (account.group(groupArn) === undefined) await account.readGroups({ priority: 'user' });
  if (account.error !== undefined && account.group(groupArn) === undefined) throw account.error;
  const [choice] = await chooseGroups(services, [services.tree.nodes.group(account, groupArn)], '');
  if (choice === undefined) throw new Problem(`${groupName} no longer exists.`, { kind: 'notFound' });
  return choice;
}

function changesOf(row: Node, pending: Services['pending']): readonly PendingChange[] {
  if (row.kind === 'pendingChange') {
    const change = pending.get(row.entryId);
    return change === undefined ? [] : [change];
  }
  const groupArn = row.kind === 'row' ? undefined : groupArnOf(row);
  return groupArn === undefined || row.kind === 'row' ? [] : pending.of(row.account.id, groupArn);
}

function byGroup(changes: readonly PendingChange[]): PendingOfGroup[] {
  const groups = new Map<string, PendingOfGroup & { changes: PendingChange[] }>();
  for (const change of changes) {
    const { connectionId, groupArn, groupName } = change;
    const key = `${connectionId}|${groupArn}`;
    const group = groups.get(key) ?? { connectionId, groupArn, groupName, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return [...groups.values()];
}
