// Removes a connection from the setting. Nothing in the account changes.
import type { Account } from '../state/account';
import { pickOne } from './ask';
import { nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const disconnect: CommandFunction = async ({ connections, inventory }, node, nodes) => {
  const rows = nodesOf(node, nodes).filter((row) => row.kind === 'account');
  const accounts: Account[] =
    rows.length > 0
      ? rows.map(({ account }) => account)
      : [
          await pickOne(
            inventory.accounts.map((account) => ({ label: account.label, value: account })),
            { placeHolder: 'Connection to remove; nothing in the account changes' },
          ),
        ];
  for (const { connection } of accounts) await connections.remove(connection);
};
