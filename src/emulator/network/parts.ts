// What the listeners need of the rest of the data plane.
import type { EmulatorTime } from '../emulatorTime';
import type { FunctionRunner } from '../functions/invocation';
import type { LoadBalancer, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import type { World } from '../world/world';
import type { Destination } from './destination';
import type { Flights } from './flights';
import type { Metrics } from './metrics';
import type { OpenConnections } from './openConnections';

export interface NetworkParts {
  readonly time: EmulatorTime;
  readonly flights: Flights;
  readonly metrics: Metrics;
  readonly connections: OpenConnections;
  readonly functions: FunctionRunner;
  /**
   * The targets of a group that a load balancer may send something new to now: the healthy ones, or all that are in
   * use where none is healthy (it fails open). Not those that drain. The array is the same as long as it holds.
   */
  routable(world: World, group: TargetGroup): readonly RegisteredTarget[];
  /** Since when a target is healthy, for slow start; undefined if it is not. */
  healthySince(group: TargetGroup, target: RegisteredTarget): number | undefined;
  /** Where a connection from the load balancer to the target leads: what listens there, and what security groups say. */
  destination(
    world: World,
    loadBalancer: LoadBalancer,
    group: TargetGroup,
    target: RegisteredTarget,
  ): Promise<Destination>;
  /** The same, where it is known already: without a turn of the event loop. */
  knownDestination(
    world: World,
    loadBalancer: LoadBalancer,
    group: TargetGroup,
    target: RegisteredTarget,
  ): Destination | undefined;
}
