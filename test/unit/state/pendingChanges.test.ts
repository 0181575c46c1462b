// What is pending: one change a target, edited, removed, and known to every window.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PendingChange, ProposedChange } from '../../../src/model/pendingChange';
import { parsePendingChanges } from '../../../src/state/pendingChanges';
import { StateRoom } from '../support/stateRoom';

const SCOPE = { connectionId: 'emulator@us-east-1', groupArn: 'arn:group', groupName: 'group' };
const WEB = { id: '10.0.1.50', port: 80 };

let room: StateRoom;
beforeEach(async () => {
  room = await StateRoom.start();
});
afterEach(() => room.close());

function stage(...changes: ProposedChange[]): Promise<readonly PendingChange[]> {
  return room.stored.pending.stage(SCOPE, changes);
}

function inWords(): string[] {
  return room.stored.pending.all.map(
    ({ action, target }) => `${action} ${target.id}:${target.port ?? ''}@${target.availabilityZone ?? ''}`,
  );
}

describe('a target', () => {
  it('has one pending change: what is staged last takes the place of what was before', async () => {
    await stage({ action: 'register', target: WEB });
    await stage({ action: 'deregister', target: WEB });
    expect(inWords()).toEqual(['deregister 10.0.1.50:80@']);
  });

  it('on another port is another target', async () => {
    await stage({ action: 'register', target: WEB }, { action: 'register', target: { ...WEB, port: 81 } });
    expect(inWords()).toHaveLength(2);
  });
});

describe('a pending change', () => {
  it('gets another port and zone, loses the reason why it was left, and keeps its place', async () => {
    const [first] = await stage(
      { action: 'register', target: WEB },
      { action: 'register', target: { ...WEB, port: 90 } },
    );
    await room.stored.pending.leave(new Map([[first!.id, 'refused']]));
    await room.stored.pending.retarget(first!.id, { ...WEB, port: 8080, availabilityZone: 'all' });
    expect(inWords()).toEqual(['register 10.0.1.50:8080@all', 'register 10.0.1.50:90@']);
    expect(room.stored.pending.all[0]).not.toHaveProperty('leftBecause');
  });

  it('that waits for a drain and is edited waits no more: the new target may have none', async () => {
    const [change] = await stage({ action: 'register', target: WEB, whenDrained: true });
    await room.stored.pending.retarget(change!.id, { ...WEB, port: 8080 });
    expect(room.stored.pending.all).toHaveLength(1);
    expect(room.stored.pending.all[0]).not.toHaveProperty('whenDrained');
  });

  it('that is edited to be the target of another takes its place', async () => {
    const [, second] = await stage(
      { action: 'register', target: WEB },
      { action: 'register', target: { ...WEB, port: 90 } },
    );
    await room.stored.pending.retarget(second!.id, WEB);
    expect(inWords()).toEqual(['register 10.0.1.50:80@']);
  });

  it('is there after a reload', async () => {
    await stage({ action: 'register', target: WEB, targetName: 'web-1' });
    room = room.restart();
    expect(room.stored.pending.all).toMatchObject([{ targetName: 'web-1', stagedAt: room.clock.now() }]);
  });

  it('tells whose group it is of when it comes and when it goes', async () => {
    const heard = vi.fn();
    room.stored.pending.onDidChange(heard);
    const [change] = await stage({ action: 'register', target: WEB });
    await room.stored.pending.remove([change!.id]);
    expect(heard.mock.calls).toEqual([
      [[expect.objectContaining(SCOPE)]],
      [[expect.objectContaining(SCOPE)]],
    ]);
  });
});

it('takes of what is stored only what is whole', () => {
  const whole = { ...SCOPE, id: 'x', action: 'register', target: WEB, stagedAt: 1 };
  const broken = [
    null,
    'text',
    { ...whole, action: 'explode' },
    { ...whole, target: 7 },
    { ...whole, stagedAt: 'now' },
    { ...whole, groupArn: undefined },
  ];
  expect(parsePendingChanges([...broken, whole])).toEqual([whole]);
  expect(parsePendingChanges({ not: 'a list' })).toEqual([]);
});
