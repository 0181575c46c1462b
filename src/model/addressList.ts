// What people paste: a list of IP addresses with ports and zones, read and written.
import { expandRange } from './addressRange';
import { parseIpAddress, type IpAddress } from './ipAddress';
import { targetKey, type TargetIdentity } from './target';

export interface AddressEntry {
  readonly text: string;
  /** 1-based */
  readonly line: number;
  /** The address in its one spelling; port and zone are absent when not given. */
  readonly target: TargetIdentity;
  /** The text stands for several addresses, of which this is one. */
  readonly isOfRange?: true;
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
const EXAMPLE_RANGE = 'Write it like 10.0.1.10-20 or 10.0.1.0/28.';
const LONGEST_QUOTE = 60;

/**
 * Reads `address`, `address:port`, `address:port@zone` and `address@zone`, apart by commas, semicolons, quotes or white space; `#`
 * starts a comment to the end of the line. An IPv6 address with a port is in brackets. In place of an address there may be
 * a range (`10.0.1.10-20`, `10.0.1.10-10.0.1.20`, `10.0.1.0/28`), around it the rest of a URL, and around all the brackets
 * and bullets of a list. Never throws: what cannot be read, and what repeats an earlier entry, is a mistake.
 */
export function parseAddressList(text: string): { entries: AddressEntry[]; mistakes: AddressMistake[] } {
  const list = new AddressList();
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    const [said = ''] = content.split('#', 1);
    said
      .split(/[\s,;"'`]+/)
      .filter((word) => word !== '')
      .forEach((word, position) => {
        if (!isPunctuation(word, position)) list.take(word, index + 1);
      });
  });
  return list;
}

class AddressList {
  readonly entries: AddressEntry[] = [];
  readonly mistakes: AddressMistake[] = [];
  private readonly lineOfKey = new Map<string, number>();

  take(text: string, line: number): void {
    const parsed = parseWord(text);
    if (typeof parsed === 'string') {
      this.mistakes.push({ text, line, problem: parsed });
      return;
    }
    const isOfRange = parsed.length > 1;
    const earlier = parsed.flatMap((target) => this.lineOfKey.get(targetKey(target)) ?? []);
    for (const target of parsed) {
      const key = targetKey(target);
      if (this.lineOfKey.has(key)) continue;
      this.lineOfKey.set(key, line);
      this.entries.push({ text, line, target, ...(isOfRange ? { isOfRange } : {}) });
    }
    const [first] = earlier;
    if (first === undefined) return;
    const what = isOfRange
      ? `Of the ${parsed.length} addresses of ${quoted(text)}, ${earlier.length} ${earlier.length === 1 ? 'is' : 'are'}`
      : `${quoted(text)} is`;
    const place = first === line ? '' : `: it is on line ${first} already`;
    this.mistakes.push({
      text,
      line,
      problem: `${what} in the list twice${place}. Remove one of the two.`,
    });
  }
}

/** The brackets around a list, and what stands before a line as a bullet. */
function isPunctuation(word: string, position: number): boolean {
  return /^[[\](){}<>]+$/.test(word) || (position === 0 && /^[-*•]$/.test(word));
}

/** The inverse of {@link parseAddressList} for one target: `10.0.1.5:8080@us-east-1a`, `[fd00::1]:80`, `fd00::1`. */
export function formatAddress(target: TargetIdentity): string {
  const zone = target.availabilityZone === undefined ? '' : `@${target.availabilityZone}`;
  if (target.port === undefined) return `${target.id}${zone}`;
  const id = target.id.includes(':') ? `[${target.id}]` : target.id;
  return `${id}:${target.port}${zone}`;
}

/** The targets, or the sentence that says what is wrong with the word. */
function parseWord(word: string): readonly TargetIdentity[] | string {
  const [before = '', ...zones] = withoutDecoration(word).split('@');
  const parts = splitPort(before);
  const addresses = addressesOf(parts.host);
  if (addresses === undefined || typeof addresses === 'string') {
    return notAnAddress(word, parts.host, addresses);
  }
  const [{ family } = { family: 'ipv4' }] = addresses;
  // A list of one address is a usual form; a port behind it is not.
  if (parts.bracketed && family === 'ipv4' && parts.port !== undefined) {
    return `${quoted(word)} has an IPv4 address in brackets, which are for IPv6. ${EXAMPLE}`;
  }
  if (parts.port !== undefined && !isPort(parts.port)) {
    return `${quoted(word)} has no valid port: “${parts.port}” is not a whole number from 1 to 65535 without leading zeros. ${family === 'ipv4' ? EXAMPLE : EXAMPLE_IPV6}`;
  }
  const zone = zones.join('@');
  if (zones.length > 0 && !/^[A-Za-z0-9-]+$/.test(zone)) {
    const cause = zone === '' ? 'nothing follows the @' : `“${zone}” is not the name of an Availability Zone`;
    return `${quoted(word)} names no zone: ${cause}. ${EXAMPLE_ZONE}`;
  }
  return addresses.map((address) => identity(address, parts.port, zones.length === 0 ? undefined : zone));
}

/** Without the rest of a URL, and without brackets that are not those of an IPv6 address. */
function withoutDecoration(word: string): string {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?@]*@)?([^/?@]+)(?:[/?].*)?$/i.exec(word) ?? [];
  const bare = (authority ?? word).replace(/^[({<]+/, '').replace(/[)}>]+$/, '');
  if (bare.startsWith('[') && !bare.includes(']')) return bare.slice(1);
  if (bare.endsWith(']') && !bare.includes('[')) return bare.slice(0, -1);
  return bare;
}

/** As `expandRange`: undefined for what is no address at all. */
function addressesOf(host: string): readonly IpAddress[] | string | undefined {
  const address = parseIpAddress(host);
  return address === undefined ? expandRange(host) : [address];
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

function notAnAddress(word: string, host: string, rangeCause: string | undefined): string {
  const example = host.includes(':') ? EXAMPLE_IPV6 : EXAMPLE;
  return rangeCause === undefined
    ? `${quoted(word)} is not an IP address: ${causeOf(host)}. ${example}`
    : `${quoted(word)} cannot be taken: ${rangeCause}. ${EXAMPLE_RANGE}`;
}

function causeOf(host: string): string {
  if (host === '') return 'there is no address in it';
  if (host === '-' || host === '–') return 'a range is written without blanks, like 10.0.1.10-10.0.1.20';
  if (host.includes('/'))
    return 'a block is an address, a slash and the number of its bits, like 10.0.1.0/28';
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
