// Chooses where a request goes that nothing binds: the group by weight, the target by the group's algorithm.
import type { ForwardAction, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import type { World } from '../world/world';
import type { NetworkParts } from './parts';

interface WeightedGroup {
  readonly group: TargetGroup;
  readonly weight: number;
  /** How much it has been passed over. */
  credit: number;
}

export class TargetSelection {
  readonly #parts: Pick<NetworkParts, 'flights' | 'healthySince' | 'routable' | 'time'>;
  /** An action never changes: one that is modified is another. */
  readonly #groups = new WeakMap<ForwardAction, readonly WeightedGroup[]>();
  readonly #turns = new WeakMap<TargetGroup, number>();
  /** How much of a turn a target in slow start has saved up. */
  readonly #savings = new WeakMap<RegisteredTarget, number>();

  constructor(parts: Pick<NetworkParts, 'flights' | 'healthySince' | 'routable' | 'time'>) {
    this.#parts = parts;
  }

  /** The groups of an action that take part. */
  groups(world: World, action: ForwardAction): readonly WeightedGroup[] {
    let groups = this.#groups.get(action);
    if (!groups) {
      groups = action.targetGroups.flatMap(({ arn, weight }) => {
        const group = world.targetGroups.find((each) => each.arn === arn);
        return group && weight > 0 ? [{ group, weight, credit: 0 }] : [];
      });
      this.#groups.set(action, groups);
    }
    return groups;
  }

  /** By weight, evenly mixed: with 3 and 1, every fourth request goes to the second. */
  group(world: World, action: ForwardAction): TargetGroup | undefined {
    const groups = this.groups(world, action);
    let [best] = groups;
    if (!best || groups.length === 1) return best?.group;
    let total = 0;
    for (const each of groups) {
      total += each.weight;
      each.credit += each.weight;
      if (each.credit > best.credit) best = each;
    }
    best.credit -= total;
    return best.group;
  }

  target(world: World, group: TargetGroup): RegisteredTarget | undefined {
    const targets = this.#parts.routable(world, group);
    if (targets.length <= 1) return targets[0];
    switch (group.attributes.get('load_balancing.algorithm.type')) {
      case 'least_outstanding_requests':
        return this.#leastBusy(group, targets);
      case 'weighted_random':
        return targets[Math.floor(Math.random() * targets.length)];
      default:
        return this.#next(group, targets);
    }
  }

  #takeTurn(group: TargetGroup, { length }: readonly RegisteredTarget[]): number {
    const turn = (this.#turns.get(group) ?? 0) % length;
    this.#turns.set(group, turn + 1);
    return turn;
  }

  /** Of those with equally few, the first after the last one that was chosen. */
  #leastBusy(group: TargetGroup, targets: readonly RegisteredTarget[]): RegisteredTarget | undefined {
    const first = this.#takeTurn(group, targets);
    let best = first;
    let fewest = Infinity;
    for (let offset = 0; offset < targets.length && fewest > 0; offset++) {
      const index = (first + offset) % targets.length;
      const target = targets[index];
      const count = target ? this.#parts.flights.count(group, target) : Infinity;
      if (count >= fewest) continue;
      best = index;
      fewest = count;
    }
    this.#turns.set(group, best + 1);
    return targets[best];
  }

  #next(group: TargetGroup, targets: readonly RegisteredTarget[]): RegisteredTarget | undefined {
    const seconds = Number(group.attributes.get('slow_start.duration_seconds') ?? 0);
    if (seconds === 0) return targets[this.#takeTurn(group, targets)];
    const shares = targets.map((target) => this.#share(group, target, seconds * 1000));
    // Nobody is held back where nobody could take over.
    if (!shares.includes(1)) return targets[this.#takeTurn(group, targets)];
    for (;;) {
      const turn = this.#takeTurn(group, targets);
      const target = targets[turn];
      if (!target) return undefined;
      const saved = (this.#savings.get(target) ?? 0) + (shares[turn] ?? 1);
      this.#savings.set(target, saved >= 1 ? saved - 1 : saved);
      if (saved >= 1) return target;
    }
  }

  /** How much of a full share a target gets: it grows evenly while it warms up. */
  #share(group: TargetGroup, target: RegisteredTarget, milliseconds: number): number {
    const since = this.#parts.healthySince(group, target);
    return since === undefined ? 1 : Math.min(1, (this.#parts.time.now() - since) / milliseconds);
  }
}
