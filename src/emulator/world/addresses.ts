// Arithmetic of IP addresses and CIDR blocks.
import ipaddr from 'ipaddr.js';
import type { Subnet } from './networkTypes';
import type { World } from './world';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address written out in full: no octal or shortened IPv4, no IPv6 with an IPv4 tail or a zone. */
export function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (text.includes(':') && !text.includes('.') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return ipaddr.IPv6.parse(text);
  }
  return undefined;
}

export function isBlock(cidr: string): boolean {
  return ipaddr.isValidCIDR(cidr);
}

/** A block with the bits behind its prefix cleared, or undefined if the text is not a block of the family. */
export function canonicalBlock(cidr: string, family: 'ipv4' | 'ipv6'): string | undefined {
  const [network = '', prefix = ''] = cidr.split('/');
  if (parseAddress(network)?.kind() !== family || !/^\d{1,3}$/.test(prefix) || !isBlock(cidr))
    return undefined;
  const first =
    family === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${first.toString()}/${Number(prefix)}`;
}

export function prefixLength(cidr: string): number {
  return ipaddr.parseCIDR(cidr)[1];
}

/** Of two blocks with an address in common one holds the other. */
export function blocksOverlap(one: string, other: string): boolean {
  const [oneNetwork] = ipaddr.parseCIDR(one);
  const [otherNetwork] = ipaddr.parseCIDR(other);
  return inBlock(oneNetwork, other) || inBlock(otherNetwork, one);
}

/** Whether the whole block lies in the other one. */
export function blockWithin(inner: string, outer: string): boolean {
  const [network, prefix] = ipaddr.parseCIDR(inner);
  return prefix >= prefixLength(outer) && inBlock(network, outer);
}

export function inBlock(address: Address, cidr: string): boolean {
  const [network, prefix] = ipaddr.parseCIDR(cidr);
  return address.kind() === network.kind() && address.match(network, prefix);
}

/** `ADDRESS` or `ADDRESS:PORT` (`[ADDRESS]:PORT` for IPv6) as the world's map of addresses has it. */
export function addressKey(text: string): string | undefined {
  const whole = parseAddress(text);
  if (whole) return whole.toString();
  const [, bracketed, plain, port = ''] = /^(?:\[(.+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = parseAddress(bracketed ?? plain ?? '');
  return address && Number(port) >= 1 && Number(port) <= 65535
    ? socketAddress(address.toString(), Number(port))
    : undefined;
}

export function socketAddress(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What `addressKey` has put together. */
export function addressParts(key: string): { address: string; port: number | undefined } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(key) ?? [];
  const address = bracketed ?? plain ?? key;
  return { address, port: port === undefined ? undefined : Number(port) };
}

/** The blocks outside a VPC from which IPv4 targets may come (RFC 1918 and RFC 6598). */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

export function inPrivateBlock(address: Address): boolean {
  return privateBlocks.some((block) => inBlock(address, block));
}

export function subnetOf(world: World, vpcId: string | undefined, address: Address): Subnet | undefined {
  return world.subnets.find(
    (subnet) =>
      subnet.vpcId === vpcId &&
      [subnet.cidr, subnet.ipv6Cidr].some((cidr) => cidr !== undefined && inBlock(address, cidr)),
  );
}

/** The n-th address of an IPv4 block. */
function addressAt(cidr: string, offset: number): string {
  const [network] = ipaddr.IPv4.parseCIDR(cidr);
  const number = network.octets.reduce((sum, octet) => sum * 256 + octet, 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function blockSize(cidr: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  return 2 ** (32 - prefix);
}

/** The first address of a subnet that nothing has. */
export function freeAddress(world: World, subnet: Subnet): string | undefined {
  return freeAddresses(world, subnet, 1)[0];
}

/** At most so many addresses of a subnet that nothing has, from the first; the first four and the last are AWS's. */
export function freeAddresses(world: World, subnet: Subnet, most: number): string[] {
  const taken = takenAddresses(world, subnet);
  const free: string[] = [];
  for (let offset = 4; offset < blockSize(subnet.cidr) - 1 && free.length < most; offset++) {
    const address = addressAt(subnet.cidr, offset);
    if (!taken.has(address)) free.push(address);
  }
  return free;
}

export function freeAddressCount(world: World, subnet: Subnet): number {
  return blockSize(subnet.cidr) - 5 - takenAddresses(world, subnet).size;
}

/** Why an address of a subnet cannot be given to a network interface: it is AWS's own, or taken. */
export function addressRefusal(
  world: World,
  subnet: Subnet,
  text: string,
): 'outside' | 'reserved' | 'taken' | undefined {
  const address = parseAddress(text);
  if (!address || !inBlock(address, subnet.cidr)) return 'outside';
  if (isReserved(subnet, text)) return 'reserved';
  return takenAddresses(world, subnet).has(text) ? 'taken' : undefined;
}

function isReserved({ cidr }: Subnet, address: string): boolean {
  return [0, 1, 2, 3, blockSize(cidr) - 1].some((offset) => addressAt(cidr, offset) === address);
}

/** The IPv4 addresses of a subnet that network interfaces have, or at which something listens. */
function takenAddresses(world: World, subnet: Subnet): ReadonlySet<string> {
  const taken = new Set(
    world.networkInterfaces
      .filter((each) => each.subnet.id === subnet.id)
      .map(({ privateAddress }) => privateAddress),
  );
  for (const key of world.addresses.keys()) {
    const address = parseAddress(withoutPort(key));
    if (address && inBlock(address, subnet.cidr) && !isReserved(subnet, address.toString())) {
      taken.add(address.toString());
    }
  }
  return taken;
}

function withoutPort(key: string): string {
  return key.startsWith('[') ? key.slice(1, key.indexOf(']')) : key.replace(/^([\d.]+):\d+$/, '$1');
}
