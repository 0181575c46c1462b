// What the user waits for, through the room: followed by every read, kept through restarts, told once.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HealthWait } from '../../../src/model/healthWait';
import { identityOf, type RegisteredTarget } from '../../../src/model/target';
import { parseHealthWaits } from '../../../src/state/healthWaits';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
let targets: readonly RegisteredTarget[];
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
  targets = await room.account.readHealth(room.group('checkout-web').arn, BY_USER);
});
afterEach(() => room.close());

function scope() {
  const { arn, name } = room.group('checkout-web');
  return { connectionId: room.account.id, groupArn: arn, groupName: name };
}

async function read(of = room): Promise<void> {
  await of.account.readHealth(room.emulator.group('checkout-web'), BY_USER);
  await of.clock.settle();
}

async function deregisterFirst(): Promise<RegisteredTarget> {
  const [target] = targets;
  const change = { account: room.account, group: room.group('checkout-web'), targets: [target!] };
  await room.finish(room.registration.deregister(change));
  return target!;
}

function endsIn(of: StateRoom): HealthWait[] {
  const ends: HealthWait[] = [];
  of.stored.waits.onDidEnd((ended) => ends.push(...ended));
  return ends;
}

describe('a wait', () => {
  it('until drained ends when the target is gone, in one of two windows', async () => {
    const target = await deregisterFirst();
    await room.stored.waits.begin(scope(), 'drained', [{ target }]);
    const other = room.anotherWindow();
    await other.account.readGroups(BY_USER);
    const ends = endsIn(room);
    const endsInOther = endsIn(other);
    await room.clock.advance(20_000);
    await Promise.all([read(), read(other)]);
    expect([...ends, ...endsInOther]).toEqual([]);
    await room.clock.advance(10_000);
    await Promise.all([read(), read(other)]);
    expect([...ends, ...endsInOther]).toMatchObject([
      { outcome: 'reached', targets: [{ target: { id: target.id } }] },
    ]);
    other.closeWindow();
  });

  it('goes on after its window was closed, with nothing of the target but its identity', async () => {
    const wait = await room.stored.waits.begin(
      scope(),
      'healthy',
      targets.map((target) => ({ target })),
    );
    room = room.restart();
    expect(room.stored.waits.get(wait.id)).toEqual(wait);
    expect(wait.targets.map(({ target }) => target)).toEqual(targets.map(identityOf));
    expect(room.stored.waits.open(room.account.id)).toHaveLength(1);
  });

  it('until healthy goes on while the target’s register is pending, and is impossible without', async () => {
    const target = await deregisterFirst();
    const [change] = await room.stored.pending.stage(scope(), [
      { action: 'register', target: identityOf(target), whenDrained: true },
    ]);
    await room.stored.waits.begin(scope(), 'healthy', [{ target }]);
    await room.clock.advance(60_000);
    await read();
    expect(room.stored.waits.open(room.account.id)).toHaveLength(1);
    await room.stored.pending.remove([change!.id]);
    await read();
    expect(room.stored.waits.all).toMatchObject([{ outcome: 'impossible' }]);
  });

  it('that the user stops is stopped, once', async () => {
    const { id } = await room.stored.waits.begin(scope(), 'healthy', [{ target: targets[0]! }]);
    const ends = endsIn(room);
    await room.stored.waits.stop(id);
    const endedAt = room.clock.now();
    expect(room.stored.waits.all).toMatchObject([{ outcome: 'stopped', endedAt }]);
    await room.clock.advance(1_000);
    await room.stored.waits.stop(id);
    await room.stored.waits.stop('of nobody');
    expect(room.stored.waits.all).toMatchObject([{ endedAt }]);
    expect(ends).toEqual([]);
    await room.stored.waits.clearFinished();
    expect(room.stored.waits.all).toEqual([]);
  });

  it('ends with its group', async () => {
    await room.stored.waits.begin(scope(), 'healthy', [{ target: targets[0]! }]);
    const ends = endsIn(room);
    room.emulator.removeGroup('checkout-web');
    await room.account.readGroups(BY_USER);
    await room.clock.settle();
    expect(ends).toMatchObject([{ outcome: 'impossible' }]);
  });
});

it('what is not a wait is left out of what was stored', () => {
  expect(parseHealthWaits('waits')).toEqual([]);
  expect(parseHealthWaits([null, 1, {}, { id: 'a', targets: [] }])).toEqual([]);
});
