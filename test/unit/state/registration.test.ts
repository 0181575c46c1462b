// Registers and deregisters through the room: what is reported is what was seen done, and nothing that was begun is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCloud } from '../../../src/aws/index';
import type { RegisteredTarget, TargetIdentity } from '../../../src/model/target';
import type { ChangeResult } from '../../../src/state/registration';
import { failureOf, problemOf } from '../support/problems';
import { groups, world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
  await room.emulator.forgetRequests();
  room.log.length = 0;
});
afterEach(() => room.close());

function change(group: string, targets: readonly TargetIdentity[], signal?: AbortSignal) {
  return {
    account: room.account,
    group: room.group(group),
    targets,
    ...(signal === undefined ? {} : { signal }),
  };
}

function register(group: string, ...targets: TargetIdentity[]): Promise<ChangeResult> {
  return room.finish(room.registration.register(change(group, targets)));
}

function deregister(group: string, ...targets: TargetIdentity[]): Promise<ChangeResult> {
  return room.finish(room.registration.deregister(change(group, targets)));
}

async function listedTargets(group: string): Promise<readonly RegisteredTarget[]> {
  const targets = await room.account.readHealth(room.emulator.group(group), BY_USER);
  // What it says of drains is on disk a moment later.
  await room.clock.settle();
  return targets;
}

function drainPhases(): string[] {
  return room.drains.all.map(({ target, phase }) => `${target.id}:${target.port ?? ''} ${phase}`);
}

/** For so many reads of a group's health, answers with what it was before. */
function lagging(reads: number, before: readonly RegisteredTarget[]): void {
  let left = reads;
  room.throughCloud = (cloud): OpenCloud => ({
    ...cloud,
    targetHealth: async (...call) => {
      const answer = await cloud.targetHealth(...call);
      return left-- > 0 ? [...before] : answer;
    },
  });
  room.account.reconnect();
}

const SPARE = { id: '10.0.1.50', port: 8080 };

describe('registering', () => {
  it('is done when the address is listed in another spelling', async () => {
    room.throughCloud = (cloud): OpenCloud => ({
      ...cloud,
      registerTargets: () => Promise.resolve(),
      targetHealth: () =>
        Promise.resolve([{ id: '2001:db8:0:0:0:0:0:5', port: 8080, health: { state: 'initial' } }]),
    });
    room.account.reconnect();
    const { outcomes } = await register('payments-api', { id: '2001:db8::5', port: 8080 });
    expect(outcomes).toMatchObject([{ done: true }]);
  });

  it('is done when the target is listed', async () => {
    const { outcomes, error } = await register('payments-api', SPARE);
    expect(error).toBeUndefined();
    expect(outcomes).toMatchObject([{ target: SPARE, done: true, health: { state: 'initial' } }]);
    // The read that proves it is known to everybody.
    expect(room.targets('payments-api')).toContain('10.0.1.50:8080 initial');
    expect(room.drains.all).toEqual([]);
  });

  it('is done for a target that was sent without the port and zone that the API fills in', async () => {
    const { outcomes } = await register('payments-api', { id: '10.0.1.50' });
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(1);
  });

  it('is not done when the API refuses, and nothing else is', async () => {
    const { outcomes, error } = await register('payments-api', SPARE, { id: '8.8.8.8', port: 8080 });
    expect(error).toMatchObject({ kind: 'invalid', code: 'InvalidTarget' });
    expect(outcomes).toEqual([
      { target: SPARE, done: false },
      { target: { id: '8.8.8.8', port: 8080 }, done: false },
    ]);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(1);
  });

  it('waits for reads that lag behind', async () => {
    lagging(3, await listedTargets('payments-api'));
    await room.emulator.forgetRequests();
    const before = room.clock.now();
    const { outcomes } = await register('payments-api', SPARE);
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(await room.emulator.count('DescribeTargetHealth')).toBe(4);
    expect(room.clock.now() - before).toBeLessThanOrEqual(4_000);
  });

  it('of a target that drains is done when it drains no more, and its drain has returned', async () => {
    const id = room.emulator.instance('web-1');
    await deregister('checkout-web', { id, port: 80 });
    lagging(2, await listedTargets('checkout-web'));
    const { outcomes } = await register('checkout-web', { id, port: 80 });
    expect(outcomes).toMatchObject([{ done: true, health: { state: 'initial' } }]);
    expect(drainPhases()).toEqual([`${id}:80 returned`]);
  });

  it('is not done when it is not seen in the end', async () => {
    lagging(100, await listedTargets('payments-api'));
    const before = room.clock.now();
    const { outcomes, error } = await register('payments-api', SPARE);
    expect(outcomes).toEqual([{ target: SPARE, done: false }]);
    expect(error).toBeUndefined();
    expect(room.clock.now() - before).toBeGreaterThanOrEqual(15_000);
  });

  it('is done when only the answer was lost', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', drop: true, when: 'after', times: 3 });
    const { outcomes, error } = await register('payments-api', SPARE);
    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(outcomes).toMatchObject([{ target: SPARE, done: true }]);
  });

  it('waits for reads that lag behind when the answer was lost', async () => {
    lagging(2, await listedTargets('payments-api'));
    await room.emulator.fail({ action: 'RegisterTargets', drop: true, when: 'after', times: 3 });
    const { outcomes } = await register('payments-api', SPARE);
    expect(outcomes).toMatchObject([{ target: SPARE, done: true }]);
  });

  it('rejects when nothing can be read back', async () => {
    await room.emulator.fail({ action: 'DescribeTargetHealth', code: 'AccessDenied' });
    const problem = await problemOf(register('payments-api', SPARE));
    expect(problem.message).toContain('elasticloadbalancing:DescribeTargetHealth');
  });

  it('can be aborted while it reads back', async () => {
    lagging(100, await listedTargets('payments-api'));
    const controller = new AbortController();
    const work = room.registration.register(change('payments-api', [SPARE], controller.signal));
    const failure = failureOf(work);
    await room.clock.advance(1_000);
    controller.abort();
    expect(await failure).toBe(controller.signal.reason);
    await room.emulator.forgetRequests();
    await room.clock.advance(60_000);
    expect(await room.emulator.requests()).toEqual([]);
  });
});

describe('more targets than one call takes', () => {
  const many = Array.from({ length: 201 }, (_, index) => ({ id: '10.0.0.77', port: 1000 + index }));
  const theLast = many.map((_, index) => index !== 200);
  beforeEach(async () => {
    await room.close();
    room = await StateRoom.start({ scenario: world({ targetGroups: groups(1) }) });
    await room.account.readGroups(BY_USER);
  });

  it('are reported apart where the last are not registered', async () => {
    const targets = [...many.slice(0, 200), { id: '8.8.8.8', port: 80 }];
    const { outcomes, error } = await register('group-000', ...targets);
    expect(error).toMatchObject({ kind: 'invalid' });
    expect(outcomes.map(({ done }) => done)).toEqual(theLast);
  });

  it('are reported apart where the last are not deregistered, and only those have no drain', async () => {
    await register('group-000', ...many);
    // The first call goes through, the second is refused.
    await room.emulator.fail({ action: 'DeregisterTargets', delayMilliseconds: 0 });
    await room.emulator.fail({ action: 'DeregisterTargets', code: 'AccessDenied' });
    const { outcomes, error } = await deregister('group-000', ...(await listedTargets('group-000')));
    expect(error).toMatchObject({ kind: 'accessDenied' });
    expect(outcomes.map(({ done }) => done)).toEqual(theLast);
    expect(room.drains.all).toHaveLength(200);
    expect(room.drains.all.some(({ target }) => target.port === 1200)).toBe(false);
  });
});

describe('deregistering', () => {
  it('sends each target as it is listed: id, port, and zone', async () => {
    const targets = await listedTargets('payments-api');
    await deregister('payments-api', ...targets);
    const [request] = await room.emulator.requests('DeregisterTargets');
    const sent = [
      { Id: '10.0.1.21', Port: 8080, AvailabilityZone: 'us-east-1a' },
      { Id: '10.0.1.21', Port: 8081, AvailabilityZone: 'us-east-1a' },
      { Id: '10.0.2.22', Port: 8080, AvailabilityZone: 'us-east-1b' },
      { Id: '192.168.10.5', Port: 8443, AvailabilityZone: 'all' },
    ];
    expect(request?.input.Targets).toEqual(sent);
  });

  it('is done when the targets drain, and their drains go on to their end', async () => {
    const targets = (await listedTargets('checkout-web')).filter(
      ({ id }) => id === room.emulator.instance('web-1'),
    );
    const { outcomes, error } = await deregister('checkout-web', ...targets);
    expect(error).toBeUndefined();
    expect(outcomes).toMatchObject([{ done: true, health: { state: 'draining' } }]);
    expect(room.drains.all).toMatchObject([
      { phase: 'draining', startedBy: 'us', targetName: 'web-1', delayMilliseconds: 30_000 },
    ]);
    await room.clock.advance(30_000);
    await listedTargets('checkout-web');
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
  });

  it('writes the drain down before it calls', async () => {
    room.beforeWrite = async () => {
      room.log.push('storing');
      // However long that takes.
      await room.emulator.requests();
      room.log.push('stored');
    };
    const targets = await listedTargets('payments-api');
    room.log.length = 0;
    await deregister('payments-api', ...targets.slice(0, 1));
    expect(room.log.indexOf('stored')).toBeGreaterThanOrEqual(0);
    expect(room.log.indexOf('register')).toBeGreaterThan(room.log.indexOf('stored'));
  });

  it('has its drain after a crash between the call and its answer', async () => {
    const [target] = await listedTargets('payments-api');
    const carriedOut = new Promise<void>((resolve) => {
      room.throughCloud = (cloud) => ({
        ...cloud,
        async deregisterTargets(...call) {
          await cloud.deregisterTargets(...call);
          resolve();
          await new Promise(() => undefined);
        },
      });
    });
    room.account.reconnect();
    void room.registration.deregister(change('payments-api', [target!]));
    await carriedOut;
    const startedAt = room.clock.now();
    room = room.restart();
    expect(room.drains.all).toMatchObject([{ phase: 'deregistering', target: { id: target?.id } }]);
    await room.clock.advance(5_000);
    await room.account.readGroups(BY_USER);
    await listedTargets('payments-api');
    expect(room.drains.all).toMatchObject([{ startedBy: 'us', phase: 'draining', startedAt }]);
  });

  it('without the port of an overridden target is reported as not done, and leaves no drain', async () => {
    const listed = (await listedTargets('payments-api')).find(({ port }) => port === 8443);
    const without = { id: listed!.id, availabilityZone: 'all' };
    const { outcomes, error } = await deregister('payments-api', without);
    expect(error).toBeUndefined();
    expect(await room.emulator.requests('DeregisterTargets')).toMatchObject([
      { input: { Targets: [{ Id: '192.168.10.5', AvailabilityZone: 'all' }] } },
    ]);
    expect(outcomes).toMatchObject([{ target: without, done: false, health: { state: 'healthy' } }]);
    expect(room.drains.all).toEqual([]);
    expect(await listedTargets('payments-api')).toContainEqual(listed);
  });

  it('without a port is that of the target on the group’s port', async () => {
    await register('payments-api', { id: '10.0.1.50', port: 80 }, SPARE);
    const { outcomes } = await deregister('payments-api', { id: '10.0.1.50' });
    expect(outcomes).toMatchObject([{ done: true, health: { state: 'draining' } }]);
    const states = (await listedTargets('payments-api')).filter(({ id }) => id === '10.0.1.50');
    expect(states.map(({ port, health }) => [port, health.state])).toEqual([
      [80, 'initial'],
      [8080, 'draining'],
    ]);
  });

  it('is not done where reads show the target in service to the end, and leaves no drain', async () => {
    const before = await listedTargets('payments-api');
    lagging(100, before);
    const { outcomes } = await deregister('payments-api', before[0]!);
    expect(outcomes).toMatchObject([{ done: false, health: { state: 'healthy' } }]);
    expect(room.drains.all).toEqual([]);
  });

  it('waits for reads that lag behind, with its drain', async () => {
    const before = await listedTargets('payments-api');
    lagging(2, before);
    const { outcomes } = await deregister('payments-api', before[0]!);
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(drainPhases()).toEqual(['10.0.1.21:8080 draining']);
  });

  it('that the API refuses leaves no drain', async () => {
    const targets = await listedTargets('payments-api');
    await room.emulator.fail({ action: 'DeregisterTargets', code: 'AccessDenied' });
    const { outcomes, error } = await deregister('payments-api', ...targets);
    expect(error).toMatchObject({ kind: 'accessDenied' });
    expect(outcomes.map(({ done }) => done)).toEqual([false, false, false, false]);
    expect(room.drains.all).toEqual([]);
  });

  it('is done when only the answer was lost, and keeps its drain', async () => {
    const [target] = await listedTargets('payments-api');
    await room.emulator.fail({ action: 'DeregisterTargets', drop: true, when: 'after', times: 3 });
    const { outcomes, error } = await deregister('payments-api', target!);
    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(drainPhases()).toEqual(['10.0.1.21:8080 draining']);
  });

  it('keeps the drain when nobody can tell whether it was done', async () => {
    const [target] = await listedTargets('payments-api');
    await room.emulator.fail({ action: 'DeregisterTargets', drop: true, when: 'after', times: 3 });
    await room.emulator.fail({ action: 'DescribeTargetHealth', drop: true, times: 3 });
    expect((await problemOf(deregister('payments-api', target!))).kind).toBe('unreachable');
    expect(drainPhases()).toEqual(['10.0.1.21:8080 deregistering']);
    await listedTargets('payments-api');
    expect(drainPhases()).toEqual(['10.0.1.21:8080 draining']);
  });

  it('writes nothing down when the connection cannot be opened', async () => {
    const [target] = await listedTargets('payments-api');
    room.throughCloud = () => {
      throw new Error('no configuration');
    };
    room.account.reconnect();
    await failureOf(deregister('payments-api', target!));
    expect(room.drains.all).toEqual([]);
  });

  it('writes nothing down, and sends nothing, when it is aborted before', async () => {
    const [target] = await listedTargets('payments-api');
    const signal = AbortSignal.abort();
    const work = room.registration.deregister(change('payments-api', [target!], signal));
    expect(await failureOf(work)).toBe(signal.reason);
    expect(room.drains.all).toEqual([]);
    expect(await room.emulator.count('DeregisterTargets')).toBe(0);
  });

  it('is done at once in a Lambda group, where nothing drains', async () => {
    const targets = await listedTargets('orders-events');
    const { outcomes } = await deregister('orders-events', ...targets);
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(outcomes[0]).not.toHaveProperty('health');
    expect(room.drains.all).toMatchObject([{ phase: 'gone' }]);
    expect(room.drains.all[0]).not.toHaveProperty('delayMilliseconds');
    expect(await room.emulator.count('DescribeTargetGroupAttributes')).toBe(0);
  });

  it('goes on without the delay where the attributes may not be read', async () => {
    const [target] = await listedTargets('payments-api');
    await room.emulator.fail({ action: 'DescribeTargetGroupAttributes', code: 'AccessDenied' });
    const { outcomes } = await deregister('payments-api', target!);
    expect(outcomes).toMatchObject([{ done: true }]);
    expect(room.drains.all[0]).not.toHaveProperty('delayMilliseconds');
  });
});
