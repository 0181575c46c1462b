// What a deregistration does to people's traffic, in figures; nothing where it does nothing that they do not expect.
import { type AutoScalingGroup, nextForDeregistered } from './autoScaling';
import { durationInWords } from './duration';
import { isDraining, isUnchecked, targetLabel, type RegisteredTarget, type TargetIdentity } from './target';
import { loadBalancerKind, type TargetGroup } from './targetGroup';
import { minimumsUndercut } from './targetGroupHealth';

const MOST_NAMED = 3;

/** What some consequences cannot be told without. */
interface Circumstances {
  readonly attributes?: ReadonlyMap<string, string>;
  /** How many new targets are registered with it; none of them is healthy at first. */
  readonly arriving?: number;
  /** The Auto Scaling groups that are known, by name. */
  readonly scaling?: ReadonlyMap<string, AutoScalingGroup>;
}

/**
 * One or two sentences for each consequence that a person should know of before `leaving` is deregistered; empty where
 * there is none. `owners` tells the Auto Scaling group of an instance by its id, and `names` its Name tag. Targets that
 * drain already have left.
 */
export function consequencesOfDeregister(
  group: TargetGroup,
  leaving: readonly TargetIdentity[],
  registered: readonly RegisteredTarget[],
  owners: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string> = new Map(),
  { attributes = new Map(), arriving = 0, scaling = new Map() }: Circumstances = {},
): string[] {
  const present = registered.filter((target) => !isDraining(target));
  const leaves = (target: RegisteredTarget) => leaving.some((one) => isSame(one, target, group));
  const going = present.filter(leaves);
  if (going.length === 0) return [];
  const staying = present.filter((target) => !leaves(target));
  const ofAutoScaling = ownedByAutoScaling(group, going, owners, names, scaling);
  if (group.loadBalancerArns.length === 0) return ofAutoScaling;
  const ofService = lossOfService(group, going, staying, arriving);
  const share = (targets: readonly RegisteredTarget[], more: number) => ({
    healthy: targets.filter(serves).length,
    total: targets.length + more,
  });
  return [
    ...(ofService === undefined ? [] : [ofService]),
    ...minimumsUndercut(group, attributes, share(present, 0), share(staying, arriving)),
    ...(group.targetType === 'lambda' ? [lossOfFunction(going)] : []),
    ...(kindOf(group) === 'network' ? [lateConnections(going)] : []),
    ...ofAutoScaling,
  ];
}

/** A target that is named without its port is the one on the group's own port: so the API takes it. */
function isSame(named: TargetIdentity, target: RegisteredTarget, group: TargetGroup): boolean {
  return (
    named.id === target.id &&
    (named.port ?? group.port) === (target.port ?? group.port) &&
    (named.availabilityZone === undefined || named.availabilityZone === target.availabilityZone)
  );
}

/**
 * The Elastic Load Balancing user guide: "The load balancer stops routing requests to a target as soon as you deregister
 * it", and of a group's health: "If a target group contains only unhealthy registered targets, the load balancer routes
 * requests to all those targets, regardless of their health status."
 */
function lossOfService(
  group: TargetGroup,
  going: readonly RegisteredTarget[],
  staying: readonly RegisteredTarget[],
  arriving: number,
): string | undefined {
  const serving = going.filter(serves).length;
  const left = staying.filter(serves).length;
  if (left > 0) {
    // One of two is how a service is serviced; most of it at once is worth a word.
    return serving > left
      ? `${group.name} goes from ${count(serving + left, 'healthy target')} to ${left}.`
      : undefined;
  }
  const failingOpen = going.filter(isUnhealthy).length;
  if (serving === 0 && (failingOpen === 0 || staying.some(isUnhealthy))) return undefined;
  const before =
    serving > 0
      ? `${group.name} has ${count(serving, going.every(isUnchecked) ? 'target' : 'healthy target')}`
      : `${group.name} has no healthy target, so ${count(failingOpen, 'unhealthy one')} ${failingOpen === 1 ? 'gets' : 'get'} its traffic`;
  const after = 'after this, none is left';
  const others = staying.length + arriving;
  if (others === 0) return `${before}; ${after} and ${failure(group)}.`;
  if (arriving === 0 && staying.every(isUnhealthy)) {
    const rest = staying.length === 1 ? 'the 1 unhealthy target' : `all ${staying.length} unhealthy targets`;
    return `${before}; ${after}, and the load balancer sends the traffic to ${rest} that ${staying.length === 1 ? 'stays' : 'stay'}.`;
  }
  const meanwhile = staying.some(isUnhealthy)
    ? `${failure(group)} or reach unhealthy targets`
    : failure(group);
  const kind = staying.length === 0 ? 'new target' : 'other target';
  const rest = others === 1 ? `the ${kind}` : `one of the ${others} ${kind}s`;
  return `${before}; ${after} and ${meanwhile} until ${rest} is healthy.`;
}

function failure(group: TargetGroup): string {
  switch (kindOf(group)) {
    case 'network':
      return 'new connections fail';
    case 'gateway':
      return 'new flows fail';
    default:
      return 'requests fail with 503';
  }
}

function kindOf(group: TargetGroup): ReturnType<typeof loadBalancerKind> {
  return group.loadBalancerArns.map(loadBalancerKind).find((kind) => kind !== undefined);
}

/**
 * The Elastic Load Balancing user guide: "When you deregister a target that was registered by IP address, you must wait
 * for the deregistration delay to complete before you can register the same IP address again." Undefined where that is
 * no wait.
 */
export function waitToReturn(
  group: Pick<TargetGroup, 'targetType'>,
  leaving: readonly TargetIdentity[],
  delayMilliseconds: number | undefined,
): string | undefined {
  if (group.targetType !== 'ip' || leaving.length === 0 || delayMilliseconds === 0) return undefined;
  const wait = delayMilliseconds === undefined ? '' : `, ${durationInWords(delayMilliseconds)} from now`;
  return `${list(leaving.map(targetLabel))} can be registered again only when the deregistration delay is over${wait}.`;
}

/** It gets traffic: it is healthy, or nobody checks whether it is. */
function serves(target: RegisteredTarget): boolean {
  return target.health.state === 'healthy' || isUnchecked(target);
}

function isUnhealthy({ health }: RegisteredTarget): boolean {
  return health.state === 'unhealthy' || health.state === 'unhealthy.draining';
}

/**
 * The Elastic Load Balancing user guide: "After you deregister a Lambda function, in-flight requests fail with HTTP 5XX
 * errors. To replace a Lambda function, it is better to create a new target group instead."
 */
function lossOfFunction(going: readonly RegisteredTarget[]): string {
  return `A function does not drain: requests that ${list(going.map(targetLabel))} works on fail with HTTP 5XX. To replace the function, it is better to create a new target group and point the listener's rule at it.`;
}

/** A Network Load Balancer takes its time, whatever the deregistration delay is. */
function lateConnections(going: readonly RegisteredTarget[]): string {
  return `A Network Load Balancer may send new connections to ${list(going.map(targetLabel))} for up to about two minutes after the deregistration: keep ${going.length === 1 ? 'it' : 'them'} running that long.`;
}

/** One consequence for each Auto Scaling group: deregistering a target leaves its instance in the group. */
function ownedByAutoScaling(
  group: TargetGroup,
  going: readonly RegisteredTarget[],
  owners: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  scaling: ReadonlyMap<string, AutoScalingGroup>,
): string[] {
  const instances = new Map<string, Set<string>>();
  for (const { id } of going) {
    const owner = owners.get(id);
    if (owner !== undefined)
      instances.set(owner, (instances.get(owner) ?? new Set()).add(names.get(id) ?? id));
  }
  return [...instances].map(([owner, ids]) => {
    const [subject, them] =
      ids.size === 1 ? [`${list([...ids])} belongs`, 'it'] : [`${list([...ids])} belong`, 'them'];
    const known = scaling.get(owner);
    if (known !== undefined) {
      const next = nextForDeregistered(known, group.arn, them === 'it' ? 'it' : 'them');
      return `${subject} to the Auto Scaling group ${owner}, which ${next}.`;
    }
    return `${subject} to the Auto Scaling group ${owner}, which keeps ${them}: deregistering does not detach ${them}. If the group uses Elastic Load Balancing health checks, it may take ${them} for unhealthy and replace ${them}; standby in the Auto Scaling group avoids that.`;
  });
}

/** `a`, `a and b`, `a, b, c and 4 more` */
function list(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED);
  const more = names.length - named.length;
  const items = more > 0 ? [...named, `${more} more`] : named;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
