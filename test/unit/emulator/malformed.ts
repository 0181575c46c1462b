// Requests that no service understands: each has at least one thing that is wrong by itself.
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { loadServices } from '../../../src/emulator/services/services';
import type { Operation } from '../../../src/emulator/wire/operation';
import { httpBinding } from '../../../src/emulator/wire/restJsonInput';

const services = await loadServices();

export interface RawRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const strange = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '\u0000', '%');
export const anyText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  strange,
  fc.constantFrom('\ud800', '\udfff\ud800', '</Message>', '9'.repeat(400), '-1', '1e999', 'NaN', 'null'),
);
/** No service has a parameter of such a name. */
const unknownName = fc.oneof(
  strange.filter((name) => name !== ''),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => `zz${text}`),
  fc.integer({ min: 2, max: 4000 }).map((depth) => 'a.'.repeat(depth)),
);

export function operationsOf(...names: string[]): { service: string; operation: Operation }[] {
  return names.flatMap((service) =>
    [...(services.get(service)?.operations.values() ?? [])].map((operation) => ({ service, operation })),
  );
}

export function membersOf({ schema }: Operation): [string, NormalizedSchema][] {
  const input = NormalizedSchema.of(schema[4]);
  return input.isStructSchema() ? [...input.structIterator()] : [];
}

/** The key of a member in a form. */
export function formKey(service: string, name: string, member: NormalizedSchema): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
  const key = xmlName ?? name;
  return service === 'ec2' ? (ec2QueryName ?? key.charAt(0).toUpperCase() + key.slice(1)) : key;
}

/** Ways of giving a parameter that are wrong for its type. */
function wrongParameters(key: string, schema: NormalizedSchema): [string, string][][] {
  if (schema.isListSchema()) {
    return ['0', '-1', '01', '1000000', '1e3', '__proto__', '1.5', 'x'].flatMap((index) => [
      [[`${key}.member.${index}`, 'x']],
      [[`${key}.${index}`, 'x']],
    ]);
  }
  if (schema.isStructSchema()) return [[[key, 'x']], [[`${key}.zz`, 'x']], [[`${key}.__proto__`, 'x']]];
  if (schema.isStringSchema()) return [[[`${key}.1`, 'x']], [[`${key}.member.1`, 'x']]];
  return ['', 'x', '1e5', '0x10', ' 1', 'TRUE', '9'.repeat(40)].map((value) => [[key, value]]);
}

export function form(pairs: readonly (readonly [string, string])[]): Buffer {
  return Buffer.from(
    new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, value])).toString(),
  );
}

export const post = { method: 'POST', path: '/', headers: {} };
const queryOperations = operationsOf('elasticloadbalancing', 'ec2', 'autoscaling', 'sts');

/** The form of a real action, with members of it, and at least one thing that is wrong. */
const wrongForm: fc.Arbitrary<RawRequest> = fc
  .constantFrom(...queryOperations)
  .chain(({ service, operation }) => {
    const members = membersOf(operation).map(([name, schema]) => ({
      key: formKey(service, name, schema),
      schema,
    }));
    const filled = fc.array(fc.tuple(fc.constantFrom('zz', ...members.map(({ key }) => key)), anyText), {
      maxLength: 4,
    });
    const duplicate = fc.constantFrom('zz', ...members.map(({ key }) => key)).map((key) => [
      [key, 'x'],
      [key, 'x'],
    ]);
    const wrong = fc.oneof(
      fc.tuple(unknownName, anyText).map((pair) => [pair]),
      duplicate,
      ...members.map(({ key, schema }) => fc.constantFrom(...wrongParameters(key, schema))),
    ) as fc.Arbitrary<[string, string][]>;
    return fc.tuple(filled, wrong).map(([some, defect]) => ({
      ...post,
      service,
      body: form([['Action', operation.name], ...some, ...defect]),
    }));
  });

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((json) => Buffer.from(json)),
  anyText.map((text) => Buffer.from(text)),
  anyText.map((action) => form([['Action', `zz${action}`]])),
  fc
    .constantFrom('Action', 'Action=', 'Action=%', 'Action=%E0%A4%A', '=&=&=', '&'.repeat(5000))
    .map((text) => Buffer.from(text)),
);

const noForm: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom('elasticloadbalancing', 'ec2', 'autoscaling', 'sts', 'monitoring'),
    fc.constantFrom('POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
    fc.constantFrom('/', '/%', '/?Action=', '//', '/%00', '/..%2f', '/?'.padEnd(3000, 'a&')),
    anyBody,
  )
  .map(([service, method, path, body]) => ({ service, method, path, headers: {}, body }));

const wrongSignature: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom(...services.keys()),
    fc.oneof(
      fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
      fc
        .array(fc.constantFrom('AKID', '20260115', 'us-east-1', 's3', '..', 'aws4_request', ''), {
          maxLength: 6,
        })
        .map((steps) => `AWS4-HMAC-SHA256 Credential=${steps.join('/')}, Signature=0`)
        .filter((text) => !/us-east-1\/\w+\/aws4/.test(text)),
    ),
    anyBody,
  )
  .map(([service, authorization, body]) => ({ ...post, service, headers: { authorization }, body }));

/** JSON that no structure of the services has. */
const wrongJson = fc.oneof(
  fc.constantFrom('[]', '1', 'null', '"x"', '{', '{"a":}', '['.repeat(50_000), '{"a":'.repeat(50_000)),
  fc
    .tuple(
      unknownName,
      fc.jsonValue().filter((value) => value !== null),
    )
    .map(([name, value]) => `{${JSON.stringify(name)}:${JSON.stringify(value)}}`),
  fc.string({ minLength: 1, maxLength: 20 }).map((text) => `zz${text}`),
);

/** Members of a JSON document, of which one has a value of a wrong type. */
function wrongDocument(operation: Operation): fc.Arbitrary<object> {
  const members = membersOf(operation).filter(([, schema]) => {
    const { httpLabel, httpQuery, httpHeader } = schema.getMergedTraits();
    return !httpLabel && httpQuery === undefined && httpHeader === undefined;
  });
  if (members.length === 0) return fc.constant({ zz: 1 });
  return fc.constantFrom(...members).chain(([name, schema]) => {
    const wrong: unknown[] = [
      ...(schema.isStructSchema() || schema.isMapSchema() ? [] : [{}, { __proto__: null }]),
      ...(schema.isListSchema() ? [] : [[], [[]]]),
      ...(schema.isStringSchema() ? [5] : ['x']),
      { zz: { constructor: 1 } },
    ];
    return fc
      .constantFrom(...wrong.filter((each) => !(schema.isMapSchema() && typeof each === 'object')))
      .map((value) => ({ [name]: value, zz: 1 }));
  });
}

const cloudWatchOperations = operationsOf('monitoring').map(({ operation }) => operation);
export const cloudWatchName = 'GraniteServiceVersion20100801';

const wrongRpc: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom(...cloudWatchOperations),
    fc.boolean(),
    fc.oneof(
      { weight: 3, arbitrary: wrongJson.map((text) => Buffer.from(text)) },
      {
        weight: 1,
        // Whatever follows, it begins with something that is no structure.
        arbitrary: fc
          .tuple(
            fc.constantFrom(0x00, 0x20, 0x40, 0x60, 0x80, 0xf4, 0xf6, 0xff),
            fc.uint8Array({ maxLength: 100 }),
          )
          .map(([first, rest]) => Buffer.from([first, ...rest])),
      },
      {
        weight: 1,
        // Nested lists and maps, and lengths of what does not follow.
        arbitrary: fc.constantFrom(
          Buffer.alloc(50_000, 0x81),
          Buffer.alloc(50_000, 0xa1),
          Buffer.alloc(50_000, 0x9f),
          Buffer.from('9b0000ffffffffffff', 'hex'),
          Buffer.from('9a7fffffff', 'hex'),
          Buffer.from('bb00000000ffffffff', 'hex'),
          Buffer.from('5a7fffffff00', 'hex'),
          Buffer.from('7f', 'hex'),
        ),
      },
    ),
  )
  .map(([{ name }, isCbor, body]) => ({
    service: 'monitoring',
    method: 'POST',
    path: isCbor ? `/service/${cloudWatchName}/operation/${name}` : '/',
    headers: isCbor
      ? { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }
      : { 'x-amz-target': `${cloudWatchName}.${name}`, 'content-type': 'application/x-amz-json-1.0' },
    body,
  }));

const wrongRpcDocument: fc.Arbitrary<RawRequest> = fc
  .constantFrom(...cloudWatchOperations)
  .chain((operation) => wrongDocument(operation).map((document) => ({ operation, document })))
  .map(({ operation, document }) => ({
    ...post,
    service: 'monitoring',
    headers: { 'x-amz-target': `${cloudWatchName}.${operation.name}` },
    body: Buffer.from(JSON.stringify(document)),
  }));

const label = fc.constantFrom(
  'orders-events',
  'nothing',
  '__proto__',
  '%',
  '%E0%A4%A',
  '%00',
  '..',
  'a'.repeat(300),
);

const wrongRest: fc.Arbitrary<RawRequest> = fc
  .tuple(fc.constantFrom(...operationsOf('lambda')), label, fc.boolean(), unknownName)
  .chain(([{ operation }, name, inQuery, unknown]) => {
    const { method, path } = httpBinding(operation);
    const filled = path.replace(/\{\w+\}/g, name);
    // Whatever an invocation is given goes to the function: what is wrong is in the query string.
    const query = inQuery || operation.name === 'Invoke' ? `?${encodeURIComponent(unknown)}=x` : '';
    const body = fc.oneof(
      wrongJson,
      wrongDocument(operation).map((document) => JSON.stringify(document)),
    );
    return body.map((text) => ({
      service: 'lambda',
      method,
      path: `${filled}${query}`,
      headers: {},
      body: Buffer.from(text),
    }));
  });

const noRest: fc.Arbitrary<RawRequest> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
    fc.array(fc.constantFrom('functions', 'policy', '2015-03-31', '', '%', '..', '__proto__'), {
      maxLength: 6,
    }),
    anyBody,
  )
  .map(([method, steps, body]) => ({
    service: 'lambda',
    method,
    path: `/zz/${steps.join('/')}`,
    headers: {},
    body,
  }));

export const malformed: fc.Arbitrary<RawRequest> = fc.oneof(
  { weight: 5, arbitrary: wrongForm },
  { weight: 2, arbitrary: noForm },
  { weight: 1, arbitrary: wrongSignature },
  { weight: 1, arbitrary: wrongRpc },
  { weight: 1, arbitrary: wrongRpcDocument },
  { weight: 3, arbitrary: wrongRest },
  { weight: 1, arbitrary: noRest },
);
