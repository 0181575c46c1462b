// Which VPCs are peered.
import type { World } from './world';

export function arePeered(world: World, oneVpcId: string, otherVpcId: string): boolean {
  return world.peerings.some(
    ({ status, requesterVpcId, accepterVpcId }) =>
      status === 'active' &&
      ((requesterVpcId === oneVpcId && accepterVpcId === otherVpcId) ||
        (requesterVpcId === otherVpcId && accepterVpcId === oneVpcId)),
  );
}
