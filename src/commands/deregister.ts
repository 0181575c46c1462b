// Deregisters targets: asks only when there is a consequence, sends Id, Port and zone, reads back, shows the drain.
import { consequencesOfDeregister } from '../model/consequences';
import type { Instance } from '../model/network';
import { targetLabel } from '../model/target';
import type { Account } from '../state/account';
import { applyChange } from './applyChange';
import { confirm } from './ask';
import { chooseTargets, nodesOf, type TargetsChoice } from './pickGroup';
import type { CommandFunction } from './services';

export const deregister: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseTargets(services, nodesOf(node, nodes), {
    group: 'Target group to deregister targets from',
    targets: 'Targets to deregister',
  });
  const consequences = (await Promise.all(choices.map(consequencesOf))).flat();
  if (consequences.length > 0) {
    const count = choices.reduce((sum, { targets }) => sum + targets.length, 0);
    const [only] = choices.flatMap(({ targets }) => targets);
    const what = count === 1 && only !== undefined ? targetLabel(only) : `${count} targets`;
    await confirm(`Deregister ${what}?`, consequences.join('\n\n'), 'Deregister');
  }
  for (const choice of choices) {
    // Nothing drains in a Lambda group, so there is nothing to watch.
    if (choice.group.targetType !== 'lambda') services.monitor.show({ preserveFocus: true });
    await applyChange(services, { ...choice, action: 'deregister' });
  }
};

async function consequencesOf({ account, group, targets }: TargetsChoice): Promise<string[]> {
  const registered = await account.readHealth(group.arn, { priority: 'user' });
  const ids = group.targetType === 'instance' ? [...new Set(targets.map(({ id }) => id))] : [];
  const cloud = await account.cloud();
  const owners =
    ids.length === 0
      ? new Map<string, string>()
      : await cloud
          .autoScalingOwners(ids, { priority: 'user' })
          // Without autoscaling:DescribeAutoScalingInstances the instances' tags tell the owner.
          .catch(() => ofInstances(account, ids, ({ autoScalingGroup }) => autoScalingGroup));
  const names = ofInstances(account, ids, ({ name }) => name);
  return consequencesOfDeregister(group, targets, registered, owners, names);
}

function ofInstances(
  account: Account,
  ids: readonly string[],
  property: (instance: Instance) => string | undefined,
): Map<string, string> {
  const entries = ids.flatMap((id) => {
    const instance = account.instance(id);
    const value = instance === undefined ? undefined : property(instance);
    return value === undefined ? [] : [[id, value] as const];
  });
  return new Map(entries);
}
