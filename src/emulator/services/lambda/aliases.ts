// CreateAlias, GetAlias, ListAliases, UpdateAlias and DeleteAlias.
import {
  CreateAlias$,
  DeleteAlias$,
  GetAlias$,
  ListAliases$,
  ResourceConflictException$,
  UpdateAlias$,
  type AliasConfiguration,
  type CreateAliasRequest,
  type DeleteAliasRequest,
  type GetAliasRequest,
  type ListAliasesRequest,
  type ListAliasesResponse,
  type UpdateAliasRequest,
} from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { FunctionAlias, LambdaFunction } from '../../world/functionTypes';
import { newRevisionId, qualifiedArn, versionsOf } from '../../world/functionVersions';
import type { World } from '../../world/world';
import { findFunction, functionNotFound, lambdaPage, notFound } from './lookup';
import { checkLength, checkPattern, checkRevision } from './refusals';
import { aliasConfiguration } from './shapes';

export const createAlias = operation(
  CreateAlias$,
  ['FunctionName', 'Name', 'FunctionVersion', 'Description'],
  (input: Checked<CreateAliasRequest>, { world }): AliasConfiguration => {
    const { Name: name, FunctionVersion: version, Description: description = '' } = input;
    checkLength('name', name, 128);
    checkPattern('name', name, '(?!^[0-9]+$)([a-zA-Z0-9-_]+)');
    checkLength('description', description, 256);
    const { fn } = findFunction(world, input.FunctionName);
    checkVersion(world, fn, version);
    if (fn.aliases.some((each) => each.name === name)) {
      throw ApiError.of(ResourceConflictException$, `Alias already exists: ${qualifiedArn(fn, name)}`);
    }
    const alias = { name, version, description, revisionId: aliasRevision(world, fn, name) };
    fn.aliases.push(alias);
    return aliasConfiguration(fn, alias);
  },
);

export const getAlias = operation(
  GetAlias$,
  ['FunctionName', 'Name'],
  (input: Checked<GetAliasRequest>, { world }): AliasConfiguration => {
    const { fn } = findFunction(world, input.FunctionName);
    const alias = aliasOf(fn, input.Name);
    if (!alias) throw notFound(`Cannot find alias arn: ${qualifiedArn(fn, input.Name)}`);
    return aliasConfiguration(fn, alias);
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
    return { Aliases: items.map((alias) => aliasConfiguration(fn, alias)), NextMarker: next };
  },
);

export const updateAlias = operation(
  UpdateAlias$,
  ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RevisionId'],
  (input: Checked<UpdateAliasRequest>, { world }): AliasConfiguration => {
    const { fn } = findFunction(world, input.FunctionName);
    const alias = aliasOf(fn, input.Name);
    if (!alias) throw notFound(`Alias not found: ${qualifiedArn(fn, input.Name)}`);
    const { FunctionVersion: version = alias.version, Description: description = alias.description } = input;
    checkLength('description', description, 256);
    checkRevision(input.RevisionId, alias.revisionId);
    checkVersion(world, fn, version);
    Object.assign(alias, { version, description, revisionId: aliasRevision(world, fn, alias.name) });
    return aliasConfiguration(fn, alias);
  },
);

/** What is not there is deleted all the same. */
export const deleteAlias = operation(
  DeleteAlias$,
  ['FunctionName', 'Name'],
  (input: Checked<DeleteAliasRequest>, { world }): object => {
    const { fn } = findFunction(world, input.FunctionName);
    const place = fn.aliases.findIndex((each) => each.name === input.Name);
    if (place >= 0) {
      fn.aliases.splice(place, 1);
      fn.policies.delete(input.Name);
    }
    return {};
  },
);

function aliasOf(fn: LambdaFunction, name: string): FunctionAlias | undefined {
  return fn.aliases.find((each) => each.name === name);
}

function aliasRevision(world: World, fn: LambdaFunction, name: string): string {
  return newRevisionId(world, `${fn.name}/${name}`);
}

function checkVersion(world: World, fn: LambdaFunction, version: string): void {
  checkPattern('functionVersion', version, String.raw`(\$LATEST(\.PUBLISHED)?|[0-9]+)`);
  if (!versionsOf(fn).some((each) => each.version === version)) {
    throw functionNotFound(world, fn.name, version);
  }
}
