// What the server needs of a service: to read a request, and to write an answer or a refusal.
import type { IncomingHttpHeaders } from 'node:http';
import type { ApiError } from '../apiError';
import type { Operation, OperationSchema } from './operation';

export interface WireRequest {
  readonly method: string;
  /** Path and query string, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came, for what is not text. */
  readonly bytes: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface ReadRequest {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
}

export interface Service {
  /** By action. */
  readonly operations: ReadonlyMap<string, Operation>;
  read(request: WireRequest): ReadRequest;
  /** The request is that of the answer, for services that speak more than one protocol. */
  writeOutput(
    operation: OperationSchema,
    output: object,
    requestId: string,
    request: WireRequest,
  ): WireResponse;
  writeError(error: ApiError, requestId: string, request: WireRequest): WireResponse;
}
