// Replacing a function through a new target group, over the emulator: whole, interrupted at every step, and disturbed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import type { ReplacementPlan } from '../../../src/model/functionReplacement';
import { letsLoadBalancerInvoke } from '../../../src/model/permission';
import { groupsOf, routeInWords } from '../../../src/model/routing';
import { type Replaced, FunctionReplacements } from '../../../src/state/functionReplacement';
import { problemOf } from '../support/problems';
import { world } from '../support/scenarios';
import { BY_USER, EMULATOR, StateRoom } from '../support/stateRoom';

const SHOP: Scenario = world({
  functions: [
    {
      name: 'orders',
      versions: 2,
      aliases: { live: '1', next: '2' },
      allows: [{ targetGroup: 'orders', qualifier: 'live' }],
    },
  ],
  targetGroups: [
    {
      name: 'orders',
      targetType: 'lambda',
      healthCheck: {
        enabled: true,
        path: '/health',
        intervalSeconds: 40,
        timeoutSeconds: 20,
        codes: '200-204',
      },
      attributes: { 'lambda.multi_value_headers.enabled': 'true' },
      tags: { team: 'orders' },
      targets: [{ function: 'orders', qualifier: 'live' }],
    },
    { name: 'others', targetType: 'lambda' },
  ],
  loadBalancers: [
    {
      name: 'shop',
      type: 'application',
      subnets: ['shop-a', 'shop-b'],
      listeners: [
        {
          protocol: 'HTTP',
          port: 80,
          forward: 'orders',
          rules: [
            { priority: 10, paths: ['/split'], forward: { orders: 3, others: 1 } },
            { priority: 20, paths: ['/others'], forward: 'others' },
          ],
        },
        {
          protocol: 'HTTP',
          port: 8080,
          forward: 'others',
          rules: [{ priority: 5, paths: ['/orders'], forward: 'orders' }],
        },
      ],
    },
  ],
});

let room: StateRoom;
let replacements: FunctionReplacements;
/** Looks and changes past the room, and waits for no budget. */
let cloud: OpenCloud;
beforeEach(async () => {
  room = await StateRoom.start({ scenario: SHOP });
  await room.account.readGroups(BY_USER);
  replacements = open();
  cloud = await connect({
    connection: EMULATOR,
    emulatorEndpoint: room.emulator.url,
    admit: () => Promise.resolve(),
  });
});
afterEach(async () => {
  cloud.close();
  await room.close();
});

function open(): FunctionReplacements {
  return new FunctionReplacements(room.stored.begunReplacements, room.registration, room.clock);
}

function nextFunction(): string {
  return `${room.emulator.functionArn('orders')}:next`;
}

function plan(newName = 'orders-2'): Promise<ReplacementPlan> {
  return room.finish(
    replacements.plan({
      account: room.account,
      group: room.group('orders'),
      newFunctionArn: nextFunction(),
      newName,
    }),
  );
}

function carryOut(reviewed: ReplacementPlan): Promise<Replaced> {
  return room.finish(replacements.carryOut(room.account, reviewed, () => undefined));
}

/** `PLACE: GROUP×WEIGHT …` of each route. */
async function routes(): Promise<string[]> {
  const all = await cloud.routes(room.emulator.loadBalancer('shop'), BY_USER);
  return all.map((route) => {
    const to = route.actions
      .flatMap(groupsOf)
      .map(({ TargetGroupArn = '', Weight }) => `${TargetGroupArn.split('/')[1] ?? ''}×${Weight ?? ''}`);
    return `${routeInWords(route)}: ${to.join(' ')}`;
  });
}

const MOVED = [
  'shop HTTP:80, default action: orders-2×1',
  'shop HTTP:80, rule 10 (path /split): orders-2×3 others×1',
  'shop HTTP:80, rule 20 (path /others): others×1',
  'shop HTTP:8080, default action: others×1',
  'shop HTTP:8080, rule 5 (path /orders): orders-2×1',
];

async function isComplete(): Promise<void> {
  expect(await routes()).toEqual(MOVED);
  const groups = room.emulator.emulator.world().targetGroups;
  expect(groups.map(({ name }) => name)).toEqual(['orders', 'orders-2', 'others']);
  const arn = room.emulator.group('orders-2');
  expect(await cloud.targetHealth(arn, BY_USER)).toMatchObject([{ id: nextFunction() }]);
  expect(
    letsLoadBalancerInvoke(await cloud.functionPolicy(nextFunction(), BY_USER), nextFunction(), arn),
  ).toBe(true);
  // The old group is as it was, to go back to.
  expect(await cloud.targetHealth(room.emulator.group('orders'), BY_USER)).toMatchObject([
    { id: `${room.emulator.functionArn('orders')}:live` },
  ]);
  expect(replacements.unfinished(room.account.id, room.emulator.group('orders'))).toBeUndefined();
}

describe('a replacement', () => {
  it('is planned without changing anything', async () => {
    await room.emulator.forgetRequests();
    const { moves, moved, isPermitted, isRegistered, newGroupArn, oldFunctionArn } = await plan();
    expect(moves.map(routeInWords)).toEqual([
      'shop HTTP:80, default action',
      'shop HTTP:80, rule 10 (path /split)',
      'shop HTTP:8080, rule 5 (path /orders)',
    ]);
    expect({ moved, isPermitted, isRegistered, newGroupArn }).toEqual({
      moved: [],
      isPermitted: false,
      isRegistered: false,
      newGroupArn: undefined,
    });
    expect(oldFunctionArn).toMatch(/:live$/);
    const actions = (await room.emulator.requests()).map(({ action }) => action);
    expect(actions.filter((action) => !/^(Describe|Get)/.test(action))).toEqual([]);
  });

  it('makes a group with the same settings, registers the function, and moves each route to it', async () => {
    const result = await carryOut(await plan());
    expect(result).toMatchObject({
      newGroupArn: room.emulator.group('orders-2'),
      movedCount: 3,
      leftOver: [],
    });
    await isComplete();
    const [old, made] = await Promise.all(
      ['orders', 'orders-2'].map((name) => cloud.groupSettings(room.emulator.group(name), BY_USER)),
    );
    expect(made?.group.healthCheck).toEqual(old?.group.healthCheck);
    expect(made?.group.healthCheck).toMatchObject({ enabled: true, path: '/health', intervalSeconds: 40 });
    expect(made?.attributes).toEqual(old?.attributes);
    expect(made?.attributes.get('lambda.multi_value_headers.enabled')).toBe('true');
    expect([...(made?.tags ?? [])]).toEqual([['team', 'orders']]);
    // The list knows of the new group, and that nothing uses the old one.
    expect(room.group('orders-2').loadBalancerArns).toHaveLength(1);
    expect(room.group('orders').loadBalancerArns).toEqual([]);
  });

  it('moves nothing before the function is registered', async () => {
    await room.emulator.forgetRequests();
    await carryOut(await plan());
    const changes = (await room.emulator.requests())
      .map(({ action }) => action)
      .filter((action) => !/^(Describe|Get)/.test(action));
    expect(changes).toEqual([
      'CreateTargetGroup',
      'ModifyTargetGroupAttributes',
      'AddPermission',
      'RegisterTargets',
      'ModifyListener',
      'ModifyRule',
      'ModifyRule',
    ]);
  });

  it('does not take over a group of that name', async () => {
    expect((await problemOf(plan('others'))).message).toMatch(
      /a target group others that this replacement did not make/,
    );
  });

  it('does not take over a group that was made since the review', async () => {
    const reviewed = await plan();
    await cloud.createFunctionGroup('orders-2', reviewed.old, BY_USER);
    expect((await problemOf(carryOut(reviewed))).message).toMatch(
      /orders-2 that this replacement did not make/,
    );
    expect((await routes())[0]).toBe('shop HTTP:80, default action: orders×1');
  });
});

describe('a replacement that is interrupted', () => {
  const steps = [
    ['CreateTargetGroup', 1],
    ['ModifyTargetGroupAttributes', 1],
    ['AddPermission', 1],
    ['RegisterTargets', 1],
    ['ModifyListener', 1],
    ['ModifyRule', 1],
  ] as const;

  it.each(steps)('by AccessDenied on %s goes on where it stopped, in another window', async (action) => {
    await room.emulator.fail({ action, code: 'AccessDenied' });
    const problem = await problemOf(carryOut(await plan()));
    expect(problem).toMatchObject({ kind: 'accessDenied' });
    expect(problem.message).toMatch(/^Replacing the function of orders stopped at .*AccessDenied|IAM action/);
    room = room.restart();
    await room.account.readGroups(BY_USER);
    replacements = open();
    expect(replacements.unfinished(room.account.id, room.emulator.group('orders'))).toMatchObject({
      newName: 'orders-2',
      newFunctionArn: nextFunction(),
    });
    await carryOut(await plan());
    await isComplete();
  });

  it.each(steps)('by a lost answer to %s makes nothing twice', async (action) => {
    // The SDK tries three times.
    await room.emulator.fail({ action, drop: true, when: 'after', times: 3 });
    await carryOut(await plan()).catch(() => undefined);
    // A registration is read back after a lost answer too, so that one may be complete.
    if (replacements.unfinished(room.account.id, room.emulator.group('orders')) !== undefined)
      await carryOut(await plan());
    await isComplete();
  });

  it('says what is done and what still goes to the old function', async () => {
    await room.emulator.fail({ action: 'ModifyRule', code: 'AccessDenied' });
    const { message } = await problemOf(carryOut(await plan()));
    expect(message).toContain('stopped at moving shop HTTP:80, rule 10 (path /split).');
    expect(message).toContain('elasticloadbalancing:ModifyRule');
    expect(message).toContain(
      'Done: orders-2 is there; orders:next is registered with it; 1 of 3 routes moved.',
    );
    expect(await routes()).toContain('shop HTTP:80, default action: orders-2×1');
    expect(await routes()).toContain('shop HTTP:80, rule 10 (path /split): orders×3 others×1');
    expect((await plan()).moved.map(routeInWords)).toEqual(['shop HTTP:80, default action']);
  });

  it('says that the group is there also when its attributes could not be set', async () => {
    await room.emulator.fail({ action: 'ModifyTargetGroupAttributes', code: 'AccessDenied' });
    const { message } = await problemOf(carryOut(await plan()));
    expect(message).toContain('Done: orders-2 is there.');
  });

  it('is forgotten when asked to, and its group then is somebody else’s', async () => {
    await room.emulator.fail({ action: 'RegisterTargets', code: 'AccessDenied' });
    await problemOf(carryOut(await plan()));
    const begun = replacements.unfinished(room.account.id, room.emulator.group('orders'));
    await replacements.forget(begun!);
    expect((await problemOf(plan())).message).toMatch(/did not make/);
  });
});

describe('a route that is not as it was reviewed', () => {
  it('is left as it is, and told', async () => {
    const reviewed = await plan();
    const split = reviewed.moves[1]!;
    const others = room.emulator.group('others');
    await cloud.setRouteActions(
      split,
      [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: room.emulator.group('orders'), Weight: 1 },
              { TargetGroupArn: others, Weight: 9 },
            ],
          },
        },
      ],
      BY_USER,
    );
    const { message } = await problemOf(carryOut(reviewed));
    expect(message).toContain('rule 10 (path /split) was changed by somebody else since the review');
    expect(await routes()).toContain('shop HTTP:80, rule 10 (path /split): orders×1 others×9');
    // Reviewed anew, the weights of now are kept.
    await carryOut(await plan());
    expect(await routes()).toContain('shop HTTP:80, rule 10 (path /split): orders-2×1 others×9');
  });

  it('is told when it is one that was added', async () => {
    const reviewed = await plan();
    const [, , others] = await cloud.routes(room.emulator.loadBalancer('shop'), BY_USER);
    await cloud.setRouteActions(
      others!,
      [{ Type: 'forward', TargetGroupArn: room.emulator.group('orders') }],
      BY_USER,
    );
    const { leftOver } = await carryOut(reviewed);
    expect(leftOver.map(routeInWords)).toEqual(['shop HTTP:80, rule 20 (path /others)']);
    expect(replacements.unfinished(room.account.id, room.emulator.group('orders'))).toBeDefined();
  });
});
