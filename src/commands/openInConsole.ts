// Opens a target group, or a target, in the AWS console.
import { env, Uri } from 'vscode';
import { consoleUrl, targetConsoleUrl } from '../model/consoleLink';
import { Problem } from '../model/problem';
import { targetOf } from '../views/nodes';
import { chooseGroups, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

/** A browser tab each: more than that is a slip of the hand. */
const MOST_PAGES = 10;

export const openInConsole: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const choices = await chooseGroups(services, rows, 'Target group to open in the AWS console');
  const pages = choices.flatMap(({ account, group }) => {
    if (account.connection.kind === 'emulator') {
      throw new Problem(`${group.name} is in the emulator, which the AWS console does not show.`, {
        kind: 'invalid',
      });
    }
    const targets = rows.flatMap((row) =>
      row.kind === 'target' && row.account === account && row.groupArn === group.arn
        ? (targetOf(row) ?? [])
        : [],
    );
    const ofTargets = targets.map((target) => targetConsoleUrl(target, group) ?? consoleUrl(group.arn));
    return ofTargets.length > 0 ? ofTargets : [consoleUrl(group.arn)];
  });
  const urls = new Set(pages);
  if (urls.size > MOST_PAGES) {
    throw new Problem(
      `${urls.size} pages of the AWS console would be opened. Select ${MOST_PAGES} rows at most.`,
      { kind: 'invalid' },
    );
  }
  for (const url of urls) await env.openExternal(Uri.parse(url, true));
};
