// The checks before an apply, over the sample world: what each says, and which calls they cost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckedChanges } from '../../../src/model/changeChecks';
import type { ChangeAction, ProposedChange } from '../../../src/model/pendingChange';
import type { TargetIdentity } from '../../../src/model/target';
import { checkChanges, type FurtherCheck } from '../../../src/state/changeChecks';
import { problemOf } from '../support/problems';
import { world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

let room: StateRoom;
afterEach(() => room.close());

async function start(...options: Parameters<typeof StateRoom.start>): Promise<void> {
  room = await StateRoom.start(...options);
  await room.account.readGroups(BY_USER);
  await room.emulator.forgetRequests();
}

function register(
  id: string,
  more: Partial<ProposedChange> & Omit<TargetIdentity, 'id'> = {},
): ProposedChange {
  return change('register', id, more);
}

function deregister(id: string, more: Omit<TargetIdentity, 'id'> = {}): ProposedChange {
  return change('deregister', id, more);
}

function change(
  action: ChangeAction,
  id: string,
  { port, availabilityZone, ...more }: Partial<ProposedChange> & Omit<TargetIdentity, 'id'>,
): ProposedChange {
  const target = {
    id,
    ...(port === undefined ? {} : { port }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
  };
  return { action, target, ...more };
}

async function check(
  name: string,
  proposed: readonly ProposedChange[],
  further?: FurtherCheck,
): Promise<CheckedChanges> {
  const group = room.group(name);
  const scope = { connectionId: room.account.id, groupArn: group.arn, groupName: group.name };
  const changes = await room.stored.pending.stage(scope, proposed);
  return room.finish(
    checkChanges(
      { drains: room.drains, registration: room.registration, clock: room.clock },
      room.account,
      group,
      changes,
      further,
    ),
  );
}

/** `LEVEL: MESSAGE` of each change, in the order in which they were staged. */
function said({ verdicts }: CheckedChanges): string[] {
  return [...room.stored.pending.all].flatMap(({ id }) =>
    (verdicts.get(id) ?? []).map(({ level, message }) => `${level}: ${message}`),
  );
}

async function calls(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action } of await room.emulator.requests()) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

describe('in the sample world', () => {
  beforeEach(() => start());

  it('instances are running and of the VPC, or are told why not', async () => {
    const id = (name: string) => room.emulator.instance(name);
    const checked = await check('checkout-web', [
      register(id('web-4'), { port: 80 }),
      register(id('web-5'), { port: 80 }),
      register(id('legacy-reports'), { port: 80 }),
      register('i-0123456789abcdef0', { port: 80 }),
      register(id('web-4'), { port: 70_000 }),
      register(id('web-1'), { port: 80 }),
    ]);
    expect(said(checked)).toEqual([
      `ok: The instance is running, and in the group's VPC ${room.emulator.vpc('shop')}.`,
      expect.stringMatching(/^refusal: .* \(web-5\) is stopped; .* Start it first\.$/),
      expect.stringMatching(/^refusal: .* \(legacy-reports\) is in vpc-.*\.$/),
      'refusal: i-0123456789abcdef0 is not among the instances of this account and Region. Remove the change, or choose another instance.',
      'refusal: 70000 is not a port. Enter a whole number from 1 to 65535.',
      'ok: Registered already: nothing is sent.',
    ]);
    expect(checked.quota).toEqual({ known: 1000 });
  });

  it('addresses are checked against the network, and wait for their drains', async () => {
    const cloud = await room.account.cloud();
    await cloud.deregisterTargets(
      room.emulator.group('payments-api'),
      [{ id: '10.0.2.22', port: 8080 }],
      BY_USER,
    );
    await room.account.readHealth(room.emulator.group('payments-api'), BY_USER);
    await room.clock.settle();
    const checked = await check('payments-api', [
      register('10.0.1.50', { port: 8080 }),
      register('8.8.8.8', { port: 8080 }),
      register('192.168.10.9', { port: 8080 }),
      register('10.0.2.22', { port: 8080 }),
      register('10.0.2.22', { port: 8081 }),
    ]);
    expect(said(checked)).toEqual([
      'ok: The address is within the allowed blocks, and no load balancer of the VPC has it.',
      expect.stringMatching(/^refusal: 8\.8\.8\.8 cannot be a target of payments-api/),
      expect.stringMatching(/^refusal: 192\.168\.10\.9 is outside .* needs an Availability Zone/),
      expect.stringMatching(/^warning: 10\.0\.2\.22:8080 drains until .* is then registered by itself\.$/),
      expect.stringMatching(/^ok: /),
    ]);
    expect(checked.plan.waiting).toHaveLength(1);
  });

  it('a function needs its permission, and its group takes a single one', async () => {
    const arn = room.emulator.functionArn('image-resize');
    expect(said(await check('image-resize', [register(`${arn}:live`)]))).toEqual([
      'ok: Elastic Load Balancing may invoke the function.',
    ]);
    await room.stored.pending.remove(room.stored.pending.all.map(({ id }) => id));
    expect(said(await check('image-resize', [register(`${arn}:canary`)]))).toEqual([
      expect.stringMatching(
        /^refusal: image-resize:canary does not let Elastic Load Balancing invoke it\. .* lambda:InvokeFunction to elasticloadbalancing\.amazonaws\.com for arn:aws:elasticloadbalancing:.*targetgroup\/image-resize/,
      ),
    ]);
    await room.stored.pending.remove(room.stored.pending.all.map(({ id }) => id));
    const orders = room.emulator.functionArn('orders-events');
    const replaced = await check('orders-events', [register(`${orders}:previous`)]);
    expect(said(replaced)[1]).toMatch(/^refusal: orders-events takes a single target/);
    // With the old one deregistered in the same apply there is room, at a price.
    const swapped = await check('orders-events', [deregister(`${orders}:live`)]);
    expect(said(swapped)).not.toContainEqual(expect.stringContaining('takes a single target'));
    expect(swapped.consequences.join()).toContain('fail with HTTP 5XX');
  });

  it('a load balancer needs a listener on the port', async () => {
    const legacy = room.emulator.loadBalancer('legacy-internal');
    const web = room.emulator.loadBalancer('shop-web');
    const checked = await check('web-via-nlb', [
      deregister(web, { port: 80 }),
      register(legacy, { port: 80 }),
    ]);
    expect(said(checked)).toEqual([
      'ok: The target is registered: healthy.',
      expect.stringMatching(
        /^refusal: legacy-internal is no Application Load Balancer of vpc-.* with a listener on port 80/,
      ),
      expect.stringMatching(
        /^warning: It fits within the quota of 1 only when deregistered targets have left/,
      ),
    ]);
  });

  it('a deregister tells the Auto Scaling group, and what is lost', async () => {
    const web = room.emulator.instance('web-1');
    const checked = await check('checkout-web', [
      deregister(web, { port: 80 }),
      deregister(web, { port: 81 }),
      deregister(room.emulator.instance('web-3'), { port: 80 }),
    ]);
    expect(said(checked)).toEqual([
      `warning: ${web}:80 belongs to the Auto Scaling group checkout-web-asg, which may replace it: see the consequences.`,
      'ok: Not registered any more: nothing is sent.',
      expect.stringMatching(/^ok: The target is registered: /),
    ]);
    expect(checked.consequences).toContainEqual(
      expect.stringContaining('web-1 belongs to the Auto Scaling group'),
    );
    expect(checked.consequences.at(-1)).toBe('checkout-web drains for up to 30 seconds.');
  });

  it('says what the last apply left a change for, and what further checks say of it', async () => {
    const target = { id: '10.0.1.50', port: 8080 };
    await check('payments-api', [register(target.id, { port: target.port })]);
    const [staged] = room.stored.pending.all;
    if (staged === undefined) throw new Error('Nothing is staged');
    await room.stored.pending.leave(new Map([[staged.id, 'throttled.']]));
    const group = room.group('payments-api');
    const checked = await room.finish(
      checkChanges(
        { drains: room.drains, registration: room.registration, clock: room.clock },
        room.account,
        group,
        room.stored.pending.all,
        (sent) =>
          Promise.resolve(new Map(sent.map(({ id }) => [id, [{ level: 'warning', message: 'No rule.' }]]))),
      ),
    );
    expect(said(checked)).toEqual([
      'warning: The last apply left it: throttled.',
      expect.stringMatching(/^ok: /),
      'warning: No rule.',
    ]);
  });

  it('asks for nothing that the changes do not need', async () => {
    const web = room.emulator.instance('web-4');
    await check('checkout-web', [register(web, { port: 80 }), register(web, { port: 81 })]);
    expect(await calls()).toEqual({
      DescribeTargetHealth: 1,
      // Once for the names of the group's own instances, once for the state of those to be registered.
      DescribeInstances: 2,
      DescribeAccountLimits: 1,
    });
    await room.emulator.forgetRequests();
    await room.stored.pending.remove(room.stored.pending.all.map(({ id }) => id));
    await check('checkout-web', [deregister(room.emulator.instance('web-1'), { port: 80 })]);
    expect(await calls()).toEqual({
      DescribeTargetHealth: 1,
      DescribeTargetGroupAttributes: 1,
      DescribeAutoScalingInstances: 1,
      // What the owner does next is by its own settings.
      DescribeAutoScalingGroups: 1,
    });
  });

  it('is no dearer for a thousand addresses than for one', async () => {
    const addresses = Array.from({ length: 1000 }, (_, index) =>
      register(`10.0.1.${(index % 250) + 4}`, { port: 9000 + index }),
    );
    const checked = await check('payments-api', addresses);
    expect(checked.plan.calls).toHaveLength(5);
    expect(await calls()).toEqual({
      DescribeTargetHealth: 1,
      DescribeAccountLimits: 1,
      DescribeVpcs: 1,
      DescribeSubnets: 1,
      DescribeNetworkInterfaces: 1,
      DescribeAvailabilityZones: 1,
    });
    // The group has four.
    const refused = said(checked).filter((text) => text.includes('There is no room'));
    expect(refused).toHaveLength(4);
  });

  it('makes the other checks where a permission is missing, and names it', async () => {
    await room.emulator.deny('DescribeAccountLimits');
    await room.emulator.deny('DescribeInstances');
    const web = room.emulator.instance('web-4');
    const checked = await check('checkout-web', [register(web, { port: 80 })]);
    expect(said(checked)).toEqual([
      expect.stringMatching(/^warning: Whether i-\w+ is running is not checked: .*ec2:DescribeInstances/),
    ]);
    expect(checked.quota).toEqual({
      unknown: expect.stringContaining('elasticloadbalancing:DescribeAccountLimits') as string,
    });
  });

  it('is a problem where the group is no more', async () => {
    const group = room.group('batch-workers');
    room.emulator.removeGroup('batch-workers');
    const problem = await problemOf(
      room.finish(
        checkChanges(
          { drains: room.drains, registration: room.registration, clock: room.clock },
          room.account,
          group,
          [],
        ),
      ),
    );
    expect(problem.kind).toBe('notFound');
  });
});

it('a full group has room for a new target only when another has drained', async () => {
  await start({
    scenario: world({
      targetGroups: [
        {
          name: 'full',
          targetType: 'ip',
          protocol: 'HTTP',
          port: 80,
          vpc: 'shop',
          targets: Array.from({ length: 1000 }, (_, index) => ({ address: '10.0.1.5', port: index + 1 })),
        },
      ],
    }),
  });
  const checked = await check('full', [
    register('10.0.1.6', { port: 80 }),
    register('10.0.1.7', { port: 80 }),
    deregister('10.0.1.5', { port: 1, availabilityZone: 'us-east-1a' }),
  ]);
  expect(checked.plan.deregisteredFirst).toBe(1);
  expect(said(checked)).toEqual([
    expect.stringMatching(/^ok: /),
    expect.stringMatching(
      /^warning: It fits within the quota of 1,000 only when deregistered targets have left/,
    ),
    expect.stringMatching(/^ok: /),
    expect.stringMatching(/^refusal: There is no room for it: a target group takes 1,000 targets/),
    expect.stringMatching(/^ok: The target is registered/),
  ]);
});
