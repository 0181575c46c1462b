// The REST-JSON protocol as a service: method and path choose the operation, JSON goes both ways.
import { ApiError } from '../apiError';
import { operationTable, type Operation } from './operation';
import { decodeRestInput, httpBinding, matchPath } from './restJsonInput';
import { writeRestOutput } from './restJsonOutput';
import type { ReadRequest, Service, WireRequest } from './service';

export function restJsonService(operations: readonly Operation[]): Service {
  const routes = operations.map((operation) => ({ operation, binding: httpBinding(operation) }));
  return {
    operations: operationTable(operations),
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
      const response = writeRestOutput(schema, output, route?.binding.status ?? 200);
      return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
    },
    writeError: (error, requestId) => ({
      status: error.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.code,
      },
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
