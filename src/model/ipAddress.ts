// IP addresses as the API takes them: strict to read, one spelling to write, and whether they are within a block.
import ipaddr from 'ipaddr.js';

export type AddressFamily = 'ipv4' | 'ipv6';

export interface IpAddress {
  readonly family: AddressFamily;
  /** One spelling for each address: four numbers, or the shortened form of RFC 5952. */
  readonly text: string;
  /** What the address is for by its range: `private`, `unicast`, `loopback`, … */
  readonly range: string;
  /** The address as a number. */
  readonly value: bigint;
}

/** All addresses from the first to the last, both included. */
export interface AddressBlock {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/**
 * Reads four decimal numbers without leading zeros, or an IPv6 address without brackets and without `%zone`. Anything else,
 * also the short, octal and hexadecimal forms of IPv4, is undefined.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return toAddress(ipaddr.IPv4.parse(text));
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return toAddress(ipaddr.IPv6.parse(text));
}

/** The address of a number that is one of its family. */
export function addressAt(family: AddressFamily, value: bigint): IpAddress {
  const bytes = BITS[family] / 8;
  const octets = Array.from({ length: bytes }, (_, index) =>
    Number((value >> BigInt(8 * (bytes - 1 - index))) & 0xffn),
  );
  return toAddress(ipaddr.fromByteArray(octets));
}

/** Reads `10.0.1.0/24`; bits of the address beyond the block's do not matter. Undefined where it is no block. */
export function parseBlock(text: string): AddressBlock | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [base, bits] = ipaddr.parseCIDR(text);
  const { family, value } = toAddress(base);
  const size = 1n << BigInt(BITS[family] - bits);
  const first = value - (value % size);
  return { family, first, last: first + size - 1n };
}

export function isInBlock({ family, value }: IpAddress, block: AddressBlock): boolean {
  return family === block.family && value >= block.first && value <= block.last;
}

/** False also where the block is of the other family or is not a block at all. */
export function isWithin(address: IpAddress, blocks: readonly string[]): boolean {
  return blocks.map(parseBlock).some((block) => block !== undefined && isInBlock(address, block));
}

function toAddress(address: ipaddr.IPv4 | ipaddr.IPv6): IpAddress {
  return {
    family: address.kind(),
    text: address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString(),
    range: address.range(),
    value: address.toByteArray().reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
  };
}
