// What security groups let through: pure evaluation of their rules.
import { inBlock, parseAddress, type Address } from './addresses';
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule } from './networkTypes';
import { arePeered } from './peerings';
import type { World } from './world';

/** One end of a connection. */
export interface Party {
  /** None: nothing is restricted on this side, and no rule that names a group means it. */
  readonly securityGroupIds: readonly string[];
  /** Where it has several, one that is let through is enough. */
  readonly addresses: readonly string[];
}

export interface Traffic {
  readonly from: Party;
  readonly to: Party;
  /** A name, as `tcp`, or a number. */
  readonly protocol: string;
  readonly port: number;
}

/** Whether the rules let it out of where it comes from, and in where it goes to. */
export function admits(world: World, { from, to, protocol, port }: Traffic): boolean {
  const lets = (direction: SecurityGroupRule['direction'], own: Party, peer: Party) => {
    if (own.securityGroupIds.length === 0) return () => true;
    const rules = groupsOf(world, own).flatMap((group) =>
      group.rules
        .filter((rule) => rule.direction === direction && covers(rule, protocol, port))
        .map((rule) => ({ group, rule })),
    );
    const byGroup = rules.some(({ group, rule }) => namesGroupOf(world, group, rule.peer, peer));
    return (address: Address | undefined) =>
      byGroup || rules.some(({ rule }) => namesAddress(world, rule.peer, address));
  };
  const out = lets('egress', from, to);
  const inward = lets('ingress', to, from);
  return addressPairs(from, to).some(([source, destination]) => out(destination) && inward(source));
}

function groupsOf(world: World, { securityGroupIds }: Party): SecurityGroup[] {
  return world.securityGroups.filter(({ id }) => securityGroupIds.includes(id));
}

/** Those between which traffic can be: of one family. A party whose address is not known still has its groups. */
function addressPairs(from: Party, to: Party): [Address | undefined, Address | undefined][] {
  return addressesOf(from).flatMap((source) =>
    addressesOf(to)
      .filter((destination) => !source || !destination || source.kind() === destination.kind())
      .map((destination): [Address | undefined, Address | undefined] => [source, destination]),
  );
}

function addressesOf({ addresses }: Party): (Address | undefined)[] {
  return addresses.length === 0 ? [undefined] : addresses.map(parseAddress);
}

/** IANA's numbers of the protocols that the API knows by name. */
const protocolNumbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };

function protocolNumber(protocol: string): string {
  return protocolNumbers[protocol] ?? protocol;
}

function covers({ protocol, fromPort, toPort }: SecurityGroupRule, asked: string, port: number): boolean {
  if (protocol === '-1') return true;
  if (protocolNumber(protocol) !== protocolNumber(asked)) return false;
  if (fromPort === undefined || toPort === undefined) return true;
  return fromPort <= port && port <= toPort;
}

/** A rule can name a group of its own VPC, or of one that is peered. */
function namesGroupOf(world: World, own: SecurityGroup, rule: SecurityGroupPeer, peer: Party): boolean {
  if (rule.kind !== 'group' || !peer.securityGroupIds.includes(rule.groupId)) return false;
  const named = world.securityGroups.find(({ id }) => id === rule.groupId);
  return named !== undefined && (named.vpcId === own.vpcId || arePeered(world, own.vpcId, named.vpcId));
}

function namesAddress(world: World, rule: SecurityGroupPeer, address: Address | undefined): boolean {
  return address !== undefined && blocksOf(world, rule).some((block) => inBlock(address, block));
}

function blocksOf(world: World, rule: SecurityGroupPeer): readonly string[] {
  switch (rule.kind) {
    case 'group':
      return [];
    case 'prefixList':
      return world.prefixLists
        .filter(({ id }) => id === rule.prefixListId)
        .flatMap(({ entries }) => entries.map(({ cidr }) => cidr));
    default:
      return [rule.cidr];
  }
}
