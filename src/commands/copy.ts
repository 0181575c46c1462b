// Copies ARNs and ids, one a line.
import { env } from 'vscode';
import { Problem } from '../model/problem';
import { activityNodesOf, chooseGroups, chooseTargets, nodesOf } from './pickGroup';
import type { CommandFunction, Services } from './services';

export const copyArn: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group whose ARN to copy');
  await copy(choices.map(({ group }) => group.arn));
};

export const copyId: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const activities = activityNodesOf(node, nodes);
  if (activities.length > 0) {
    await copy(activities.flatMap(({ targets }) => targets.map(({ id }) => id)));
    return;
  }
  const ids = rows.flatMap((row) => (row.kind === 'outOfService' ? idsOf(services, row.entryId) : []));
  const targets = rows.filter(({ kind }) => kind === 'target');
  if (ids.length === 0 || targets.length > 0) {
    const choices = await chooseTargets(services, targets.length > 0 ? targets : rows, {
      group: 'Target group',
      targets: 'Targets whose ids to copy',
      title: 'Copy IDs of',
    });
    ids.push(...choices.flatMap((choice) => choice.targets.map(({ id }) => id)));
  }
  await copy(ids);
};

/** Of a target that is out of service. */
function idsOf({ outOfService }: Services, entryId: string): string[] {
  const entry = outOfService.get(entryId);
  if (entry === undefined) throw new Problem('It is not out of service any more.', { kind: 'notFound' });
  return [entry.target.id];
}

async function copy(lines: readonly string[]): Promise<void> {
  await env.clipboard.writeText(lines.join('\n'));
}
