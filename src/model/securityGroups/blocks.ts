// Arithmetic of CIDR blocks: whether blocks together hold another one, or have an address in common with it.
import { type AddressBlock, type AddressFamily, parseBlock, parseIpAddress } from '../ipAddress';

export const EVERYWHERE: Readonly<Record<AddressFamily, string>> = { ipv4: '0.0.0.0/0', ipv6: '::/0' };

export function familyOf(blockOrAddress: string): AddressFamily {
  return blockOrAddress.includes(':') ? 'ipv6' : 'ipv4';
}

/** Whether each address of the block (or the one address) lies in one of the blocks. */
export function areCovering(blocks: readonly string[], blockOrAddress: string): boolean {
  const wanted = rangeOf(blockOrAddress);
  if (wanted === undefined) return false;
  const ranges = rangesOf(blocks, wanted).sort((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
  );
  let next = wanted.first;
  for (const { first, last } of ranges) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
    if (next > wanted.last) return true;
  }
  return false;
}

export function areTouching(blocks: readonly string[], blockOrAddress: string): boolean {
  const wanted = rangeOf(blockOrAddress);
  return wanted !== undefined && rangesOf(blocks, wanted).length > 0;
}

/** Of the blocks those with an address in common. */
function rangesOf(blocks: readonly string[], { family, first, last }: AddressBlock): AddressBlock[] {
  return blocks.flatMap((block) => {
    const range = rangeOf(block);
    return range?.family === family && range.first <= last && first <= range.last ? [range] : [];
  });
}

/** An address is the block that has no other. */
function rangeOf(blockOrAddress: string): AddressBlock | undefined {
  const address = parseIpAddress(blockOrAddress);
  return address === undefined
    ? parseBlock(blockOrAddress)
    : { family: address.family, first: address.value, last: address.value };
}
