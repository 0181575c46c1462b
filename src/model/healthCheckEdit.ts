// What can be changed of a group's health check, and the ranges of the API: `ModifyTargetGroup` and its guide.
import { isGrpc } from './healthCheckWords';
import type { HealthCheck, TargetGroup } from './targetGroup';

export const HEALTH_CHECK_FIELDS = [
  'enabled',
  'protocol',
  'port',
  'path',
  'matcher',
  'intervalSeconds',
  'timeoutSeconds',
  'healthyThreshold',
  'unhealthyThreshold',
] as const;
export type HealthCheckField = (typeof HEALTH_CHECK_FIELDS)[number];

/** What is to be sent: the settings that change, and no others. */
export type HealthCheckChange = Partial<HealthCheck>;

const LABELS: Readonly<Record<HealthCheckField, string>> = {
  enabled: 'Health checks',
  protocol: 'Protocol',
  port: 'Port',
  path: 'Path',
  matcher: 'Success codes',
  intervalSeconds: 'Interval',
  timeoutSeconds: 'Timeout',
  healthyThreshold: 'Healthy threshold',
  unhealthyThreshold: 'Unhealthy threshold',
};

/** The API reference of `CreateTargetGroup`: the least and the most of each. */
const RANGES = {
  intervalSeconds: [5, 300],
  timeoutSeconds: [2, 120],
  healthyThreshold: [2, 10],
  unhealthyThreshold: [2, 10],
} as const;

const LONGEST_PATH = 1024;
const TRAFFIC_PORT = 'traffic-port';
/** What the API takes for a Network or Gateway Load Balancer, the only ones whose check may be of another protocol. */
const USUAL_OVER_HTTP = { path: '/', matcher: '200-399' };

type Family = 'application' | 'network' | 'gateway' | 'lambda';

function familyOf({ targetType, protocol }: TargetGroup): Family {
  if (targetType === 'lambda') return 'lambda';
  if (protocol === 'HTTP' || protocol === 'HTTPS') return 'application';
  return protocol === 'GENEVE' ? 'gateway' : 'network';
}

function isOverHttp(group: TargetGroup, { protocol }: Pick<HealthCheck, 'protocol'>): boolean {
  return group.targetType === 'lambda' || protocol === 'HTTP' || protocol === 'HTTPS';
}

/**
 * What the group's check has, as it is or as it would be. The API reference: health checks of targets of the types
 * instance, ip and alb "are always enabled and cannot be disabled"; a function has neither protocol nor port.
 */
export function fieldsOf(group: TargetGroup, check: HealthCheck): HealthCheckField[] {
  const isFunction = group.targetType === 'lambda';
  return HEALTH_CHECK_FIELDS.filter((field) => {
    if (field === 'enabled') return isFunction;
    if (field === 'protocol' || field === 'port') return !isFunction;
    if (field === 'path' || field === 'matcher') return isOverHttp(group, check);
    return true;
  });
}

export function fieldLabel(field: HealthCheckField): string {
  return LABELS[field];
}

/** `/healthz`, `30 seconds`, `on`; `not set` where the API gives none. */
export function fieldInWords(field: HealthCheckField, check: HealthCheck): string {
  const value = check[field];
  if (value === undefined) return 'not set';
  if (field === 'enabled') return value === true ? 'on' : 'off';
  if (field === 'port') return value === TRAFFIC_PORT ? 'the port of the traffic' : String(value);
  return field === 'intervalSeconds' || field === 'timeoutSeconds'
    ? `${String(value)} seconds`
    : String(value);
}

/** With a Network or Gateway Load Balancer also TCP: a connection is enough. */
export function protocolsOf(group: TargetGroup): readonly string[] {
  const isHttpOnly = familyOf(group) === 'application' || group.targetType === 'alb';
  return isHttpOnly ? ['HTTP', 'HTTPS'] : ['TCP', 'HTTP', 'HTTPS'];
}

/** A sentence that says what may be typed. */
export function fieldPrompt(field: HealthCheckField, group: TargetGroup): string {
  switch (field) {
    case 'port':
      return `A port from 1 to 65535, or ${TRAFFIC_PORT}: the port on which each target gets its traffic.`;
    case 'path':
      return isGrpc(group)
        ? 'The method that is called, such as /package.Service/Method.'
        : 'The path that is requested, beginning with /, with a query if need be.';
    case 'matcher': {
      const [least, most] = codesOf(group);
      return `Codes from ${least} to ${most} that pass: one (${isGrpc(group) ? '12' : '200'}), several (${isGrpc(group) ? '0,12' : '200,204'}) or a range (${isGrpc(group) ? '0-5' : '200-299'}).`;
    }
    case 'intervalSeconds':
    case 'timeoutSeconds':
      return `Seconds, from ${RANGES[field][0]} to ${RANGES[field][1]}.`;
    case 'healthyThreshold':
    case 'unhealthyThreshold':
      return `How many ${field === 'healthyThreshold' ? 'successes' : 'failures'} in a row: from ${RANGES[field][0]} to ${RANGES[field][1]}.`;
    case 'enabled':
    case 'protocol':
      return '';
  }
}

/** What was typed as a change, or the sentence that says what is wrong with it. */
export function parseField(
  field: Exclude<HealthCheckField, 'enabled' | 'protocol'>,
  text: string,
  group: TargetGroup,
): HealthCheckChange | string {
  const typed = text.trim();
  switch (field) {
    case 'port':
      return typed === TRAFFIC_PORT || isWithin(typed, 1, 65_535)
        ? { port: typed }
        : `“${typed}” is not a port. ${fieldPrompt(field, group)}`;
    case 'path':
      if (!typed.startsWith('/')) return 'A path begins with /.';
      if (/\s/.test(typed)) return 'A path has no spaces: write %20.';
      return typed.length > LONGEST_PATH ? `A path has at most ${LONGEST_PATH} characters.` : { path: typed };
    case 'matcher':
      return parseCodes(typed.replace(/\s/g, ''), group);
    default: {
      const [least, most] = RANGES[field];
      return isWithin(typed, least, most) ? { [field]: Number(typed) } : fieldPrompt(field, group);
    }
  }
}

function isWithin(typed: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(typed) && Number(typed) >= least && Number(typed) <= most;
}

/** The API reference of `Matcher`, by the kind of load balancer. */
function codesOf(group: TargetGroup): readonly [least: number, most: number] {
  if (isGrpc(group)) return [0, 99];
  return { application: [200, 499], lambda: [200, 499], network: [200, 599], gateway: [200, 399] }[
    familyOf(group)
  ] as [number, number];
}

function parseCodes(codes: string, group: TargetGroup): HealthCheckChange | string {
  const [least, most] = codesOf(group);
  const isRight = rangesOf(codes).every(
    ([from, to]) => Number.isInteger(from) && from >= least && from <= to && to <= most,
  );
  return isRight ? { matcher: codes } : fieldPrompt('matcher', group);
}

function rangesOf(codes: string): (readonly [from: number, to: number])[] {
  return codes.split(',').map((part) => {
    const [, from = '', to = from] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part) ?? [];
    return from === '' ? [NaN, NaN] : [Number(from), Number(to)];
  });
}

export function takesCode(matcher: string, code: number): boolean {
  return rangesOf(matcher).some(([from, to]) => from <= code && code <= to);
}

/** Whatever passes `before` passes `after`. */
export function takesAll(after: string, before: string): boolean {
  return rangesOf(before).every(([from, to]) => {
    for (let code = from; code <= to; code++) if (!takesCode(after, code)) return false;
    return true;
  });
}

/** The check with the change in it; with another protocol, path and codes come or go as the API has them. */
export function changed(group: TargetGroup, check: HealthCheck, change: HealthCheckChange): HealthCheck {
  const { path, matcher, ...rest } = { ...check, ...change };
  if (!isOverHttp(group, rest)) return rest;
  const usual = isOverHttp(group, check) ? {} : USUAL_OVER_HTTP;
  return {
    ...rest,
    ...usual,
    ...(path === undefined ? {} : { path }),
    ...(matcher === undefined ? {} : { matcher }),
  };
}

/** What is wrong with the settings together; undefined where nothing is. */
export function whyNotTogether(group: TargetGroup, check: HealthCheck): string | undefined {
  const { intervalSeconds, timeoutSeconds } = check;
  if (intervalSeconds === undefined || timeoutSeconds === undefined) return undefined;
  const mayBeEqual = familyOf(group) === 'network' || familyOf(group) === 'gateway';
  const isRight = timeoutSeconds < intervalSeconds || (mayBeEqual && timeoutSeconds === intervalSeconds);
  return isRight
    ? undefined
    : `The timeout of ${timeoutSeconds} seconds has to be ${mayBeEqual ? 'at most' : 'less than'} the interval of ${intervalSeconds} seconds.`;
}

/** The settings that differ: what is sent. What goes with the protocol is not sent. */
export function changeBetween(before: HealthCheck, after: HealthCheck): HealthCheckChange {
  return Object.fromEntries(
    HEALTH_CHECK_FIELDS.filter((field) => after[field] !== undefined && after[field] !== before[field]).map(
      (field) => [field, after[field]],
    ),
  );
}
