// Compares the targets of two groups, of the same connection or of two.
import { renderForComparison } from '../model/targetList/render';
import { Problem } from '../model/problem';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const compareGroups: CommandFunction = async (services, node, nodes) => {
  const rows = nodesOf(node, nodes);
  const [left, selected, ...others] = await chooseGroups(services, rows, 'First target group to compare');
  if (left === undefined) return;
  if (others.length > 0) {
    throw new Problem('Two target groups can be compared at a time. Select one or two, and try again.', {
      kind: 'invalid',
    });
  }
  const [right] =
    selected === undefined
      ? await chooseGroups(services, [], `Target group to compare with ${left.group.name}`)
      : [selected];
  if (right === undefined) return;
  const [before, after] = await Promise.all([textOf(left), textOf(right)]);
  await services.targetLists.sides.compare(`${titleOf(left)} ↔ ${titleOf(right)}`, before, after);
};

/** On duty, two groups of one name in two accounts look alike. */
function titleOf({ account, group }: GroupChoice): string {
  return `${group.name} (${account.label})`;
}

async function textOf(choice: GroupChoice) {
  const { account, group } = choice;
  const targets = await account.readHealth(group.arn, { priority: 'user' });
  return {
    key: `${account.id}|${group.arn}`,
    title: titleOf(choice),
    text: renderForComparison(targets, (id) => account.instance(id)),
  };
}
