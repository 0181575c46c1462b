// Reads what the document of a group's targets is checked against: the list, and the look-ups of its type, each once.
import { nameInArn } from '../model/target';
import type { ListContext } from '../model/targetList/context';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import type { Drains } from './drains';
import type { PendingChanges } from './pendingChanges';
import { targetsQuotaOrUsual } from './targetsQuota';

interface Parts {
  readonly drains: Drains;
  readonly pending: PendingChanges;
}

const BY_USER = { priority: 'user' } as const;

/** Rejects with a `Problem`. */
export async function readListContext(
  { drains, pending }: Parts,
  account: Account,
  group: TargetGroup,
): Promise<ListContext> {
  const [registered, targetsPerGroup, lookUps] = await Promise.all([
    account.readHealth(group.arn, BY_USER),
    targetsQuotaOrUsual(account),
    readLookUps(account, group),
  ]);
  return {
    group,
    registered,
    targetsPerGroup,
    pending: pending.of(account.id, group.arn),
    drainingUntil: drains.drainingUntil(account.id, group.arn),
    ...lookUps,
  };
}

type LookUps = Pick<ListContext, 'network' | 'instances' | 'candidates'>;

async function readLookUps(account: Account, { targetType, vpcId, port }: TargetGroup): Promise<LookUps> {
  const cloud = await account.cloud();
  if (targetType === 'lambda') {
    const functions = await cloud.functions(BY_USER);
    return { candidates: new Map(functions.map(({ arn, name }) => [arn, name])) };
  }
  if (vpcId === undefined) return {};
  if (targetType === 'ip') return { network: await cloud.network(vpcId, BY_USER) };
  if (targetType === 'instance') {
    const instances = await cloud.instancesOfVpc(vpcId, BY_USER);
    return { instances: new Map(instances.map((instance) => [instance.id, instance])) };
  }
  const arns = await cloud.applicationLoadBalancersOnPort(vpcId, port ?? 0, BY_USER);
  return { candidates: new Map(arns.map((arn) => [arn, nameInArn(arn)])) };
}

/** What a function can be registered as: ARN → `alias live`, `version 3`. */
export async function readQualifiers(
  account: Account,
  functionArn: string,
): Promise<ReadonlyMap<string, string>> {
  const cloud = await account.cloud();
  const name = nameInArn(functionArn);
  const qualifiers = await cloud.qualifiers({ arn: functionArn, name }, BY_USER);
  return new Map(
    qualifiers
      .filter(({ kind }) => kind !== 'latest')
      .map(({ arn, kind, version }) => [
        arn,
        kind === 'alias' ? `alias of version ${version ?? ''}` : 'version',
      ]),
  );
}
