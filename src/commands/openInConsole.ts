// Opens a target group, or a target, in the AWS console.
import { env, Uri } from 'vscode';
import { consoleUrl, targetConsoleUrl } from '../model/consoleLink';
import { Problem } from '../model/problem';
import { targetOf } from '../views/nodes';
import { chooseGroups, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const openInConsole: CommandFunction = async (services, node) => {
  const rows = nodesOf(node, undefined);
  const choices = await chooseGroups(services, rows, 'Target group to open in the AWS console');
  for (const { account, group } of choices) {
    if (account.connection.kind === 'emulator') {
      throw new Problem(`${group.name} is in the emulator, which the AWS console does not show.`, {
        kind: 'invalid',
      });
    }
    const [row] = rows;
    const target = row?.kind === 'target' ? targetOf(row) : undefined;
    const url = (target === undefined ? undefined : targetConsoleUrl(target, group)) ?? consoleUrl(group.arn);
    await env.openExternal(Uri.parse(url, true));
  }
};
