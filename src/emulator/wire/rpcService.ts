// Protocols that name the operation in a header or the path and carry a document both ways, as a service.
import { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from '../apiError';
import { readDocument, type ReadTimestamp } from './document';
import type { Operation, OperationSchema } from './operation';
import type { Service, WireRequest, WireResponse } from './service';

export interface RpcProtocol {
  /** Undefined where the request does not name one of the service's. */
  operationName(request: WireRequest, service: string): string | undefined;
  /** Throws whatever it likes where the body is malformed. */
  parse(request: WireRequest): unknown;
  readonly timestamp: ReadTimestamp;
  write(schema: OperationSchema[5], value: object): WireResponse['body'];
  writeError(error: { __type: string; message: string }): WireResponse['body'];
  readonly headers: Readonly<Record<string, string>>;
}

export interface RpcServiceOptions {
  /** As requests name it. */
  readonly name: string;
  /** Of the names of errors. */
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, Operation>;
}

export function rpcService(
  protocol: RpcProtocol,
  { name, namespace, operations }: RpcServiceOptions,
): Service {
  const headers = (requestId: string) => ({ ...protocol.headers, 'x-amzn-requestid': requestId });
  return {
    operations,
    read(request) {
      const operation = operations.get(protocol.operationName(request, name) ?? '');
      if (!operation) {
        throw new ApiError(
          'UnknownOperationException',
          'The request does not name an operation of the service',
        );
      }
      const schema = NormalizedSchema.of(operation.schema[4]);
      const input = readDocument(parse(protocol, request), schema, protocol.timestamp);
      for (const member of Object.keys(input)) {
        if (!operation.members.has(member)) {
          throw new ApiError(
            'InvalidParameterValue',
            `The emulator does not implement the parameter ${member} of ${operation.name}`,
          );
        }
      }
      return { operation, input };
    },
    writeOutput: (schema, output, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: protocol.write(schema[5], output),
    }),
    writeError: ({ code, shape, type, message, status }, requestId) => ({
      status,
      // Clients made for the service's older protocol, query, go by that protocol's codes.
      headers: { ...headers(requestId), 'x-amzn-query-error': `${code};${type}` },
      body: protocol.writeError({ __type: `${namespace}#${shape}`, message }),
    }),
  };
}

function parse(protocol: RpcProtocol, request: WireRequest): unknown {
  try {
    return protocol.parse(request);
  } catch {
    throw new ApiError('SerializationException', 'The body of the request could not be parsed');
  }
}
