// Reads a form-encoded request (AWS Query and EC2 Query) into an input, along the SDK's schema for it.
import { NormalizedSchema } from '@smithy/core/schema';
import type { ApiError } from '../apiError';
import type { OperationSchema } from './operation';

/** In what the two query protocols differ on the way in. */
export interface QueryDialect {
  readonly flattenLists: boolean;
  memberKey(name: string, member: NormalizedSchema): string;
  unknownParameter(key: string): ApiError;
  missingParameter(key: string): ApiError;
  malformedValue(key: string, value: string, expected: string): ApiError;
}

interface FormNode {
  readonly key: string;
  value?: string;
  readonly children: Map<string, FormNode>;
}

const protocolParameters = new Set(['Action', 'Version']);

export function decodeQueryInput(
  form: URLSearchParams,
  operation: OperationSchema,
  dialect: QueryDialect,
): Record<string, unknown> {
  const root = formTree(form, dialect);
  const schema = NormalizedSchema.of(operation[4]);
  if (schema.isUnitSchema()) {
    refuseUnread(root, new Set(), dialect);
    return {};
  }
  return readStructure(root, schema, dialect);
}

/** `Targets.member.1.Id=x` becomes Targets → member → 1 → Id. */
function formTree(form: URLSearchParams, dialect: QueryDialect): FormNode {
  const root: FormNode = { key: '', children: new Map() };
  for (const [key, value] of form) {
    if (protocolParameters.has(key)) continue;
    let node = root;
    for (const step of key.split('.')) {
      let child = node.children.get(step);
      if (!child) {
        child = { key: node === root ? step : `${node.key}.${step}`, children: new Map() };
        node.children.set(step, child);
      }
      node = child;
    }
    if (node.value !== undefined) throw dialect.malformedValue(key, value, 'one value');
    node.value = value;
  }
  return root;
}

function readStructure(
  node: FormNode,
  schema: NormalizedSchema,
  dialect: QueryDialect,
): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  const read = new Set<string>();
  const required = requiredMembers(schema);
  if (node.value !== undefined) throw dialect.malformedValue(node.key, node.value, 'a structure');
  for (const [name, member] of schema.structIterator()) {
    const key = dialect.memberKey(name, member);
    const child = node.children.get(key);
    read.add(key);
    if (child) structure[name] = readValue(child, member, dialect);
    else if (required.has(name)) throw dialect.missingParameter(node.key ? `${node.key}.${key}` : key);
  }
  refuseUnread(node, read, dialect);
  return structure;
}

/** A structure's schema lists its required members first, and says how many they are. */
export function requiredMembers(schema: NormalizedSchema): Set<string> {
  const structure = schema.getSchema();
  if (!Array.isArray(structure) || structure[0] !== 3) return new Set();
  return new Set(structure[4].slice(0, structure[6] ?? 0));
}

function refuseUnread(node: FormNode, read: ReadonlySet<string>, dialect: QueryDialect): void {
  for (const [key, child] of node.children) {
    if (!read.has(key)) throw dialect.unknownParameter(child.key);
  }
}

function readList(node: FormNode, schema: NormalizedSchema, dialect: QueryDialect): unknown[] {
  const item = schema.getValueSchema();
  const flat = dialect.flattenLists || schema.getMergedTraits().xmlFlattened === 1;
  // A list that is present but empty is written as its bare key.
  if (node.value !== undefined && node.value !== '')
    throw dialect.malformedValue(node.key, node.value, 'a list');
  const step = item.getMergedTraits().xmlName ?? 'member';
  if (!flat) refuseUnread(node, new Set([step]), dialect);
  const items = flat ? node : node.children.get(step);
  if (!items) return [];
  return [...items.children]
    .map(([index, child]) => {
      if (!/^[1-9]\d{0,5}$/.test(index)) throw dialect.unknownParameter(child.key);
      return { index: Number(index), child };
    })
    .sort((a, b) => a.index - b.index)
    .map(({ child }) => readValue(child, item, dialect));
}

function readValue(node: FormNode, schema: NormalizedSchema, dialect: QueryDialect): unknown {
  if (schema.isStructSchema()) return readStructure(node, schema, dialect);
  if (schema.isListSchema()) return readList(node, schema, dialect);
  refuseUnread(node, new Set(), dialect);
  const value = node.value ?? '';
  if (schema.isStringSchema()) return value;
  if (schema.isBooleanSchema()) {
    if (value !== 'true' && value !== 'false') throw dialect.malformedValue(node.key, value, 'true or false');
    return value === 'true';
  }
  if (schema.isNumericSchema()) {
    if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) throw dialect.malformedValue(node.key, value, 'a number');
    return Number(value);
  }
  if (schema.isTimestampSchema()) {
    const time = Date.parse(value);
    if (Number.isNaN(time)) throw dialect.malformedValue(node.key, value, 'a timestamp');
    return new Date(time);
  }
  throw dialect.unknownParameter(node.key);
}
