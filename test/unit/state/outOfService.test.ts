// What is out of service: remembered until it is back, whoever put it back.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identityOf, type RegisteredTarget } from '../../../src/model/target';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
});
afterEach(() => room.close());

const isOut = () => room.stored.outOfService.of(room.account.id, room.group('checkout-web').arn).length > 0;

/** Deregisters web-1 of checkout-web and remembers it. */
async function takeOut(): Promise<RegisteredTarget> {
  const group = room.group('checkout-web');
  const targets = await room.account.readHealth(group.arn, BY_USER);
  const target = targets.find(({ id }) => id === room.emulator.instance('web-1'))!;
  await room.finish(room.registration.deregister({ account: room.account, group, targets: [target] }));
  const scope = { connectionId: room.account.id, groupArn: group.arn, groupName: group.name };
  await room.stored.outOfService.remember(scope, [{ target, targetName: 'web-1' }]);
  return target;
}

async function read(): Promise<void> {
  await room.account.readHealth(room.group('checkout-web').arn, BY_USER);
  await room.clock.advance(0);
}

it('stays while the target drains, and when it is gone', async () => {
  await takeOut();
  await read();
  expect(isOut()).toBe(true);
  await room.clock.advance(600_000);
  await read();
  expect(isOut()).toBe(true);
  expect(room.stored.outOfService.of(room.account.id, room.group('checkout-web').arn)).toMatchObject([
    { targetName: 'web-1', target: { port: 80 } },
  ]);
});

it('ends when somebody has registered it again', async () => {
  const target = await takeOut();
  const cloud = await room.account.cloud();
  await cloud.registerTargets(room.group('checkout-web').arn, [identityOf(target)], BY_USER);
  await read();
  expect(isOut()).toBe(false);
});

it('does not end by a read that lags behind', async () => {
  const target = await takeOut();
  const { outOfService } = room.stored;
  const late = () => ({
    connectionId: room.account.id,
    group: room.group('checkout-web'),
    targets: [{ ...target, health: { state: 'healthy' } }],
    readAt: room.clock.now(),
  });
  await outOfService.observe(late());
  expect(isOut()).toBe(true);
  await room.clock.advance(60_000);
  await outOfService.observe(late());
  expect(isOut()).toBe(false);
});
