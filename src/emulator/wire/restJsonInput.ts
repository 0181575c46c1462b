// Reads a REST-JSON request into an input: labels of the path, the query string, and a JSON body.
import { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from '../apiError';
import type { Operation } from './operation';
import { requiredMembers } from './queryInput';
import type { WireRequest } from './service';

export interface HttpBinding {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export function httpBinding({ schema }: Operation): HttpBinding {
  const { http } = NormalizedSchema.of(schema).getMergedTraits() as { http?: [string, string, number] };
  const [method = '', path = '', status = 200] = http ?? [];
  return { method, path, status };
}

/** The values of a path template's labels (`/functions/{FunctionName}`), or undefined where it does not match. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const steps = path.replace(/\/$/, '').split('/');
  const expected = template.replace(/\/$/, '').split('/');
  if (steps.length !== expected.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, each] of expected.entries()) {
    const step = steps[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(each)?.[1];
    if (label === undefined) {
      if (step !== each) return undefined;
    } else {
      if (step === '') return undefined;
      labels[label] = decode(step);
    }
  }
  return labels;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    throw invalid(`'${step}' is not valid percent-encoding`);
  }
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterValueException', message);
}

export function decodeRestInput(
  operation: Operation,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  request: WireRequest,
): Record<string, unknown> {
  const schema = NormalizedSchema.of(operation.schema[4]);
  const body = readBody(request.body);
  const input: Record<string, unknown> = {};
  const read = new Set<string>();
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader } = member.getMergedTraits();
    if (httpHeader !== undefined) continue;
    if (httpLabel) {
      input[name] = labels[name];
    } else if (httpQuery !== undefined) {
      read.add(`?${httpQuery}`);
      const value = query.get(httpQuery);
      if (value !== null) input[name] = fromText(name, member, value);
    } else {
      read.add(name);
      const value = body[name];
      if (value !== undefined && value !== null) input[name] = fromJson(name, member, value);
    }
  }
  const unread = [...[...query.keys()].map((key) => `?${key}`), ...Object.keys(body)].find(
    (key) => !read.has(key),
  );
  if (unread !== undefined) throw invalid(`Unknown parameter '${unread.replace('?', '')}'`);
  for (const name of requiredMembers(schema)) {
    if (input[name] === undefined) {
      throw new ApiError(
        'ValidationException',
        `1 validation error detected: Value at '${name}' must not be null`,
      );
    }
  }
  return input;
}

function readBody(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError('InvalidRequestContentException', 'Could not parse request body into json');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('InvalidRequestContentException', 'The request body must be a JSON object');
  }
  return body as Record<string, unknown>;
}

function fromText(name: string, member: NormalizedSchema, value: string): string | number | boolean {
  if (member.isStringSchema()) return value;
  if (member.isNumericSchema() && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (member.isBooleanSchema() && (value === 'true' || value === 'false')) return value === 'true';
  throw invalid(`Value '${value}' at '${name}' is not valid`);
}

/** The bodies of the operations at hand hold plain values only; anything deeper is refused. */
function fromJson(name: string, member: NormalizedSchema, value: unknown): unknown {
  const fits =
    (member.isStringSchema() && typeof value === 'string') ||
    (member.isNumericSchema() && typeof value === 'number') ||
    (member.isBooleanSchema() && typeof value === 'boolean');
  if (!fits) throw invalid(`The value at '${name}' is not valid`);
  return value;
}
