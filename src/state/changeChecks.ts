// Makes every check of pending changes that can be made before they are sent, with as few look-ups as it takes.
import type { CallOptions, Cloud } from '../aws/cloud';
import { type CheckedChanges, type Looked, type Verdict, verdictsOn } from '../model/changeChecks';
import { planChanges } from '../model/changePlan';
import type { Clock } from '../model/clock';
import type { PendingChange } from '../model/pendingChange';
import { isProblem } from '../model/problem';
import { TARGETS_PER_GROUP } from '../model/quotas';
import type { TargetType } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import { consequencesOf } from './changeConsequences';
import type { Drains } from './drains';
import type { Registration } from './registration';
import { readTargetsQuota } from './targetsQuota';

/** Checks beyond those here: what they say of the changes that are to be sent, by their ids. */
export type FurtherCheck = (
  sent: readonly PendingChange[],
) => Promise<ReadonlyMap<string, readonly Verdict[]>>;

interface Parts {
  readonly drains: Drains;
  readonly registration: Registration;
  readonly clock: Clock;
}

const BY_USER: CallOptions = { priority: 'user' };

/** Rejects with a `Problem` when the group's health cannot be read; a check whose look-up fails says so. */
export async function checkChanges(
  { drains, registration, clock }: Parts,
  account: Account,
  group: TargetGroup,
  changes: readonly PendingChange[],
  furtherCheck: FurtherCheck = () => Promise.resolve(new Map()),
): Promise<CheckedChanges> {
  const cloud = await account.cloud();
  const registers = changes.filter(({ action }) => action === 'register');
  const ids = [...new Set(registers.map(({ target }) => target.id))];
  const of = <T>(type: TargetType, read: () => Promise<T>) =>
    lookUp(group.targetType === type && ids.length > 0, read);
  const [registered, quota, instances, network, policies, loadBalancers] = await Promise.all([
    account.readHealth(group.arn, BY_USER),
    lookUp(ids.length > 0, () => readTargetsQuota(account)),
    of('instance', () => instancesById(cloud, ids)),
    of('ip', () => cloud.network(group.vpcId ?? '', BY_USER)),
    of('lambda', () => policiesOf(cloud, ids)),
    of('alb', () => loadBalancersFor(cloud, group)),
  ]);
  const now = clock.now();
  const drainingUntil = drains.drainingUntil(account.id, group.arn);
  const targetsPerGroup = 'known' in quota ? quota.known : TARGETS_PER_GROUP;
  const plan = planChanges({ group, registered, changes, drainingUntil, now, targetsPerGroup });
  const sent = plan.calls.flatMap((call) => call.changes);
  const [{ sentences, owners }, further] = await Promise.all([
    consequencesOf(registration, account, group, sent, registered),
    furtherCheck(sent),
  ]);
  const looked = { instances, network, policies, loadBalancers, owners };
  const own = verdictsOn({ group, registered, plan, drainingUntil, now, targetsPerGroup, ...looked });
  return {
    registered,
    plan,
    verdicts: new Map([...own].map(([id, verdicts]) => [id, [...verdicts, ...(further.get(id) ?? [])]])),
    consequences: sentences,
    quota: ids.length > 0 ? quota : undefined,
  };
}

/** A missing permission costs one check, not the review. */
async function lookUp<T>(isNeeded: boolean, read: () => Promise<T>): Promise<Looked<T>> {
  if (!isNeeded) return { unknown: 'Nothing depends on it.' };
  try {
    return { known: await read() };
  } catch (error) {
    if (isProblem(error)) return { unknown: error.message };
    throw error;
  }
}

async function instancesById(cloud: Cloud, ids: readonly string[]) {
  return new Map((await cloud.instancesById(ids, BY_USER)).map((instance) => [instance.id, instance]));
}

async function policiesOf(cloud: Cloud, functionArns: readonly string[]) {
  const policies = functionArns.map(async (arn) => [arn, await cloud.functionPolicy(arn, BY_USER)] as const);
  return new Map(await Promise.all(policies));
}

async function loadBalancersFor(cloud: Cloud, { vpcId, port }: TargetGroup): Promise<Set<string>> {
  return vpcId === undefined || port === undefined
    ? new Set()
    : new Set(await cloud.applicationLoadBalancersOnPort(vpcId, port, BY_USER));
}
