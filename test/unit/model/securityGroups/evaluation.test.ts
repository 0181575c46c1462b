// What rules let through: by protocol, port and peer, certain or not; and the same as the emulator finds by its own rules.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { emptyWorld } from '../../../../src/emulator/world/world';
import { admits } from '../../../../src/emulator/world/securityGroupRules';
import { areCovering, areTouching } from '../../../../src/model/securityGroups/blocks';
import {
  evaluate,
  type Outcome,
  type Packets,
  type Peer,
} from '../../../../src/model/securityGroups/evaluation';
import type { SecurityGroupRule } from '../../../../src/model/securityGroups/network';
import { block, bookOf, inbound, list, member, outbound, PEER, securityGroup } from './parts';

const TCP_80: Packets = { protocol: 'tcp', port: 80 };
const FRAGMENTATION_NEEDED: Packets = { protocol: 'icmp', type: 3, code: 4 };

function verdict(packets: Packets, peer: Peer, ...rules: SecurityGroupRule[]): Outcome['verdict'] {
  return evaluate('inbound', ['sg-web'], packets, peer, bookOf([securityGroup('sg-web', ...rules)])).verdict;
}

describe('blocks', () => {
  test.each<[string[], string, boolean]>([
    [['10.0.0.0/16'], '10.0.1.0/24', true],
    [['10.0.1.0/25', '10.0.1.128/25'], '10.0.1.0/24', true],
    [['10.0.1.0/25', '10.0.1.129/32'], '10.0.1.0/24', false],
    [['10.0.1.128/25'], '10.0.1.200', true],
    [['10.0.1.0/25'], '10.0.1.200', false],
    [['::/0'], '10.0.1.0/24', false],
    [['0.0.0.0/1', '128.0.0.0/1'], '0.0.0.0/0', true],
    [['fd00::/8'], 'fd00:1::/64', true],
    [[], '10.0.1.5', false],
    [['nonsense', '10.0.1.5/32'], '10.0.1.5', true],
  ])('%j cover %s: %s', (blocks, wanted, covered) => {
    expect(areCovering(blocks, wanted)).toBe(covered);
  });

  it('touch what they have an address in common with', () => {
    expect(areTouching(['10.0.1.7/32'], '10.0.1.0/24')).toBe(true);
    expect(areTouching(['10.0.2.7/32'], '10.0.1.0/24')).toBe(false);
  });
});

describe('a rule is about packets', () => {
  test.each<[string, Partial<SecurityGroupRule>, boolean]>([
    ['of its port', {}, true],
    ['of its range', { fromPort: 0, toPort: 65535 }, true],
    ['not beyond its range', { fromPort: 81, toPort: 90 }, false],
    ['by its number', { protocol: '6' }, true],
    ['not of another protocol', { protocol: 'udp' }, false],
    ['of all ports by -1', { fromPort: -1, toPort: -1 }, true],
    ['not of ICMP', { protocol: 'icmp', fromPort: -1, toPort: -1 }, false],
  ])('%s', (_words, parts, allowed) => {
    expect(verdict(TCP_80, PEER, inbound(member('sg-lb'), parts))).toBe(allowed ? 'allowed' : 'missing');
  });

  it('of every protocol by -1', () => {
    const all: SecurityGroupRule = { direction: 'inbound', protocol: '-1', peer: member('sg-lb') };
    expect(verdict(TCP_80, PEER, all)).toBe('allowed');
    expect(verdict(FRAGMENTATION_NEEDED, PEER, all)).toBe('allowed');
  });

  test.each<[number, number, boolean]>([
    [3, 4, true],
    [3, -1, true],
    [-1, -1, true],
    [3, 3, false],
    [8, -1, false],
  ])('of ICMP type %i code %i: %s', (fromPort, toPort, allowed) => {
    const rule = inbound(member('sg-lb'), { protocol: 'icmp', fromPort, toPort });
    expect(verdict(FRAGMENTATION_NEEDED, PEER, rule)).toBe(allowed ? 'allowed' : 'missing');
  });

  it('not of the other direction', () => {
    expect(verdict(TCP_80, PEER, outbound(member('sg-lb')))).toBe('missing');
  });
});

describe('a rule means the load balancer', () => {
  test.each<[string, SecurityGroupRule[], Outcome['verdict']]>([
    ['by its security group', [inbound(member('sg-lb'))], 'allowed'],
    ['not by the target’s own', [inbound(member('sg-web'))], 'missing'],
    ['by its group while peered', [inbound(member('sg-lb', 'active'))], 'allowed'],
    ['not by its group when the peering is gone', [inbound(member('sg-lb', 'deleted'))], 'missing'],
    [
      'by the blocks of its subnets',
      [inbound(block('10.0.1.0/24')), inbound(block('10.0.2.0/24'))],
      'allowed',
    ],
    ['by a block around them', [inbound(block('10.0.0.0/16'))], 'allowed'],
    ['partly by the block of one subnet', [inbound(block('10.0.1.0/24'))], 'partly'],
    [
      'partly by its present addresses',
      [inbound(block('10.0.1.5/32')), inbound(block('10.0.2.5/32'))],
      'partly',
    ],
    ['not by another address of its subnet', [inbound(block('10.0.1.6/32'))], 'missing'],
    ['not by blocks of IPv6', [inbound(block('::/0'))], 'missing'],
  ])('%s', (_words, rules, expected) => {
    expect(verdict(TCP_80, PEER, ...rules)).toBe(expected);
  });

  it('by its present addresses, where it keeps them', () => {
    const rules = [inbound(block('10.0.1.5/32')), inbound(block('10.0.2.5/32'))];
    expect(verdict(TCP_80, { ...PEER, keepsAddresses: true }, ...rules)).toBe('allowed');
  });

  it('and says which of its places are lacking', () => {
    const book = bookOf([securityGroup('sg-web', inbound(block('10.0.1.0/24')))]);
    expect(evaluate('inbound', ['sg-web'], TCP_80, PEER, book)).toMatchObject({
      verdict: 'partly',
      by: [{ groupId: 'sg-web' }],
      lacking: [{ block: '10.0.2.0/24' }],
    });
  });
});

describe('what is not known', () => {
  const unreadable = inbound(list('pl-1'));

  it('makes the outcome unknown where it could let the traffic in', () => {
    expect(verdict(TCP_80, PEER, unreadable)).toBe('unknown');
    expect(verdict(TCP_80, PEER, unreadable, inbound(block('10.0.1.0/24')))).toBe('unknown');
  });

  it('does not matter where something else lets the traffic in, or it is about other ports', () => {
    expect(verdict(TCP_80, PEER, unreadable, inbound(member('sg-lb')))).toBe('allowed');
    expect(verdict(TCP_80, PEER, inbound(list('pl-1'), { fromPort: 81, toPort: 81 }))).toBe('missing');
  });

  it('can be one of several security groups', () => {
    const open = bookOf([securityGroup('sg-web', inbound(member('sg-lb')))]);
    expect(evaluate('inbound', ['sg-web', 'sg-other'], TCP_80, PEER, open).verdict).toBe('allowed');
    const closed = bookOf([securityGroup('sg-web')]);
    expect(evaluate('inbound', ['sg-web', 'sg-other'], TCP_80, PEER, closed)).toEqual({
      verdict: 'unknown',
      reason: 'sg-other cannot be read',
    });
  });

  it('can be the subnets of the load balancer: blocks then mean it only if they are everywhere', () => {
    const peer: Peer = { ...PEER, places: { unknown: 'its subnets cannot be read' } };
    expect(verdict(TCP_80, peer, inbound(block('10.0.0.0/8')))).toBe('unknown');
    expect(verdict(TCP_80, peer, inbound(block('0.0.0.0/0')))).toBe('allowed');
    expect(verdict(TCP_80, peer)).toBe('missing');
  });

  it('is no prefix list whose entries were read', () => {
    const book = (...blocks: string[]) =>
      bookOf([securityGroup('sg-web', unreadable)], { 'pl-1': { known: blocks } });
    expect(evaluate('inbound', ['sg-web'], TCP_80, PEER, book('10.0.0.0/16')).verdict).toBe('allowed');
    expect(evaluate('inbound', ['sg-web'], TCP_80, PEER, book('10.9.0.0/16')).verdict).toBe('missing');
    const both = book('10.0.1.0/24', '10.0.2.0/24');
    expect(evaluate('inbound', ['sg-web'], TCP_80, PEER, both)).toMatchObject({ by: { length: 1 } });
  });
});

describe('any rules', () => {
  const port = fc.integer({ min: 78, max: 82 });
  const someBlock = fc
    .record({
      third: fc.integer({ min: 0, max: 3 }),
      fourth: fc.integer({ min: 0, max: 7 }),
      bits: fc.constantFrom(0, 16, 23, 24, 30, 32),
    })
    .map(({ third, fourth, bits }) => `10.0.${third}.${fourth}/${bits}`);
  const someRule = (direction: SecurityGroupRule['direction']) =>
    fc
      .record({
        protocol: fc.constantFrom('tcp', '6', 'udp', '-1'),
        ports: fc.tuple(port, port),
        peer: fc.oneof(
          someBlock.map(block),
          fc.constantFrom('sg-lb', 'sg-web', 'sg-2').map((id) => member(id)),
        ),
      })
      .map(({ protocol, ports: [from, to], peer }): SecurityGroupRule => ({
        direction,
        protocol,
        fromPort: from,
        toPort: to,
        peer,
      }));
  const rules = (direction: SecurityGroupRule['direction']) =>
    fc.array(someRule(direction), { maxLength: 4 });
  const keepsAddresses = fc.boolean();
  const TARGET: Peer = {
    securityGroupIds: ['sg-web'],
    places: { known: [{ block: '10.0.1.6', addresses: ['10.0.1.6'] }] },
    keepsAddresses: true,
    family: 'ipv4',
  };

  it('let in and out what the emulator lets in and out', () => {
    fc.assert(
      fc.property(rules('inbound'), rules('outbound'), port, keepsAddresses, (into, out, asked, keeps) => {
        const book = bookOf([securityGroup('sg-lb', ...out), securityGroup('sg-web', ...into)]);
        const packets: Packets = { protocol: 'tcp', port: asked };
        const inward = evaluate('inbound', ['sg-web'], packets, { ...PEER, keepsAddresses: keeps }, book);
        const outward = evaluate('outbound', ['sg-lb'], packets, TARGET, book);
        const isThrough = inward.verdict !== 'missing' && outward.verdict !== 'missing';
        expect(isThrough).toBe(emulatorAdmits(out, into, asked));
      }),
      { numRuns: 500 },
    );
  });

  it('never close by another rule what they let in', () => {
    const rank = { missing: 0, unknown: 1, partly: 1, allowed: 2 };
    fc.assert(
      fc.property(rules('inbound'), someRule('inbound'), keepsAddresses, (some, another, keeps) => {
        const peer = { ...PEER, keepsAddresses: keeps };
        const before = rank[verdict(TCP_80, peer, ...some)];
        expect(rank[verdict(TCP_80, peer, ...some, another)]).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

function emulatorAdmits(
  out: readonly SecurityGroupRule[],
  into: readonly SecurityGroupRule[],
  port: number,
): boolean {
  const group = (id: string, rules: readonly SecurityGroupRule[]) => ({
    id,
    name: id,
    description: id,
    vpcId: 'vpc-1',
    tags: {},
    rules: rules.map(({ direction, protocol, fromPort, toPort, peer }) => ({
      id: 'sgr-1',
      direction: direction === 'inbound' ? ('ingress' as const) : ('egress' as const),
      protocol,
      fromPort,
      toPort,
      peer:
        peer.kind === 'block'
          ? { kind: 'cidr' as const, cidr: peer.block }
          : { kind: 'group' as const, groupId: peer.kind === 'group' ? peer.groupId : '' },
      description: undefined,
      tags: {},
    })),
  });
  return admits(
    {
      ...emptyWorld('123456789012', 'us-east-1'),
      securityGroups: [group('sg-lb', out), group('sg-web', into), group('sg-2', [])],
    },
    {
      from: { securityGroupIds: ['sg-lb'], addresses: ['10.0.1.5', '10.0.2.5'] },
      to: { securityGroupIds: ['sg-web'], addresses: ['10.0.1.6'] },
      protocol: 'tcp',
      port,
    },
  );
}
