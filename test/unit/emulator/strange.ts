// Requests that could be meant: what they give has the right types, and strange values.
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import type { Operation } from '../../../src/emulator/wire/operation';
import { httpBinding } from '../../../src/emulator/wire/restJsonInput';
import type { Harness } from './harness';
import {
  anyText,
  cloudWatchName,
  form,
  formKey,
  membersOf,
  operationsOf,
  post,
  type RawRequest,
} from './malformed';

/** Values that an operation understands as far as their types go, and that may or may not be of something. */
function strangeValue(schema: NormalizedSchema, texts: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) =>
      fc.tuple(fc.constant(name), fc.option(strangeValue(member, texts), { freq: 2, nil: undefined })),
    );
    return fc
      .tuple(...members)
      .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
  }
  if (schema.isListSchema()) return fc.array(strangeValue(schema.getValueSchema(), texts), { maxLength: 3 });
  if (schema.isMapSchema()) return fc.dictionary(texts, texts, { maxKeys: 2 });
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema())
    return fc.constantFrom(-1, 0, 1, 2, 5, 80, 443, 65_535, 65_536, 2 ** 31, 1e14, 1.5);
  if (schema.isTimestampSchema()) return fc.constantFrom(0, 1_768_469_400, 1e12, -1);
  if (schema.isBlobSchema()) return texts.map((text) => Buffer.from(text).toString('base64'));
  return texts;
}

/** `{ A: [{ B: 'x' }] }` as `A.member.1.B=x`, or `A.1.B=x` for EC2. */
function formPairs(
  service: string,
  key: string,
  schema: NormalizedSchema,
  value: unknown,
): [string, string][] {
  if (schema.isStructSchema()) {
    const members = new Map(schema.structIterator());
    return Object.entries(value as object).flatMap(([name, each]) => {
      const member = members.get(name);
      const step = member ? formKey(service, name, member) : name;
      return member ? formPairs(service, key === '' ? step : `${key}.${step}`, member, each) : [];
    });
  }
  if (schema.isListSchema()) {
    const step = service === 'ec2' ? key : `${key}.member`;
    return (value as unknown[]).flatMap((each, index) =>
      formPairs(service, `${step}.${index + 1}`, schema.getValueSchema(), each),
    );
  }
  // No operation in a form has one.
  if (schema.isMapSchema()) return [];
  return [[key, schema.isTimestampSchema() ? new Date(Number(value) * 1000).toISOString() : String(value)]];
}

export function strangeRequest(texts: fc.Arbitrary<string>): fc.Arbitrary<RawRequest> {
  const all = operationsOf('elasticloadbalancing', 'ec2', 'autoscaling', 'sts', 'lambda', 'monitoring');
  // What an invocation does is the function's business.
  return fc
    .constantFrom(...all.filter(({ operation }) => operation.name !== 'Invoke'))
    .chain(({ service, operation }) => {
      const schema = NormalizedSchema.of(operation.schema[4]);
      const members = fc.constantFrom('all', 'known').map((which) => which === 'known');
      const value = schema.isStructSchema() ? strangeValue(schema, texts) : fc.constant({});
      return fc.tuple(value as fc.Arbitrary<Record<string, unknown>>, members).map(([given, onlyKnown]) => {
        const input = Object.fromEntries(
          Object.entries(given).filter(([name]) => !onlyKnown || operation.members.has(name)),
        );
        return encoded(service, operation, schema, input);
      });
    });
}

function encoded(
  service: string,
  operation: Operation,
  schema: NormalizedSchema,
  input: Readonly<Record<string, unknown>>,
): RawRequest {
  if (service === 'monitoring') {
    const headers = { 'x-amz-target': `${cloudWatchName}.${operation.name}` };
    return { ...post, service, headers, body: Buffer.from(JSON.stringify(input)) };
  }
  if (service !== 'lambda') {
    const pairs = schema.isStructSchema() ? formPairs(service, '', schema, input) : [];
    return { ...post, service, body: form([['Action', operation.name], ...pairs]) };
  }
  const { method, path } = httpBinding(operation);
  const body: Record<string, unknown> = {};
  const query = new URLSearchParams();
  for (const [name, member] of membersOf(operation)) {
    const { httpLabel, httpQuery } = member.getMergedTraits();
    if (httpLabel || input[name] === undefined) continue;
    if (httpQuery === undefined) body[name] = input[name];
    else query.set(httpQuery, textOf(input[name]));
  }
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(Buffer.from(textOf(input[name] ?? 'x')).toString()),
  );
  return {
    service,
    method,
    path: `${filled}?${query.toString()}`,
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** What is there, and strange words. */
export function wordsOf(harness: Harness): fc.Arbitrary<string> {
  const {
    targetGroups,
    loadBalancers,
    instances,
    vpcs,
    subnets,
    securityGroups,
    functions,
    autoScalingGroups,
  } = harness.emulator.world();
  const listeners = loadBalancers.flatMap((each) => each.listeners);
  const there = [
    ...[...targetGroups, ...loadBalancers, ...listeners, ...functions].map(({ arn }) => arn),
    ...listeners.flatMap(({ rules }) => rules.map(({ arn }) => arn)),
    ...[...instances, ...vpcs, ...subnets, ...securityGroups].map(({ id }) => id),
    ...[...targetGroups, ...functions, ...autoScalingGroups].map(({ name }) => name),
    ...[
      'HTTP',
      'HTTPS',
      'TCP',
      'ipv4',
      'forward',
      'path-pattern',
      '200',
      '/',
      'instance',
      'ip',
      'tcp',
      '-1',
      '*',
    ],
    ...['10.0.0.0/8', '10.0.0.0/33', '0.0.0.0/0', '::/0', '300.1.1.1', '10.0.1.50', 'fe80::1%eth0', '1'],
    ...[
      'deregistration_delay.timeout_seconds',
      'stickiness.enabled',
      'true',
      'vpc-id',
      'AWS/ApplicationELB',
      'e1',
      'e1 +',
    ],
  ];
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...there) }, { weight: 1, arbitrary: anyText });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
