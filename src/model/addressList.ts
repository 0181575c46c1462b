// What people paste: a list of IP addresses with ports and zones, read and written.
import { parseIpAddress, type IpAddress } from './ipAddress';
import { targetKey, type TargetIdentity } from './target';

export interface AddressEntry {
  readonly text: string;
  /** 1-based */
  readonly line: number;
  /** The address in its one spelling; port and zone are absent when not given. */
  readonly target: TargetIdentity;
}

export interface AddressMistake {
  readonly text: string;
  /** 1-based */
  readonly line: number;
  /** A sentence that names the text, the cause and what is right. */
  readonly problem: string;
}

const EXAMPLE = 'Write it like 10.0.1.5 or 10.0.1.5:8080.';
const EXAMPLE_IPV6 = 'Write it like fd00::1 or [fd00::1]:8080.';
const EXAMPLE_ZONE = 'Write it like 10.0.1.5:8080@us-east-1a or 10.0.1.5@all.';
const LONGEST_QUOTE = 60;

/**
 * Reads `address`, `address:port`, `address:port@zone` and `address@zone`, apart by commas, semicolons, quotes or white space; `#`
 * starts a comment to the end of the line. An IPv6 address with a port is in brackets. Never throws: what cannot be read,
 * and what repeats an earlier entry, is a mistake.
 */
export function parseAddressList(text: string): { entries: AddressEntry[]; mistakes: AddressMistake[] } {
  const entries: AddressEntry[] = [];
  const mistakes: AddressMistake[] = [];
  const lineOfKey = new Map<string, number>();
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    const line = index + 1;
    const [said = ''] = content.split('#', 1);
    for (const token of said.split(/[\s,;"'`]+/).filter((part) => part !== '')) {
      const parsed = parseEntry(token);
      if (typeof parsed === 'string') {
        mistakes.push({ text: token, line, problem: parsed });
        continue;
      }
      const key = targetKey(parsed);
      const earlier = lineOfKey.get(key);
      if (earlier === undefined) {
        lineOfKey.set(key, line);
        entries.push({ text: token, line, target: parsed });
      } else {
        const place = earlier === line ? '' : `: it is on line ${earlier} already`;
        const problem = `${quoted(token)} is in the list twice${place}. Remove one of the two.`;
        mistakes.push({ text: token, line, problem });
      }
    }
  });
  return { entries, mistakes };
}

/** The inverse of {@link parseAddressList} for one target: `10.0.1.5:8080@us-east-1a`, `[fd00::1]:80`, `fd00::1`. */
export function formatAddress(target: TargetIdentity): string {
  const zone = target.availabilityZone === undefined ? '' : `@${target.availabilityZone}`;
  if (target.port === undefined) return `${target.id}${zone}`;
  const id = target.id.includes(':') ? `[${target.id}]` : target.id;
  return `${id}:${target.port}${zone}`;
}

/** The target, or the sentence that says what is wrong with it. */
function parseEntry(token: string): TargetIdentity | string {
  const [before = '', ...zones] = token.split('@');
  const parts = splitPort(before);
  const address = parseIpAddress(parts.host);
  if (address === undefined) return notAnAddress(token, parts.host);
  if (parts.bracketed && address.family === 'ipv4') {
    return `${quoted(token)} has an IPv4 address in brackets, which are for IPv6. ${EXAMPLE}`;
  }
  if (parts.port !== undefined && !isPort(parts.port)) {
    return `${quoted(token)} has no valid port: “${parts.port}” is not a whole number from 1 to 65535 without leading zeros. ${address.family === 'ipv4' ? EXAMPLE : EXAMPLE_IPV6}`;
  }
  const zone = zones.join('@');
  if (zones.length > 0 && !/^[A-Za-z0-9-]+$/.test(zone)) {
    const cause = zone === '' ? 'nothing follows the @' : `“${zone}” is not the name of an Availability Zone`;
    return `${quoted(token)} names no zone: ${cause}. ${EXAMPLE_ZONE}`;
  }
  return identity(address, parts.port, zones.length === 0 ? undefined : zone);
}

function identity(address: IpAddress, port: string | undefined, zone: string | undefined): TargetIdentity {
  return {
    id: address.text,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(zone === undefined ? {} : { availabilityZone: zone }),
  };
}

/** Two colons or more are an IPv6 address, unless a dot comes before the first: then it is IPv4 with a bad port. */
function splitPort(text: string): { host: string; port?: string; bracketed: boolean } {
  const brackets = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (brackets !== null) {
    const [, host = '', port] = brackets;
    return { host, ...(port === undefined ? {} : { port }), bracketed: true };
  }
  const colon = text.indexOf(':');
  const isIpv4 = colon !== -1 && (colon === text.lastIndexOf(':') || text.slice(0, colon).includes('.'));
  return isIpv4
    ? { host: text.slice(0, colon), port: text.slice(colon + 1), bracketed: false }
    : { host: text, bracketed: false };
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535;
}

function notAnAddress(token: string, host: string): string {
  const example = host.includes(':') ? EXAMPLE_IPV6 : EXAMPLE;
  return `${quoted(token)} is not an IP address: ${causeOf(host)}. ${example}`;
}

function causeOf(host: string): string {
  if (host === '') return 'there is no address in it';
  if (/^[\da-f.:]+\/\d+$/i.test(host))
    return 'a block of addresses cannot be registered, only each address by itself';
  if (host.includes('%')) return 'an IPv6 address is registered without a % and an interface';
  if (host.includes(':'))
    return 'IPv6 is eight groups of hexadecimal digits, where :: may once stand for groups of zeros';
  if (!/^[\d.]+$/.test(host))
    return 'it is four decimal numbers separated by dots, or IPv6; names cannot be registered';
  const numbers = host.split('.');
  if (numbers.length !== 4 || numbers.includes('')) return 'it is exactly four numbers separated by dots';
  if (numbers.some((number) => number.length > 1 && number.startsWith('0'))) {
    return 'its numbers have no leading zeros';
  }
  return 'each of the four numbers goes up to 255';
}

function quoted(text: string): string {
  return `“${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}”`;
}
