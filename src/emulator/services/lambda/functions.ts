// ListFunctions, GetFunction, ListVersionsByFunction and ListAliases.
import {
  GetFunction$,
  ListAliases$,
  ListFunctions$,
  ListVersionsByFunction$,
  type AliasConfiguration,
  type FunctionConfiguration,
  type GetFunctionRequest,
  type GetFunctionResponse,
  type ListAliasesRequest,
  type ListAliasesResponse,
  type ListFunctionsRequest,
  type ListFunctionsResponse,
  type ListVersionsByFunctionRequest,
  type ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import { operation, type Checked } from '../../wire/operation';
import type { FunctionVersion, LambdaFunction } from '../../world/functionTypes';
import { findFunction, invalidParameter, lambdaPage } from './lookup';

const latest = '$LATEST';

export const listFunctions = operation(
  ListFunctions$,
  ['FunctionVersion', 'Marker', 'MaxItems'],
  (input: Checked<ListFunctionsRequest>, { world }): ListFunctionsResponse => {
    const { FunctionVersion: which } = input;
    // A request can hold any word, whatever the type says.
    if (![undefined, 'ALL'].includes(which)) throw invalidParameter('FunctionVersion must be ALL');
    const all = world.functions.flatMap((fn) =>
      (which === 'ALL' ? versionsOf(fn) : [fn.latest]).map((version) => ({ fn, version })),
    );
    const { items, next } = lambdaPage(all, ({ fn, version }) => `${fn.name} ${versionKey(version)}`, input);
    const unqualified = which === undefined;
    return {
      Functions: items.map(({ fn, version }) => configuration(fn, version, unqualified)),
      NextMarker: next,
    };
  },
);

/** Versions sort as numbers, after $LATEST. */
function versionKey({ version }: FunctionVersion): string {
  return version === latest ? '' : version.padStart(10, '0');
}

function versionsOf(fn: LambdaFunction): FunctionVersion[] {
  return [fn.latest, ...fn.versions];
}

export const getFunction = operation(
  GetFunction$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetFunctionRequest>, { world }): GetFunctionResponse => {
    const { fn, qualifier } = findFunction(world, input.FunctionName, input.Qualifier);
    const alias = fn.aliases.find((each) => each.name === qualifier);
    const wanted = alias?.version ?? qualifier ?? latest;
    const version = versionsOf(fn).find((each) => each.version === wanted) ?? fn.latest;
    const found = configuration(fn, version, qualifier === undefined);
    // What was found through an alias carries the alias's ARN.
    return { Configuration: alias ? { ...found, FunctionArn: `${fn.arn}:${alias.name}` } : found };
  },
);

export const listVersionsByFunction = operation(
  ListVersionsByFunction$,
  ['FunctionName', 'Marker', 'MaxItems'],
  (input: Checked<ListVersionsByFunctionRequest>, { world }): ListVersionsByFunctionResponse => {
    const { fn } = findFunction(world, input.FunctionName);
    const { items, next } = lambdaPage(versionsOf(fn), versionKey, input);
    return { Versions: items.map((version) => configuration(fn, version, false)), NextMarker: next };
  },
);

export const listAliases = operation(
  ListAliases$,
  ['FunctionName', 'FunctionVersion', 'Marker', 'MaxItems'],
  (input: Checked<ListAliasesRequest>, { world }): ListAliasesResponse => {
    const { fn } = findFunction(world, input.FunctionName);
    const { FunctionVersion: version } = input;
    const aliases = fn.aliases.filter((alias) => version === undefined || alias.version === version);
    const { items, next } = lambdaPage(aliases, (alias) => alias.name, input);
    return {
      Aliases: items.map((alias): AliasConfiguration => ({
        AliasArn: `${fn.arn}:${alias.name}`,
        Name: alias.name,
        FunctionVersion: alias.version,
        Description: alias.description,
      })),
      NextMarker: next,
    };
  },
);

function configuration(
  fn: LambdaFunction,
  version: FunctionVersion,
  unqualified: boolean,
): FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: unqualified ? fn.arn : `${fn.arn}:${version.version}`,
    // Lambda says what the runtime is; it keeps its own list of them.
    Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Handler: version.handler,
    Role: version.role,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMegabytes,
    LastModified: new Date(version.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: version.version,
    State: 'Active',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
  };
}
