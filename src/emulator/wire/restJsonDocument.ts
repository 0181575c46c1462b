// Reads a JSON body into an input, along the SDK's schema for it.
import type { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from '../apiError';
import { requiredMembers } from './queryInput';

/** @param path of the structure inside the body, for messages; empty for the body itself */
export function readJsonStructure(
  path: string,
  value: unknown,
  members: Iterable<[string, NormalizedSchema]>,
  required: ReadonlySet<string>,
): Record<string, unknown> {
  const given = new Map(Object.entries(readObject(path, value)).filter(([, each]) => each !== null));
  const structure: Record<string, unknown> = {};
  for (const [name, member] of members) {
    const key = member.getMergedTraits().jsonName ?? name;
    const step = path === '' ? name : `${path}.${name}`;
    if (given.has(key)) structure[name] = readJson(step, given.get(key), member);
    else if (required.has(name)) throw missingMember(step);
    given.delete(key);
  }
  for (const key of given.keys()) throw unknownMember(path === '' ? key : `${path}.${key}`);
  return structure;
}

export function missingMember(path: string): ApiError {
  return new ApiError(
    'ValidationException',
    `1 validation error detected: Value null at '${inLowerCamelCase(path)}' failed to satisfy constraint: Member must not be null`,
  );
}

export function unknownMember(path: string): ApiError {
  return new ApiError('InvalidParameterValueException', `Unknown parameter '${path}'`);
}

/** The form in which the API names the place of a mistake: `code.zipFile`. */
function inLowerCamelCase(path: string): string {
  return path.replace(/(^|\.)[A-Z]/g, (start) => start.toLowerCase());
}

function readJson(path: string, value: unknown, schema: NormalizedSchema): unknown {
  if (schema.isStructSchema()) {
    return readJsonStructure(path, value, schema.structIterator(), requiredMembers(schema));
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw malformed(path, 'a list');
    return value.map((item: unknown, index) =>
      readJson(`${path}.${index + 1}`, item, schema.getValueSchema()),
    );
  }
  if (schema.isMapSchema()) {
    // Object.fromEntries makes properties of any name, `__proto__` too.
    return Object.fromEntries(
      Object.entries(readObject(path, value)).map(([key, item]) => [
        key,
        readJson(`${path}.${key}`, item, schema.getValueSchema()),
      ]),
    );
  }
  if (schema.isBlobSchema()) return readBlob(path, value);
  if (schema.isTimestampSchema()) return readTimestamp(path, value);
  if (schema.isDocumentSchema()) return value;
  const expected = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : 'string';
  if (typeof value !== expected) throw malformed(path, `a ${expected}`);
  return value;
}

function readObject(path: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(path, 'a JSON object');
  return value;
}

function readBlob(path: string, value: unknown): Uint8Array {
  if (typeof value !== 'string') throw malformed(path, 'base64');
  const bytes = Buffer.from(value, 'base64');
  // Node passes over what is no base64: the length tells.
  if (bytes.toString('base64').length !== value.length) throw malformed(path, 'base64');
  return bytes;
}

/** Seconds since the epoch. */
function readTimestamp(path: string, value: unknown): Date {
  const date = new Date(typeof value === 'number' ? value * 1000 : NaN);
  if (Number.isNaN(date.getTime())) throw malformed(path, 'a timestamp');
  return date;
}

function malformed(path: string, expected: string): ApiError {
  return new ApiError(
    'SerializationException',
    `${path === '' ? 'The request body' : path} must be ${expected}`,
  );
}
