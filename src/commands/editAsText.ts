// Opens the targets of a group as a document to edit, or one for targets to register.
import { env } from 'vscode';
import { parseTargetList } from '../model/targetList/parse';
import { openAdditions } from './openAdditions';
import { chooseGroups, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

export const editAsText: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group whose targets to edit');
  const { documents } = services.targetLists;
  for (const { account, group } of choices) await documents.open('whole', account, group);
};

/** With what is on the clipboard, when most of that is targets. */
export const registerFromText: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to register targets with');
  const copied = await env.clipboard.readText();
  for (const choice of choices) {
    const words = parseTargetList(copied, choice.group.targetType);
    const isList = words.filter(({ problem }) => problem === undefined).length * 2 > words.length;
    await openAdditions(services, choice, isList ? copied : '');
  }
};
