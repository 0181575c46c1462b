// AWS JSON 1.0 and Smithy RPC v2 CBOR: how each names the operation and writes a document.
import { JsonCodec2 } from '@aws-sdk/core/protocols';
import { cbor, CborCodec } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import { toUtf8 } from '@smithy/core/serde';
import type { RpcProtocol } from './rpcService';

const jsonCodec = new JsonCodec2({ timestampFormat: { default: 7, useTrait: true }, jsonName: false });
const cborCodec = new CborCodec();

export const awsJson: RpcProtocol = {
  operationName({ headers }, service) {
    const target = headers['x-amz-target'];
    const [name, operation] = typeof target === 'string' ? target.split('.') : [];
    return name === service ? operation : undefined;
  },
  parse: ({ body }) => JSON.parse(body === '' ? '{}' : body) as unknown,
  timestamp: seconds,
  write(schema, value) {
    const serializer = jsonCodec.createSerializer();
    serializer.write(NormalizedSchema.of(schema), value);
    return toUtf8(serializer.flush());
  },
  writeError: (error) => JSON.stringify(error),
  headers: { 'content-type': 'application/x-amz-json-1.0' },
};

export const rpcV2Cbor: RpcProtocol = {
  operationName({ url }, service) {
    const [, name, operation] = /\/service\/(\w+)\/operation\/(\w+)$/.exec(url) ?? [];
    return name === service ? operation : undefined;
  },
  parse: ({ bytes }) => (bytes.length === 0 ? {} : (cbor.deserialize(bytes) as unknown)),
  // Tag 1 is a time in seconds since the epoch.
  timestamp: (value) =>
    typeof value === 'object' && value !== null && 'tag' in value && value.tag === 1 && 'value' in value
      ? seconds(value.value)
      : undefined,
  write(schema, value) {
    const serializer = cborCodec.createSerializer();
    serializer.write(NormalizedSchema.of(schema), value);
    return serializer.flush();
  },
  writeError: (error) => cbor.serialize(error),
  headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
};

function seconds(value: unknown): number | undefined {
  return typeof value === 'number' ? value * 1000 : undefined;
}
