// IP addresses as the API takes them: strict to read, one spelling to write, and whether they are within a block.
import ipaddr from 'ipaddr.js';

export interface IpAddress {
  readonly family: 'ipv4' | 'ipv6';
  /** One spelling for each address: four numbers, or the shortened form of RFC 5952. */
  readonly text: string;
  /** What the address is for by its range: `private`, `unicast`, `loopback`, … */
  readonly range: string;
}

/**
 * Reads four decimal numbers without leading zeros, or an IPv6 address without brackets and without `%zone`. Anything else,
 * also the short, octal and hexadecimal forms of IPv4, is undefined.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const address = ipaddr.IPv4.parse(text);
    return { family: 'ipv4', text: address.toString(), range: address.range() };
  }
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return { family: 'ipv6', text: address.toRFC5952String(), range: address.range() };
}

/** False also where the block is of the other family or is not a block at all. */
export function isWithin(address: IpAddress, blocks: readonly string[]): boolean {
  const parsed = ipaddr.parse(address.text);
  return blocks.some((block) => {
    if (!ipaddr.isValidCIDR(block)) return false;
    const [base, bits] = ipaddr.parseCIDR(block);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}
