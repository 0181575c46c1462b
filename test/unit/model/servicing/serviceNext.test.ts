// Servicing as a whole, in miniature: the floor, each target out and back once, crashes, aborts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aborted,
  actionsOf,
  continued,
  paused,
  resumed,
  skipped,
} from '../../../../src/model/servicing/serviceControls';
import { needsHands, next } from '../../../../src/model/servicing/serviceNext';
import { isRunOver, type ServiceRun, type ServiceStep } from '../../../../src/model/servicing/serviceRun';
import { actionTitle } from '../../../../src/model/servicing/serviceWords';
import { Crash, goOn, runOf, Window, World } from './world';

const RUNS = 60;
const NIGHT = 8 * 3_600_000;
const COMMAND: ServiceStep = { kind: 'command', line: 'restart' };
const PAUSE: ServiceStep = { kind: 'pause', seconds: 5 };
const CONTINUE: ServiceStep = { kind: 'continue' };
const THROTTLED = { message: 'Rate exceeded.', passing: true, refused: true };
const EXPIRED = { message: 'The token has expired.', passing: false, refused: true };
const UNREACHABLE = { message: 'No answer.', passing: true, refused: false };

function setUp(count: number, batchSize: number, floor: number, step: ServiceStep, type?: 'ip' | 'instance') {
  const world = new World(count, type);
  const disk = { run: runOf(world, batchSize, floor, step) };
  return { world, disk, window: new Window(world, disk) };
}

function each(world: World): string[] {
  return [
    ...new Set(world.targets.map(({ state, left, returned }) => `${state} ${left} out ${returned} back`)),
  ];
}

/** Goes on whatever happens: says Continue, and resumes what stopped. */
function toTheEnd(window: Window): ServiceRun {
  for (let times = 0; times < 200; times++) {
    const run = goOn(window, ({ status }) => status === 'waiting');
    if (isRunOver(run)) return run;
    window.write((stored) =>
      stored.status === 'waiting' ? continued(stored, window.world.now) : resumed(stored, window.world.now),
    );
    window.world.pass(1_000);
  }
  throw new Error('It does not end');
}

describe('a run of ten targets in batches of three with a floor of seven', () => {
  it.each([COMMAND, PAUSE, CONTINUE])('takes each out and back exactly once, with %j', (step) => {
    const { world, window } = setUp(10, 3, 7, step);
    expect(toTheEnd(window).status).toBe('finished');
    expect(each(world)).toEqual(['healthy 1 out 1 back']);
    expect(world.leastHealthy).toBe(7);
  });

  it('stops under the floor when others fail, and takes no more out', () => {
    const { world, disk, window } = setUp(10, 3, 7, CONTINUE);
    goOn(window, ({ status }) => status === 'waiting');
    const other = world.targets.find(({ state }) => state === 'healthy');
    if (other) world.move(other, 'unhealthy');
    goOn(window);
    expect(disk.run).toMatchObject({ status: 'stopped', stoppedBy: 'floor' });
    expect(disk.run.because).toBe(
      'checkout-web has 6 healthy targets, under the floor of 7. No target leaves until you resume; 10.0.0.1:80, 10.0.0.2:80 and 10.0.0.3:80 are out of service: resume to finish them, skip or abort to put them back.',
    );
    // What is done with is put back all the same.
    window.write((run) => continued(run, world.now));
    for (let seconds = 0; seconds < 60; seconds++) {
      window.look();
      world.pass(1_000);
    }
    expect(disk.run.status).toBe('stopped');
    expect(world.healthy).toBe(9);
    window.write((run) => resumed(run, world.now));
    // Of the next batch one is unhealthy: it leaves seven.
    expect(goOn(window, ({ status }) => status === 'waiting').status).toBe('waiting');
    expect(world.leastHealthy).toBe(7);
  });

  it.each([
    ['refused', EXPIRED, 1],
    ['throttled', THROTTLED, 2],
    ['not answered', UNREACHABLE, 2],
  ])('that is stopped does not send again and again what is %s', (_what, failure, calls) => {
    const { world, disk, window } = setUp(10, 3, 7, CONTINUE);
    goOn(window, ({ status }) => status === 'waiting');
    const other = world.targets.find(({ state }) => state === 'healthy');
    if (other) world.move(other, 'unhealthy');
    goOn(window);
    expect(disk.run.stoppedBy).toBe('floor');
    world.failures = Array.from({ length: 100 }, () => failure);
    // Who says so puts back what is out, though no other batch leaves.
    window.write((run) => continued(run, world.now));
    for (let seconds = 0; seconds < 7; seconds++) {
      window.look();
      world.pass(1_000);
    }
    expect(100 - world.failures.length).toBe(calls);
    expect(disk.run.status).toBe('stopped');
    world.failures = [];
    expect(toTheEnd(window).status).toBe('finished');
    expect(each(world).filter((times) => times.endsWith('1 out 1 back'))).toHaveLength(1);
    expect(world.healthy).toBe(10);
  });

  it('tells with its first reason of a call that fails after that, and still knows of the step', () => {
    const { world, disk } = setUp(4, 2, 2, COMMAND);
    const window = new Window(world, disk);
    window.failsStepOf = world.targets[0]?.identity;
    goOn(window, (run) => run.targets.some(({ phase }) => phase === 'draining'));
    world.failures = [EXPIRED];
    goOn(window);
    window.look();
    expect(disk.run.stoppedBy).toBe('calls');
    expect(disk.run.because).toMatch(
      /^The step failed for .* A call failed: The token has expired\. Mend that/,
    );
    expect(actionsOf(disk.run)).toEqual(['continue', 'resume', 'skip', 'abort']);
    expect(actionTitle(disk.run, 'resume')).toBe('Run the Step Again');
    window.write((run) => continued(run, world.now));
    expect(toTheEnd(window).status).toBe('finished');
    expect(each(world)).toEqual(['healthy 1 out 1 back']);
  });

  it('stops where a target does not turn healthy, with the figures and what the API says', () => {
    const { world, disk, window } = setUp(10, 3, 7, PAUSE);
    for (const target of world.targets.slice(0, 1)) target.good = false;
    goOn(window);
    expect(disk.run.stoppedBy).toBe('late');
    expect(disk.run.because).toMatch(
      /^10\.0\.0\.1:80 is not healthy 1 minute.* after it was registered; healthy threshold × interval are 10 seconds\. The API says: initial\./,
    );
    expect(world.targets.filter(({ left }) => left > 0)).toHaveLength(3);
    for (const target of world.targets) target.good = true;
    expect(toTheEnd(window).status).toBe('finished');
    expect(each(world)).toEqual(['healthy 1 out 1 back']);
  });

  it('calls no target late by a read from before the machine slept', () => {
    const { world, disk, window } = setUp(10, 3, 7, PAUSE);
    goOn(window, (run) => run.targets.some(({ phase }) => phase === 'checking'));
    expect(next(disk.run, world.reading(), world.now + NIGHT).run).toBe(disk.run);
  });

  it('takes no deregistration for undone by a read from before the machine slept', () => {
    const { world, disk } = setUp(10, 3, 7, PAUSE);
    const { run, todo } = next(disk.run, world.reading(), world.now);
    expect(todo?.kind).toBe('deregister');
    // The call was sent, and reads lag behind it: they show the targets in service.
    world.pass(1_000);
    expect(next(run, world.reading(), world.now + NIGHT)).toEqual({ run, todo: { kind: 'read' } });
  });

  it('finishes the batch that is out when it is paused, and then holds', () => {
    const { world, disk, window } = setUp(10, 3, 7, PAUSE);
    goOn(window, (run) => run.targets.some(({ phase }) => phase === 'draining'));
    window.write(paused);
    goOn(window, (run) => !needsHands(run));
    expect(disk.run.status).toBe('paused');
    expect(world.healthy).toBe(10);
    expect(world.targets.filter(({ left }) => left > 0)).toHaveLength(3);
    window.write((run) => resumed(run, world.now));
    expect(goOn(window).status).toBe('finished');
  });

  it('puts a skipped batch back without the step, and goes on with the next', () => {
    const { world, window } = setUp(10, 3, 7, COMMAND);
    goOn(window, (run) => run.targets.some(({ phase }) => phase === 'draining'));
    window.write((run) => skipped(run, 'batch', world.now));
    expect(goOn(window).status).toBe('finished');
    expect(each(world)).toEqual(['healthy 1 out 1 back']);
    expect(world.targets.map(({ serviced }) => serviced)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('leaves the rest out of the plan when that is asked for', () => {
    const { world, disk, window } = setUp(10, 3, 7, COMMAND);
    goOn(window, (run) => run.targets.some(({ phase }) => phase === 'draining'));
    window.write((run) => skipped(run, 'rest', world.now));
    expect(goOn(window).status).toBe('finished');
    expect(disk.run.targets.map(({ phase }) => phase)).toEqual([
      ...['done', 'done', 'done'],
      ...Array.from({ length: 7 }, () => 'skipped'),
    ]);
  });

  it('stops within its patience where calls and reads fail by turns, and goes on when that is over', () => {
    const { world, disk, window } = setUp(10, 3, 7, CONTINUE);
    goOn(window, ({ status }) => status === 'waiting');
    window.write((run) => aborted(run, world.now));
    const from = world.now;
    world.readFailure = UNREACHABLE;
    world.failures = Array.from({ length: 100 }, () => UNREACHABLE);
    goOn(window);
    expect(disk.run.status).toBe('stopped');
    expect(world.now - from).toBeLessThan(130_000);
    // Paced: not with every look.
    expect(world.failures.length).toBeGreaterThan(70);
    world.readFailure = undefined;
    world.failures = [];
    window.write((run) => resumed(run, world.now));
    expect(goOn(window).status).toBe('aborted');
    expect(world.targets.filter(({ state }) => state === 'gone')).toEqual([]);
  });

  it('does not know whether a step finished whose window died: it stops, and says so', () => {
    const { world, disk, window } = setUp(4, 2, 2, COMMAND);
    window.writesLeft = 4;
    expect(() => goOn(window)).toThrow(Crash);
    const inStep = disk.run.targets.filter(({ phase }) => phase === 'servicing').length;
    expect(inStep).toBeGreaterThan(0);
    const second = new Window(world, disk);
    second.look();
    expect(disk.run).toMatchObject({ status: 'stopped', stoppedBy: 'unknownStep' });
    expect(disk.run.because).toContain('whether it finished is not known');
    second.write((run) => continued(run, world.now));
    expect(toTheEnd(second).status).toBe('finished');
    expect(each(world)).toEqual(['healthy 1 out 1 back']);
  });
});

describe('whatever happens', () => {
  const shape = fc
    .record({
      count: fc.integer({ min: 1, max: 8 }),
      batch: fc.integer({ min: 1, max: 4 }),
      slack: fc.nat(2),
    })
    .map(({ count, batch, slack }) => {
      const batchSize = Math.min(batch, count);
      return { count, batchSize, floor: Math.max(0, count - batchSize - slack) };
    });
  const type = fc.constantFrom('ip' as const, 'instance' as const);
  const step = fc.constantFrom(COMMAND, PAUSE, CONTINUE);
  const failure = fc.oneof(
    ...[THROTTLED, EXPIRED, UNREACHABLE].flatMap((one) => [
      fc.constant({ ...one, happens: false }),
      fc.constant({ ...one, happens: !one.refused }),
    ]),
  );

  it('our own deregisters never go under the floor, and what is out comes back once', () => {
    fc.assert(
      fc.property(
        shape,
        type,
        step,
        fc.array(failure, { maxLength: 4 }),
        fc.array(fc.nat(7), { maxLength: 6 }),
        ({ count, batchSize, floor }, targetType, kind, failures, turns) => {
          const { world, window } = setUp(count, batchSize, floor, kind, targetType);
          world.failures = failures;
          const atDeregister: number[] = [];
          const call = world.call.bind(world);
          world.call = (action, targets) => {
            const answer = call(action, targets);
            if (action === 'deregister') atDeregister.push(world.healthy);
            return answer;
          };
          // Others turn unhealthy and healthy again at moments of their own.
          turns.forEach((turn, index) => {
            const target = world.targets[turn % count];
            if (target?.state === 'healthy') world.move(target, 'unhealthy');
            for (let looks = 0; looks < index * 7; looks++) {
              window.look();
              world.pass(1_000);
              if (window.disk.run.status === 'waiting') window.write((run) => continued(run, world.now));
              if (window.disk.run.status === 'stopped') window.write((run) => resumed(run, world.now));
            }
            if (target?.state === 'unhealthy') world.move(target, 'healthy');
          });
          for (const healthy of atDeregister) expect(healthy).toBeGreaterThanOrEqual(floor);
          expect(toTheEnd(window).status).toBe('finished');
          expect(each(world)).toEqual(['healthy 1 out 1 back']);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('a window that ends after any write changes nothing of the outcome', () => {
    fc.assert(
      fc.property(
        shape,
        type,
        step,
        fc.array(fc.nat(25), { minLength: 1, maxLength: 4 }),
        ({ count, batchSize, floor }, targetType, kind, writes) => {
          const { world, disk } = setUp(count, batchSize, floor, kind, targetType);
          for (const writesLeft of writes) {
            const window = new Window(world, disk);
            window.writesLeft = writesLeft;
            try {
              toTheEnd(window);
            } catch (error) {
              if (!(error instanceof Crash)) throw error;
            }
            world.pass(700);
          }
          const last = new Window(world, disk);
          expect(toTheEnd(last).status).toBe('finished');
          expect(each(world)).toEqual(['healthy 1 out 1 back']);
          expect(world.leastHealthy).toBeGreaterThanOrEqual(floor);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('an abort at any moment leaves all registered', () => {
    fc.assert(
      fc.property(
        shape,
        type,
        step,
        fc.nat(120),
        fc.array(failure, { maxLength: 2 }),
        fc.option(fc.nat(12), { nil: undefined }),
        ({ count, batchSize, floor }, targetType, kind, seconds, failures, crash) => {
          const { world, disk } = setUp(count, batchSize, floor, kind, targetType);
          const first = new Window(world, disk);
          if (crash !== undefined) first.writesLeft = crash;
          try {
            for (let second = 0; second < seconds && !isRunOver(disk.run); second++) {
              first.look();
              world.pass(1_000);
              if (second % 5 === 4 && disk.run.status === 'waiting')
                first.write((run) => continued(run, world.now));
            }
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
          }
          const window = new Window(world, disk);
          window.write((run) => aborted(run, world.now));
          world.failures = failures;
          const { status } = toTheEnd(window);
          expect(['aborted', 'finished']).toContain(status);
          expect(world.targets.filter(({ state }) => state === 'gone' || state === 'draining')).toEqual([]);
          for (const { left, returned } of world.targets) expect(returned).toBe(left);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
