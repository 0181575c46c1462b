// The check of security groups over the emulator: what it finds, in how few calls, without a permission, and what it mends.
import { afterEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import type { Verdict } from '../../../src/model/securityGroups/evaluation';
import { rulesReview } from '../../../src/model/securityGroups/review';
import type { SecurityCheck } from '../../../src/model/securityGroups/securityCheck';
import { type TargetIdentity, targetKey } from '../../../src/model/target';
import {
  addRules,
  checkSecurityGroups,
  instanceNames,
  warningsBeforeRegister,
} from '../../../src/state/securityCheck';
import { problemOf } from '../support/problems';
import { world } from '../support/scenarios';
import { BY_USER, StateRoom } from '../support/stateRoom';

const HEALTH_CHECK = {
  path: '/',
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};

/** `front` balances `web` (instances behind `closed`) and `far` (addresses); `edge` without a security group has `tcp`. */
const WORLD: Scenario = world({
  vpcs: [
    {
      name: 'shop',
      cidr: '10.0.0.0/16',
      subnets: [
        { name: 'shop-a', cidr: '10.0.1.0/24', zone: 'a' },
        { name: 'shop-b', cidr: '10.0.2.0/24', zone: 'b' },
      ],
    },
    {
      name: 'partner',
      cidr: '10.50.0.0/16',
      subnets: [{ name: 'partner-a', cidr: '10.50.1.0/24', zone: 'a' }],
    },
    {
      name: 'stranger',
      cidr: '10.60.0.0/16',
      subnets: [{ name: 'stranger-a', cidr: '10.60.1.0/24', zone: 'a' }],
    },
  ],
  peerings: [{ requester: 'shop', accepter: 'partner' }],
  securityGroups: [
    { name: 'front', vpc: 'shop' },
    { name: 'closed', vpc: 'shop' },
    { name: 'open', vpc: 'shop', inbound: [{ protocol: 'all', peer: 'front' }] },
    { name: 'partners', vpc: 'partner', inbound: [{ protocol: 'tcp', ports: 80, peer: 'front' }] },
  ],
  instances: [
    { name: 'web-1', subnet: 'shop-a', address: '10.0.1.11', securityGroups: ['closed'] },
    { name: 'web-2', subnet: 'shop-b', address: '10.0.2.12', securityGroups: ['open'] },
    { name: 'other', subnet: 'shop-b', address: '10.0.2.13', securityGroups: ['closed'] },
    { name: 'partner-1', subnet: 'partner-a', address: '10.50.1.5', securityGroups: ['partners'] },
    { name: 'stranger-1', subnet: 'stranger-a', address: '10.60.1.5' },
  ],
  targetGroups: [
    {
      name: 'web',
      targetType: 'instance',
      protocol: 'HTTP',
      port: 80,
      vpc: 'shop',
      healthCheck: HEALTH_CHECK,
      targets: [{ instance: 'web-1' }, { instance: 'web-2' }],
    },
    { name: 'far', targetType: 'ip', protocol: 'HTTP', port: 80, vpc: 'shop' },
    { name: 'tcp', targetType: 'ip', protocol: 'TCP', port: 9000, vpc: 'shop' },
    {
      name: 'via',
      targetType: 'alb',
      protocol: 'TCP',
      port: 80,
      vpc: 'shop',
      targets: [{ loadBalancer: 'front' }],
    },
    { name: 'alone', targetType: 'instance', protocol: 'HTTP', port: 80, vpc: 'shop' },
    { name: 'function', targetType: 'lambda' },
  ],
  loadBalancers: [
    {
      name: 'front',
      type: 'application',
      scheme: 'internal',
      subnets: ['shop-a', 'shop-b'],
      securityGroups: ['front'],
      listeners: [
        {
          protocol: 'HTTP',
          port: 80,
          forward: 'web',
          rules: [
            { priority: 1, paths: ['/far'], forward: 'far' },
            { priority: 2, paths: ['/function'], forward: 'function' },
          ],
        },
      ],
    },
    {
      name: 'edge',
      type: 'network',
      scheme: 'internal',
      subnets: ['shop-a', 'shop-b'],
      securityGroups: [],
      listeners: [
        { protocol: 'TCP', port: 9000, forward: 'tcp' },
        { protocol: 'TCP', port: 80, forward: 'via' },
      ],
    },
  ],
});

let room: StateRoom;
afterEach(() => room.close());

async function start(): Promise<void> {
  room = await StateRoom.start({ scenario: WORLD });
  await room.account.readGroups(BY_USER);
  await room.emulator.forgetRequests();
}

function check(group: string, targets: readonly TargetIdentity[]): Promise<SecurityCheck> {
  return room.finish(checkSecurityGroups(room.account, room.group(group), targets, room.clock));
}

const instance = (name: string) => ({ id: room.emulator.instance(name), port: 80 });

/** The worst of what was found on the ports, of each target. */
function verdicts({ checks }: SecurityCheck): Verdict[] {
  const order: Verdict[] = ['missing', 'partly', 'unknown', 'allowed'];
  return checks.map(({ findings }) => {
    const found = findings
      .filter(({ flow }) => flow.purpose !== 'pathMtuDiscovery')
      .map(({ outcome }) => outcome.verdict);
    return order.find((verdict) => found.includes(verdict)) ?? 'allowed';
  });
}

function reasons({ checks }: SecurityCheck): string[] {
  const found = checks.flatMap(({ findings }) =>
    findings.flatMap(({ outcome }) => (outcome.verdict === 'unknown' ? [outcome.reason] : [])),
  );
  return [...new Set(found)];
}

describe('a check', () => {
  it('finds who is let in and who is not, and keeps it with the target', async () => {
    await start();
    const targets = [instance('web-1'), instance('web-2')];
    const found = await check('web', targets);
    expect(verdicts(found)).toEqual(['missing', 'allowed']);
    const [closed, open] = targets.map((target) => room.account.securityFinding(found.group.arn, target));
    expect(closed?.words).toMatch(
      /^closed \(sg-\w+\) does not let front \(sg-\w+\) of front in on TCP port 80, for traffic and health checks\.$/,
    );
    expect(closed?.healthCheck).toBe('missing');
    expect(open).toEqual({
      at: found.checkedAt,
      healthCheck: 'allowed',
      words: 'The security groups let front in on TCP port 80: look for the cause elsewhere.',
    });
  });

  it('takes five calls, and one more where a rule is missing', async () => {
    await start();
    await check('web', [instance('web-2')]);
    expect((await room.emulator.requests()).map(({ action }) => action).sort()).toEqual([
      'DescribeLoadBalancers',
      'DescribeNetworkInterfaces',
      'DescribeNetworkInterfaces',
      'DescribeSecurityGroups',
      'DescribeSubnets',
    ]);
    await room.emulator.forgetRequests();
    await check('web', [instance('web-1')]);
    expect(await room.emulator.requests()).toHaveLength(6);
  });

  it('asks for two hundred addresses a call', async () => {
    await start();
    const addresses = Array.from({ length: 1_000 }, (_, index) => ({
      id: `10.0.${1 + Math.floor(index / 250)}.${index % 250}`,
      port: 80,
    }));
    await check('far', addresses);
    expect(await room.emulator.count('DescribeNetworkInterfaces')).toBe(5 + 2);
    expect(await room.emulator.requests()).toHaveLength(10);
  });

  it('knows the address of a peered VPC, and none of a VPC that is not peered, or of nothing', async () => {
    await start();
    const found = await check('far', [
      { id: '10.50.1.5', port: 80 },
      { id: '10.60.1.5', port: 80 },
      { id: '192.168.1.5', port: 80 },
    ]);
    expect(verdicts(found)).toEqual(['allowed', 'unknown', 'unknown']);
    expect(reasons(found)[0]).toMatch(
      /^no network interface of vpc-\w+, or of a VPC peered with it, has this address$/,
    );
  });

  it('judges a Network Load Balancer without security groups by the blocks of its subnets', async () => {
    await start();
    const found = await check('tcp', [{ id: '10.0.1.11', port: 9000 }]);
    expect(found.keepsClientIp).toBe(false);
    const blocks = found.missing.map(({ peer }) => (peer.kind === 'block' ? peer.block : peer.groupId));
    expect(new Set(blocks)).toEqual(new Set(['10.0.1.0/24', '10.0.2.0/24']));
    const after = await room.finish(addRules(room.account, found, found.missing, room.clock));
    expect(verdicts(after)).toEqual(['allowed']);
  });

  it('judges a load balancer as a target by its own security groups, and its clients keep their addresses', async () => {
    await start();
    const found = await check('via', [{ id: room.emulator.loadBalancer('front'), port: 80 }]);
    expect(found.keepsClientIp).toBe(true);
    expect(found.checks[0]?.findings.map(({ flow, outcome }) => `${flow.source} ${outcome.verdict}`)).toEqual(
      ['clients missing', 'loadBalancer missing', 'loadBalancer missing'],
    );
    const { detail } = rulesReview(found, () => undefined);
    expect(detail).toContain('Nothing but these targets of via has front');
  });

  it.each([
    ['function', /Lambda function/],
    ['alone', /No load balancer uses alone/],
  ])('of the group %s says why there is nothing to check', async (group, words) => {
    await start();
    const problem = await problemOf(checkSecurityGroups(room.account, room.group(group), [], room.clock));
    expect(problem.message).toMatch(words);
    expect(await room.emulator.requests()).toEqual([]);
  });
});

describe('without the permission', () => {
  it.each([
    ['DescribeLoadBalancers', 'elasticloadbalancing:DescribeLoadBalancers'],
    ['DescribeNetworkInterfaces', 'ec2:DescribeNetworkInterfaces'],
    ['DescribeSecurityGroups', 'ec2:DescribeSecurityGroups'],
  ])('%s the outcome is unknown and names the action', async (deny, action) => {
    await start();
    await room.emulator.deny(deny);
    const found = await check('web', [instance('web-1')]);
    expect(verdicts(found)).toEqual(['unknown']);
    expect(reasons(found)).toEqual([`the IAM action ${action} is not allowed`]);
    expect(found.missing).toEqual([]);
    expect(await warningsBeforeRegister(room.account, found.group, [instance('web-1')])).toEqual(new Map());
  });

  it('DescribeSubnets only what depends on the subnets is unknown', async () => {
    await start();
    await room.emulator.deny('DescribeSubnets');
    expect(verdicts(await check('web', [instance('web-1'), instance('web-2')]))).toEqual([
      'missing',
      'allowed',
    ]);
  });

  it('AuthorizeSecurityGroupIngress the rules are not added, and the problem names the action', async () => {
    await start();
    await room.emulator.deny('AuthorizeSecurityGroupIngress');
    const found = await check('web', [instance('web-1')]);
    const problem = await problemOf(addRules(room.account, found, found.missing, room.clock));
    expect(problem.message).toContain('ec2:AuthorizeSecurityGroupIngress');
  });
});

describe('the missing rules', () => {
  it('let the targets become healthy by real checks once they are added', async () => {
    await start();
    await room.clock.advance(20_000);
    await room.account.readHealth(room.emulator.group('web'), BY_USER);
    expect(room.targets('web')).toEqual([
      `${instance('web-1').id}:80 unhealthy`,
      `${instance('web-2').id}:80 healthy`,
    ]);
    const found = await check('web', [instance('web-1'), instance('web-2')]);
    expect(found.users.get(found.missing[0]?.securityGroupId ?? '')).toHaveLength(2);
    const after = await room.finish(addRules(room.account, found, found.missing, room.clock));
    expect(after.missing).toEqual([]);
    const nameOf = await instanceNames(room.account, found);
    expect(nameOf(room.emulator.instance('other'))).toBe('other');
    expect(verdicts(after)).toEqual(['allowed', 'allowed']);
    await room.clock.advance(20_000);
    await room.account.readHealth(room.emulator.group('web'), BY_USER);
    expect(room.targets('web')).toEqual(expect.arrayContaining([`${instance('web-1').id}:80 healthy`]));
  });
});

it('rules that somebody else has added meanwhile are no failure', async () => {
  await start();
  const found = await check('web', [instance('web-1')]);
  await room.finish(addRules(room.account, found, found.missing, room.clock));
  const again = await room.finish(addRules(room.account, found, found.missing, room.clock));
  expect(again.missing).toEqual([]);
});

describe('a prefix list', () => {
  const LIST = {
    id: 'pl-1',
    name: 'lists',
    family: 'IPv4',
    maxEntries: 5,
    tags: {},
    clientToken: undefined,
    request: '',
  } as const;

  /** The security group of `web-1` lets in what the list has. */
  async function startWithList(...blocks: string[]): Promise<void> {
    await start();
    const { prefixLists, securityGroups } = room.emulator.emulator.world();
    prefixLists.push({ ...LIST, entries: blocks.map((cidr) => ({ cidr, description: undefined })) });
    for (const group of securityGroups.filter(({ name }) => name === 'closed')) {
      group.rules.push({
        id: 'sgr-1',
        direction: 'ingress',
        protocol: '-1',
        fromPort: undefined,
        toPort: undefined,
        peer: { kind: 'prefixList', prefixListId: LIST.id },
        description: undefined,
        tags: {},
      });
    }
  }

  it('lets in who is in its entries', async () => {
    await startWithList('10.0.1.0/24', '10.0.2.0/24');
    expect(verdicts(await check('web', [instance('web-1')]))).toEqual(['allowed']);
    expect(await room.emulator.count('GetManagedPrefixListEntries')).toBe(1);
  });

  it('lets in some of the load balancer by some of its subnets', async () => {
    await startWithList('10.0.1.0/24');
    expect(verdicts(await check('web', [instance('web-1')]))).toEqual(['partly']);
  });

  it('that may not be read makes the outcome unknown', async () => {
    await startWithList('10.0.1.0/24');
    await room.emulator.deny('GetManagedPrefixListEntries');
    const found = await check('web', [instance('web-1')]);
    expect(verdicts(found)).toEqual(['unknown']);
    expect(reasons(found)).toEqual(['the IAM action ec2:GetManagedPrefixListEntries is not allowed']);
  });
});

describe('before a register', () => {
  it('warns of the targets that would be unhealthy, and of no other', async () => {
    await start();
    const closed = instance('other');
    const warnings = await warningsBeforeRegister(room.account, room.group('web'), [
      closed,
      instance('web-2'),
    ]);
    expect([...warnings.keys()]).toEqual([targetKey(closed)]);
    expect(warnings.get(targetKey(closed))).toMatch(
      /^It would be unhealthy \(Target\.Timeout\): closed \(sg-\w+\) does not let front \(sg-\w+\) of front in on TCP port 80/,
    );
  });

  it('asks nothing where there is nobody to let in', async () => {
    await start();
    expect(await warningsBeforeRegister(room.account, room.group('alone'), [instance('web-1')])).toEqual(
      new Map(),
    );
    expect(await room.emulator.requests()).toEqual([]);
  });
});
