// The names of target groups and load balancers.
import { validationError } from '../apiError';

/** @param kind as the refusal begins: `Target group` */
export function checkName(kind: string, name: string): void {
  if (name.length === 0) throw validationError(`${kind} name cannot be empty`);
  if (name.length > 32) throw validationError(`${kind} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`${kind} name '${name}' cannot begin or end with a hyphen(-)`);
  }
}
