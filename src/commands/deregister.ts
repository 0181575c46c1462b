// Deregisters targets: asks only when there is a consequence, sends Id, Port and zone, reads back, shows the drain.
import { consequencesOfDeregister, waitToReturn } from '../model/consequences';
import { durationInWords } from '../model/duration';
import type { Instance } from '../model/network';
import type { Account } from '../state/account';
import { applyChange } from './applyChange';
import { targetName } from './targetName';
import { confirm } from './ask';
import { chooseTargets, nodesOf, type TargetsChoice } from './pickGroup';
import type { CommandFunction, Services } from './services';

export const deregister: CommandFunction = async (services, node, nodes) => {
  const choices = await chooseTargets(services, nodesOf(node, nodes), {
    group: 'Target group to deregister targets from',
    targets: 'Targets to deregister',
    title: 'Deregister Targets from',
  });
  const consequences = (await Promise.all(choices.map((choice) => consequencesOf(services, choice)))).flat();
  if (consequences.length > 0) {
    await confirm(`Deregister ${inWords(choices)}?`, consequences.join('\n\n'), 'Deregister');
  }
  for (const choice of choices) {
    // Nothing drains in a Lambda group, so there is nothing to watch.
    if (choice.group.targetType !== 'lambda') services.monitor.show({ preserveFocus: true });
    await applyChange(services, { ...choice, action: 'deregister' });
  }
};

/** What leaves, from where: on duty, two groups of one name in two accounts look alike. */
function inWords(choices: readonly TargetsChoice[]): string {
  const count = choices.reduce((sum, { targets }) => sum + targets.length, 0);
  const [first] = choices;
  const [only] = first?.targets ?? [];
  const what =
    count === 1 && first !== undefined && only !== undefined
      ? targetName(first.account, only)
      : `${count} targets`;
  const where =
    choices.length === 1 && first !== undefined
      ? `${first.group.name} (${first.account.label})`
      : `${choices.length} target groups`;
  return `${what} from ${where}`;
}

/** Empty when nobody needs to be asked; otherwise with how long the drain takes. */
async function consequencesOf(
  { registration }: Services,
  { account, group, targets }: TargetsChoice,
): Promise<string[]> {
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
  const delayMilliseconds = await registration.delayOf(account, group);
  const consequences = [
    ...consequencesOfDeregister(group, targets, registered, owners, names),
    ...[waitToReturn(group, targets, delayMilliseconds)].filter((wait) => wait !== undefined),
  ];
  return consequences.length === 0 || delayMilliseconds === undefined
    ? consequences
    : [...consequences, `${group.name} drains for up to ${durationInWords(delayMilliseconds)}.`];
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
