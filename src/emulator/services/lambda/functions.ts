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
import type { LambdaFunction } from '../../world/world';
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
      (which === 'ALL' ? [latest, ...fn.versions] : [latest]).map((version) => ({ fn, version })),
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
function versionKey(version: string): string {
  return version === latest ? '' : version.padStart(10, '0');
}

export const getFunction = operation(
  GetFunction$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<GetFunctionRequest>, { world }): GetFunctionResponse => {
    const { fn, qualifier } = findFunction(world, input.FunctionName, input.Qualifier);
    const alias = fn.aliases.find((each) => each.name === qualifier);
    const found = configuration(fn, alias?.version ?? qualifier ?? latest, qualifier === undefined);
    // What was found through an alias carries the alias's ARN.
    return { Configuration: alias ? { ...found, FunctionArn: `${fn.arn}:${alias.name}` } : found };
  },
);

export const listVersionsByFunction = operation(
  ListVersionsByFunction$,
  ['FunctionName', 'Marker', 'MaxItems'],
  (input: Checked<ListVersionsByFunctionRequest>, { world }): ListVersionsByFunctionResponse => {
    const { fn } = findFunction(world, input.FunctionName);
    const { items, next } = lambdaPage([latest, ...fn.versions], versionKey, input);
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
        Description: '',
      })),
      NextMarker: next,
    };
  },
);

function configuration(fn: LambdaFunction, version: string, unqualified: boolean): FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: unqualified ? fn.arn : `${fn.arn}:${version}`,
    // Lambda says what the runtime is; it keeps its own list of them.
    Runtime: fn.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Handler: 'index.handler',
    Description: fn.description,
    Timeout: 30,
    MemorySize: 128,
    LastModified: new Date(fn.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: version,
    State: 'Active',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
  };
}
