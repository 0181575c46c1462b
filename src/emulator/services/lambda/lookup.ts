// Finds the function that a request names, by name or by (partial) ARN, or refuses as Lambda does.
import { InvalidParameterValueException$, ResourceNotFoundException$ } from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { page, type Page } from '../../paging';
import { hasQualifier } from '../../world/lambdaTargets';
import { functionArn } from '../../world/names';
import type { LambdaFunction } from '../../world/functionTypes';
import type { World } from '../../world/world';

export interface QualifiedFunction {
  readonly fn: LambdaFunction;
  readonly qualifier: string | undefined;
}

/** `name`, `name:qualifier`, `account:function:name` and the whole ARN all name a function. */
const functionName =
  /^(?:(?:arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?function:)?(?<name>[\w-]{1,140})(?::(?<qualifier>[\w$-]{1,128}))?$/;

export function invalidParameter(message: string): ApiError {
  return ApiError.of(InvalidParameterValueException$, message);
}

export function findFunction(world: World, text: string, asked?: string): QualifiedFunction {
  const { region, account, name, qualifier: named } = functionName.exec(text)?.groups ?? {};
  if (name === undefined) {
    throw new ApiError(
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint`,
    );
  }
  if (named !== undefined && asked !== undefined && named !== asked) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const qualifier = asked ?? named;
  const here = (region ?? world.region) === world.region && (account ?? world.accountId) === world.accountId;
  const fn = here ? world.functions.find((each) => each.name === name) : undefined;
  if (!fn || !hasQualifier(fn, qualifier)) {
    throw ApiError.of(
      ResourceNotFoundException$,
      `Function not found: ${functionArn({ region: region ?? world.region, accountId: account ?? world.accountId }, name, qualifier)}`,
    );
  }
  return { fn, qualifier };
}

export function lambdaPage<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { MaxItems, Marker }: { MaxItems?: number | undefined; Marker?: string | undefined },
): Page<Item> {
  const size = MaxItems ?? 50;
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw invalidParameter(`MaxItems '${size}' must be from 1 to 10000`);
  }
  return page(all, keyOf, {
    // Lambda gives fifty at most, whatever is asked for.
    size: Math.min(size, 50),
    marker: Marker,
    invalidMarker: () => invalidParameter('Invalid Marker'),
  });
}
