// Attributes of target groups, load balancers and listeners: tables of keys, what they start as, and what they take.
import { InvalidConfigurationRequestException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';

export interface AttributeRule<Owner> {
  /** Whether an owner of this kind has the attribute. */
  readonly of: (owner: Owner) => boolean;
  readonly initial: string | ((owner: Owner) => string);
  readonly accepts: (value: string, owner: Owner) => boolean;
  /** The values, in words, for the refusal of any other. */
  readonly values: string;
}

export interface AttributeTable<Owner> {
  /** `Target group`, `Load balancer` or `Listener`. */
  readonly owner: string;
  /** The owner's kind, in words: `A target group with protocol 'TCP'`. */
  readonly describe: (owner: Owner) => string;
  readonly rules: Readonly<Record<string, AttributeRule<Owner>>>;
  /** What only shows when the attributes are seen together. */
  readonly conflict: (attributes: ReadonlyMap<string, string>, owner: Owner) => ApiError | undefined;
}

type Values = Pick<AttributeRule<unknown>, 'accepts' | 'values'>;

export function oneOf(...values: string[]): Values {
  return { accepts: (value) => values.includes(value), values: `one of [${values.join(', ')}]` };
}

export const trueOrFalse = oneOf('true', 'false');

export function wholeNumber(value: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

export function between(least: number, most: number): Values {
  return { accepts: (value) => wholeNumber(value, least, most), values: `${least} to ${most}` };
}

/** Another word, or a number. */
export function wordOr(word: string, least: number, most: number): Values {
  return {
    accepts: (value) => value === word || wholeNumber(value, least, most),
    values: `${word} or ${least} to ${most}`,
  };
}

export function text(most: number): Values {
  return { accepts: (value) => value.length <= most, values: `${most} characters at most` };
}

export function initialAttributes<Owner>(
  { rules }: AttributeTable<Owner>,
  owner: Owner,
): Map<string, string> {
  return new Map(
    Object.entries(rules)
      .filter(([, rule]) => rule.of(owner))
      .map(([key, { initial }]) => [key, typeof initial === 'string' ? initial : initial(owner)]),
  );
}

export interface AttributeChange {
  readonly key: string | undefined;
  readonly value: string;
}

/** All or nothing. */
export function changeAttributes<Owner>(
  table: AttributeTable<Owner>,
  owner: Owner & { readonly attributes: Map<string, string> },
  changes: readonly AttributeChange[],
): void {
  const changed = new Map(owner.attributes);
  for (const { key, value } of changes) {
    if (key === undefined) throw validationError(`${table.owner} attribute key must be specified`);
    if (changes.filter((each) => each.key === key).length > 1) {
      throw validationError(`${table.owner} attribute key '${key}' is given more than once`);
    }
    checkAttribute(table, owner, key, value);
    changed.set(key, value);
  }
  const conflict = table.conflict(changed, owner);
  if (conflict) throw conflict;
  for (const [key, value] of changed) owner.attributes.set(key, value);
}

function checkAttribute<Owner>(table: AttributeTable<Owner>, owner: Owner, key: string, value: string): void {
  const rule = Object.hasOwn(table.rules, key) ? table.rules[key] : undefined;
  if (!rule) throw validationError(`${table.owner} attribute key '${key}' is not recognized`);
  if (!rule.of(owner)) {
    throw invalidConfiguration(`${table.describe(owner)} does not support the attribute ${key}`);
  }
  if (!rule.accepts(value, owner)) {
    throw validationError(
      `${table.owner} attribute value '${value}' of '${key}' is not valid: it must be ${rule.values}`,
    );
  }
}

export function invalidConfiguration(message: string): ApiError {
  return ApiError.of(InvalidConfigurationRequestException$, message);
}
