// Security groups: what their rules let through, without an emulator around them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  SecurityGroup,
  SecurityGroupPeer,
  SecurityGroupRule,
} from '../../../src/emulator/world/networkTypes';
import { admits, type Party } from '../../../src/emulator/world/securityGroupRules';
import { emptyWorld, type World } from '../../../src/emulator/world/world';

type RuleParts = Partial<Omit<SecurityGroupRule, 'direction'>>;

const cidr = (block: string): SecurityGroupPeer => ({
  kind: block.includes(':') ? 'ipv6Cidr' : 'cidr',
  cidr: block,
});
const member = (groupId: string): SecurityGroupPeer => ({ kind: 'group', groupId });
const prefixList: SecurityGroupPeer = { kind: 'prefixList', prefixListId: 'pl-1' };

const rule = (direction: SecurityGroupRule['direction'], parts: RuleParts): SecurityGroupRule => ({
  id: 'sgr-1',
  direction,
  protocol: 'tcp',
  fromPort: 80,
  toPort: 80,
  peer: cidr('0.0.0.0/0'),
  description: undefined,
  tags: {},
  ...parts,
});
const ingress = (parts: RuleParts = {}) => rule('ingress', parts);
const egress = (parts: RuleParts = {}) => rule('egress', parts);
const everything: RuleParts = { protocol: '-1', fromPort: undefined, toPort: undefined };
const anywhere = egress(everything);

const group = (id: string, vpcId: string, ...rules: SecurityGroupRule[]): SecurityGroup => ({
  id,
  name: id,
  description: id,
  vpcId,
  tags: {},
  rules,
});
const worldOf = (...securityGroups: SecurityGroup[]): World => ({
  ...emptyWorld('123456789012', 'us-east-1'),
  securityGroups,
});
const party = (addresses: string[], ...securityGroupIds: string[]): Party => ({
  addresses,
  securityGroupIds,
});

/** The load balancer in `lb` asks the instance in `web`. */
const from = party(['10.0.1.5'], 'lb');
const to = party(['10.0.2.9'], 'web');
const tcp80 = { from, to, protocol: 'tcp', port: 80 };
const letsIn = (...rules: SecurityGroupRule[]) =>
  admits(worldOf(group('lb', 'vpc-1', anywhere), group('web', 'vpc-1', ...rules)), tcp80);
const letsOut = (...rules: SecurityGroupRule[]) =>
  admits(worldOf(group('lb', 'vpc-1', ...rules), group('web', 'vpc-1', ingress(everything))), tcp80);

describe('a rule', () => {
  it.each<[string, RuleParts, boolean]>([
    ['all protocols', everything, true],
    ['TCP by name', {}, true],
    ['TCP by number', { protocol: '6' }, true],
    ['another protocol', { protocol: 'udp' }, false],
    ['another protocol by number', { protocol: '17' }, false],
    ['a range with the port', { fromPort: 80, toPort: 8080 }, true],
    ['a range that ends at the port', { fromPort: 0, toPort: 80 }, true],
    ['a range above the port', { fromPort: 81, toPort: 8080 }, false],
    ['a range below the port', { fromPort: 0, toPort: 79 }, false],
    ['a block with the address', { peer: cidr('10.0.0.0/16') }, true],
    ['a block without the address', { peer: cidr('10.1.0.0/16') }, false],
    ['an IPv6 block, for an IPv4 address', { peer: cidr('::/0') }, false],
    ['a prefix list', { peer: prefixList }, false],
  ])('with %s', (_words, parts, admitted) => {
    expect(letsIn(ingress(parts))).toBe(admitted);
    expect(letsOut(egress(parts))).toBe(admitted);
  });

  it('that names a group means its members, wherever they are', () => {
    expect(letsIn(ingress({ peer: member('lb') }))).toBe(true);
    expect(letsIn(ingress({ peer: member('web') }))).toBe(false);
    expect(letsOut(egress({ peer: member('web') }))).toBe(true);
    expect(letsOut(egress({ peer: member('lb') }))).toBe(false);
  });

  it('is for its own direction alone', () => {
    expect(letsIn(egress(everything))).toBe(false);
    expect(letsOut(ingress(everything))).toBe(false);
  });

  it('matches IPv6 addresses by IPv6 blocks', () => {
    const world = worldOf(
      group('lb', 'vpc-1', egress({ ...everything, peer: cidr('::/0') })),
      group('web', 'vpc-1', ingress({ peer: cidr('fd00:1::/64') })),
    );
    const ipv6 = { ...tcp80, from: party(['10.0.1.5', 'fd00:1::5'], 'lb') };
    expect(admits(world, { ...ipv6, to: party(['fd00:2::9'], 'web') })).toBe(true);
    // The rules would let the load balancer's IPv6 address in, but traffic to an IPv4 address is IPv4.
    expect(admits(world, { ...ipv6, to })).toBe(false);
  });
});

it('a rule that names a prefix list means the blocks of its entries', () => {
  const world = worldOf(group('lb', 'vpc-1', anywhere), group('web', 'vpc-1', ingress({ peer: prefixList })));
  world.prefixLists.push({
    id: 'pl-1',
    name: 'offices',
    family: 'IPv4',
    maxEntries: 5,
    entries: ['10.9.0.0/16', '10.0.1.0/24'].map((entry) => ({ cidr: entry, description: undefined })),
    tags: {},
    clientToken: undefined,
    request: '',
  });
  expect(admits(world, tcp80)).toBe(true);
  expect(admits(world, { ...tcp80, from: party(['10.0.2.5'], 'lb') })).toBe(false);
});

describe('groups', () => {
  it('let nothing through without a rule', () => {
    expect(letsIn()).toBe(false);
    expect(letsOut()).toBe(false);
  });

  it('are united: one rule of one of them is enough', () => {
    const world = worldOf(
      group('lb', 'vpc-1'),
      group('out', 'vpc-1', anywhere),
      group('web', 'vpc-1', ingress({ fromPort: 443, toPort: 443 })),
      group('http', 'vpc-1', ingress()),
    );
    const traffic = {
      ...tcp80,
      from: party(['10.0.1.5'], 'lb', 'out'),
      to: party(['10.0.2.9'], 'web', 'http'),
    };
    expect(admits(world, traffic)).toBe(true);
    expect(admits(world, { ...traffic, to })).toBe(false);
    expect(admits(world, { ...traffic, from })).toBe(false);
  });

  it('that are missing restrict nothing, and the other side goes by addresses', () => {
    const world = (peer: SecurityGroupPeer) => worldOf(group('web', 'vpc-1', ingress({ peer })));
    const bare = { ...tcp80, from: party(['10.0.1.5']) };
    expect(admits(world(cidr('10.0.1.0/24')), bare)).toBe(true);
    expect(admits(world(cidr('10.0.3.0/24')), bare)).toBe(false);
    expect(admits(world(member('lb')), bare)).toBe(false);
    expect(admits(worldOf(), { ...bare, to: party(['192.168.10.5']) })).toBe(true);
  });

  it('let a party with several addresses through by one of them', () => {
    const world = worldOf(group('web', 'vpc-1', ingress({ peer: cidr('10.0.2.0/24') })));
    expect(admits(world, { ...tcp80, from: party(['10.0.1.5', '10.0.2.5']) })).toBe(true);
    expect(admits(world, { ...tcp80, from: party(['10.0.1.5', '10.0.3.5']) })).toBe(false);
  });

  it.each([
    ['active', true],
    ['pending-acceptance', false],
    ['deleted', false],
  ] as const)('of another VPC count while a peering is active: %s', (status, admitted) => {
    const world = worldOf(
      group('lb', 'vpc-2', anywhere),
      group('web', 'vpc-1', ingress({ peer: member('lb') })),
    );
    expect(admits(world, tcp80)).toBe(false);
    world.peerings.push({
      id: 'pcx-1',
      requesterVpcId: 'vpc-1',
      accepterVpcId: 'vpc-2',
      createdAt: 0,
      tags: {},
      status,
    });
    expect(admits(world, tcp80)).toBe(admitted);
  });
});

describe('any rules', () => {
  // Small ranges, so that what is generated meets.
  const address = fc.integer({ min: 0, max: 31 });
  const port = fc.integer({ min: 0, max: 9 });
  const someRule = fc.record({
    network: address,
    prefix: fc.integer({ min: 26, max: 32 }),
    from: port,
    to: port,
  });

  it('let through what one of them has in its block and its range, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(someRule, { maxLength: 4 }), address, port, (some, source, asked) => {
        const world = worldOf(
          group(
            'web',
            'vpc-1',
            ...some.map((each) =>
              ingress({
                fromPort: each.from,
                toPort: each.to,
                peer: cidr(`10.0.0.${each.network}/${each.prefix}`),
              }),
            ),
          ),
        );
        const expected = some.some((each) => {
          const size = 2 ** (32 - each.prefix);
          return (
            Math.floor(each.network / size) === Math.floor(source / size) &&
            each.from <= asked &&
            asked <= each.to
          );
        });
        expect(admits(world, { from: party([`10.0.0.${source}`]), to, protocol: 'tcp', port: asked })).toBe(
          expected,
        );
      }),
    );
  });
});
