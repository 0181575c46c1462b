// What the server needs of a service: to read a request, and to write an answer or a refusal.
import type { ApiError } from '../apiError';
import type { Operation, OperationSchema } from './operation';

export interface WireRequest {
  readonly method: string;
  /** Path and query string, as sent. */
  readonly url: string;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReadRequest {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
}

export interface Service {
  read(request: WireRequest): ReadRequest;
  writeOutput(operation: OperationSchema, output: object, requestId: string): WireResponse;
  writeError(error: ApiError, requestId: string): WireResponse;
}
