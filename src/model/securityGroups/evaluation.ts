// Whether the rules of security groups let traffic through: pure, and with “cannot be told” as an answer.
import type { AddressFamily } from '../ipAddress';
import { areCovering, areTouching, EVERYWHERE, familyOf } from './blocks';
import type { Known, SecurityGroup, SecurityGroupRule } from './network';

/** What kind of packets. */
export type Packets =
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number }
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly type: number; readonly code: number };

/** A part of the network that the other end's packets come from, or go to. */
export interface Place {
  readonly block: string;
  /** The other end's own addresses in the block at present; empty where they are not known. */
  readonly addresses: readonly string[];
}

/** The other end of the traffic. */
export interface Peer {
  /** A rule that names one of them means the peer wherever it is. */
  readonly securityGroupIds: readonly string[];
  /** All of them have to be let through. */
  readonly places: Known<readonly Place[]>;
  /** It keeps its addresses, so that letting these through is enough. */
  readonly keepsAddresses: boolean;
  readonly family: AddressFamily;
}

export interface RuleOfGroup {
  readonly groupId: string;
  readonly rule: SecurityGroupRule;
}

export type Outcome =
  /** By these rules; without any, nothing restricts the traffic. */
  | { readonly verdict: 'allowed'; readonly by: readonly RuleOfGroup[] }
  /** The places that are lacking are not let through, or not as a whole. */
  | { readonly verdict: 'partly'; readonly by: readonly RuleOfGroup[]; readonly lacking: readonly Place[] }
  /** Nothing is let through; the places are those of the peer as far as they are known. */
  | { readonly verdict: 'missing'; readonly lacking: readonly Place[] }
  /** A sentence without its full stop. */
  | { readonly verdict: 'unknown'; readonly reason: string };

export type Verdict = Outcome['verdict'];

/** What is known of the security groups and prefix lists that take part. */
export interface RuleBook {
  readonly securityGroups: (id: string) => Known<SecurityGroup>;
  readonly prefixLists: (id: string) => Known<readonly string[]>;
}

interface BlockOfRule extends RuleOfGroup {
  readonly block: string;
}

/**
 * Any rule of any of the groups is enough. What could not be looked up makes the outcome unknown only where it matters:
 * where what is known does not let the traffic through, and the rest might.
 */
export function evaluate(
  direction: SecurityGroupRule['direction'],
  ownGroupIds: readonly string[],
  packets: Packets,
  peer: Peer,
  book: RuleBook,
): Outcome {
  if (ownGroupIds.length === 0) return { verdict: 'allowed', by: [] };
  const groups = ownGroupIds.map((id) => book.securityGroups(id));
  const rules = groups
    .flatMap((group) => ('known' in group ? rulesOf(group.known) : []))
    .filter(({ rule }) => rule.direction === direction && isAbout(rule, packets));
  const byGroup = rules.find(({ rule }) => namesGroupOf(rule, peer));
  if (byGroup !== undefined) return { verdict: 'allowed', by: [byGroup] };
  const lists = rules.flatMap(({ rule: { peer: named } }) =>
    named.kind === 'prefixList' ? [book.prefixLists(named.prefixListId)] : [],
  );
  const outcome = byBlocks(
    rules.flatMap((each) => blocksOf(each, book)),
    peer,
  );
  if (outcome.verdict === 'allowed') return outcome;
  const [reason] = [...groups, ...lists].flatMap((each) => ('unknown' in each ? [each.unknown] : []));
  return reason === undefined ? outcome : { verdict: 'unknown', reason };
}

function rulesOf({ id, rules }: SecurityGroup): RuleOfGroup[] {
  return rules.map((rule) => ({ groupId: id, rule }));
}

function namesGroupOf({ peer: named }: SecurityGroupRule, peer: Peer): boolean {
  return (
    named.kind === 'group' &&
    peer.securityGroupIds.includes(named.groupId) &&
    (named.peeringStatus === undefined || named.peeringStatus === 'active')
  );
}

function blocksOf(each: RuleOfGroup, book: RuleBook): BlockOfRule[] {
  const { peer } = each.rule;
  if (peer.kind === 'block') return [{ ...each, block: peer.block }];
  if (peer.kind === 'group') return [];
  const list = book.prefixLists(peer.prefixListId);
  return 'known' in list ? list.known.map((block) => ({ ...each, block })) : [];
}

function byBlocks(given: readonly BlockOfRule[], { places, keepsAddresses, family }: Peer): Outcome {
  const ofRules = given.filter(({ block }) => familyOf(block) === family);
  const here = 'known' in places ? places.known.filter(({ block }) => familyOf(block) === family) : [];
  if (ofRules.length === 0) return { verdict: 'missing', lacking: here };
  const blocks = ofRules.map(({ block }) => block);
  if (areCovering(blocks, EVERYWHERE[family])) return { verdict: 'allowed', by: rulesAmong(ofRules) };
  if ('unknown' in places) return { verdict: 'unknown', reason: places.unknown };
  const by = rulesAmong(ofRules.filter((each) => here.some((place) => isPartlyIn([each.block], place))));
  const lacking = here.filter((place) => !isWhollyIn(blocks, place, keepsAddresses));
  if (lacking.length === 0 && here.length > 0) return { verdict: 'allowed', by };
  return by.length === 0 ? { verdict: 'missing', lacking } : { verdict: 'partly', by, lacking };
}

function isWhollyIn(
  blocks: readonly string[],
  { block, addresses }: Place,
  keepsAddresses: boolean,
): boolean {
  if (areCovering(blocks, block)) return true;
  return keepsAddresses && addresses.length > 0 && addresses.every((each) => areCovering(blocks, each));
}

function isPartlyIn(blocks: readonly string[], { block, addresses }: Place): boolean {
  if (addresses.length === 0) return areTouching(blocks, block);
  return addresses.some((each) => areCovering(blocks, each));
}

/** Each rule once: a prefix list is a rule with several blocks. */
function rulesAmong(blocks: readonly BlockOfRule[]): RuleOfGroup[] {
  const rules = new Map(blocks.map(({ groupId, rule }) => [rule, { groupId, rule }]));
  return [...rules.values()];
}

/** IANA's numbers of the protocols that the API knows by name. */
const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };
const ALL = -1;

function isAbout({ protocol, fromPort = ALL, toPort = ALL }: SecurityGroupRule, packets: Packets): boolean {
  if (protocol === '-1') return true;
  if ((PROTOCOL_NUMBERS[protocol] ?? protocol) !== PROTOCOL_NUMBERS[packets.protocol]) return false;
  if (fromPort === ALL) return true;
  if ('port' in packets) return fromPort <= packets.port && packets.port <= toPort;
  return fromPort === packets.type && (toPort === ALL || toPort === packets.code);
}
