// How many targets a load balancer can have, over all target groups that its rules name.
import {
  TooManyRegistrationsForTargetIdException$,
  TooManyTargetsException$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../apiError';
import { findInstance } from './instanceIndex';
import { presentTargets } from './presentTargets';
import { quotas } from './quotas';
import type { LoadBalancer, RegisteredTarget, TargetGroup } from './loadBalancingTypes';
import type { World } from './world';

/** Refuses what would be too much if the load balancer sent traffic to these groups, and to no others. */
export function checkTargetQuotas(
  world: World,
  loadBalancer: LoadBalancer,
  groups: readonly Pick<TargetGroup, 'targets'>[],
  now: number,
): void {
  const targets = groups.flatMap((group) => presentTargets(group, now));
  if (loadBalancer.type === 'network') {
    checkZones(world, loadBalancer, targets);
    checkTotal(targets, quotas.targetsPerNetworkLoadBalancer);
  } else {
    checkRegistrations(targets);
    checkTotal(targets, quotas.targetsPerApplicationLoadBalancer);
  }
}

function checkTotal(targets: readonly RegisteredTarget[], most: number): void {
  if (targets.length > most) {
    throw ApiError.of(
      TooManyTargetsException$,
      `The maximum number of targets per load balancer '${most}' has been reached`,
    );
  }
}

function checkRegistrations(targets: readonly RegisteredTarget[]): void {
  const most = quotas.registrationsPerTargetId;
  const counts = new Map<string, number>();
  for (const { id } of targets) {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    if (count > most) {
      throw ApiError.of(
        TooManyRegistrationsForTargetIdException$,
        `The maximum number of registrations '${most}' for target '${id}' has been reached`,
      );
    }
  }
}

/** A target without a zone of its own counts in every zone. */
function checkZones(world: World, { subnets }: LoadBalancer, targets: readonly RegisteredTarget[]): void {
  const most = quotas.targetsPerZonePerNetworkLoadBalancer;
  const counts = new Map(subnets.map(({ zone }) => [zone.name, 0]));
  for (const { id, availabilityZone } of targets) {
    const own = findInstance(world, id)?.subnet.zone.name ?? availabilityZone ?? 'all';
    for (const [zone, count] of counts) {
      if (own !== 'all' && own !== zone) continue;
      counts.set(zone, count + 1);
      if (count + 1 > most) {
        throw ApiError.of(
          TooManyTargetsException$,
          `The maximum number of targets per Availability Zone per load balancer '${most}' has been reached`,
        );
      }
    }
  }
}
