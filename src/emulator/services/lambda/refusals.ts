// Lambda's refusals of values, in its own words.
import { InvalidParameterValueException$, PreconditionFailedException$ } from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';

export function invalidParameter(message: string): ApiError {
  return ApiError.of(InvalidParameterValueException$, message);
}

/** @param constraint goes on after `Member must` */
export function invalidValue(field: string, value: string | number, constraint: string): ApiError {
  return new ApiError('ValidationException', violation(field, value, constraint));
}

export function violation(field: string, value: string | number, constraint: string): string {
  return `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`;
}

export function checkLength(field: string, value: string, most: number): void {
  if (value.length > most) throw invalidValue(field, value, `have length less than or equal to ${most}`);
}

/** @param pattern as the API's model writes it: of the whole value */
export function checkPattern(field: string, value: string, pattern: string): void {
  if (!new RegExp(`^(?:${pattern})$`).test(value)) {
    throw invalidValue(field, value, `satisfy regular expression pattern: ${pattern}`);
  }
}

export function checkRange(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value)) throw new ApiError('SerializationException', `${field} must be an integer`);
  if (value < least) throw invalidValue(field, value, `have value greater than or equal to ${least}`);
  if (value > most) throw invalidValue(field, value, `have value less than or equal to ${most}`);
}

/** @param source the operation that tells the latest revision */
export function checkRevision(
  asked: string | undefined,
  latest: string,
  source = 'GetFunction/GetAlias',
): void {
  if (asked !== undefined && asked !== latest) {
    throw ApiError.of(
      PreconditionFailedException$,
      `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
    );
  }
}
