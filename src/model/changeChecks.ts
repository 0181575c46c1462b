// What every check that can be made before an apply says of each pending change.
import { type AddressCheckContext, checkAddress } from './addressEligibility';
import type { ChangePlan } from './changePlan';
import { checkInstance, checkPort, type Refusal } from './eligibility';
import { ListedTargets } from './listedTargets';
import type { GroupNetwork, Instance } from './network';
import { oncePer } from './once';
import type { PendingChange } from './pendingChange';
import { invokeStatement, letsLoadBalancerInvoke } from './permission';
import { figure } from './plural';
import { mostTargets } from './quotas';
import { stateInWords } from './stateWords';
import { isDraining, nameInArn, type RegisteredTarget, targetLabel } from './target';
import type { TargetGroup } from './targetGroup';

export interface Verdict {
  /** `refusal`: the API is going to refuse it. */
  readonly level: 'ok' | 'warning' | 'refusal';
  /** One or two sentences. */
  readonly message: string;
}

/** What a look-up found, or in a sentence why it found nothing. */
export type Looked<T> = { readonly known: T } | { readonly unknown: string };

export interface CheckFacts {
  readonly group: TargetGroup;
  readonly registered: readonly RegisteredTarget[];
  readonly plan: ChangePlan;
  readonly drainingUntil: ReadonlyMap<string, number | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly targetsPerGroup: number;
  /** Those of the registers by id; one that does not exist is missing. */
  readonly instances: Looked<ReadonlyMap<string, Instance>>;
  readonly network: Looked<GroupNetwork>;
  /** Of each function of the registers: its resource policy, where it has one. */
  readonly policies: Looked<ReadonlyMap<string, string | undefined>>;
  /** ARNs of the load balancers that have a listener on the group's port. */
  readonly loadBalancers: Looked<ReadonlySet<string>>;
  /** Instance id → name of the Auto Scaling group that owns it. */
  readonly owners: ReadonlyMap<string, string>;
}

/** What the checks of pending changes came to. */
export interface CheckedChanges {
  readonly registered: readonly RegisteredTarget[];
  readonly plan: ChangePlan;
  /** By the id of the change; at least one each. */
  readonly verdicts: ReadonlyMap<string, readonly Verdict[]>;
  readonly consequences: readonly string[];
  /** "Targets per Target Group" of the account; undefined where no target is to be registered. */
  readonly quota: Looked<number> | undefined;
}

/** The one that decides what a change is called: a refusal before a warning before an ok. */
export function worstLevel(verdicts: readonly Verdict[]): Verdict['level'] {
  const levels = ['refusal', 'warning'] as const;
  return levels.find((level) => verdicts.some((verdict) => verdict.level === level)) ?? 'ok';
}

/** For each change of the plan at least one verdict, by the change's id. */
export function verdictsOn(facts: CheckFacts): Map<string, readonly Verdict[]> {
  const { plan } = facts;
  const listed = new ListedTargets(facts.group, facts.registered);
  const quota = quotaVerdicts(facts, listed);
  const sent = plan.calls.flatMap(({ changes }) => changes);
  const ofSent = (change: PendingChange) => [
    ...(change.action === 'register' ? onRegister(change, facts) : onDeregister(change, facts, listed)),
    ...(quota.get(change.id) ?? []),
  ];
  return new Map<string, readonly Verdict[]>([
    ...plan.already.map((change) => [change.id, [onAlready(change, listed)]] as const),
    ...plan.waiting.map((change) => [change.id, onAddress(change, facts)] as const),
    ...sent.map((change) => [change.id, [...lastTime(change), ...ofSent(change)]] as const),
  ]);
}

function ok(message: string): Verdict {
  return { level: 'ok', message };
}

function warning(message: string): Verdict {
  return { level: 'warning', message };
}

function refusal({ message }: Pick<Refusal, 'message'>): Verdict {
  return { level: 'refusal', message };
}

function lastTime({ leftBecause }: PendingChange): Verdict[] {
  return leftBecause === undefined ? [] : [warning(`The last apply left it: ${leftBecause}`)];
}

function onAlready({ action, target }: PendingChange, listed: ListedTargets): Verdict {
  if (action === 'register') return ok('Registered already: nothing is sent.');
  return ok(
    listed.find(target) === undefined
      ? 'Not registered any more: nothing is sent.'
      : 'Draining already: nothing is sent.',
  );
}

function onDeregister({ target }: PendingChange, facts: CheckFacts, listed: ListedTargets): Verdict[] {
  const present = listed.find(target);
  if (present === undefined) {
    return [
      warning(
        `${targetLabel(target)} names no port, and the group has it on another one: the API accepts such a call and does nothing. Remove the change, and deregister the target from its row.`,
      ),
    ];
  }
  const owner = facts.owners.get(target.id);
  return [
    owner === undefined
      ? ok(`The target is registered: ${stateInWords(present.health)}.`)
      : warning(
          `${targetLabel(target)} belongs to the Auto Scaling group ${owner}, which may replace it: see the consequences.`,
        ),
  ];
}

function onRegister(change: PendingChange, facts: CheckFacts): Verdict[] {
  switch (facts.group.targetType) {
    case 'instance':
      return onInstance(change, facts);
    case 'ip':
      return onAddress(change, facts);
    case 'lambda':
      return onFunction(change, facts);
    case 'alb':
      return onLoadBalancer(change, facts);
  }
}

function unchecked(what: string, why: string): Verdict[] {
  return [warning(`${what} is not checked: ${why}`)];
}

function onInstance({ target }: PendingChange, { group, instances }: CheckFacts): Verdict[] {
  const ofPort = target.port === undefined ? undefined : checkPort(target.port);
  if (ofPort !== undefined) return [refusal(ofPort)];
  if ('unknown' in instances) return unchecked(`Whether ${target.id} is running`, instances.unknown);
  const instance = instances.known.get(target.id);
  if (instance === undefined) {
    return [
      refusal({
        message: `${target.id} is not among the instances of this account and Region. Remove the change, or choose another instance.`,
      }),
    ];
  }
  const refused = checkInstance(instance, group);
  return [
    refused === undefined
      ? ok(`The instance is running, and in the group's VPC ${group.vpcId ?? ''}.`)
      : refusal(refused),
  ];
}

/** The same object for all addresses, so that what they are looked up in is made once. */
const addressContextOf = oncePer(
  ({ group, registered, drainingUntil, network }: CheckFacts): Looked<AddressCheckContext> =>
    'unknown' in network ? network : { known: { group, registered, drainingUntil, network: network.known } },
);

function onAddress({ target }: PendingChange, facts: CheckFacts): Verdict[] {
  const addresses = addressContextOf(facts);
  if ('unknown' in addresses) return unchecked(`Whether ${target.id} may be registered`, addresses.unknown);
  const result = checkAddress(target, addresses.known, facts.now);
  if ('refusal' in result) return [refusal(result.refusal)];
  return [
    result.note === undefined
      ? ok('The address is within the allowed blocks, and no load balancer of the VPC has it.')
      : warning(result.note),
  ];
}

/** The Elastic Load Balancing user guide: "Elastic Load Balancing must have permissions to invoke the Lambda function." */
function onFunction({ target }: PendingChange, { group, policies }: CheckFacts): Verdict[] {
  if ('unknown' in policies) return unchecked('The permission to invoke it', policies.unknown);
  if (letsLoadBalancerInvoke(policies.known.get(target.id), target.id, group.arn)) {
    return [ok('Elastic Load Balancing may invoke the function.')];
  }
  const { action, principal, sourceArn } = invokeStatement(group.arn);
  return [
    refusal({
      message: `${targetLabel(target)} does not let Elastic Load Balancing invoke it. Add a statement to its resource policy that allows ${action} to ${principal} for ${sourceArn}; Register Targets… offers to.`,
    }),
  ];
}

/** "The Application Load Balancer must have a listener on the port of the target group." */
function onLoadBalancer({ target }: PendingChange, { group, loadBalancers }: CheckFacts): Verdict[] {
  if ('unknown' in loadBalancers) return unchecked('Its listener', loadBalancers.unknown);
  return [
    loadBalancers.known.has(target.id)
      ? ok(`The load balancer has a listener on port ${group.port ?? ''}.`)
      : refusal({
          message: `${nameInArn(target.id)} is no Application Load Balancer of ${group.vpcId ?? 'the VPC'} with a listener on port ${group.port ?? ''}. Add that listener, or choose another load balancer.`,
        }),
  ];
}

/** The last of the new targets are those that find no room. */
function quotaVerdicts(
  { group, registered, plan, targetsPerGroup }: CheckFacts,
  listed: ListedTargets,
): Map<string, Verdict[]> {
  const most = mostTargets(group, targetsPerGroup);
  const sent = plan.calls.flatMap(({ changes }) => changes);
  const adding = sent.filter(
    ({ action, target }) => action === 'register' && listed.find(target) === undefined,
  );
  const leaving = sent.filter(({ action }) => action === 'deregister').length;
  const draining = registered.filter(isDraining).length;
  const excess = adding.length - Math.max(0, most - registered.length);
  const excessAfterDrains = adding.length - Math.max(0, most - (registered.length - draining - leaving));
  return new Map(
    adding.flatMap(({ id }, index): [string, Verdict[]][] => {
      const fromEnd = adding.length - index;
      if (fromEnd <= excessAfterDrains) return [[id, [refusal({ message: noRoom(group, most) })]]];
      if (fromEnd <= excess && drains(group)) {
        return [[id, [warning(roomAfterDrains(most))]]];
      }
      return [];
    }),
  );
}

/** A function is gone at once. */
function drains({ targetType }: TargetGroup): boolean {
  return targetType !== 'lambda';
}

function noRoom({ name, targetType }: TargetGroup, most: number): string {
  return most === 1
    ? `${name} takes a single target, since its type is ${targetType}. Deregister the one that it has in the same apply, or better, create a new target group.`
    : `There is no room for it: a target group takes ${figure(most)} targets. Deregister others in the same apply, or raise the quota “Targets per Target Group” in Service Quotas.`;
}

function roomAfterDrains(most: number): string {
  return `It fits within the quota of ${figure(most)} only when deregistered targets have left. If the API counts those that drain, it refuses this one; apply again when they are gone.`;
}
