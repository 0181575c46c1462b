// (being built)
import { Problem } from '../model/problem';
import { openAdditions } from './openAdditions';
import { chooseGroups, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const editAsText: CommandFunction = () => {
  throw new Problem('editAsText is being built.', { kind: 'invalid' });
};

export const registerFromText: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to register targets with');
  for (const choice of choices) await openAdditions(services, choice, '');
};
