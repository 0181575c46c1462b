// Shows a target, or its group, in the Target Groups view.
import { type Node, targetOf } from '../views/nodes';
import { chooseGroups, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const revealInTree: CommandFunction = async (services, node, nodes) => {
  const [row, ...others] = nodesOf(node, nodes);
  const [choice] = await chooseGroups(services, row === undefined ? [] : [row], 'Target group to reveal');
  if (choice === undefined) return;
  const place = { connectionId: choice.account.id, groupArn: choice.group.arn };
  const target = others.length === 0 ? targetIn(row) : undefined;
  services.tree.reveal({ ...place, ...(target === undefined ? {} : { target }) });
};

function targetIn(row: Node | undefined) {
  return row?.kind === 'target' ? targetOf(row) : undefined;
}
