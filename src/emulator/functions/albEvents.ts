// Between Application Load Balancers and functions: a request becomes an event, what a handler returns an answer.
import { healthCheckUserAgent } from '../network/probe';
import type { TargetGroup } from '../world/loadBalancingTypes';
import type { InvocationResult } from './invocation';

export interface AlbRequest {
  readonly method: string;
  readonly path: string;
  /** As sent, without its question mark. */
  readonly query: string;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export type AlbEvent = {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  readonly body: string;
  readonly isBase64Encoded: boolean;
} & (
  | {
      readonly queryStringParameters: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>>;
      readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
    }
);

export interface AlbAnswer {
  readonly status: number;
  /** What the handler says of the status; undefined: the standard's words. */
  readonly message: string | undefined;
  /** Name, value, name, value, …; without a length. */
  readonly headers: string[];
  readonly body: Uint8Array;
}

/** The bytes that a request's body can have: more is answered with 413. */
export const largestRequestBody = 1_048_576;
/** The bytes that what a handler returns can have, as JSON. */
const largestAnswer = 1_048_576;

const textTypes = /^(?:text\/.*|application\/(?:json|javascript|xml))$/i;
/** Of one connection only, or said by the load balancer itself. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function albEvent(group: TargetGroup, request: AlbRequest): AlbEvent {
  const { method, path, query, headers } = request;
  const head = {
    requestContext: { elb: { targetGroupArn: group.arn } },
    httpMethod: method,
    path,
  };
  const parameters = multiMap(parametersIn(query));
  const fields = multiMap(pairsIn(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return hasMultiValues(group)
    ? {
        ...head,
        multiValueQueryStringParameters: Object.fromEntries(parameters),
        multiValueHeaders: Object.fromEntries(fields),
        ...bodyOf(request, fields),
      }
    : {
        ...head,
        queryStringParameters: lastOf(parameters),
        headers: lastOf(fields),
        ...bodyOf(request, fields),
      };
}

export function healthCheckEvent(group: TargetGroup): AlbEvent {
  const [path = '/', query = ''] = (group.healthCheck.path ?? '/').split('?', 2);
  return albEvent(group, {
    method: 'GET',
    path,
    query,
    headers: ['user-agent', healthCheckUserAgent],
    body: new Uint8Array(),
  });
}

/** What the client is answered; undefined where the function failed or returned no answer: that is a 502. */
export function albAnswer(group: TargetGroup, result: InvocationResult): AlbAnswer | undefined {
  if (result.kind === 'failed') return undefined;
  const { value } = result;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Buffer.byteLength(JSON.stringify(value)) > largestAnswer) return undefined;
  const answer: Readonly<Record<string, unknown>> = { ...value };
  const { statusCode, statusDescription } = answer;
  const headers = answerHeaders(answer[hasMultiValues(group) ? 'multiValueHeaders' : 'headers']);
  const body = answerBody(answer.body, answer.isBase64Encoded);
  if (!isStatus(statusCode) || !headers || !body) return undefined;
  return { status: statusCode, message: reasonIn(statusDescription), headers, body };
}

function hasMultiValues(group: TargetGroup): boolean {
  return group.attributes.get('lambda.multi_value_headers.enabled') === 'true';
}

/** As they were sent: the load balancer decodes nothing. */
function parametersIn(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name, value.join('=')];
    });
}

function pairsIn(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? ''] satisfies [string, string]] : [],
  );
}

function multiMap(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

/** Without multi-value headers a function gets the last value only. */
function lastOf(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? '']));
}

function bodyOf(
  { body }: AlbRequest,
  headers: ReadonlyMap<string, readonly string[]>,
): Pick<AlbEvent, 'body' | 'isBase64Encoded'> {
  const type = headers.get('content-type')?.at(-1)?.split(';', 1)[0]?.trim() ?? '';
  const isText = body.length === 0 || (textTypes.test(type) && !headers.has('content-encoding'));
  return { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function isStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 999;
}

/** `404 Not Found` says what is behind the number. */
function reasonIn(description: unknown): string | undefined {
  const reason =
    typeof description === 'string' ? /^\d{3} ([\x20-\x7e]+)$/.exec(description)?.[1] : undefined;
  return reason?.trim();
}

/** Every value has to be a string, or with multi-value headers a list of them. */
function answerHeaders(given: unknown): string[] | undefined {
  if (given === undefined || given === null) return withType([]);
  if (typeof given !== 'object' || Array.isArray(given)) return undefined;
  const headers: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of values) {
      if (
        typeof each !== 'string' ||
        !/^[-!#$%&'*+.^_`|~\w]+$/.test(name) ||
        /[^\t\x20-\x7e\x80-\xff]/.test(each)
      ) {
        return undefined;
      }
      if (!ownHeaders.has(name.toLowerCase())) headers.push(name, each);
    }
  }
  return withType(headers);
}

function withType(headers: string[]): string[] {
  const hasType = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  return hasType ? headers : [...headers, 'Content-Type', 'application/octet-stream'];
}

function answerBody(body: unknown, isBase64Encoded: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body !== 'string') return undefined;
  if (isBase64Encoded !== true) return Buffer.from(body);
  return /^[A-Za-z0-9+/]*={0,2}$/.test(body) ? Buffer.from(body, 'base64') : undefined;
}
