// Checks of single values, refusing in the words of the API.
import { ApiError, validationError } from '../apiError';

function broken(member: string, value: string | number, constraint: string): ApiError {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return validationError(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

/** @param member as the SDK spells it, with the path to it if it is not at the top: `actions.1.member.order` */
export function checkRange(member: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw broken(member, value, `Member must have value between ${least} and ${most}`);
  }
}

export function checkLength(member: string, value: string, least: number, most: number): void {
  if (value.length < least) {
    throw broken(member, value, `Member must have length greater than or equal to ${least}`);
  }
  if (value.length > most) {
    throw broken(member, value, `Member must have length less than or equal to ${most}`);
  }
}

export function checkPattern(member: string, value: string, pattern: RegExp): void {
  if (!pattern.test(value)) {
    throw broken(member, value, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
}

export function checkOneOf<Value extends string>(
  member: string,
  values: Readonly<Record<string, Value>>,
  value: string,
): Value {
  const found = Object.values(values).find((each) => each === value);
  if (found === undefined) {
    throw broken(member, value, `Member must satisfy enum value set: [${Object.values(values).join(', ')}]`);
  }
  return found;
}

/** Refuses what the API has and the emulator has not. */
export function notImplemented(what: string): ApiError {
  return new ApiError('InvalidParameterValue', `The emulator does not implement ${what}`);
}
