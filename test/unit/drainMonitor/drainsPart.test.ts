// The host's side of lanes: everything once, then what changed, and nothing while the page is hidden.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandId } from '../../../src/model/contributions';
import type { RegisteredTarget } from '../../../src/model/target';
import { DrainsPart } from '../../../src/views/drainMonitor/drainsPart';
import type { ToLanes } from '../../../src/views/drainMonitor/laneMessages';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { Nodes } from '../../../src/views/nodes';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
let part: DrainsPart;
let posted: ToMonitor[];
let ran: string[];

beforeEach(async () => {
  room = await StateRoom.start();
  await room.account.readGroups(BY_USER);
  posted = [];
  ran = [];
  part = new DrainsPart({
    ...room.stored,
    inventory: room.inventory,
    nodes: new Nodes(),
    run: (command: CommandId, node) => {
      ran.push(
        `${command} ${node
          .standsFor()
          .map(({ kind }) => kind)
          .join(' ')}`,
      );
      return Promise.resolve();
    },
  });
});
afterEach(async () => {
  part.dispose();
  await room.close();
});

const open = () => {
  part.open((message) => posted.push(message));
};
const last = () => posted.at(-1) as ToLanes;

async function begin(name: string, ...picked: number[]): Promise<readonly RegisteredTarget[]> {
  const group = room.group(name);
  const all = await room.account.readHealth(group.arn, BY_USER);
  const targets = all.filter((_, index) => picked.includes(index));
  await room.finish(room.registration.deregister({ account: room.account, group, targets }));
  return targets;
}

async function read(name: string): Promise<void> {
  await room.account.readHealth(room.group(name).arn, BY_USER);
  await room.clock.advance(0);
}

it('tells all lanes with their group, then only the lane that changed', async () => {
  await begin('checkout-web', 0, 1);
  await read('checkout-web');
  open();
  expect(posted).toHaveLength(1);
  const { lanes, groups, type } = last();
  expect(type).toBe('lanes');
  expect(lanes.map(({ phase }) => phase)).toEqual(['draining', 'draining']);
  expect(groups).toMatchObject([{ groupName: 'checkout-web', loadBalancer: 'application' }]);

  await begin('payments-api', 0);
  expect(posted.length).toBeGreaterThan(1);
  const later = posted.slice(1) as ToLanes[];
  expect(later.every((message) => message.type === 'laneChanges')).toBe(true);
  expect(new Set(later.flatMap((message) => message.lanes.map(({ groupName }) => groupName)))).toEqual(
    new Set(['payments-api']),
  );
});

it('tells nothing when a read shows what was told already, and nothing at all while it is closed', async () => {
  await begin('checkout-web', 0);
  await read('checkout-web');
  open();
  await read('checkout-web');
  expect(posted).toHaveLength(1);
  part.close();
  await begin('payments-api', 0);
  expect(posted).toHaveLength(1);
  open();
  expect(last().lanes).toHaveLength(2);
});

it('tells the ids of lanes that were cleared', async () => {
  await begin('checkout-web', 0);
  await room.clock.advance(600_000);
  await read('checkout-web');
  open();
  const [gone] = last().lanes;
  expect(gone?.phase).toBe('gone');
  expect(await part.receive({ type: 'clearFinished' })).toBe(true);
  expect(last()).toMatchObject({ type: 'laneChanges', removed: [gone?.id], lanes: [] });
});

it('asks once what a Network Load Balancer does with connections, and tells it', async () => {
  await begin('tcp-ingest', 0);
  open();
  await room.clock.advance(0);
  expect(last().groups).toMatchObject([{ loadBalancer: 'network', closesConnections: false }]);
  const asked = room.log.length;
  await room.clock.advance(600_000);
  expect(room.log.slice(asked)).toEqual([]);
});

it('says why a group may be out of date, once for its lanes', async () => {
  await begin('checkout-web', 0, 1);
  open();
  room.throughCloud = () => {
    throw new Error('The token has expired.');
  };
  room.account.reconnect();
  await expect(room.account.readHealth(room.group('checkout-web').arn, BY_USER)).rejects.toThrow();
  expect(last().groups).toMatchObject([{ staleBecause: 'The token has expired.' }]);
  expect(last().lanes).toEqual([]);
});

it('runs a command on what the lane stands for: the target, and when it is gone its group', async () => {
  await begin('checkout-web', 0);
  await read('checkout-web');
  open();
  const [lane] = last().lanes;
  expect(lane?.actions).toContain('putBackInService');
  expect(lane?.actions).toContain('checkSecurityGroups');
  const act = (action: 'revealInTree' | 'copyCommand') =>
    part.receive({ type: 'laneAction', laneId: lane?.id ?? '', action });
  await act('revealInTree');
  await room.clock.advance(600_000);
  await read('checkout-web');
  await act('copyCommand');
  expect(ran).toEqual(['targetGroups.revealInTree target', 'targetGroups.copyCommand group']);
  expect(last().lanes[0]?.actions).not.toContain('checkSecurityGroups');
});
