// What is known of a target beside its health: gathered for the explanation of its state.
import type { CallOptions } from '../aws/cloud';
import type { Clock } from '../model/clock';
import type { HealthFacts, OtherTargets } from '../model/healthReasons/explanation';
import { moment, sinceOf } from '../model/healthReasons/since';
import type { Instance } from '../model/network';
import { oncePer } from '../model/once';
import { isDraining, type RegisteredTarget, targetKey } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account, SecurityFinding } from './account';
import { permitted } from './securityLookups';
import type { Stored } from './stored';

export interface FactSources extends Pick<Stored, 'history' | 'arrivals' | 'drains'> {
  readonly clock: Clock;
}

/** Without a call: what was read already. */
export function knownFacts(
  { history, arrivals, drains, clock }: FactSources,
  account: Account,
  group: TargetGroup,
  target: RegisteredTarget,
): HealthFacts {
  const key = targetKey(target);
  const now = clock.now();
  const since = sinceOf(history.of(account.id, group.arn), target, target.health);
  const finding = account.securityFinding(group.arn, target);
  const arrival = arrivals.open(account.id, group.arn).find((each) => targetKey(each.target) === key);
  const drainedBy = drains.drainingUntil(account.id, group.arn).get(key);
  const launchedAt = account.instance(target.id)?.launchedAt;
  const others = othersOf(account.group(group.arn)?.targets ?? [], target);
  return {
    target,
    now,
    hasConsole: account.connection.kind === 'profile' && ['instance', 'lambda'].includes(group.targetType),
    ...(since === undefined ? {} : { since }),
    ...(others === undefined ? {} : { others }),
    ...(finding === undefined ? {} : { security: security(finding, now) }),
    ...(arrival === undefined ? {} : { arrival }),
    ...(drainedBy === undefined ? {} : { drainedBy }),
    ...(launchedAt === undefined ? {} : { instance: { launchedAt } }),
  };
}

/** What is read anew for a report; a permission that is missing leaves its part unknown. */
export interface FreshKnowledge {
  /** By id. */
  readonly instances: ReadonlyMap<string, Instance>;
  readonly enabledZones?: readonly string[];
  readonly attributes?: ReadonlyMap<string, string>;
}

export async function readFresh(
  account: Account,
  group: TargetGroup,
  targets: readonly RegisteredTarget[],
  options: CallOptions,
): Promise<FreshKnowledge> {
  const cloud = await account.cloud();
  const ids = group.targetType === 'instance' ? [...new Set(targets.map(({ id }) => id))] : [];
  const [instances, balancers, attributes] = await Promise.all([
    permitted('ec2:DescribeInstances', () => cloud.instancesById(ids, options)),
    permitted('elasticloadbalancing:DescribeLoadBalancers', () =>
      cloud.loadBalancers(group.loadBalancerArns, options),
    ),
    permitted('elasticloadbalancing:DescribeTargetGroupAttributes', () =>
      account.groupAttributes(group.arn, options),
    ),
  ]);
  return {
    instances: new Map(('known' in instances ? instances.known : []).map((each) => [each.id, each])),
    ...('known' in balancers && balancers.known.length > 0
      ? { enabledZones: [...new Set(balancers.known.flatMap(({ zones }) => zones))].sort() }
      : {}),
    ...('known' in attributes ? { attributes: attributes.known } : {}),
  };
}

export function withFresh(
  facts: HealthFacts,
  { instances, enabledZones, attributes }: FreshKnowledge,
  target: RegisteredTarget,
): HealthFacts {
  const instance = instances.get(target.id);
  const zone = target.availabilityZone ?? instance?.availabilityZone;
  return {
    ...facts,
    ...(instance === undefined ? {} : { instance }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(zone === undefined || zone === 'all'
      ? {}
      : { zone: { target: zone, ...(enabledZones === undefined ? {} : { enabled: enabledZones }) } }),
  };
}

function security(
  { at, words, healthCheck }: SecurityFinding,
  now: number,
): NonNullable<HealthFacts['security']> {
  return {
    verdict: healthCheck === 'missing' ? 'notLetIn' : healthCheck === 'allowed' ? 'letIn' : 'unclear',
    words: `The check of the security groups at ${moment(at, now)} found: ${words}`,
  };
}

/** Every row asks, so a list is counted once and not once a row. */
const countsOf = oncePer((targets: readonly RegisteredTarget[]) => {
  const counts = new Map<string, number>();
  for (const target of targets) {
    if (isDraining(target)) continue;
    for (const key of [kindOf(target), target.health.state, '']) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
});

function othersOf(targets: readonly RegisteredTarget[], target: RegisteredTarget): OtherTargets | undefined {
  if (isDraining(target)) return undefined;
  const counts = countsOf(targets);
  const but = (key: string, isItself: boolean) => Math.max(0, (counts.get(key) ?? 0) - (isItself ? 1 : 0));
  return {
    total: but('', true),
    healthy: but('healthy', target.health.state === 'healthy'),
    alike: but(kindOf(target), true),
  };
}

/** No state has a space. */
function kindOf({ health: { state, reason = '' } }: RegisteredTarget): string {
  return `${state} ${reason}`;
}
