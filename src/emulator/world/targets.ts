// The targets of a group: what identifies one, which are there, registering and deregistering.
import { TooManyTargetsException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../apiError';
import { parseAddress, subnetOf } from './addresses';
import { quotas } from './quotas';
import { deregistrationDelayMilliseconds } from './targetGroupAttributes';
import { checkEligible, checkWellFormed, type TargetRequest } from './targetRules';
import { unusedHealth } from './targetHealth';
import type { RegisteredTarget, TargetGroup } from './loadBalancingTypes';
import type { World } from './world';

/** Id + port + zone, with the group's port and the subnet's zone where none was given. */
export function effectiveTarget(
  world: World,
  group: TargetGroup,
  target: Pick<TargetRequest, 'Id' | 'Port' | 'AvailabilityZone'>,
): { id: string; port: number | undefined; availabilityZone: string | undefined } {
  const { Id: id, Port: port = group.port, AvailabilityZone: zone } = target;
  const address = group.targetType === 'ip' ? parseAddress(id) : undefined;
  return {
    id: address?.toString() ?? id,
    port,
    availabilityZone: zone ?? (address && subnetOf(world, group.vpcId, address)?.zone.name),
  };
}

type Identity = ReturnType<typeof effectiveTarget>;

function isSame(a: Identity, b: Identity): boolean {
  return a.id === b.id && a.port === b.port && a.availabilityZone === b.availabilityZone;
}

function isDraining(target: RegisteredTarget): boolean {
  return target.deregistered !== undefined;
}

/** Those registered and those that still drain. */
export function presentTargets(group: TargetGroup, now: number): RegisteredTarget[] {
  return group.targets.filter(
    ({ deregistered }) => !deregistered || now < deregistered.at + deregistered.delayMilliseconds,
  );
}

export function findTarget(
  world: World,
  group: TargetGroup,
  request: TargetRequest,
  now: number,
): RegisteredTarget | undefined {
  const wanted = effectiveTarget(world, group, request);
  return presentTargets(group, now).find((target) => isSame(target, wanted));
}

/** All or nothing: every target is checked before the first is registered. */
export function registerTargets(
  world: World,
  group: TargetGroup,
  requests: TargetRequest[],
  now: number,
): void {
  let targets = presentTargets(group, now);
  for (const request of requests) {
    checkWellFormed(world, group, request);
    const wanted = effectiveTarget(world, group, request);
    const present = targets.find((target) => isSame(target, wanted));
    if (present && !isDraining(present)) continue;
    checkEligible(world, group, request, { now, draining: present !== undefined });
    targets = [...targets.filter((target) => target !== present), { ...wanted, registeredAt: now }];
    checkCount(group, targets);
  }
  group.targets = targets;
}

function checkCount(group: TargetGroup, targets: RegisteredTarget[]): void {
  const { targetType } = group;
  const most = targetType === 'lambda' || targetType === 'alb' ? 1 : quotas.targetsPerGroup;
  if (targets.length <= most) return;
  throw ApiError.of(
    TooManyTargetsException$,
    most === 1
      ? `Target group '${group.arn}' can have one target only, since its target type is '${targetType}'`
      : `The maximum number of targets (${most}) for target group '${group.arn}' has been reached`,
  );
}

/**
 * A request without a port means the group's port, so it does not touch a target that was registered with
 * another one: as in the API it is accepted and nothing happens.
 */
export function deregisterTargets(
  world: World,
  group: TargetGroup,
  requests: TargetRequest[],
  now: number,
): void {
  for (const request of requests) checkWellFormed(world, group, request);
  const delayMilliseconds = deregistrationDelayMilliseconds(group);
  for (const request of requests) {
    const target = findTarget(world, group, request, now);
    if (!target || isDraining(target)) continue;
    const drains = delayMilliseconds > 0 && unusedHealth(world, group, target, now) === undefined;
    const others = presentTargets(group, now).filter((each) => each !== target);
    group.targets = drains
      ? [...others, { ...target, deregistered: { at: now, delayMilliseconds } }]
      : others;
  }
}
