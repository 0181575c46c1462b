// What is known of the addresses of the worlds: who has each, how it answers, and where it really is.
import type { Backend } from './network/backends';
import { behaviourAt } from './network/destinations';
import { addressParts } from './world/addresses';
import { behaviourText, type Behaviour } from './world/behaviour';
import { instanceBehaviour } from './world/instanceBehaviour';
import type { World } from './world/world';

export interface KnownAddress {
  readonly region: string;
  readonly address: string;
  /** Left out where it is about every port. */
  readonly port?: number;
  /** In the form of `parseBehaviour`. */
  readonly answers: string;
  /** `HOST:PORT` on this machine, if something listens for it: on a port, that is, that was asked for already. */
  readonly local?: string;
  /** The instance that has it. */
  readonly owner?: string;
}

type Backends = readonly { readonly backend: Backend; readonly localPort: number }[];

export function knownAddresses(worlds: readonly World[], backends: Backends): KnownAddress[] {
  return worlds.flatMap((world) => {
    const known = new Map<string, KnownAddress>();
    const instances = world.instances.filter(({ goal }) => goal.state !== 'terminated');
    for (const instance of instances) {
      const { privateAddress, id } = instance;
      known.set(privateAddress, entry(world, privateAddress, instanceBehaviour(instance), id));
    }
    for (const { backend, localPort } of backends) {
      const { region, instanceId, socketAddress } = backend;
      const { address, port = 0 } = addressParts(socketAddress);
      const instance = instances.find(({ id }) => id === instanceId);
      const behaviour = behaviourAt(world, instance, address, port);
      // Of another world, before a reset, or of an instance that is gone.
      if (region !== world.region || !behaviour) continue;
      const opened = entry(world, socketAddress, behaviour, instanceId);
      known.set(socketAddress, { local: `127.0.0.1:${localPort}`, ...opened });
    }
    for (const [key, behaviour] of world.addresses) {
      const { address } = addressParts(key);
      const owner = known.get(address)?.owner;
      known.set(key, { ...known.get(key), ...entry(world, key, behaviour, owner) });
    }
    return [...known.values()];
  });
}

function entry(world: World, key: string, behaviour: Behaviour, owner: string | undefined): KnownAddress {
  const { address, port } = addressParts(key);
  const answers = behaviourText(behaviour);
  return {
    region: world.region,
    address,
    ...(port === undefined ? {} : { port }),
    answers,
    ...(behaviour.kind === 'service' ? { local: answers } : {}),
    ...(owner === undefined ? {} : { owner }),
  };
}
