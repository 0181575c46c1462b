// What is known of the addresses of the worlds: who has each, and how it answers.
import { addressParts } from './world/addresses';
import { answersTag, behaviourText, parseBehaviour, type Behaviour } from './world/behaviour';
import type { Instance } from './world/networkTypes';
import type { World } from './world/world';

export interface KnownAddress {
  readonly region: string;
  readonly address: string;
  /** Left out where every port answers so. */
  readonly port?: number;
  readonly answers: string;
  /** Where it really is, for what listens outside the emulator's world. */
  readonly local?: string;
  /** An instance's id; undefined where nobody has it. */
  readonly owner?: string;
}

export function knownAddresses(worlds: readonly World[]): KnownAddress[] {
  return worlds.flatMap((world) => [...instanceAddresses(world), ...mappedAddresses(world)]);
}

function instanceAddresses(world: World): KnownAddress[] {
  return world.instances
    .filter(({ privateAddress }) => !world.addresses.has(privateAddress))
    .map((instance) => ({
      region: world.region,
      address: instance.privateAddress,
      ...answersOf(instanceBehaviour(instance)),
      owner: instance.id,
    }));
}

/** Its tag goes before what it was made with. */
function instanceBehaviour({ tags, answers }: Instance): Behaviour {
  const tag = tags[answersTag];
  return (tag === undefined ? undefined : parseBehaviour(tag)) ?? answers;
}

function mappedAddresses(world: World): KnownAddress[] {
  const owners = new Map(world.instances.map(({ privateAddress, id }) => [privateAddress, id]));
  return [...world.addresses].map(([key, behaviour]) => {
    const { address, port } = addressParts(key);
    const owner = owners.get(address);
    return {
      region: world.region,
      address,
      ...(port === undefined ? {} : { port }),
      ...answersOf(behaviour),
      ...(owner === undefined ? {} : { owner }),
    };
  });
}

function answersOf(behaviour: Behaviour): Pick<KnownAddress, 'answers' | 'local'> {
  const answers = behaviourText(behaviour);
  return behaviour.kind === 'service' ? { answers, local: answers } : { answers };
}
