// The worlds as they were a while ago, for reads that see changes late: the same changes, made when they are old enough.
import { deserialize, serialize } from 'node:v8';
import { makeChange, type Change } from './changes';
import type { World } from './world/world';
import { Worlds, type WorldsState } from './worlds';

export class LaggedWorlds {
  readonly #current: Worlds;
  #past: Worlds;
  #waiting: { readonly now: number; readonly change: Uint8Array }[] = [];

  constructor(
    current: Worlds,
    readonly milliseconds: number,
  ) {
    this.#current = current;
    this.#past = new Worlds(copyOf(current.state));
  }

  /** Written down, so that it shares nothing with the present. */
  add({ now }: Change, change: Uint8Array): void {
    this.#waiting.push({ now, change });
  }

  /** What was is forgotten: the past is the same as the present. */
  reset(): void {
    this.#waiting = [];
    this.#past = new Worlds(copyOf(this.#current.state));
  }

  /** How the world is seen now, and of when that is. */
  seen(region: string, present: number): { world: World; now: number } {
    const now = present - this.milliseconds;
    const due = this.#waiting.filter((each) => each.now <= now);
    this.#waiting = this.#waiting.slice(due.length);
    for (const { change } of due) makeChange(this.#past, deserialize(change) as Change);
    this.#past.settle(now);
    const world = this.#past.of(region);
    takeOverPorts(this.#current.of(region), world);
    return { world, now };
  }
}

function copyOf(state: WorldsState): WorldsState {
  return deserialize(serialize(state)) as WorldsState;
}

/** Which local port a listener has is no change of the world: it is known as soon as it is open. */
function takeOverPorts(from: World, to: World): void {
  const listeners = from.loadBalancers.flatMap((loadBalancer) => loadBalancer.listeners);
  const ports = new Map(listeners.map(({ arn, localPort }) => [arn, localPort]));
  for (const loadBalancer of to.loadBalancers) {
    for (const listener of loadBalancer.listeners) listener.localPort = ports.get(listener.arn);
  }
}
