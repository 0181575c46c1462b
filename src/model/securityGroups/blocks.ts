// Arithmetic of CIDR blocks: whether blocks together hold another one, or have an address in common with it.
import ipaddr from 'ipaddr.js';

interface Range {
  readonly family: string;
  readonly first: bigint;
  readonly last: bigint;
}

export const EVERYWHERE = { ipv4: '0.0.0.0/0', ipv6: '::/0' } as const;
export type Family = keyof typeof EVERYWHERE;

export function familyOf(blockOrAddress: string): Family {
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
function rangesOf(blocks: readonly string[], { family, first, last }: Range): Range[] {
  return blocks.flatMap((block) => {
    const range = rangeOf(block);
    return range?.family === family && range.first <= last && first <= range.last ? [range] : [];
  });
}

function rangeOf(blockOrAddress: string): Range | undefined {
  const [text = '', bits] = blockOrAddress.split('/');
  if (!ipaddr.isValid(text)) return undefined;
  const bytes = ipaddr.parse(text).toByteArray();
  const size = bytes.length * 8;
  const free = BigInt(size - (bits === undefined ? size : Number(bits)));
  const address = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (address >> free) << free;
  return { family: familyOf(text), first, last: first + (1n << free) - 1n };
}
