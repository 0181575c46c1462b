// Many addresses in one word: `10.0.1.10-20`, `10.0.1.10-10.0.1.20`, `10.0.1.0/28`.
import {
  addressAt,
  type AddressBlock,
  type AddressFamily,
  type IpAddress,
  parseBlock,
  parseIpAddress,
} from './ipAddress';

/** A range is for a handful of machines; more than this in one word is most likely a slip. */
const MOST_ADDRESSES = 256;

/**
 * The addresses of a range or block, at most 256; why there are none, as the end of a sentence; or undefined for a word
 * that is neither.
 */
export function expandRange(word: string): readonly IpAddress[] | string | undefined {
  const block = word.includes('/') ? blockOf(word) : rangeOf(word);
  if (block === undefined || typeof block === 'string') return block;
  const { family, first, last } = block;
  const size = last - first + 1n;
  if (size < 1n) return 'the range ends before it begins';
  if (size > MOST_ADDRESSES) {
    return `it stands for ${size.toLocaleString('en-US')} addresses, and one range may stand for ${MOST_ADDRESSES} at most: write it as several smaller ones`;
  }
  return Array.from({ length: Number(size) }, (_, index) => addressAt(family, first + BigInt(index)));
}

function blockOf(word: string): AddressBlock | string | undefined {
  const block = parseBlock(word);
  const [base = ''] = word.split('/', 1);
  const address = parseIpAddress(base);
  if (block === undefined || address === undefined) return undefined;
  if (block.first === address.value) return block;
  // `ip address` and others print an address with the length of its network.
  const whole = `${addressAt(block.family, block.first).text}${word.slice(base.length)}`;
  return `it is one address with the size of its network: write ${address.text} for the address alone, or ${whole} for the whole block`;
}

/** `FIRST-LAST`, where LAST may be no more than what differs after the last dot or colon. */
function rangeOf(word: string): AddressBlock | undefined {
  const [from = '', to, ...others] = word.split(/[-–]/);
  const first = parseIpAddress(from);
  if (first === undefined || to === undefined || others.length > 0) return undefined;
  const last = parseIpAddress(to) ?? parseIpAddress(`${upToLastPart(first.family, from)}${to}`);
  if (last?.family !== first.family) return undefined;
  return { family: first.family, first: first.value, last: last.value };
}

function upToLastPart(family: AddressFamily, address: string): string {
  return address.slice(0, address.lastIndexOf(family === 'ipv4' ? '.' : ':') + 1);
}
