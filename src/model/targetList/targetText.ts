// One target as people write it in a list: an instance, an address, the ARN of a function or of a load balancer.
import { formatAddress, parseAddressList } from '../addressList';
import { checkPort } from '../eligibility';
import { nameInArn, type TargetIdentity, type TargetType } from '../target';

const EXAMPLES: Readonly<Record<TargetType, string>> = {
  instance: 'Write it like i-0123456789abcdef0 or i-0123456789abcdef0:8080.',
  ip: 'Write it like 10.0.1.5:8080 or 10.0.1.5:8080@us-east-1a.',
  lambda: 'Write it like arn:aws:lambda:us-east-1:123456789012:function:orders:live.',
  alb: 'Write it like arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188:80.',
};

const LONGEST_QUOTE = 60;

/** `i-0abc:8080`, `10.0.1.5:80@us-east-1a`, `[fd00::1]:80`, an ARN. */
export function formatTarget(target: TargetIdentity): string {
  if (!isInstanceId(target.id) && !isArn(target.id)) return formatAddress(target);
  const port = target.port === undefined ? '' : `:${target.port}`;
  const zone = target.availabilityZone === undefined ? '' : `@${target.availabilityZone}`;
  return `${target.id}${port}${zone}`;
}

/**
 * The inverse of {@link formatTarget}. A range of addresses is several targets. Where the text is no target, the sentence
 * that says why not, with an example for the type of the group.
 */
export function parseTarget(text: string, targetType: TargetType): readonly TargetIdentity[] | string {
  if (/^i-/i.test(text)) return parseWithPort(text, instanceOf);
  if (isArn(text)) return parseWithPort(text, arnOf);
  // A name is no address in a group of addresses, and no instance in one of instances.
  if (targetType !== 'ip' && !/^(?:[\d[:.]|[\da-f]{1,4}:)/i.test(text)) {
    return `${quoted(text)} is ${NOT_A[targetType]}. ${EXAMPLES[targetType]}`;
  }
  const { entries, mistakes } = parseAddressList(text);
  return mistakes[0]?.problem ?? entries.map(({ target }) => target);
}

const NOT_A: Readonly<Record<TargetType, string>> = {
  instance: 'not the id of an instance',
  ip: 'not an IP address',
  lambda: 'not the ARN of a Lambda function',
  alb: 'not the ARN of an Application Load Balancer',
};

function parseWithPort(
  text: string,
  read: (text: string) => { id: string; port?: string } | string,
): readonly TargetIdentity[] | string {
  const at = text.indexOf('@');
  const parts = read(at < 0 ? text : text.slice(0, at));
  if (typeof parts === 'string') return parts;
  const zone = at < 0 ? undefined : text.slice(at + 1);
  if (zone !== undefined && !/^[A-Za-z0-9-]+$/.test(zone)) {
    return `${quoted(text)} names no zone: ${zone === '' ? 'nothing follows the @' : `“${zone}” is not the name of an Availability Zone`}. Remove the @ and what follows it.`;
  }
  const { id, port } = parts;
  if (port !== undefined && (!/^[1-9]\d*$/.test(port) || checkPort(Number(port)) !== undefined)) {
    return `${quoted(text)} has no valid port: “${port}” is not a whole number from 1 to 65535 without leading zeros.`;
  }
  return [
    {
      id,
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(zone === undefined ? {} : { availabilityZone: zone }),
    },
  ];
}

function instanceOf(text: string): { id: string; port?: string } | string {
  const [, id, port] = /^(i-[0-9a-f]+)(?::(.*))?$/.exec(text) ?? [];
  if (id === undefined) {
    return `${quoted(text)} is not the id of an instance: that is i- and hexadecimal digits in small letters. ${EXAMPLES.instance}`;
  }
  return { id, ...(port === undefined ? {} : { port }) };
}

/** A function has no port, and the last part of its ARN may be a number: that is its version. */
function arnOf(text: string): { id: string; port?: string } | string {
  if (/^arn:[^:]+:lambda:[^:]+:\d+:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9_$-]+)?$/.test(text))
    return { id: text };
  const [, id, port] =
    /^(arn:[^:]+:elasticloadbalancing:[^:]+:\d+:loadbalancer\/[a-z]+\/[^/:]+\/[0-9a-f]+)(?::(.*))?$/.exec(
      text,
    ) ?? [];
  if (id !== undefined) return { id, ...(port === undefined ? {} : { port }) };
  return `${quoted(text)} is neither the ARN of a Lambda function nor that of a load balancer. ${EXAMPLES.lambda} ${EXAMPLES.alb}`;
}

/** A target in a sentence: as in the list, but an ARN by its name. */
export function shortTarget(target: TargetIdentity): string {
  return isArn(target.id) ? nameInArn(target.id) : formatTarget(target);
}

function isInstanceId(id: string): boolean {
  return id.startsWith('i-');
}

function isArn(id: string): boolean {
  return id.startsWith('arn:');
}

function quoted(text: string): string {
  return `“${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}”`;
}
