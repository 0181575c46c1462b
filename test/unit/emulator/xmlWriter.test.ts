// XML as the SDK's own serializer writes it: for outputs of any shape, of every operation that answers in XML.
import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadServices } from '../../../src/emulator/services/services';
import { xmlWriter, type StructureSchema } from '../../../src/emulator/wire/xmlWriter';

const xmlNamespace = 'http://example.com/doc/?a&b';

function asTheSdkWrites(schema: StructureSchema, value: unknown): string {
  const codec = new XmlCodec({
    xmlNamespace,
    serviceNamespace: 'com.example',
    timestampFormat: { default: 5, useTrait: true },
  });
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(serializer.flush())}`;
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('&', '"', "'", '<', '>', '\r', '\n', '\u0085', '\u2028', ']', 'é', '😀', 'a'),
  }),
);

/** Values of a schema: of structures any of their members, and null or undefined in place of some. */
function valuesOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()];
    return fc.record(
      Object.fromEntries(members.map(([name, member]) => [name, orNothing(valuesOf(member))])),
      { requiredKeys: [] },
    );
  }
  if (schema.isListSchema()) return fc.array(orNothing(valuesOf(schema.getValueSchema())), { maxLength: 3 });
  if (schema.isMapSchema()) {
    return fc.dictionary(text, orNothing(valuesOf(schema.getValueSchema())), { maxKeys: 3 });
  }
  if (schema.isStringSchema()) return text;
  if (schema.isNumericSchema()) return fc.oneof(fc.integer(), fc.double());
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isBlobSchema()) return fc.uint8Array();
  if (schema.isTimestampSchema()) {
    const wholeSecond = (time: Date) => new Date(Math.trunc(time.getTime() / 1000) * 1000);
    const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    return fc.oneof(times, times.map(wholeSecond));
  }
  throw new Error(`No values are known for ${schema.getName(true) ?? 'a schema'}`);
}

function orNothing(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: values }, fc.constantFrom(null, undefined));
}

function expectTheSame(schema: StructureSchema, numRuns: number): void {
  const write = xmlWriter(schema, xmlNamespace);
  fc.assert(
    fc.property(valuesOf(NormalizedSchema.of(schema)), (value) => {
      expect(write(value)).toBe(asTheSdkWrites(schema, value));
    }),
    { numRuns },
  );
}

// Lambda has no XML.
const outputs = [...(await loadServices())]
  .filter(([service]) => service !== 'lambda')
  .flatMap(([service, { operations }]) =>
    [...operations.values()].map(({ name, schema }) => ({
      service,
      name,
      schema: NormalizedSchema.of(schema[5]),
    })),
  )
  // What answers nothing has no schema.
  .filter(({ schema }) => schema.isStructSchema());

it.each(outputs)('outputs of $service $name', ({ schema }) => {
  expectTheSame(schema.getSchema() as StructureSchema, 30);
});

it('what the operations of today do not have', () => {
  const string = 0;
  const number = 1;
  const listOf = 64;
  const mapOf = 128;
  const leaf: StructureSchema = [3, 'test', 'Leaf', 0, ['Name'], [[string, { xmlName: 'name' }]]];
  const members: Record<string, StructureSchema[5][number]> = {
    Blob: 21,
    DateTime: 5,
    HttpDate: 6,
    EpochSeconds: 7,
    FlatList: [listOf | string, { xmlFlattened: 1 }],
    NamedFlatList: [listOf | number, { xmlFlattened: 1, xmlName: 'flat' }],
    FlatMap: [mapOf | number, { xmlFlattened: 1 }],
    NamedMap: [mapOf | string, { xmlName: 'map' }],
    Leaves: [1, 'test', 'Leaves', 0, [() => leaf, { xmlName: 'item' }]],
    FlatLeaves: [[1, 'test', 'Leaves', 0, () => leaf], { xmlFlattened: 1 }],
    NamedEntries: [2, 'test', 'Map', 0, [string, { xmlName: 'k' }], [number, { xmlName: 'v' }]],
    MapOfLeaves: [2, 'test', 'Map', 0, string, () => leaf],
  };
  expectTheSame([3, 'test', 'All', 0, Object.keys(members), Object.values(members)], 500);
});

it('a document without anything in it', () => {
  const empty: StructureSchema = [3, 'test', 'Empty', 0, [], []];
  expect(xmlWriter(empty, xmlNamespace)({})).toBe(asTheSdkWrites(empty, {}));
});
