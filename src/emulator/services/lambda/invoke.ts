// Invoke: a function's handler, waited for or not.
import {
  Invoke$,
  InvalidRequestContentException$,
  RequestTooLargeException$,
  type InvocationRequest,
  type InvocationResponse,
} from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import type { InvocationResult } from '../../functions/invocation';
import { operation, type Checked } from '../../wire/operation';
import { latestVersion, qualifiedArn } from '../../world/functionVersions';
import { functionNotFound, lookUp } from './lookup';
import { invalidValue } from './refusals';

const largestPayload = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };
/** The end of the log, in bytes. */
const logTail = 4096;

export const invoke = operation(
  Invoke$,
  ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Payload', 'Qualifier'],
  async (input: Checked<InvocationRequest>, { world, functions }): Promise<InvocationResponse> => {
    const { InvocationType: type = 'RequestResponse', LogType: logType = 'None' } = input;
    const { name, qualifier, fn, version } = lookUp(world, input.FunctionName, input.Qualifier);
    if (!Object.hasOwn(largestPayload, type)) {
      throw invalidValue('invocationType', type, 'satisfy enum value set: [Event, RequestResponse, DryRun]');
    }
    if (!['None', 'Tail'].includes(logType)) {
      throw invalidValue('logType', logType, 'satisfy enum value set: [None, Tail]');
    }
    if (!fn || !version) throw functionNotFound(world, name, qualifier ?? latestVersion);
    const invocation = {
      fn,
      version,
      arn: qualifiedArn(fn, qualifier),
      payload: payloadOf(input, type),
      clientContext: clientContextOf(input),
    };
    if (type === 'DryRun') return { StatusCode: 204 };
    if (type === 'Event') {
      // It never rejects, and nobody asks how it went.
      void functions.invoke(invocation);
      return { StatusCode: 202 };
    }
    const result = await functions.invoke(invocation);
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      Payload: Buffer.from(JSON.stringify(documentOf(result))),
      ...(result.kind === 'failed' ? { FunctionError: 'Unhandled' } : {}),
      ...(logType === 'Tail'
        ? { LogResult: Buffer.from(result.log).subarray(-logTail).toString('base64') }
        : {}),
    };
  },
);

function documentOf(result: InvocationResult): unknown {
  if (result.kind === 'returned') return result.value;
  const { errorType, errorMessage, trace } = result;
  return { errorType, errorMessage, ...(trace ? { trace } : {}) };
}

/** Without one, the event is an empty object. */
function payloadOf(
  { Payload: bytes }: Checked<InvocationRequest>,
  type: keyof typeof largestPayload,
): unknown {
  if (!bytes) return {};
  const most = largestPayload[type];
  if (bytes.length > most) {
    throw ApiError.of(
      RequestTooLargeException$,
      `${bytes.length} byte payload is too large for the ${type} invocation type (limit ${most} bytes)`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw ApiError.of(
      InvalidRequestContentException$,
      `Could not parse request body into json: Could not parse payload into json: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

function clientContextOf({ ClientContext: text }: Checked<InvocationRequest>): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown;
  } catch {
    throw ApiError.of(
      InvalidRequestContentException$,
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
}
