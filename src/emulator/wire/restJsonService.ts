// The REST-JSON protocol as a service: method and path choose the operation, JSON goes both ways.
import { JsonCodec2 } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { toUtf8 } from '@smithy/core/serde';
import { ApiError } from '../apiError';
import type { Operation } from './operation';
import { decodeRestInput, httpBinding, matchPath } from './restJsonInput';
import type { ReadRequest, Service, WireRequest, WireResponse } from './service';

const codec = new JsonCodec2({ timestampFormat: { default: 7, useTrait: true }, jsonName: true });

export function restJsonService(operations: readonly Operation[]): Service {
  const routes = operations.map((operation) => ({ operation, binding: httpBinding(operation) }));
  return {
    read(request) {
      for (const { operation, binding } of routes) {
        const read = binding.method === request.method && readIf(operation, binding.path, request);
        if (read) return read;
      }
      throw new ApiError(
        'UnknownOperationException',
        `Unable to determine service/operation name to be authorized`,
        404,
      );
    },
    writeOutput(schema, output, requestId) {
      const route = routes.find(({ operation }) => operation.schema === schema);
      const status = route?.binding.status ?? 200;
      return {
        status,
        headers: headers(requestId),
        body: status === 204 ? '' : writeJson(schema[5], output),
      };
    },
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), 'x-amzn-errortype': error.code },
      body: JSON.stringify({ Type: error.type === 'Sender' ? 'User' : 'Server', Message: error.message }),
    }),
  };
}

function readIf(operation: Operation, template: string, request: WireRequest): ReadRequest | undefined {
  const [path = '', search = ''] = request.url.split('?', 2);
  const labels = matchPath(template, path);
  if (!labels) return undefined;
  const input = decodeRestInput(operation, labels, new URLSearchParams(search), request);
  for (const member of Object.keys(input)) {
    if (!operation.members.has(member)) {
      throw new ApiError(
        'InvalidParameterValueException',
        `The emulator does not implement the parameter ${member} of ${operation.name}`,
      );
    }
  }
  return { operation, input };
}

function writeJson(schema: Operation['schema'][5], output: object): string {
  const serializer = codec.createSerializer();
  serializer.write(NormalizedSchema.of(schema), output);
  return toUtf8(serializer.flush());
}

function headers(requestId: string): WireResponse['headers'] {
  return { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
}
