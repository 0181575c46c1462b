// Reads a document (parsed JSON or CBOR) into an input, along the SDK's schema for it.
import type { NormalizedSchema } from '@smithy/core/schema';
import { validationError } from '../apiError';
import { requiredMembers } from './queryInput';

/** The moment that a value stands for, in milliseconds since the epoch; undefined if it is none. */
export type ReadTimestamp = (value: unknown) => number | undefined;

export function readDocument(
  document: unknown,
  schema: NormalizedSchema,
  timestamp: ReadTimestamp,
): Record<string, unknown> {
  return readStructure('', document, schema, timestamp);
}

function readStructure(
  path: string,
  value: unknown,
  schema: NormalizedSchema,
  timestamp: ReadTimestamp,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw invalid(path, 'a structure');
  }
  const given = new Map(Object.entries(value).filter(([, each]) => each !== null && each !== undefined));
  const required = requiredMembers(schema);
  const structure: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const step = path === '' ? name : `${path}.${name}`;
    if (given.has(name)) structure[name] = readValue(step, given.get(name), member, timestamp);
    else if (required.has(name)) throw validationError(`The parameter ${step} is required.`);
    given.delete(name);
  }
  for (const name of given.keys()) throw validationError(`Unknown parameter '${name}'`);
  return structure;
}

function readValue(
  path: string,
  value: unknown,
  schema: NormalizedSchema,
  timestamp: ReadTimestamp,
): unknown {
  if (schema.isStructSchema()) return readStructure(path, value, schema, timestamp);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw invalid(path, 'a list');
    const item = schema.getValueSchema();
    return value.map((each, index) => readValue(`${path}.member.${index + 1}`, each, item, timestamp));
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(timestamp(value) ?? NaN);
    if (Number.isNaN(date.getTime())) throw invalid(path, 'a timestamp');
    return date;
  }
  const expected = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : 'string';
  if (typeof value !== expected) throw invalid(path, `a ${expected}`);
  return value;
}

function invalid(path: string, expected: string): Error {
  return validationError(`The parameter ${path} must be ${expected}.`);
}
