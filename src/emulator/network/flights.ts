// The requests and connections that are in flight to each target: how many, and cutting them when a drain is over.
import type { RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';

export interface Flight {
  /** Ends what is in flight at once; its client is told as a load balancer would. */
  cut(): void;
}

export class Flights {
  readonly #byTarget = new Map<string, Set<Flight>>();

  /** Has to be given back to `end` when it is over, also after it was cut. */
  begin(group: TargetGroup, target: RegisteredTarget, flight: Flight): void {
    const key = flightKey(group, target);
    const flights = this.#byTarget.get(key);
    if (flights) flights.add(flight);
    else this.#byTarget.set(key, new Set([flight]));
  }

  end(group: TargetGroup, target: RegisteredTarget, flight: Flight): void {
    const key = flightKey(group, target);
    const flights = this.#byTarget.get(key);
    flights?.delete(flight);
    if (flights?.size === 0) this.#byTarget.delete(key);
  }

  count(group: TargetGroup, target: RegisteredTarget): number {
    return this.#byTarget.get(flightKey(group, target))?.size ?? 0;
  }

  /** Of all targets of a group. */
  countOf(targetGroupArn: string): number {
    let count = 0;
    for (const [key, flights] of this.#byTarget)
      if (key.startsWith(`${targetGroupArn} `)) count += flights.size;
    return count;
  }

  /** How many were cut. */
  cut(group: TargetGroup, target: RegisteredTarget): number {
    const flights = [...(this.#byTarget.get(flightKey(group, target)) ?? [])];
    for (const flight of flights) flight.cut();
    return flights.length;
  }

  cutAll(): void {
    for (const flights of [...this.#byTarget.values()]) {
      for (const flight of [...flights]) flight.cut();
    }
  }
}

/** Asked for at the beginning and the end of every request; a registered target is one group's and never changes. */
const keys = new WeakMap<RegisteredTarget, string>();

/** One registration of one target: registered again it is another. */
export function flightKey(group: TargetGroup, target: RegisteredTarget): string {
  let key = keys.get(target);
  if (key === undefined) {
    const { id, port, availabilityZone, registeredAt } = target;
    key = `${group.arn} ${id} ${port ?? ''} ${availabilityZone ?? ''} ${registeredAt}`;
    keys.set(target, key);
  }
  return key;
}
