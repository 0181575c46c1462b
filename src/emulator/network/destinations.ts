// Finds out where a connection from a load balancer to a target leads: what is there, and what security groups say.
import { isIP } from 'node:net';
import type { EmulatorTime } from '../emulatorTime';
import { parseAddress, socketAddress } from '../world/addresses';
import type { Behaviour } from '../world/behaviour';
import { instanceBehaviour } from '../world/instanceBehaviour';
import { instanceState } from '../world/instanceState';
import type { LoadBalancer, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import type { NetworkInterface } from '../world/networkInterfaceTypes';
import type { Instance } from '../world/networkTypes';
import { admits } from '../world/securityGroupRules';
import type { World } from '../world/world';
import type { Backends } from './backends';
import type { Destination } from './destination';

/** What is at an address of the world. */
type Place =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'behaviour';
      readonly instance: Instance | undefined;
      readonly address: string;
      readonly behaviour: Behaviour;
    }
  | { readonly kind: 'loadBalancer'; readonly loadBalancer: LoadBalancer };

const silent: Destination = { kind: 'silent' };

export class Destinations {
  /** Sockets found since the world last changed: most requests go where the one before went. */
  readonly #known = new Map<string, Destination>();

  constructor(
    readonly time: EmulatorTime,
    readonly backends: Backends,
  ) {}

  forget(): void {
    this.#known.clear();
  }

  known(loadBalancer: LoadBalancer, group: TargetGroup, target: RegisteredTarget): Destination | undefined {
    return this.#known.get(keyOf(loadBalancer, group, target, target.port));
  }

  /** @param port the target's, or that of its health checks */
  async find(
    world: World,
    loadBalancer: LoadBalancer,
    group: TargetGroup,
    target: RegisteredTarget,
    port = target.port,
  ): Promise<Destination> {
    const key = keyOf(loadBalancer, group, target, port);
    const known = this.#known.get(key);
    if (known) return known;
    const found = await this.#find(world, loadBalancer, group, target, port ?? 0);
    if (found.kind === 'socket') this.#known.set(key, found);
    return found;
  }

  async #find(
    world: World,
    from: LoadBalancer,
    group: TargetGroup,
    target: RegisteredTarget,
    port: number,
  ): Promise<Destination> {
    if (group.targetType === 'alb') {
      const loadBalancer = world.loadBalancers.find(({ arn }) => arn === target.id);
      const nodes = world.networkInterfaces.filter(
        ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer === loadBalancer,
      );
      if (!loadBalancer || !nodes.some((to) => reaches(world, from, to, port))) return silent;
      return listenerOf(loadBalancer, port);
    }
    const networkInterface = interfaceOf(world, group, target);
    if (networkInterface && !reaches(world, from, networkInterface, port)) return silent;
    const place = this.#placeAt(world, networkInterface, target.id, port);
    switch (place.kind) {
      case 'nothing':
        return silent;
      case 'loadBalancer':
        return listenerOf(place.loadBalancer, port);
      case 'behaviour':
        return this.#behaving(world, place, port);
    }
  }

  #placeAt(world: World, at: NetworkInterface | undefined, id: string, port: number): Place {
    const address = at?.privateAddress ?? (isIP(id) ? id : undefined);
    if (address === undefined) return { kind: 'nothing' };
    if (at?.owner.kind === 'loadBalancer')
      return { kind: 'loadBalancer', loadBalancer: at.owner.loadBalancer };
    const instance = at?.owner.kind === 'instance' ? at.owner.instance : undefined;
    if (instance && instanceState(instance, this.time.now()) !== 'running') return { kind: 'nothing' };
    const behaviour = behaviourAt(world, instance, address, port);
    if (!behaviour) return { kind: 'nothing' };
    return { kind: 'behaviour', instance, address, behaviour };
  }

  async #behaving(
    world: World,
    { instance, address, behaviour }: Extract<Place, { kind: 'behaviour' }>,
    port: number,
  ): Promise<Destination> {
    if (behaviour.kind === 'refuses') return { kind: 'refused' };
    if (behaviour.kind === 'silent') return silent;
    if (behaviour.kind === 'service') return { kind: 'socket', host: behaviour.host, port: behaviour.port };
    const there = socketAddress(address, port);
    const localPort = await this.backends.portOf(`${world.region} ${instance?.id ?? ''} ${there}`, {
      region: world.region,
      instanceId: instance?.id,
      name: instance?.tags.Name ?? instance?.id ?? address,
      socketAddress: there,
      behaviour: () => {
        return behaviourAt(world, instance, address, port) ?? { kind: 'hangs' };
      },
    });
    return {
      kind: 'socket',
      host: '127.0.0.1',
      port: localPort,
      answersAfterMilliseconds: waitOf(behaviour),
    };
  }
}

function keyOf(
  loadBalancer: LoadBalancer,
  group: TargetGroup,
  { id, availabilityZone }: RegisteredTarget,
  port: number | undefined,
): string {
  return `${loadBalancer.arn} ${group.arn} ${id} ${port ?? ''} ${availabilityZone ?? ''}`;
}

/** What is said of the port goes before what is said of the address, and that before what the instance says. */
export function behaviourAt(
  world: World,
  instance: Instance | undefined,
  address: string,
  port: number,
): Behaviour | undefined {
  return (
    world.addresses.get(socketAddress(address, port)) ??
    world.addresses.get(address) ??
    (instance && instanceBehaviour(instance))
  );
}

function waitOf(behaviour: Behaviour): number {
  if (behaviour.kind === 'hangs') return Infinity;
  return behaviour.kind === 'slow' ? behaviour.milliseconds : 0;
}

function listenerOf(loadBalancer: LoadBalancer, port: number): Destination {
  const localPort = loadBalancer.listeners.find((listener) => listener.port === port)?.localPort;
  return localPort === undefined
    ? { kind: 'refused' }
    : { kind: 'socket', host: '127.0.0.1', port: localPort };
}

function interfaceOf(
  world: World,
  group: TargetGroup,
  { id }: RegisteredTarget,
): NetworkInterface | undefined {
  if (group.targetType === 'ip') return interfaceAt(world, group.vpcId, parseAddress(id)?.toString() ?? id);
  return world.networkInterfaces.find(({ owner }) => owner.kind === 'instance' && owner.instance.id === id);
}

/** In the VPC itself, or in another one that it can reach: two VPCs can have the same addresses. */
function interfaceAt(world: World, vpcId: string | undefined, address: string): NetworkInterface | undefined {
  const there = world.networkInterfaces.filter((each) => each.privateAddress === address);
  return there.find(({ subnet }) => subnet.vpcId === vpcId) ?? there[0];
}

function reaches(world: World, from: LoadBalancer, to: NetworkInterface, port: number): boolean {
  const nodes = world.networkInterfaces.filter(
    ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer === from,
  );
  return admits(world, {
    from: {
      securityGroupIds: from.securityGroupIds,
      addresses: nodes.map(({ privateAddress }) => privateAddress),
    },
    to: { securityGroupIds: to.securityGroupIds, addresses: [to.privateAddress] },
    protocol: 'tcp',
    port,
  });
}
