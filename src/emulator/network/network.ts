// The data plane: follows the worlds, opens their listeners, checks their targets, cuts what drains too long.
import type { Alarm, EmulatorTime } from '../emulatorTime';
import type { FunctionRunner } from '../functions/invocation';
import type { CheckedHealth, HealthResults } from '../world/healthResults';
import { runningSince } from '../world/instanceState';
import type { LoadBalancer, TargetGroup } from '../world/loadBalancingTypes';
import type { Instance } from '../world/networkTypes';
import { routesTo } from '../world/routing';
import type { World } from '../world/world';
import type { Worlds } from '../worlds';
import { Backends, type Backend } from './backends';
import { Destinations } from './destinations';
import { Drains } from './drains';
import { flightKey, Flights } from './flights';
import { GoneHealth } from './goneHealth';
import { GroupRuntime } from './groupRuntime';
import { HostSampler } from './hostSampler';
import { HealthChecker } from './healthChecker';
import { Listeners } from './listeners';
import { Metrics } from './metrics';
import { OpenConnections } from './openConnections';
import type { NetworkParts } from './parts';
import { TargetChecks } from './targetChecks';

interface Sight {
  /** Whether the world is followed for the first time. */
  readonly isNew: boolean;
  readonly instances: ReadonlyMap<string, Instance>;
}

export class Network {
  readonly metrics = new Metrics();
  readonly flights = new Flights();
  readonly #worlds: Worlds;
  readonly #time: EmulatorTime;
  readonly #backends: Backends;
  readonly #destinations: Destinations;
  readonly #groups = new Map<string, GroupRuntime>();
  readonly #gone: GoneHealth;
  readonly #checker: HealthChecker;
  readonly #drains: Drains;
  readonly #connections: OpenConnections;
  readonly #hosts: HostSampler;
  readonly #listeners: Listeners;
  /** The worlds that were followed already: what is in a new one has been there since it says. */
  #seen = new WeakSet<World>();
  #agenda: Alarm | undefined;

  readonly health: HealthResults = {
    of: (_world, group, target): CheckedHealth =>
      this.#groups.get(group.arn)?.checksOf(target)?.at(this.#time.now()) ??
      this.#gone.of(flightKey(group, target)) ?? { state: 'registering' },
  };

  /** @param readLagMilliseconds how late reads are, in emulator time */
  constructor(worlds: Worlds, time: EmulatorTime, functions: FunctionRunner, readLagMilliseconds = 0) {
    this.#worlds = worlds;
    this.#time = time;
    this.#gone = new GoneHealth(time, readLagMilliseconds);
    this.#backends = new Backends(time);
    this.#destinations = new Destinations(time, this.#backends);
    this.#checker = new HealthChecker({
      time,
      functions,
      destinations: this.#destinations,
    });
    this.#drains = new Drains(time, this.flights);
    this.#connections = new OpenConnections(time, this.metrics);
    this.#hosts = new HostSampler(time, this.metrics, this.#groups, this.#connections);
    this.#listeners = new Listeners(this.#parts(functions));
  }

  #parts(functions: FunctionRunner): NetworkParts {
    return {
      time: this.#time,
      flights: this.flights,
      metrics: this.metrics,
      connections: this.#connections,
      functions,
      routable: (_world, group) => this.#groups.get(group.arn)?.routable(this.#time.now()) ?? [],
      healthySince: (group, target) => this.#groups.get(group.arn)?.checksOf(target)?.healthySince,
      destination: (world, loadBalancer, group, target) =>
        this.#destinations.find(world, loadBalancer, group, target),
      knownDestination: (_world, loadBalancer, group, target) =>
        this.#destinations.known(loadBalancer, group, target),
    };
  }

  /** Takes up what has changed in the worlds: listeners that are new are open when it resolves. */
  async follow(): Promise<void> {
    const worlds = this.#worlds.all();
    this.#destinations.forget();
    const used = new Set<string>();
    for (const world of worlds) {
      const isNew = !this.#seen.has(world);
      this.#seen.add(world);
      if (isNew) this.#checker.expectPast();
      const instances = new Map(world.instances.map((each) => [each.id, each]));
      for (const group of world.targetGroups) {
        const route = routesTo(world, group)[0];
        if (!route) continue;
        used.add(group.arn);
        this.#followGroup(world, group, route.loadBalancer, { isNew, instances });
      }
    }
    for (const runtime of this.#groups.values()) if (!used.has(runtime.group.arn)) this.#leave(runtime);
    this.#followAgenda(worlds);
    await this.#listeners.follow(worlds);
  }

  #followGroup(world: World, group: TargetGroup, loadBalancer: LoadBalancer, sight: Sight): void {
    let runtime = this.#groups.get(group.arn);
    if (runtime && runtime.world !== world) this.#leave(runtime);
    if (runtime?.world !== world) {
      runtime = new GroupRuntime(world, group, loadBalancer);
      this.#groups.set(group.arn, runtime);
    }
    runtime.loadBalancer = loadBalancer;
    runtime.forgetRoutable();
    const before = runtime.targets;
    // Only instances change without their targets' changing: they stop and start.
    if (before === group.targets && group.targetType !== 'instance') return;
    runtime.targets = group.targets;
    this.#drains.follow(group, before, group.targets);
    this.#followTargets(runtime, sight);
    this.#checker.follow(runtime);
  }

  #followTargets({ group, checks }: GroupRuntime, { isNew, instances }: Sight): void {
    const present = new Set<string>();
    for (const target of group.targets) {
      if (target.deregistered) continue;
      const key = flightKey(group, target);
      present.add(key);
      const instance = group.targetType === 'instance' ? instances.get(target.id) : undefined;
      const running = instance?.goal.state === 'running' ? runningSince(instance) : -Infinity;
      const known = checks.get(key);
      if (known && running <= known.since) continue;
      // What a world starts with was in use all the time; what is seen later has just come into use.
      const since = Math.max(target.registeredAt, running, isNew ? -Infinity : this.#time.now());
      checks.set(key, new TargetChecks(target, since, group.healthCheck));
    }
    for (const [key, { health }] of checks) {
      if (present.has(key)) continue;
      this.#gone.keep(key, health);
      checks.delete(key);
    }
  }

  /** No load balancer uses the group any more. */
  #leave(runtime: GroupRuntime): void {
    this.#checker.forget(runtime);
    for (const [key, { health }] of runtime.checks) this.#gone.keep(key, health);
    this.#drains.follow(runtime.group, runtime.targets, []);
    this.#groups.delete(runtime.group.arn);
  }

  #followAgenda(worlds: readonly World[]): void {
    this.#agenda?.cancel();
    const earliest = Math.min(...worlds.flatMap(({ agenda }) => agenda.map(({ at }) => at)), Infinity);
    if (earliest === Infinity) return;
    this.#agenda = this.#time.at(earliest, () => {
      this.#worlds.settle(this.#time.now());
      void this.follow();
    });
  }

  /**
   * Lets happen what is due by now where the clock does not run by itself or was moved, so that what is asked next is
   * answered as of now. Where it runs, what is due happens without anybody asking.
   */
  async catchUp(): Promise<void> {
    await this.#checker.catchUp();
  }

  /** What listens on this machine for addresses of the worlds. */
  backends(): Promise<{ backend: Backend; localPort: number }[]> {
    return this.#backends.list();
  }

  async close(): Promise<void> {
    this.#agenda?.cancel();
    this.#drains.close();
    this.#hosts.close();
    this.#checker.close();
    await Promise.all([this.#listeners.close(), this.#backends.close()]);
  }
}
