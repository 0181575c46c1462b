// A group of targets in miniature, and a window that services it: every write of the run is seen, and may be the last.
import { next, type Todo } from '../../../../src/model/servicing/serviceNext';
import {
  type Answer,
  deregisterAnswered,
  registerAnswered,
  stepEnded,
  takenOver,
} from '../../../../src/model/servicing/serviceAnswers';
import { begun } from '../../../../src/model/servicing/serviceControls';
import type { Failure, Reading } from '../../../../src/model/servicing/serviceFacts';
import { planServicing } from '../../../../src/model/servicing/servicePlan';
import {
  isRunOver,
  type ServicePlan,
  type ServiceRun,
  type ServiceStep,
} from '../../../../src/model/servicing/serviceRun';
import type { RegisteredTarget, TargetIdentity } from '../../../../src/model/target';
import { targetKey } from '../../../../src/model/target';
import { group } from '../samples';

export const START = Date.UTC(2026, 0, 15, 9, 30);
const DELAY = 20_000;
const CHECKS = 10_000;

interface Target {
  readonly identity: TargetIdentity;
  state: 'healthy' | 'unhealthy' | 'initial' | 'draining' | 'gone';
  since: number;
  /** Turns healthy after its checks. */
  good: boolean;
  left: number;
  returned: number;
  /** How many steps were done on it while it was out. */
  serviced: number;
}

export const SCOPE = { connectionId: 'emulator@us-east-1', groupArn: group().arn, groupName: group().name };

export function identity(index: number): TargetIdentity {
  return { id: `10.0.0.${index + 1}`, port: 80 };
}

export class World {
  now = START;
  readonly targets: Target[];
  /** The least number of targets that were healthy and not taken out by us at any moment. */
  leastHealthy: number;
  /** What the next calls answer in place of what they do. */
  failures: (Failure & { readonly happens?: boolean })[] = [];
  readFailure: Failure | undefined;

  constructor(
    count: number,
    readonly targetType: 'ip' | 'instance' = 'ip',
  ) {
    this.targets = Array.from({ length: count }, (_, index) => ({
      identity: identity(index),
      state: 'healthy',
      since: START,
      good: true,
      left: 0,
      returned: 0,
      serviced: 0,
    }));
    this.leastHealthy = count;
  }

  get listed(): RegisteredTarget[] {
    return this.targets
      .filter(({ state }) => state !== 'gone')
      .map(({ identity: target, state }) => ({ ...target, health: { state } }));
  }

  get healthy(): number {
    return this.targets.filter(({ state }) => state === 'healthy').length;
  }

  reading(): Reading {
    return this.readFailure === undefined
      ? { targets: this.listed, readAt: this.now }
      : { targets: this.listed, readAt: START, failure: this.readFailure };
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const target of this.targets) {
      if (target.state === 'draining' && this.now - target.since >= DELAY) this.move(target, 'gone');
      if (target.state === 'initial' && target.good && this.now - target.since >= CHECKS)
        this.move(target, 'healthy');
    }
  }

  of(target: TargetIdentity): Target {
    const found = this.targets.find((each) => targetKey(each.identity) === targetKey(target));
    if (found === undefined) throw new Error(`There is no ${target.id}`);
    return found;
  }

  call(action: 'register' | 'deregister', targets: readonly TargetIdentity[]): Answer {
    const failure = this.failures.shift();
    if (failure !== undefined && failure.happens !== true) {
      return { done: [], undone: targets.map((target) => ({ target, failure })) };
    }
    for (const target of targets) this.carryOut(action, this.of(target));
    return failure === undefined
      ? { done: targets, undone: [] }
      : { done: [], undone: targets.map((target) => ({ target, failure })) };
  }

  move(target: Target, state: Target['state']): void {
    target.state = state;
    target.since = this.now;
  }

  private carryOut(action: 'register' | 'deregister', target: Target): void {
    if (action === 'deregister') {
      if (target.state === 'draining' || target.state === 'gone') return;
      this.move(target, 'draining');
      target.left++;
      this.leastHealthy = Math.min(this.leastHealthy, this.healthy);
      return;
    }
    if (target.state === 'draining' && this.targetType === 'ip')
      throw new Error('An address that drains was registered');
    if (target.state !== 'draining' && target.state !== 'gone') return;
    this.move(target, 'initial');
    target.returned++;
  }
}

/** Ends a window in the middle. */
export class Crash extends Error {}

export class Window {
  private static count = 0;
  private readonly id = `window ${++Window.count}`;
  /** After so many writes nothing is written any more. */
  writesLeft = Infinity;
  /** The step ends with an error for this target. */
  failsStepOf: TargetIdentity | undefined;

  constructor(
    readonly world: World,
    /** Shared by the windows. */
    readonly disk: { run: ServiceRun },
  ) {}

  /** One look: what is next is written down and done, until nothing is to be done at this moment. */
  look(): void {
    this.write((run) => takenOver(run, this.id, this.world.now));
    for (let times = 0; times < 50; times++) {
      let todo: Todo | undefined;
      this.write((run) => {
        const answer = next(run, this.world.reading(), this.world.now);
        todo = answer.todo;
        return answer.run;
      });
      if (todo === undefined) return;
      this.perform(todo);
    }
    throw new Error('It does not come to rest');
  }

  write(change: (run: ServiceRun) => ServiceRun): void {
    const changed = change(this.disk.run);
    if (changed === this.disk.run) return;
    if (--this.writesLeft < 0) throw new Crash();
    // As on disk: what JSON does not keep is lost.
    this.disk.run = JSON.parse(JSON.stringify(changed)) as ServiceRun;
  }

  private perform(todo: Todo): void {
    const { world } = this;
    if (todo.kind === 'read') return;
    const targets = todo.targets.map(({ target }) => target);
    if (todo.kind === 'step') {
      for (const target of targets) {
        world.of(target).serviced++;
        const hasFailed = this.failsStepOf !== undefined && targetKey(target) === targetKey(this.failsStepOf);
        const end = hasFailed ? ({ ok: false, because: 'Exit code 1.' } as const) : ({ ok: true } as const);
        this.write((run) => stepEnded(run, target, end, world.now));
      }
      return;
    }
    const answer = world.call(todo.kind, targets);
    const take = todo.kind === 'deregister' ? deregisterAnswered : registerAnswered;
    this.write((run) => take(run, answer, world.now));
  }
}

export function planOf(world: World, batchSize: number, floor: number, step: ServiceStep): ServicePlan {
  const planned = planServicing({
    scope: SCOPE,
    group: group({
      targetType: world.targetType,
      healthCheck: { enabled: true, healthyThreshold: 2, intervalSeconds: 5 },
    }),
    registered: world.listed,
    targets: world.targets.map(({ identity: target }) => ({ target })),
    zoneOf: () => undefined,
    batchSize,
    floor,
    step,
    delayMilliseconds: DELAY,
  });
  if ('refusal' in planned) throw new Error(planned.refusal);
  return planned.plan;
}

export function runOf(world: World, batchSize: number, floor: number, step: ServiceStep): ServiceRun {
  return begun(planOf(world, batchSize, floor, step), 'run', 'no window', world.now);
}

/** Time goes on until the run is over or stops, or `until` holds. */
export function goOn(window: Window, until: (run: ServiceRun) => boolean = () => false): ServiceRun {
  for (let looks = 0; looks < 2_000; looks++) {
    window.look();
    const { run } = window.disk;
    if (isRunOver(run) || run.status === 'stopped' || until(run)) return run;
    window.world.pass(1_000);
  }
  throw new Error(`It does not end: ${JSON.stringify(window.disk.run)}`);
}
