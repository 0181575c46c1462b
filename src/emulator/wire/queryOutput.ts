// Writes XML answers of the query protocols with the SDK's own serializer; the envelopes are schemas too.
import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ApiError } from '../apiError';
import type { OperationSchema } from './operation';
import type { TargetDescription$ } from '@aws-sdk/client-elastic-load-balancing-v2';

type StructureSchema = typeof TargetDescription$;
type MemberSchemas = StructureSchema[5];

export interface XmlStyle {
  readonly xmlNamespace: string;
  readonly serviceNamespace: string;
}

const stringSchema = 0;

function structure(name: string, members: Record<string, MemberSchemas[number]>): StructureSchema {
  return [3, 'emulator', name, 0, Object.keys(members), Object.values(members)];
}

const queryMetadata = structure('ResponseMetadata', { RequestId: stringSchema });
const queryError = structure('ErrorResponse', {
  Error: structure('Error', { Type: stringSchema, Code: stringSchema, Message: stringSchema }),
  RequestId: stringSchema,
});
const ec2Error = structure('Response', {
  Errors: structure('Errors', {
    Error: structure('Error', { Code: stringSchema, Message: stringSchema }),
  }),
  RequestID: stringSchema,
});

function write(style: XmlStyle, schema: StructureSchema, value: unknown): string {
  const codec = new XmlCodec({ ...style, timestampFormat: { default: 5, useTrait: true } });
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(serializer.flush())}`;
}

/** <XResponse><XResult>…</XResult><ResponseMetadata>…</ResponseMetadata></XResponse> */
export function writeQueryOutput(
  style: XmlStyle,
  operation: OperationSchema,
  output: object,
  requestId: string,
): string {
  const name = operation[2];
  const hasResult = NormalizedSchema.of(operation[5]).isStructSchema();
  const response = structure(`${name}Response`, {
    ...(hasResult ? { [`${name}Result`]: operation[5] } : {}),
    ResponseMetadata: queryMetadata,
  });
  return write(style, response, { [`${name}Result`]: output, ResponseMetadata: { RequestId: requestId } });
}

/** <XResponse><requestId/>…</XResponse>: EC2 has the members of the result at the top. */
export function writeEc2Output(
  style: XmlStyle,
  operation: OperationSchema,
  output: object,
  requestId: string,
): string {
  const result = NormalizedSchema.of(operation[5]).getSchema();
  const [names, schemas]: [string[], MemberSchemas] =
    Array.isArray(result) && result[0] === 3 ? [result[4], result[5]] : [[], []];
  const response: StructureSchema = [
    3,
    'emulator',
    `${operation[2]}Response`,
    0,
    ['requestId', ...names],
    [stringSchema, ...schemas],
  ];
  return write(style, response, { ...output, requestId });
}

export function writeQueryError(style: XmlStyle, error: ApiError, requestId: string): string {
  return write(style, queryError, {
    Error: { Type: error.type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
}

export function writeEc2Error(style: XmlStyle, error: ApiError, requestId: string): string {
  return write(style, ec2Error, {
    Errors: { Error: { Code: error.code, Message: error.message } },
    RequestID: requestId,
  });
}
