// Reads the bodies of the emulator's own door. What is wrong with one is said in a sentence.
import type { AccessFault } from './accessFaults';
import type { Fault } from './faults';
import { awsRateLimits, type RateLimit } from './rateLimits';
import { addressKey } from './world/addresses';
import { behaviourForms, parseBehaviour, type Behaviour } from './world/behaviour';

export class BadRequest extends Error {}

export function readAdvance(body: string): number {
  const { advanceMilliseconds } = readMembers(body, ['advanceMilliseconds']);
  if (typeof advanceMilliseconds !== 'number' || !(advanceMilliseconds >= 0 && advanceMilliseconds <= 1e12)) {
    throw new BadRequest('advanceMilliseconds must be a number of milliseconds, not negative');
  }
  return advanceMilliseconds;
}

type AnyFault =
  | { readonly kind: 'call'; readonly fault: Fault; readonly times: number }
  | { readonly kind: 'access'; readonly fault: AccessFault };

/** `action` says which calls fail, `expireCredentials` and `deny` who is refused. */
export function readFault(body: string): AnyFault {
  const read = readObject(body);
  if ('expireCredentials' in read) return { kind: 'access', fault: readExpiry(read) };
  if ('deny' in read) return { kind: 'access', fault: readDenial(read) };
  return readCallFault(read);
}

function readExpiry(read: Members): AccessFault {
  checkMembers(read, ['expireCredentials', 'except', 'forSeconds']);
  const { expireCredentials: which, except } = read;
  if (which !== true && !isName(which)) {
    throw new BadRequest('expireCredentials must be true, or an access key id');
  }
  if (except !== undefined && !isName(except)) throw new BadRequest('except must be an access key id');
  return {
    kind: 'expired',
    accessKeyId: which === true ? undefined : which,
    except,
    forSeconds: readDuration(read),
  };
}

function readDenial(read: Members): AccessFault {
  checkMembers(read, ['deny', 'forSeconds']);
  if (!isName(read.deny))
    throw new BadRequest('deny must name an action, a beginning like "Describe*" or "*"');
  return { kind: 'denied', action: read.deny, forSeconds: readDuration(read) };
}

function readCallFault(read: Members): AnyFault {
  checkMembers(read, [
    'action',
    'code',
    'message',
    'status',
    'times',
    'delayMilliseconds',
    'drop',
    'when',
    'probability',
    'forSeconds',
  ]);
  const { action, code, message, status, times, delayMilliseconds, drop, when, probability } = read;
  if (!isName(action)) throw new BadRequest('action must name an action, or be "*"');
  if (code !== undefined && !isName(code)) throw new BadRequest('code must be an error code');
  if (message !== undefined && typeof message !== 'string') throw new BadRequest('message must be a string');
  if (status !== undefined && !isWholeNumber(status, 400, 599))
    throw new BadRequest('status must be from 400 to 599');
  if (times !== undefined && !isWholeNumber(times, 1, 1_000_000)) {
    throw new BadRequest('times must be a whole number, 1 or more');
  }
  if (delayMilliseconds !== undefined && !isWholeNumber(delayMilliseconds, 0, 600_000)) {
    throw new BadRequest('delayMilliseconds must be from 0 to 600000');
  }
  if (drop !== undefined && typeof drop !== 'boolean') throw new BadRequest('drop must be true or false');
  if (when !== undefined && when !== 'before' && when !== 'after') {
    throw new BadRequest('when must be before or after');
  }
  if (probability !== undefined && !isNumber(probability, 0, 1)) {
    throw new BadRequest('probability must be from 0 to 1');
  }
  if (code === undefined && drop !== true && delayMilliseconds === undefined) {
    throw new BadRequest('a fault needs a code, a delayMilliseconds or drop');
  }
  const forSeconds = readDuration(read);
  const fault: Fault = {
    action,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(status === undefined ? {} : { status }),
    ...(delayMilliseconds === undefined ? {} : { delayMilliseconds }),
    ...(drop === undefined ? {} : { drop }),
    ...(when === undefined ? {} : { when }),
    ...(probability === undefined ? {} : { probability }),
    ...(forSeconds === undefined ? {} : { forSeconds }),
  };
  // What ends by itself, or hits only some calls, is not over after the first of them.
  const lasts = probability !== undefined || forSeconds !== undefined;
  return { kind: 'call', fault, times: times ?? (lasts ? Infinity : 1) };
}

function readDuration({ forSeconds }: Members): number | undefined {
  if (forSeconds === undefined || isNumber(forSeconds, 0.001, 1e9)) return forSeconds;
  throw new BadRequest('forSeconds must be a number of seconds, more than 0');
}

/** `{"like": "aws"}`, or a rate for each action or beginning of actions. */
export function readRateLimits(body: string): readonly RateLimit[] {
  const read = readObject(body);
  if ('like' in read) {
    checkMembers(read, ['like']);
    if (read.like !== 'aws') throw new BadRequest('like must be "aws"');
    return awsRateLimits;
  }
  return Object.entries(read).map(([action, value]) => {
    if (!isObject(value)) throw new BadRequest(`${action} must have a burst and a perSecond`);
    checkMembers(value, ['burst', 'perSecond']);
    const { burst, perSecond } = value;
    if (!isWholeNumber(burst, 1, 1_000_000)) throw new BadRequest('burst must be a whole number, 1 or more');
    if (!isNumber(perSecond, 0, 1_000_000)) throw new BadRequest('perSecond must be a number, 0 or more');
    return { actions: [action], burst, perSecond };
  });
}

/** How addresses answer from now on; undefined where the entry is to go. */
export function readAddresses(body: string): Map<string, Behaviour | undefined> {
  const behaviours = new Map<string, Behaviour | undefined>();
  for (const [address, answers] of Object.entries(readObject(body))) {
    const key = addressKey(address);
    if (key === undefined) throw new BadRequest(`${address} is not an IP address, or one with a port`);
    behaviours.set(key, answers === null ? undefined : readBehaviour(address, answers));
  }
  return behaviours;
}

function readBehaviour(address: string, answers: unknown): Behaviour {
  const isText = typeof answers === 'string' || typeof answers === 'number';
  const behaviour = isText ? parseBehaviour(answers) : undefined;
  if (!behaviour) throw new BadRequest(`${address} must be null, ${behaviourForms}`);
  return behaviour;
}

type Members = Readonly<Record<string, unknown>>;

function readMembers(body: string, known: readonly string[]): Members {
  const read = readObject(body);
  checkMembers(read, known);
  return read;
}

function readObject(body: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new BadRequest('The body must be JSON');
  }
  if (!isObject(value)) throw new BadRequest('The body must be a JSON object');
  return value;
}

function checkMembers(read: Members, known: readonly string[]): void {
  const unknown = Object.keys(read).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new BadRequest(`The member ${unknown} is not known`);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNumber(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isWholeNumber(value: unknown, least: number, most: number): value is number {
  return isNumber(value, least, most) && Number.isInteger(value);
}
