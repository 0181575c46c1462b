// What the deregisters among some changes do to people's traffic, with the look-ups that it takes to say so.
import type { AutoScalingGroup } from '../model/autoScaling';
import type { CallOptions } from '../aws/cloud';
import { consequencesOfDeregister, waitToReturn } from '../model/consequences';
import { durationInWords } from '../model/duration';
import { ListedTargets } from '../model/listedTargets';
import type { Instance } from '../model/network';
import type { ProposedChange } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import type { RegisteredTarget } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { Registration } from './registration';

export interface Consequences {
  /** Empty when nobody needs to be asked; otherwise with how long the drain takes. */
  readonly sentences: readonly string[];
  /** Instance id → name of the Auto Scaling group that owns it; of the deregistered ones. */
  readonly owners: ReadonlyMap<string, string>;
}

const BY_USER: CallOptions = { priority: 'user' };

export async function consequencesOf(
  registration: Registration,
  account: Account,
  group: TargetGroup,
  changes: readonly ProposedChange[],
  registered: readonly RegisteredTarget[],
): Promise<Consequences> {
  const leaving = changes.filter(({ action }) => action === 'deregister').map(({ target }) => target);
  if (leaving.length === 0) return { sentences: [], owners: new Map() };
  const ids = group.targetType === 'instance' ? [...new Set(leaving.map(({ id }) => id))] : [];
  const listed = new ListedTargets(group, registered);
  const arriving = changes.filter(
    ({ action, target }) => action === 'register' && listed.find(target) === undefined,
  ).length;
  const [owners, delayMilliseconds] = await Promise.all([
    ownersOf(account, ids),
    registration.delayOf(account, group),
  ]);
  const attributes = await attributesOf(account, group);
  const names = ofInstances(account, ids, ({ name }) => name);
  const wait = waitToReturn(group, leaving, delayMilliseconds);
  const sentences = [
    ...consequencesOfDeregister(group, leaving, registered, owners, names, {
      attributes,
      arriving,
      scaling: await scalingOf(account, owners),
    }),
    ...(wait === undefined ? [] : [wait]),
  ];
  const drain =
    sentences.length === 0 || delayMilliseconds === undefined
      ? []
      : [`${group.name} drains for up to ${durationInWords(delayMilliseconds)}.`];
  return { sentences: [...sentences, ...drain], owners };
}

/** The delay has just been read from the same ones. Without the permission to read them, no minimum is known. */
async function attributesOf(account: Account, group: TargetGroup): Promise<ReadonlyMap<string, string>> {
  if (group.targetType === 'lambda') return new Map();
  try {
    return await account.groupAttributes(group.arn, BY_USER);
  } catch (error) {
    if (isProblem(error)) return new Map();
    throw error;
  }
}

async function ownersOf(account: Account, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const cloud = await account.cloud();
  return (
    cloud
      .autoScalingOwners(ids, BY_USER)
      // Without autoscaling:DescribeAutoScalingInstances the instances' tags tell the owner.
      .catch(() => ofInstances(account, ids, ({ autoScalingGroup }) => autoScalingGroup))
  );
}

/** What the owners are set to do. It decides what is asked, so it is read anew; without the permission it is not known. */
async function scalingOf(
  account: Account,
  owners: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, AutoScalingGroup>> {
  if (owners.size === 0) return new Map();
  try {
    await account.readAutoScaling(BY_USER);
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
  return new Map(account.autoScaling.groups.map((group) => [group.name, group]));
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
