// Writes XML answers of the query protocols: the envelopes are schemas, as what is in them.
import { NormalizedSchema } from '@smithy/core/schema';
import type { ApiError } from '../apiError';
import type { OperationSchema } from './operation';
import { xmlWriter, type StructureSchema, type XmlWriter } from './xmlWriter';

type MemberSchemas = StructureSchema[5];

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

/** A schema is an operation of one service, which answers in one namespace. */
const writers = new WeakMap<OperationSchema, XmlWriter>();

function writerOf(
  operation: OperationSchema,
  xmlNamespace: string,
  envelope: (operation: OperationSchema) => StructureSchema,
): XmlWriter {
  const known = writers.get(operation);
  if (known) return known;
  const writer = xmlWriter(envelope(operation), xmlNamespace);
  writers.set(operation, writer);
  return writer;
}

export function writeQueryOutput(
  xmlNamespace: string,
  operation: OperationSchema,
  output: object,
  requestId: string,
): string {
  const write = writerOf(operation, xmlNamespace, queryResponse);
  return write({ [`${operation[2]}Result`]: output, ResponseMetadata: { RequestId: requestId } });
}

/** <XResponse><XResult>…</XResult><ResponseMetadata>…</ResponseMetadata></XResponse> */
function queryResponse(operation: OperationSchema): StructureSchema {
  const name = operation[2];
  const hasResult = NormalizedSchema.of(operation[5]).isStructSchema();
  return structure(`${name}Response`, {
    ...(hasResult ? { [`${name}Result`]: operation[5] } : {}),
    ResponseMetadata: queryMetadata,
  });
}

export function writeEc2Output(
  xmlNamespace: string,
  operation: OperationSchema,
  output: object,
  requestId: string,
): string {
  return writerOf(operation, xmlNamespace, ec2Response)({ ...output, requestId });
}

/** <XResponse><requestId/>…</XResponse>: EC2 has the members of the result at the top. */
function ec2Response(operation: OperationSchema): StructureSchema {
  const result = NormalizedSchema.of(operation[5]).getSchema();
  const [names, schemas]: [string[], MemberSchemas] =
    Array.isArray(result) && result[0] === 3 ? [result[4], result[5]] : [[], []];
  return [3, 'emulator', `${operation[2]}Response`, 0, ['requestId', ...names], [stringSchema, ...schemas]];
}

export function writeQueryError(xmlNamespace: string, error: ApiError, requestId: string): string {
  const write = xmlWriter(queryError, xmlNamespace);
  return write({
    Error: { Type: error.type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
}

export function writeEc2Error(xmlNamespace: string, error: ApiError, requestId: string): string {
  const write = xmlWriter(ec2Error, xmlNamespace);
  return write({
    Errors: { Error: { Code: error.code, Message: error.message } },
    RequestID: requestId,
  });
}
