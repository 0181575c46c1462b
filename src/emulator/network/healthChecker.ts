// Makes the health checks that are due, each a real request or connection, and tells the groups what came of them.
import type { Alarm, EmulatorTime } from '../emulatorTime';
import type { FunctionRunner } from '../functions/invocation';
import { socketAddress } from '../world/addresses';
import type { TargetTypeEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheck } from '../world/loadBalancingTypes';
import { unusedHealth } from '../world/targetHealth';
import type { Destinations } from './destinations';
import { probeFunction } from './functionProbe';
import type { GroupRuntime } from './groupRuntime';
import { probe, type ProbeResult } from './probe';
import type { TargetChecks } from './targetChecks';

export interface HealthCheckerParts {
  readonly time: EmulatorTime;
  readonly functions: FunctionRunner;
  readonly destinations: Destinations;
}

/** How many checks are on their way at once; others wait. A large world's checks come late rather than not at all. */
const mostAtOnce = 256;

/** A threshold is ten at most: with as many checks each, what could be made up for is; and load balancers come last. */
const mostRounds = 25;

export class HealthChecker {
  readonly #parts: HealthCheckerParts;
  readonly #closing = new AbortController();
  readonly #rounds = new Map<GroupRuntime, { readonly at: number; readonly alarm: Alarm }>();
  readonly #queue: (() => void)[] = [];
  /** Checks that go on by themselves, whatever time it is in the emulator. */
  readonly #moving = new Map<TargetChecks, { readonly rests: Promise<void>; readonly rest: () => void }>();
  #atOnce = 0;
  #jumpsSeen = -1;
  #catchingUp: Promise<void> | undefined;

  constructor(parts: HealthCheckerParts) {
    this.#parts = parts;
  }

  /** The group's targets or its health check have changed. */
  follow(runtime: GroupRuntime): void {
    this.forget(runtime);
    if (!runtime.group.healthCheck.enabled || this.#closing.signal.aborted) return;
    let at = Infinity;
    for (const { isRunning, nextAt } of runtime.checks.values()) if (!isRunning && nextAt < at) at = nextAt;
    if (at === Infinity) return;
    const alarm = this.#parts.time.at(at, () => {
      this.#startDue(runtime);
      this.follow(runtime);
    });
    this.#rounds.set(runtime, { at, alarm });
  }

  forget(runtime: GroupRuntime): void {
    this.#rounds.get(runtime)?.alarm.cancel();
    this.#rounds.delete(runtime);
  }

  /** There are targets that have been there for long, whose checks are yet to be made up for. */
  expectPast(): void {
    this.#jumpsSeen = -1;
  }

  /** See `Network.catchUp`. */
  catchUp(): Promise<void> {
    const { time } = this.#parts;
    if (!time.runs || time.jumps !== this.#jumpsSeen) {
      this.#jumpsSeen = time.jumps;
      this.#catchingUp ??= this.#settle().finally(() => {
        this.#catchingUp = undefined;
      });
    }
    return this.#catchingUp ?? Promise.resolve();
  }

  async #settle(): Promise<void> {
    const { time } = this.#parts;
    // Whoever asks meanwhile is to find it under way already.
    await Promise.resolve();
    // A clock that runs makes new checks due all the time: then it is enough to have made up for the old ones.
    const isBehind = () => this.#isDue(time.now()) || (!time.runs && this.#moving.size > 0);
    let rounds = 0;
    do {
      time.ring();
      await Promise.all([...this.#moving.values()].map(({ rests }) => rests));
    } while (isBehind() && !(time.runs && ++rounds === mostRounds));
  }

  #isDue(now: number, except?: TargetTypeEnum): boolean {
    return [...this.#rounds].some(([{ group }, { at }]) => at <= now && group.targetType !== except);
  }

  #startDue(runtime: GroupRuntime): void {
    const now = this.#parts.time.now();
    // How a load balancer answers depends on its own targets: those that are behind with their checks come first.
    const behind = this.#catchingUp && (this.#moving.size > 0 || this.#isDue(now, 'alb'));
    if (runtime.group.targetType === 'alb' && behind) return;
    for (const checks of runtime.checks.values()) {
      if (checks.isRunning || checks.nextAt > now) continue;
      const due = checks.takeDue(now, runtime.group.healthCheck);
      checks.isRunning = true;
      this.#move(checks);
      void this.#check(runtime, checks, due);
    }
  }

  #move(checks: TargetChecks): void {
    let rest: () => void = () => undefined;
    const rests = new Promise<void>((resolve) => {
      rest = resolve;
    });
    this.#moving.set(checks, { rests, rest });
  }

  /** It has ended, or waits for a moment of emulator time. */
  #rest(checks: TargetChecks): void {
    this.#moving.get(checks)?.rest();
    this.#moving.delete(checks);
  }

  async #check(runtime: GroupRuntime, checks: TargetChecks, due: number): Promise<void> {
    const { world, group } = runtime;
    const { time } = this.#parts;
    const { healthCheck } = group;
    if (!unusedHealth(world, group, checks.target, time.now())) {
      const deadline = due + healthCheck.timeoutSeconds * 1000;
      const result = await this.#resultBy(runtime, checks, deadline);
      if (this.#closing.signal.aborted) return;
      if (checks.record(result, Math.min(time.now(), deadline), healthCheck)) runtime.forgetRoutable();
    }
    checks.isRunning = false;
    this.#rest(checks);
    // While it was made it was not waited for in the next round.
    if (checks.nextAt < (this.#rounds.get(runtime)?.at ?? Infinity)) this.follow(runtime);
  }

  async #resultBy(runtime: GroupRuntime, checks: TargetChecks, deadline: number): Promise<ProbeResult> {
    const { world, group, loadBalancer } = runtime;
    const { target } = checks;
    const { healthCheck } = group;
    const { functions, destinations } = this.#parts;
    if (group.targetType === 'lambda') {
      return this.#limited(() =>
        probeFunction(functions, world, group, target, this.#inRealTime(healthCheck)),
      );
    }
    const port = healthCheck.port === 'traffic-port' ? target.port : Number(healthCheck.port);
    const destination = await destinations.find(world, loadBalancer, group, target, port);
    if (destination.kind === 'refused') return { kind: 'failed' };
    if (destination.kind === 'silent') {
      await this.#until(deadline, checks);
      return { kind: 'timeout' };
    }
    const { host, port: localPort, answersAfterMilliseconds = 0 } = destination;
    const request = (signal: AbortSignal) =>
      probe(group, {
        host,
        port: localPort,
        authority: socketAddress(target.id, port ?? 0),
        deadline: signal,
      });
    // What is known not to answer in time is waited for by emulator time alone, in which the clock can jump.
    if (answersAfterMilliseconds < healthCheck.timeoutSeconds * 1000) {
      return this.#limited(() => request(this.#inRealTime(healthCheck)));
    }
    const over = new AbortController();
    void this.#until(deadline, checks).then(() => {
      over.abort();
    });
    return request(AbortSignal.any([this.#closing.signal, over.signal]));
  }

  /** Waits by emulator time: meanwhile nobody need wait for the check. */
  async #until(deadline: number, checks: TargetChecks): Promise<void> {
    const { time } = this.#parts;
    if (deadline <= time.now()) return;
    this.#rest(checks);
    await new Promise<void>((resolve) => time.at(deadline, resolve));
  }

  #inRealTime({ timeoutSeconds }: HealthCheck): AbortSignal {
    const milliseconds = Math.ceil(this.#parts.time.realMilliseconds(timeoutSeconds * 1000));
    return AbortSignal.any([this.#closing.signal, AbortSignal.timeout(milliseconds)]);
  }

  async #limited(check: () => Promise<ProbeResult>): Promise<ProbeResult> {
    if (this.#atOnce >= mostAtOnce) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#atOnce++;
    try {
      return await check();
    } finally {
      this.#atOnce--;
      this.#queue.shift()?.();
    }
  }

  /** Ends the checks that are on their way. */
  close(): void {
    this.#closing.abort();
    for (const runtime of [...this.#rounds.keys()]) this.forget(runtime);
  }
}
