// Finds the function that a request names, by name or by (partial) ARN, or refuses as Lambda does.
import { ResourceNotFoundException$ } from '@aws-sdk/client-lambda';
import { ApiError, defaultMessage } from '../../apiError';
import { page, type Page } from '../../paging';
import { versionOf } from '../../world/functionVersions';
import { functionArn } from '../../world/names';
import type { FunctionVersion, LambdaFunction } from '../../world/functionTypes';
import type { World } from '../../world/world';
import { checkLength, checkPattern, invalidParameter, invalidValue } from './refusals';

export interface FunctionName {
  readonly name: string;
  readonly qualifier: string | undefined;
}

export interface QualifiedFunction {
  readonly fn: LambdaFunction;
  readonly qualifier: string | undefined;
  readonly version: FunctionVersion;
}

/** `name`, `name:qualifier`, `account:function:name` and the whole ARN all name a function: the API's own pattern. */
const functionNamePattern = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
/** The same in parts; what is optional in a pattern and looks alike cannot be told apart by its place. */
const functionNameParts =
  /^(?:arn:[^:]*:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-[a-z]+){1,2}-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>[^:]+))?$/;
const qualifierPattern = String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`;

export function parseFunctionName(world: World, text: string, asked?: string): FunctionName {
  checkLength('functionName', text, 256);
  checkPattern('functionName', text, functionNamePattern);
  const { region, account, name, qualifier: named } = functionNameParts.exec(text)?.groups ?? {};
  if (name === undefined) {
    throw invalidValue('functionName', text, `satisfy regular expression pattern: ${functionNamePattern}`);
  }
  if (asked !== undefined) {
    checkLength('qualifier', asked, 128);
    checkPattern('qualifier', asked, qualifierPattern);
  }
  if (region !== undefined && region !== world.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${world.region}')`);
  }
  if (account !== undefined && account !== world.accountId) {
    throw new ApiError('AccessDeniedException', defaultMessage('AccessDeniedException'));
  }
  if (named !== undefined && asked !== undefined && named !== asked) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name, qualifier: asked ?? named };
}

export interface LookedUp extends FunctionName {
  readonly fn: LambdaFunction | undefined;
  /** What the qualifier stands for. */
  readonly version: FunctionVersion | undefined;
}

/** For operations that say in their own way what there is not. */
export function lookUp(world: World, text: string, asked?: string): LookedUp {
  const named = parseFunctionName(world, text, asked);
  const fn = world.functions.find((each) => each.name === named.name);
  return { ...named, fn, version: fn && versionOf(fn, named.qualifier) };
}

export function findFunction(world: World, text: string, asked?: string): QualifiedFunction {
  const { name, qualifier, fn, version } = lookUp(world, text, asked);
  if (!fn || !version) throw functionNotFound(world, name, qualifier);
  return { fn, qualifier, version };
}

export function functionNotFound(world: World, name: string, qualifier?: string): ApiError {
  return notFound(`Function not found: ${functionArn(world, name, qualifier)}`);
}

export function notFound(message: string): ApiError {
  return ApiError.of(ResourceNotFoundException$, message);
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
