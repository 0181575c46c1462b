// Attaching to Auto Scaling groups and detaching, over the emulator; and what is known of them.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AutoScalingGroup } from '../../../src/model/autoScaling';
import { Scaling } from '../../../src/state/scaling';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
let scaling: Scaling;
beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
  await room.account.readAutoScaling(BY_USER);
  scaling = new Scaling(room.registration, room.clock);
});
afterEach(() => room.close());

function known(): AutoScalingGroup {
  const [group] = room.account.autoScaling.groups;
  if (group === undefined) throw new Error('No Auto Scaling group is known');
  return group;
}

function attachment(group: string) {
  return { account: room.account, group: room.group(group), autoScalingGroup: known() };
}

it('is known which are attached to a target group, and which owns an instance', () => {
  const { autoScaling } = room.account;
  expect(autoScaling.attachedTo(room.emulator.group('checkout-web'))).toEqual([known()]);
  expect(autoScaling.attachedTo(room.emulator.group('batch-workers'))).toEqual([]);
  expect(autoScaling.ownerOf(room.emulator.instance('web-1'))?.name).toBe('checkout-web-asg');
  expect(autoScaling.ownerOf(room.emulator.instance('web-4'))).toBeUndefined();
});

it('is silently unknown without the permission, and news only where something changed', async () => {
  room.changes.length = 0;
  await room.account.readAutoScaling(BY_USER);
  expect(room.changes).toEqual([]);
  await room.emulator.fail({ action: 'DescribeAutoScalingGroups', code: 'AccessDenied' });
  await room.account.readAutoScaling(BY_USER);
  expect(room.account.autoScaling.groups).toEqual([]);
  expect(room.changes.map(({ groupArn }) => groupArn)).toEqual([room.emulator.group('checkout-web')]);
});

it('attaching ends when the instances are listed and the attachment is made', async () => {
  const { outcomes, error } = await room.finish(scaling.attach(attachment('batch-workers')));
  expect(error).toBeUndefined();
  expect(outcomes.map(({ target, done }) => [target.id, target.port, done])).toEqual([
    [room.emulator.instance('web-1'), 8000, true],
    [room.emulator.instance('web-2'), 8000, true],
  ]);
  expect(known().targetGroupArns).toContain(room.emulator.group('batch-workers'));
});

it('detaching writes the drains down, and leaves what is not the group’s', async () => {
  const { outcomes } = await room.finish(scaling.detach(attachment('checkout-web')));
  expect(outcomes.map(({ done }) => done)).toEqual([true, true]);
  expect(room.drains.all.map(({ target, startedBy }) => [target.id, startedBy]).sort()).toEqual(
    [room.emulator.instance('web-1'), room.emulator.instance('web-2')].sort().map((id) => [id, 'us']),
  );
  expect(known().targetGroupArns).not.toContain(room.emulator.group('checkout-web'));
});

it('detaching that is refused drains nothing', async () => {
  await room.emulator.fail({ action: 'DetachLoadBalancerTargetGroups', code: 'AccessDenied' });
  const { error } = await room.finish(scaling.detach(attachment('checkout-web')));
  expect(error).toMatchObject({ kind: 'accessDenied' });
  expect(room.drains.all).toEqual([]);
});

it('what became of a change is told also when the groups cannot be read after it', async () => {
  const change = attachment('checkout-web');
  await room.emulator.fail({ action: 'DescribeAutoScalingGroups', code: 'ValidationError', times: 3 });
  const { outcomes, error } = await room.finish(scaling.detach(change));
  expect([outcomes.map(({ done }) => done), error]).toEqual([[true, true], undefined]);
});
