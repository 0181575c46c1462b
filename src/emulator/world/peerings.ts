// VPC peering connections: their states through time, and which VPCs are peered.
import type { VpcPeering } from './networkTypes';
import type { World } from './world';

export type PeeringStatus = VpcPeering['status'] | 'expired';

const hour = 60 * 60 * 1000;
/** How long a request can be accepted. */
const pendingMilliseconds = 7 * 24 * hour;
/** How long one that is over can still be seen. */
const visibleMilliseconds = 2 * hour;
const expiredVisibleMilliseconds = 48 * hour;

export function peeringExpiry({ createdAt }: VpcPeering): number {
  return createdAt + pendingMilliseconds;
}

export function peeringStatus(peering: VpcPeering, now: number): PeeringStatus {
  return peering.status === 'pending-acceptance' && now >= peeringExpiry(peering)
    ? 'expired'
    : peering.status;
}

/** Those that the API still knows. */
export function visiblePeerings(world: World, now: number): VpcPeering[] {
  return world.peerings.filter((peering) => {
    if (peeringStatus(peering, now) === 'expired') {
      return now < peeringExpiry(peering) + expiredVisibleMilliseconds;
    }
    return peering.endedAt === undefined || now < peering.endedAt + visibleMilliseconds;
  });
}

export function isBetween(
  { requesterVpcId, accepterVpcId }: VpcPeering,
  oneVpcId: string,
  otherVpcId: string,
): boolean {
  return (
    (requesterVpcId === oneVpcId && accepterVpcId === otherVpcId) ||
    (requesterVpcId === otherVpcId && accepterVpcId === oneVpcId)
  );
}

export function arePeered(world: World, oneVpcId: string, otherVpcId: string): boolean {
  return world.peerings.some(
    (peering) => peering.status === 'active' && isBetween(peering, oneVpcId, otherVpcId),
  );
}
