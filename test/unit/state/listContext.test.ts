// What the document of a group's targets is checked against: every look-up once, however many lines are checked.
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { checkTargetList } from '../../../src/model/targetList/check';
import { planSave } from '../../../src/model/targetList/plan';
import { readListContext, readQualifiers } from '../../../src/state/listContext';
import { groups, world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
});
afterEach(() => room.close());

function read(group: string) {
  const { drains, stored, account } = room;
  return room.finish(readListContext({ drains, pending: stored.pending }, account, room.group(group)));
}

async function actions(): Promise<string[]> {
  return (await room.emulator.requests()).map(({ action }) => action).sort();
}

it('has the instances of the VPC for a group of instances, by id', async () => {
  const { instances, registered } = await read('checkout-web');
  expect(registered).toHaveLength(3);
  expect(instances?.get(room.emulator.instance('web-5'))).toMatchObject({ name: 'web-5', state: 'stopped' });
  expect(instances?.has(room.emulator.instance('legacy-reports'))).toBe(false);
});

it('has the functions of the Region for a group of functions, and what each can be registered as', async () => {
  const { candidates } = await read('image-resize');
  const arn = room.emulator.functionArn('image-resize');
  expect(candidates?.get(arn)).toBe('image-resize');
  const qualifiers = await room.finish(readQualifiers(room.account, arn));
  expect(qualifiers.get(`${arn}:live`)).toBe('alias of version 2');
});

it('has the load balancers on the group’s port for a group of load balancers', async () => {
  const { candidates } = await read('web-via-nlb');
  expect(candidates?.get(room.emulator.loadBalancer('shop-web'))).toBe('shop-web');
});

it('has the account’s own quota of targets', async () => {
  room.throughCloud = (cloud) => ({
    ...cloud,
    accountLimits: () => Promise.resolve(new Map([['targets-per-target-group', 2_000]])),
  });
  room.account.reconnect();
  const context = await read('payments-api');
  expect(context.targetsPerGroup).toBe(2_000);
});

it('has what is pending and what drains', async () => {
  const { arn, name } = room.group('payments-api');
  const target = { id: '10.0.1.50', port: 8080 };
  await room.stored.pending.stage({ connectionId: room.account.id, groupArn: arn, groupName: name }, [
    { action: 'register', target },
  ]);
  expect((await read('payments-api')).pending).toMatchObject([{ action: 'register', target }]);
});

test('a thousand pasted addresses ask for the health, the quota and the network once, and for nothing line by line', async () => {
  await room.close();
  room = await StateRoom.start({ scenario: world({ targetGroups: groups(1) }) });
  await room.account.readGroups(BY_USER);
  await room.emulator.forgetRequests();
  const lines = Array.from({ length: 1000 }, (_, index) =>
    index % 25 === 24 ? `10.0.1.${300 + index}` : `10.0.${Math.floor(index / 200) + 1}.${(index % 200) + 10}`,
  );
  const context = await read('group-000');
  const checked = checkTargetList(lines.join('\n'), 'additions', context, room.clock.now());
  const { changes, errors } = planSave(checked, context);
  expect([changes.length, errors.length]).toEqual([960, 40]);
  expect(await actions()).toEqual([
    'DescribeAccountLimits',
    'DescribeAvailabilityZones',
    'DescribeNetworkInterfaces',
    'DescribeSubnets',
    'DescribeTargetHealth',
    'DescribeVpcs',
  ]);
});
