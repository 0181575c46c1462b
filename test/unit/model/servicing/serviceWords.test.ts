// How a servicing is told of, and what can be done with it, at each moment; and the review of its plan.
import { describe, expect, it } from 'vitest';
import { deregisterAnswered, stepEnded, takenOver } from '../../../../src/model/servicing/serviceAnswers';
import { aborted, paused } from '../../../../src/model/servicing/serviceControls';
import { stepEnvironment } from '../../../../src/model/servicing/serviceEnvironment';
import { serviceReview } from '../../../../src/model/servicing/serviceReview';
import type { ServiceRun, ServiceStep } from '../../../../src/model/servicing/serviceRun';
import { actionTitle, progressOf } from '../../../../src/model/servicing/serviceWords';
import { goOn, identity, planOf, runOf, SCOPE, START, Window, World } from './world';

const PAUSE: ServiceStep = { kind: 'pause', seconds: 30 };
const COMMAND: ServiceStep = { kind: 'command', line: './restart.sh' };

function window(step: ServiceStep) {
  const world = new World(4);
  const made = new Window(world, { run: runOf(world, 2, 2, step) });
  return { world, window: made, run: () => made.disk.run };
}

/** Its sentence, about how many seconds are left, and its buttons. */
function told(run: ServiceRun, now: number) {
  const { sentence, aboutMilliseconds, actions } = progressOf(run, now);
  return [
    sentence,
    aboutMilliseconds === undefined ? '' : aboutMilliseconds / 1000,
    actions.map((action) => actionTitle(run, action)).join(', '),
  ];
}

describe('a run with a pause', () => {
  it('tells what goes on, the time left, and what can be done', () => {
    const { world, window: made, run } = window(PAUSE);
    made.look();
    world.pass(5_000);
    expect(told(run(), world.now)).toEqual([
      'Batch 1 of 2: 10.0.0.1:80 and 10.0.0.2:80 drain, 0:15 left at most.',
      // 15 of the drain, 30 of the pause and 10 of the checks; and all 60 of the second batch.
      115,
      'Pause after This Batch, Skip…, Abort…',
    ]);
    goOn(made, ({ targets }) => targets.some(({ phase }) => phase === 'servicing'));
    expect(told(run(), world.now)[0]).toBe(
      'Batch 1 of 2: 10.0.0.1:80 and 10.0.0.2:80 are out of service, the pause ends in 0:30.',
    );
    made.write(paused);
    expect(told(run(), world.now)).toEqual([
      'Batch 1 of 2: 10.0.0.1:80 and 10.0.0.2:80 are out of service, the pause ends in 0:30. Pauses after this batch.',
      '',
      'Resume, Skip…, Abort…',
    ]);
    made.write((stored) => aborted(stored, world.now));
    made.look();
    expect(told(run(), world.now)).toEqual(['Aborted: 0 of 4 serviced, 2 put back, 2 not serviced.', '', '']);
  });

  it('says that it tries again while calls fail, and why', () => {
    const { world, window: made, run } = window(PAUSE);
    world.failures = [{ message: 'Rate exceeded.', passing: true, refused: true }];
    made.look();
    expect(progressOf(run(), world.now).sentence).toBe(
      'Batch 1 of 2: 10.0.0.1:80 and 10.0.0.2:80 are next. The last call failed and is tried again: Rate exceeded.',
    );
  });
});

it('offers to run a failed step again, or to take it as done', () => {
  const { world, window: made, run } = window(COMMAND);
  made.look();
  world.pass(25_000);
  const out = run().targets.map((target) => ({ ...target, phase: 'servicing' as const, since: world.now }));
  const inStep: ServiceRun = { ...run(), targets: [...out.slice(0, 2), ...run().targets.slice(2)] };
  const failed = stepEnded(
    inStep,
    identity(0),
    { ok: false, because: 'It ended with exit code 1.' },
    world.now,
  );
  expect(told(failed, world.now)[2]).toBe('Continue: the Step Is Done, Run the Step Again, Skip…, Abort…');
  const lost = takenOver(inStep, 'another window', world.now);
  expect(progressOf(lost, world.now).sentence).toBe(
    'Stopped. The window ended while the step ran on 10.0.0.1:80 and 10.0.0.2:80: whether it finished is not known. Look at them, then run the step again, continue if it is done, or skip to put them back without it.',
  );
});

it('stops where the API accepts a deregistration and does not carry it out', () => {
  const { world, window: made, run } = window(PAUSE);
  world.call = (_action, targets) => ({ done: [], undone: targets.map((target) => ({ target })) });
  made.look();
  expect(run().because).toBe(
    'The API accepted the deregistration of 10.0.0.1:80 and 10.0.0.2:80, but reading back shows that they are still in service. Resume to send it again, or abort.',
  );
  expect(deregisterAnswered(run(), { done: [identity(0)], undone: [] }, world.now).targets[0]?.phase).toBe(
    'draining',
  );
});

it('reviews a plan with its batches, time, environment and commands', () => {
  const world = new World(4);
  const connection = { kind: 'profile', profile: 'prod', region: 'eu-west-1' } as const;
  const { text, commands, commandsLine } = serviceReview({
    plan: planOf(world, 2, 2, COMMAND),
    registered: world.listed,
    place: { connection, profile: 'prod', endpoint: undefined },
    connection: 'prod · eu-west-1',
    environment: stepEnvironment({ scope: SCOPE, connection, target: identity(0), address: '10.0.0.1' }),
    consequences: ['Something to know.'],
    at: START,
  });
  expect(text).toContain('|     1 | 10.0.0.1:80, 10.0.0.2:80 |           4 |               2 |     2 |\n');
  expect(text).toContain('| Drains, until the whole delay is over | at least 40 seconds  |\n');
  expect(text).toContain('| All of it, without the steps          | about 1 minute       |\n');
  expect(text).toContain('- Something to know.\n');
  expect(text).toMatch(/\| TARGET_PORT +\| 80 +\|/);
  expect(text).toMatch(/\| AWS_PROFILE +\| prod +\|/);
  expect(text.split('\n')[commandsLine]).toBe('```sh');
  expect(commands.join('\n')).toMatch(
    /^aws elbv2 deregister-targets [^]*wait target-deregistered [^]*register-targets [^]*wait target-in-service [^]*&&\naws elbv2 deregister-targets /,
  );
  for (const line of text.split('\n')) if (!line.includes('|')) expect(line.length).toBeLessThanOrEqual(120);
});
