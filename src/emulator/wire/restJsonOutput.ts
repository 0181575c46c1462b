// Writes an output as a REST-JSON answer: a status, headers, and a body of JSON or of bytes.
import { JsonCodec2 } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { toUtf8 } from '@smithy/core/serde';
import type { OperationSchema } from './operation';
import type { WireResponse } from './service';

const codec = new JsonCodec2({ timestampFormat: { default: 7, useTrait: true }, jsonName: true });

/** @param status the operation's own, for outputs that do not carry one */
export function writeRestOutput(schema: OperationSchema, output: object, status: number): WireResponse {
  const shape = NormalizedSchema.of(schema[5]);
  const values = new Map(Object.entries(output).filter(([, value]) => value !== undefined));
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  let body: string | Uint8Array | undefined;
  if (shape.isStructSchema()) {
    for (const [name, member] of shape.structIterator()) {
      const { httpHeader, httpPayload, httpResponseCode } = member.getMergedTraits();
      const value: unknown = values.get(name);
      if (httpHeader === undefined && !httpPayload && !httpResponseCode) continue;
      values.delete(name);
      if (httpPayload) body = value instanceof Uint8Array ? value : '';
      else if (httpHeader === undefined) status = typeof value === 'number' ? value : status;
      else if (typeof value === 'string') headers[httpHeader.toLowerCase()] = value;
    }
  }
  body ??= writeJson(shape, Object.fromEntries(values));
  return { status, headers, body: status === 204 ? '' : body };
}

function writeJson(shape: NormalizedSchema, output: object): string {
  const serializer = codec.createSerializer();
  serializer.write(shape, output);
  return toUtf8(serializer.flush());
}
