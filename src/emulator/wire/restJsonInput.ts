// Reads a REST-JSON request into an input: labels of the path, the query string, headers, and a body.
import { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from '../apiError';
import type { Operation } from './operation';
import { requiredMembers } from './queryInput';
import { missingMember, readJsonStructure, unknownMember } from './restJsonDocument';
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
  const required = requiredMembers(schema);
  const input: Record<string, unknown> = {};
  const queryRead = new Set<string>();
  const inBody: [string, NormalizedSchema][] = [];
  let payload: string | undefined;
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPayload } = member.getMergedTraits();
    if (httpPayload) {
      payload = name;
      continue;
    }
    if (!httpLabel && httpQuery === undefined && httpHeader === undefined) {
      inBody.push([name, member]);
      continue;
    }
    if (httpQuery !== undefined) queryRead.add(httpQuery);
    const text = httpLabel
      ? labels[name]
      : httpQuery !== undefined
        ? query.get(httpQuery)
        : request.headers[(httpHeader ?? '').toLowerCase()];
    if (typeof text === 'string') input[name] = fromText(name, member, text);
    else if (required.has(name)) throw missingMember(name);
  }
  const unread = [...query.keys()].find((key) => !queryRead.has(key));
  if (unread !== undefined) throw unknownMember(unread);
  if (payload === undefined) {
    Object.assign(input, readJsonStructure('', readBody(request.body), inBody, required));
  } else if (request.bytes.length > 0) {
    input[payload] = request.bytes;
  }
  return input;
}

function readBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

function fromText(name: string, member: NormalizedSchema, value: string): string | number | boolean {
  if (member.isStringSchema()) return value;
  if (member.isNumericSchema() && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (member.isBooleanSchema() && (value === 'true' || value === 'false')) return value === 'true';
  throw invalid(`Value '${value}' at '${name}' is not valid`);
}
