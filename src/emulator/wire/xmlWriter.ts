// Writes values as XML, byte for byte as the SDK's own serializer does, but without a tree of nodes in between:
// a schema becomes a function, once, and that function writes.
import { NormalizedSchema } from '@smithy/core/schema';
import type { TargetDescription$ } from '@aws-sdk/client-elastic-load-balancing-v2';

export type StructureSchema = typeof TargetDescription$;
export type XmlWriter = (value: unknown) => string;

/** Writes structures as documents, named after the schema. */
export function xmlWriter(schema: StructureSchema, xmlNamespace: string): XmlWriter {
  const content = membersWriter(NormalizedSchema.of(schema));
  const write = parentWriter(schema[2], content, ` xmlns="${escaped(xmlNamespace)}"`);
  return (value) => `<?xml version="1.0" encoding="UTF-8"?>\n${write(value)}`;
}

function elementWriter(name: string, schema: NormalizedSchema): XmlWriter {
  if (schema.isStructSchema()) return parentWriter(name, membersWriter(schema));
  if (schema.isListSchema()) return listWriter(name, schema);
  if (schema.isMapSchema()) return mapWriter(name, schema);
  const text = textWriter(schema);
  return (value) => `<${name}>${text(value)}</${name}>`;
}

function parentWriter(name: string, content: XmlWriter, attributes = ''): XmlWriter {
  const [opening, closing, empty] = [`<${name}${attributes}>`, `</${name}>`, `<${name}${attributes}/>`];
  return (value) => {
    const inner = content(value);
    return inner === '' ? empty : opening + inner + closing;
  };
}

function membersWriter(schema: NormalizedSchema): XmlWriter {
  let members: { name: string; write: XmlWriter }[] | undefined;
  return (value) => {
    // Only now: most of what a large structure can hold is never there.
    members ??= Array.from(schema.structIterator(), ([name, member]) => ({
      name,
      write: elementWriter(nameOf(member, name), member),
    }));
    let xml = '';
    for (const { name, write } of members) {
      const member = (value as Record<string, unknown>)[name];
      if (isPresent(member)) xml += write(member);
    }
    return xml;
  };
}

function listWriter(name: string, schema: NormalizedSchema): XmlWriter {
  const item = schema.getValueSchema();
  const flat = isFlat(schema);
  const write = elementWriter(flat ? name : nameOf(item, 'member'), item);
  const items: XmlWriter = (value) => {
    let xml = '';
    for (const each of value as unknown[]) if (isPresent(each)) xml += write(each);
    return xml;
  };
  return flat ? items : parentWriter(name, items);
}

function mapWriter(name: string, schema: NormalizedSchema): XmlWriter {
  const [keySchema, valueSchema] = [schema.getKeySchema(), schema.getValueSchema()];
  const writeKey = elementWriter(nameOf(keySchema, 'key'), keySchema);
  const writeValue = elementWriter(nameOf(valueSchema, 'value'), valueSchema);
  const flat = isFlat(schema);
  const entry = flat ? name : 'entry';
  const entries: XmlWriter = (value) => {
    let xml = '';
    for (const [key, each] of Object.entries(value as object)) {
      if (isPresent(each)) xml += `<${entry}>${writeKey(key)}${writeValue(each)}</${entry}>`;
    }
    return xml;
  };
  return flat ? entries : parentWriter(name, entries);
}

function textWriter(schema: NormalizedSchema): XmlWriter {
  if (schema.isStringSchema()) return (value) => escaped(String(value));
  if (schema.isNumericSchema() || schema.isBooleanSchema()) return String;
  if (schema.isTimestampSchema()) return timestampWriter(schema.getSchema());
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  throw new Error(`${schema.getName(true) ?? 'A schema'} cannot be written as XML`);
}

/** The query protocols' own format is that of XML, unless a schema asks for another. */
function timestampWriter(schema: unknown): XmlWriter {
  switch (schema) {
    case 6:
      return (value) => (value as Date).toUTCString();
    case 7:
      return (value) => String((value as Date).getTime() / 1000);
    default:
      return (value) => (value as Date).toISOString().replace('.000Z', 'Z');
  }
}

function nameOf(schema: NormalizedSchema, otherwise: string): string {
  return schema.getMergedTraits().xmlName ?? otherwise;
}

function isFlat(schema: NormalizedSchema): boolean {
  return schema.getMergedTraits().xmlFlattened === 1;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const special = /[&"'<>\r\n\u0085\u2028]/;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#x0D;',
  '\n': '&#x0A;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};
const allSpecial = new RegExp(special, 'g');

function escaped(text: string): string {
  return special.test(text) ? text.replace(allSpecial, (each) => references[each] ?? each) : text;
}
