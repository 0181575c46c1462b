// Whether an IP address may be registered with a target group, by the rules of the Elastic Load Balancing user guide.
import { timeOfDay } from './ago';
import { type Place, placesOf } from './addressPlaces';
import { durationInWords } from './duration';
import { checkPort, type Refusal, wrongType } from './eligibility';
import { type IpAddress, isInBlock, parseBlock, parseIpAddress } from './ipAddress';
import { ListedTargets } from './listedTargets';
import type { GroupNetwork } from './network';
import { oncePer } from './once';
import { isDraining, type RegisteredTarget, type TargetIdentity, targetKey, targetLabel } from './target';
import type { TargetGroup } from './targetGroup';

/** What does not change from one address to the next; it must not change at all while addresses are checked. */
export interface AddressCheckContext {
  readonly group: TargetGroup;
  readonly network: GroupNetwork;
  readonly registered: readonly RegisteredTarget[];
  /** Target key → when its drain is over at the latest, in milliseconds since the epoch. */
  readonly drainingUntil: ReadonlyMap<string, number | undefined>;
}

export interface AcceptedAddress {
  /** What to send. */
  readonly target: TargetIdentity;
  /** It drains: it can be registered only when that is over. */
  readonly whenDrained?: true;
  /** What to know of it: one sentence or two. */
  readonly note?: string;
}

const listedTargetsOf = oncePer(
  ({ group, registered }: AddressCheckContext) => new ListedTargets(group, registered),
);

/**
 * The blocks that an IPv4 target may be from beside the VPC's own subnets. The Elastic Load Balancing user guide: "The IP
 * addresses that you register must be from one of the following CIDR blocks: The subnets of the VPC for the target group;
 * 10.0.0.0/8 (RFC 1918); 100.64.0.0/10 (RFC 6598); 172.16.0.0/12 (RFC 1918); 192.168.0.0/16 (RFC 1918)".
 */
const PRIVATE_BLOCK_NAMES = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];
const PRIVATE_BLOCKS = PRIVATE_BLOCK_NAMES.map(parseBlock).filter((block) => block !== undefined);

/** Ranges of IPv6 that no VPC can have, so no peered one either. */
const RANGES_OUTSIDE_EVERY_VPC = ['unspecified', 'linkLocal', 'multicast', 'loopback', 'ipv4Mapped'];

/**
 * Whether an address can be registered at `now` (milliseconds since the epoch). Where it can, the target that comes back
 * is what to send: the address in its one spelling, the port filled in from the group, and a zone only for an address in
 * none of the VPC's subnets (the API finds the zone of the others itself, and takes no other).
 */
export function checkAddress(
  target: TargetIdentity,
  context: AddressCheckContext,
  now: number,
): { refusal: Refusal } | AcceptedAddress {
  const { group, network } = context;
  if (group.targetType !== 'ip') return { refusal: wrongType(target.id, 'an IP address', group) };
  const address = parseIpAddress(target.id);
  if (address === undefined) {
    return refuse(
      'address-malformed',
      `“${target.id}” is not an IP address. Write it like 10.0.1.5 or fd00::1.`,
    );
  }
  const port = target.port ?? group.port;
  if (port === undefined) {
    return refuse(
      'port-missing',
      `${address.text} has no port, and ${group.name} has no default one. Add a port.`,
    );
  }
  const place = placesOf(network).placeOf(address);
  const present = presenceOf({ id: address.text, port }, context, now);
  const refusal =
    checkPort(port) ??
    checkFamily(address, group) ??
    checkRange(address, place, context) ??
    checkReserved(address, place) ??
    checkLoadBalancer(address, network) ??
    present?.refusal ??
    checkZone(address, target.availabilityZone, place, network);
  if (refusal !== undefined) return { refusal };
  const notes = [present?.drain, noteOn(address, place, network)].filter((note) => note !== undefined);
  return {
    target: {
      id: address.text,
      port,
      ...(place.subnet === undefined && target.availabilityZone !== undefined
        ? { availabilityZone: target.availabilityZone }
        : {}),
    },
    ...(present?.drain === undefined ? {} : { whenDrained: true }),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

function checkFamily(address: IpAddress, group: TargetGroup): Refusal | undefined {
  const family = group.ipAddressType ?? 'ipv4';
  if (address.family === family) return undefined;
  return {
    rule: 'address-family',
    message: `${address.text} is an ${familyName(address.family)} address, but ${group.name} takes ${familyName(family)} addresses only. Register it with a target group of the IP address type ${address.family}.`,
  };
}

function familyName(family: 'ipv4' | 'ipv6'): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

/** For IPv4 see {@link PRIVATE_BLOCK_NAMES}; an IPv6 target must be from the VPC's blocks or from those of a peered VPC. */
function checkRange(
  address: IpAddress,
  place: Place,
  { group, network }: AddressCheckContext,
): Refusal | undefined {
  if (place.subnet !== undefined) return undefined;
  const allowed =
    address.family === 'ipv4'
      ? PRIVATE_BLOCKS.some((block) => isInBlock(address, block))
      : !RANGES_OUTSIDE_EVERY_VPC.includes(address.range);
  if (allowed) return undefined;
  return address.family === 'ipv4'
    ? {
        rule: 'address-not-private',
        message: `${address.text} cannot be a target of ${group.name}: an address must be in a subnet of ${vpcLabel(network)} or in ${PRIVATE_BLOCK_NAMES.slice(0, -1).join(', ')} or ${PRIVATE_BLOCK_NAMES.at(-1) ?? ''}. Register the target's private address.`,
      }
    : {
        rule: 'address-not-in-vpc',
        message: `${address.text} cannot be a target of ${group.name}: an IPv6 address must be of ${vpcLabel(network)} or of a VPC that is peered with it. Register the address that the target has in its VPC.`,
      };
}

/** Nothing can answer there: see {@link Place.isReserved}. */
function checkReserved(address: IpAddress, { subnet, isReserved }: Place): Refusal | undefined {
  if (!isReserved || subnet === undefined) return undefined;
  return {
    rule: 'address-reserved',
    message: `${address.text} is reserved by AWS: the first four addresses of a subnet and its last one are, and nothing of yours can answer there. Choose another address of ${subnet.name ?? subnet.id} (${subnet.cidrBlocks.join(', ')}).`,
  };
}

/**
 * The Elastic Load Balancing user guide: "You cannot register the IP addresses of another Application Load Balancer in the
 * same VPC. If the other Application Load Balancer is in a VPC that is peered to the load balancer VPC, you can register
 * its IP addresses."
 */
function checkLoadBalancer(address: IpAddress, network: GroupNetwork): Refusal | undefined {
  const holder = placesOf(network).applicationLoadBalancerAt(address);
  if (holder === undefined) return undefined;
  return {
    rule: 'address-of-load-balancer',
    message: `${address.text} belongs to the Application Load Balancer ${holder} in the same VPC, whose addresses cannot be registered. Register the targets behind it, or forward to it from a Network Load Balancer with a target group of the type alb.`,
  };
}

/**
 * The Elastic Load Balancing user guide: "When you deregister a target that was registered by IP address, you must wait
 * for the deregistration delay to complete before you can register the same IP address again."
 */
function presenceOf(
  wanted: TargetIdentity & { port: number },
  context: AddressCheckContext,
  now: number,
): { readonly refusal?: Refusal; readonly drain?: string } | undefined {
  const { group, drainingUntil } = context;
  const label = targetLabel(wanted);
  const same = listedTargetsOf(context)
    .onAnyPort(wanted.id)
    .filter(({ port = group.port }) => port === wanted.port);
  const [present] = same;
  if (present === undefined) return undefined;
  // Somewhere the target may be known without its port or with its zone: look under each of its keys.
  const until = [present, { id: present.id, port: wanted.port }, wanted, { id: wanted.id }]
    .map((known) => drainingUntil.get(targetKey(known)))
    .find((time) => time !== undefined);
  // Reads lag behind writes: a drain that is on record may not show in the state yet.
  if (!same.every(isDraining) && (until === undefined || until <= now)) {
    return {
      refusal: {
        rule: 'already-registered',
        message: `${label} is registered with ${group.name} already. Choose another port or another address.`,
      },
    };
  }
  const rule =
    'An address can be registered again only when its deregistration delay is over: it waits for that, and is then registered by itself.';
  return { drain: `${label} ${drainInWords(until, now)}. ${rule}` };
}

function drainInWords(until: number | undefined, now: number): string {
  if (until === undefined) return 'still drains';
  if (until <= now) return 'still drains, though its delay should be over';
  // Rounded up: never promises it too early.
  const left = durationInWords(Math.ceil((until - now) / 1000) * 1000);
  return `drains until ${timeOfDay(until)} at the latest (about ${left})`;
}

/**
 * The API reference of `RegisterTargets`: "If the target type is ip and the IP address is in a subnet of the VPC for the
 * target group, the Availability Zone is automatically detected and this parameter is optional. If the IP address is
 * outside the VPC, this parameter is required." It counts by subnets, not by the VPC's blocks: an address in a block
 * without a subnet is "not in the VPC". Another zone than the subnet's is refused, `all` too.
 */
function checkZone(
  address: IpAddress,
  zone: string | undefined,
  { subnet, inVpc }: Place,
  network: GroupNetwork,
): Refusal | undefined {
  const known = network.availabilityZones;
  if (subnet !== undefined) {
    if (zone === undefined || zone === subnet.availabilityZone) return undefined;
    return {
      rule: 'zone-contradicts-subnet',
      message: `${address.text} is in ${subnet.id}, which is in ${subnet.availabilityZone}; the zone cannot be ${zone}. Leave the zone out: it is found by the subnet.`,
    };
  }
  const choice = known.length === 0 ? 'all' : `all or one of ${known.join(', ')}`;
  if (zone === undefined) {
    const where = inVpc ? `in no subnet of ${vpcLabel(network)}` : `outside ${vpcLabel(network)}`;
    return {
      rule: 'zone-missing',
      message: `${address.text} is ${where}, so it needs an Availability Zone. Add ${choice}, like ${address.text}@all.`,
    };
  }
  if (zone === 'all' || known.includes(zone)) return undefined;
  return {
    rule: 'zone-unknown',
    message: `${zone} is not an Availability Zone of this Region. Use ${choice}.`,
  };
}

function noteOn(address: IpAddress, place: Place, network: GroupNetwork): string | undefined {
  if (place.subnet !== undefined) return undefined;
  if (place.inVpc) {
    return `${address.text} is within ${vpcLabel(network)}, but in none of its subnets: make sure that something answers there.`;
  }
  return address.family === 'ipv6'
    ? `${address.text} is not of ${vpcLabel(network)}: it must be of a VPC that is peered with it, which cannot be checked from here.`
    : undefined;
}

function vpcLabel({ vpc }: GroupNetwork): string {
  return vpc.name === undefined ? vpc.id : `${vpc.id} (${vpc.name})`;
}

function refuse(rule: string, message: string): { refusal: Refusal } {
  return { refusal: { rule, message } };
}
