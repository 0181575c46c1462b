// An answer of refusal, with the code, status and message that the API itself would give.
import type { TargetGroupNotFoundException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NormalizedSchema } from '@smithy/core/schema';

type ErrorSchema = typeof TargetGroupNotFoundException$;

export class ApiError extends Error {
  /** Whose fault it is, as the query protocols put it. */
  get type(): 'Sender' | 'Receiver' {
    return this.status < 500 ? 'Sender' : 'Receiver';
  }

  constructor(
    readonly code: string,
    message: string,
    readonly status: number = defaultStatus(code),
    /** The name of its shape in the service's model, where that is not the code. */
    readonly shape: string = code,
  ) {
    super(message);
  }

  /** An error that the service's model declares: its schema knows the code on the wire and the status. */
  static of(schema: ErrorSchema, message: string): ApiError {
    const { awsQueryError, httpError } = NormalizedSchema.of(schema).getMergedTraits() as {
      awsQueryError?: [string, number];
      httpError?: number;
    };
    const [code, status] = awsQueryError ?? [schema[2], httpError ?? 400];
    return new ApiError(code, message, status, schema[2]);
  }
}

/** Errors that every service can give, as they come when nothing more is said. */
const commonErrors: Readonly<Record<string, { status: number; message: string }>> = {
  AccessDenied: { status: 403, message: 'User is not authorized to perform this action' },
  AccessDeniedException: { status: 403, message: 'User is not authorized to perform this action' },
  AuthFailure: { status: 401, message: 'AWS was not able to validate the provided access credentials' },
  ExpiredToken: { status: 403, message: 'The security token included in the request is expired' },
  ExpiredTokenException: { status: 403, message: 'The security token included in the request is expired' },
  HealthUnavailable: { status: 500, message: 'Health information is not available at this time' },
  IncompleteSignature: { status: 400, message: 'The request signature does not conform to AWS standards' },
  InternalError: { status: 500, message: 'An internal error has occurred' },
  InternalFailure: { status: 500, message: 'The request processing has failed because of an unknown error' },
  InvalidClientTokenId: { status: 403, message: 'The security token included in the request is invalid.' },
  MissingAuthenticationToken: { status: 403, message: 'Request is missing Authentication Token' },
  OptInRequired: { status: 403, message: 'The AWS Access Key Id needs a subscription for the service' },
  RequestExpired: { status: 400, message: 'Request has expired.' },
  RequestLimitExceeded: { status: 503, message: 'Request limit exceeded.' },
  ServiceUnavailable: {
    status: 503,
    message: 'The request has failed due to a temporary failure of the server.',
  },
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided.',
  },
  Throttling: { status: 400, message: 'Rate exceeded' },
  ThrottlingException: { status: 400, message: 'Rate exceeded' },
  TooManyRequestsException: { status: 429, message: 'Rate Exceeded.' },
  UnauthorizedOperation: { status: 403, message: 'You are not authorized to perform this operation.' },
  UnrecognizedClientException: {
    status: 403,
    message: 'The security token included in the request is invalid.',
  },
};

export function defaultStatus(code: string): number {
  return commonErrors[code]?.status ?? 400;
}

export function defaultMessage(code: string): string {
  return commonErrors[code]?.message ?? code;
}

/** The refusal of a request that breaks a constraint, for services whose errors are ELB-like. */
export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message);
}
