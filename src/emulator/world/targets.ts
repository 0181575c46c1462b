// The targets of a group: what identifies one, which are there, registering and deregistering.
import { TooManyTargetsException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../apiError';
import { parseAddress, subnetOf } from './addresses';
import { presentTargets } from './presentTargets';
import { quotas } from './quotas';
import { loadBalancersUsing } from './routing';
import { deregistrationDelayMilliseconds } from './targetGroupAttributes';
import { forwardedGroups } from './targetGroupIndex';
import { checkTargetQuotas } from './targetQuotas';
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

function identityKey({ id, port, availabilityZone }: Identity): string {
  return `${id} ${port ?? ''} ${availabilityZone ?? ''}`;
}

/** By identity: groups have up to a thousand targets, and calls as many. */
type TargetIndex = Map<string, RegisteredTarget>;

export function indexTargets(group: TargetGroup, now: number): TargetIndex {
  return new Map(presentTargets(group, now).map((target) => [identityKey(target), target]));
}

export function findTarget(
  world: World,
  group: TargetGroup,
  index: TargetIndex,
  request: TargetRequest,
): RegisteredTarget | undefined {
  return index.get(identityKey(effectiveTarget(world, group, request)));
}

function isDraining(target: RegisteredTarget): boolean {
  return target.deregistered !== undefined;
}

/** All or nothing: every target is checked before the first is registered. */
export function registerTargets(
  world: World,
  group: TargetGroup,
  requests: TargetRequest[],
  now: number,
): void {
  const targets = indexTargets(group, now);
  for (const request of requests) {
    checkWellFormed(world, group, request);
    const wanted = effectiveTarget(world, group, request);
    const key = identityKey(wanted);
    const present = targets.get(key);
    if (present && !isDraining(present)) continue;
    checkEligible(world, group, request, { now, draining: present !== undefined });
    // What comes back from draining comes last, as what is new does.
    targets.delete(key);
    targets.set(key, { ...wanted, registeredAt: now });
    checkCount(group, targets.size);
  }
  const registered = [...targets.values()];
  for (const loadBalancer of loadBalancersUsing(world, group)) {
    const others = forwardedGroups(world, loadBalancer).filter((each) => each !== group);
    checkTargetQuotas(world, loadBalancer, [...others, { targets: registered }], now);
  }
  group.targets = registered;
}

function checkCount(group: TargetGroup, count: number): void {
  const { targetType } = group;
  const most = targetType === 'lambda' || targetType === 'alb' ? 1 : quotas.targetsPerGroup;
  if (count <= most) return;
  throw ApiError.of(
    TooManyTargetsException$,
    most === 1
      ? `Target group '${group.arn}' can have one target only, since its target type is '${targetType}'`
      : `The maximum number of targets '${most}' for target group '${group.arn}' has been reached`,
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
  const targets = indexTargets(group, now);
  for (const request of requests) {
    const target = findTarget(world, group, targets, request);
    if (!target || isDraining(target)) continue;
    targets.delete(identityKey(target));
    if (delayMilliseconds > 0 && unusedHealth(world, group, target, now) === undefined) {
      targets.set(identityKey(target), { ...target, deregistered: { at: now, delayMilliseconds } });
    }
  }
  group.targets = [...targets.values()];
}
