// The targets that we registered, through the room: written down before the call, followed by every read, told once.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TargetIdentity } from '../../../src/model/target';
import type { ArrivalNews } from '../../../src/state/arrivals';
import { parseArrivals } from '../../../src/state/arrivals';
import { failureOf } from '../support/problems';
import { BY_USER, StateRoom } from '../support/stateRoom';

const SPARE = { id: '10.0.1.50', port: 8080 };

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
});
afterEach(() => room.close());

function register(group: string, ...targets: TargetIdentity[]) {
  const change = { account: room.account, group: room.group(group), targets };
  return room.finish(room.registration.register(change));
}

async function read(group: string, of = room): Promise<void> {
  await of.account.readHealth(room.emulator.group(group), BY_USER);
  await of.clock.settle();
}

function phases(of = room): string[] {
  return of.stored.arrivals.all.map(({ target, phase }) => `${target.id}:${target.port ?? ''} ${phase}`);
}

function newsOf(of: StateRoom): string[] {
  const told: string[] = [];
  of.stored.arrivals.onDidNotice((news: readonly ArrivalNews[]) => {
    told.push(...news.map(({ kind, arrival }) => `${arrival.target.id} ${kind}`));
  });
  return told;
}

describe('an arrival', () => {
  it('is written down before the call, and listed as the API lists it', async () => {
    room.beforeWrite = () => {
      room.log.push('written');
      return Promise.resolve();
    };
    room.log.length = 0;
    const startedAt = room.clock.now();
    await register('payments-api', SPARE);
    expect(room.log.indexOf('register')).toBeGreaterThan(room.log.indexOf('written'));
    expect(room.stored.arrivals.all).toMatchObject([
      { phase: 'checking', startedAt, groupName: 'payments-api', expectedMilliseconds: 15_000 },
    ]);
    expect(room.stored.arrivals.all[0]?.target).toEqual(
      room.account
        .group(room.emulator.group('payments-api'))
        ?.targets?.filter(({ id }) => id === SPARE.id)
        .map(({ id, port, availabilityZone }) => ({ id, port, availabilityZone }))[0],
    );
  });

  it('is told late, then healthy, by one of two windows', async () => {
    await room.emulator.answer(SPARE.id, 'refuses');
    await register('payments-api', SPARE);
    const other = room.anotherWindow();
    await other.account.readGroups(BY_USER);
    const told = newsOf(room);
    const toldByOther = newsOf(other);
    await room.clock.advance(10_000);
    await read('payments-api');
    expect([...told, ...toldByOther]).toEqual([]);
    await room.clock.advance(15_000);
    await Promise.all([read('payments-api'), read('payments-api', other)]);
    expect([...told, ...toldByOther]).toEqual([`${SPARE.id} late`]);
    await room.emulator.answer(SPARE.id, '200');
    await room.clock.advance(60_000);
    await Promise.all([read('payments-api'), read('payments-api', other)]);
    expect([...told, ...toldByOther].slice(1)).toEqual([`${SPARE.id} healthy`]);
    other.closeWindow();
  });

  it('is withdrawn when the API refuses', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', code: 'AccessDenied' });
    await register('payments-api', SPARE);
    expect(room.stored.arrivals.all).toEqual([]);
  });

  it('is kept when nobody can tell whether it was done, and goes on with the next read', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', drop: true, when: 'after', times: 3 });
    await room.emulator.fail({ action: 'DescribeTargetHealth', drop: true, times: 3 });
    await failureOf(register('payments-api', SPARE));
    expect(phases()).toEqual(['10.0.1.50:8080 registering']);
    await read('payments-api');
    expect(phases()).toEqual(['10.0.1.50:8080 checking']);
  });

  it('has survived a crash between the call and its answer', async () => {
    const carriedOut = new Promise<void>((resolve) => {
      room.throughCloud = (cloud) => ({
        ...cloud,
        async registerTargets(...call) {
          await cloud.registerTargets(...call);
          resolve();
          await new Promise(() => undefined);
        },
      });
    });
    room.account.reconnect();
    const change = { account: room.account, group: room.group('payments-api'), targets: [SPARE] };
    void room.registration.register(change);
    await carriedOut;
    room = room.restart();
    await room.account.readGroups(BY_USER);
    await read('payments-api');
    expect(phases()).toEqual(['10.0.1.50:8080 checking']);
  });

  it('ends with the deregistration of its target', async () => {
    await register('payments-api', SPARE);
    const group = room.group('payments-api');
    const targets = await room.account.readHealth(group.arn, BY_USER);
    const spare = targets.filter(({ id }) => id === SPARE.id);
    await room.finish(room.registration.deregister({ account: room.account, group, targets: spare }));
    expect(phases()).toEqual(['10.0.1.50:8080 gone']);
    expect(room.stored.arrivals.open(room.account.id)).toEqual([]);
    await room.stored.arrivals.clearFinished();
    expect(phases()).toEqual([]);
  });

  it('takes the place of an earlier one of the same target', async () => {
    const scope = { connectionId: room.account.id, groupArn: 'arn:web', groupName: 'web' };
    await room.stored.arrivals.begin([{ ...scope, target: SPARE }]);
    await room.clock.advance(1_000);
    await room.stored.arrivals.begin([
      { ...scope, target: SPARE },
      { ...scope, target: { id: '10.0.0.9' } },
    ]);
    expect(phases()).toEqual(['10.0.1.50:8080 registering', '10.0.0.9: registering']);
    expect(room.stored.arrivals.all[0]?.startedAt).toBe(room.clock.now());
  });

  it('that is healthy is watched on when the user clears what has finished', async () => {
    await register('payments-api', SPARE);
    await room.clock.advance(30_000);
    await read('payments-api');
    await room.stored.arrivals.clearFinished();
    expect(room.stored.arrivals.all).toMatchObject([{ phase: 'healthy', isCleared: true }]);
    const told = newsOf(room);
    await room.emulator.answer(SPARE.id, 'refuses');
    await room.clock.advance(30_000);
    await read('payments-api');
    expect(told).toEqual([`${SPARE.id} unhealthyAgain`]);
    await room.stored.arrivals.clearFinished();
    expect(room.stored.arrivals.all).toEqual([]);
  });

  it('ends with its group', async () => {
    await register('payments-api', SPARE);
    room.emulator.removeGroup('payments-api');
    await room.account.readGroups(BY_USER);
    await room.clock.settle();
    expect(phases()).toEqual(['10.0.1.50:8080 gone']);
  });
});

it('what is not an arrival is left out of what was stored', () => {
  expect(parseArrivals('arrivals')).toEqual([]);
  expect(parseArrivals([null, 1, {}, { id: 'a' }])).toEqual([]);
});

it('tells of the groups whose arrivals changed', async () => {
  const heard = vi.fn();
  room.stored.arrivals.onDidChange(heard);
  await register('payments-api', SPARE);
  expect(heard).toHaveBeenCalledWith([expect.objectContaining({ groupName: 'payments-api' })]);
});
