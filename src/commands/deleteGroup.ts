// Deletes target groups that no load balancer uses; what uses one is told.
import { window } from 'vscode';
import { routesTo } from '../model/functionReplacement';
import { isProblem, Problem } from '../model/problem';
import { routeInWords } from '../model/routing';
import { isDraining, targetLabel } from '../model/target';
import type { Account } from '../state/account';
import { confirm } from './ask';
import { chooseGroups, type GroupChoice, nodesOf } from './pickGroup';
import type { CommandFunction } from './services';

const SAID_FOR_MILLISECONDS = 6_000;
const BY_USER = { priority: 'user' } as const;

export const deleteGroup: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseGroups(services, nodesOf(node, nodes), 'Target group to delete');
  // What is known may be old: who deletes must see what is there now.
  await Promise.all([...new Set(choices.map(({ account }) => account))].map(readAnew));
  for (const choice of choices) await refuseIfUsed(choice);
  const details = await Promise.all(choices.map(loss));
  const [first] = choices;
  const what =
    choices.length === 1 && first !== undefined
      ? `the target group ${first.group.name} (${first.account.label})`
      : `${choices.length} target groups`;
  await confirm(
    `Delete ${what}?`,
    [...details, 'A target group that is deleted does not come back.'].join('\n'),
    'Delete',
  );
  for (const choice of choices) await remove(choice);
  window.setStatusBarMessage(`$(check) Deleted ${what}`, SAID_FOR_MILLISECONDS);
};

async function readAnew(account: Account): Promise<void> {
  await account.readGroups(BY_USER);
  if (account.error !== undefined) throw account.error;
}

async function loss({ account, group }: GroupChoice): Promise<string> {
  const targets = await account.readHealth(group.arn, BY_USER);
  const [only] = targets;
  const draining = targets.filter(isDraining).length;
  const drains = draining === 0 ? '' : `, ${draining} of them draining`;
  if (only === undefined) return `${group.name} has no targets.`;
  return targets.length === 1
    ? `${group.name} has 1 registered target, ${targetLabel(only)}${drains}; it keeps running.`
    : `${group.name} has ${targets.length} registered targets${drains}; they keep running.`;
}

async function remove(choice: GroupChoice): Promise<void> {
  const { account, group } = choice;
  const cloud = await account.cloud();
  try {
    await cloud.deleteGroup(group.arn, BY_USER);
  } catch (error) {
    await account.readGroups(BY_USER);
    if (isProblem(error) && error.code === 'ResourceInUse') await refuseIfUsed(choice);
    throw error;
  }
  await account.readGroups(BY_USER);
  if (account.group(group.arn) === undefined) return;
  const seen =
    account.error === undefined ? 'still lists it.' : `the list cannot be read: ${account.error.message}`;
  throw new Problem(`The API accepted the deletion of ${group.name}, but ${seen} Refresh the list.`, {
    kind: 'service',
    remedies: [{ kind: 'refresh' }],
  });
}

/** The API reference of `DeleteTargetGroup`: "You can delete a target group if it is not referenced by any actions." */
async function refuseIfUsed({ account, group }: GroupChoice): Promise<void> {
  const { loadBalancerArns } = account.group(group.arn)?.group ?? group;
  if (loadBalancerArns.length === 0) return;
  const cloud = await account.cloud();
  const all = (await Promise.all(loadBalancerArns.map((arn) => cloud.routes(arn, BY_USER)))).flat();
  const routes = routesTo(all, group.arn).map(routeInWords);
  throw new Problem(
    `${group.name} cannot be deleted: it is in use by ${routes.length === 0 ? 'a listener or rule' : routes.join('; ')}. Point ${routes.length === 1 ? 'that' : 'those'} at another target group first.`,
    { kind: 'invalid', code: 'ResourceInUse', remedies: [{ kind: 'refresh' }] },
  );
}
