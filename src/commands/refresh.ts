// Reads again: the rows it is called on, or everything that was read before.
import { window } from 'vscode';
import { VIEWS } from '../model/contributions';
import type { Account } from '../state/account';
import type { Node } from '../views/nodes';
import { nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const refresh: CommandFunction = async ({ inventory }, node, nodes) => {
  const rows = nodesOf(node, nodes);
  await window.withProgress({ location: { viewId: VIEWS.targetGroups } }, async () => {
    if (rows.length > 0) {
      await Promise.all(rows.map(refreshRow));
      return;
    }
    await Promise.all(inventory.accounts.filter(wasRead).map(refreshAccount));
  });
};

/** A connection that nobody has opened yet is left alone: reading it could ask somebody to sign in. */
function wasRead({ readAt, error }: Account): boolean {
  return readAt !== undefined || error !== undefined;
}

async function refreshRow(row: Node): Promise<void> {
  switch (row.kind) {
    case 'account':
      return refreshAccount(row.account);
    case 'group':
      return refreshGroup(row.account, row.arn);
    case 'row':
      return refreshRow(row.parent);
    default:
      return refreshGroup(row.account, row.groupArn);
  }
}

/** The list of groups, and the health of those whose health was read before. A failure shows in the tree. */
async function refreshAccount(account: Account): Promise<void> {
  // The configuration may have been mended since.
  if (account.error !== undefined) account.reconnect();
  await account.readGroups({ priority: 'user' });
  if (account.error !== undefined) return;
  const known = account.groups.filter(({ targets, error }) => targets !== undefined || error !== undefined);
  await Promise.all(known.map(({ group }) => refreshHealth(account, group.arn)));
}

async function refreshGroup(account: Account, arn: string): Promise<void> {
  const failed = account.group(arn)?.error !== undefined;
  if (failed) await account.readGroups({ priority: 'user' });
  if (account.group(arn) !== undefined) await refreshHealth(account, arn);
}

async function refreshHealth(account: Account, arn: string): Promise<void> {
  // What fails is kept with the group and shows as its error row.
  await account.readHealth(arn, { priority: 'user' }).catch(() => undefined);
}
