// Copies ARNs and ids, one a line.
import { env } from 'vscode';
import { chooseGroups, chooseTargets, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const copyArn: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group whose ARN to copy');
  await copy(choices.map(({ group }) => group.arn));
};

export const copyId: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseTargets(services, nodesOf(node, nodes), {
    group: 'Target group',
    targets: 'Targets whose ids to copy',
    title: 'Copy IDs of',
  });
  await copy(choices.flatMap(({ targets }) => targets.map(({ id }) => id)));
};

async function copy(lines: readonly string[]): Promise<void> {
  await env.clipboard.writeText(lines.join('\n'));
}
