// CreateFunction, UpdateFunctionCode and DeleteFunction.
import {
  CreateFunction$,
  DeleteFunction$,
  ResourceConflictException$,
  UpdateFunctionCode$,
  type CreateFunctionRequest,
  type DeleteFunctionRequest,
  type DeleteFunctionResponse,
  type FunctionConfiguration,
  type UpdateFunctionCodeRequest,
} from '@aws-sdk/client-lambda';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { LambdaFunction } from '../../world/functionTypes';
import { latestOf, latestVersion, publishVersion } from '../../world/functionVersions';
import { functionArn } from '../../world/names';
import { findFunction, functionNotFound, parseFunctionName } from './lookup';
import { packageOf } from './packages';
import { checkLength, checkRevision, invalidParameter, invalidValue, violation } from './refusals';
import { checkRuntime, settingsOf } from './settings';
import { configuration } from './shapes';

export const createFunction = operation(
  CreateFunction$,
  [
    'FunctionName',
    'Role',
    'Code',
    'Runtime',
    'Handler',
    'Description',
    'Timeout',
    'MemorySize',
    'Publish',
    'PackageType',
    'Environment',
    'Tags',
    'Architectures',
  ],
  (input: Checked<CreateFunctionRequest>, { world, now }): FunctionConfiguration => {
    const { FunctionName: text, PackageType: packageType = 'Zip', Tags: tags = {} } = input;
    checkLength('functionName', text, 140);
    const { name, qualifier } = parseFunctionName(world, text);
    if (qualifier !== undefined || name.includes('.')) {
      throw invalidValue('functionName', text, 'satisfy regular expression pattern: [a-zA-Z0-9-_]+');
    }
    if (name.length > 64) {
      throw invalidParameter(violation('functionName', name, 'have length less than or equal to 64'));
    }
    if (packageType !== 'Zip') {
      throw invalidParameter(`The emulator does not implement the package type ${packageType}`);
    }
    if (Object.keys(tags).length > 50) throw invalidParameter('The number of tags exceeds the limit of 50');
    const settings = { ...settingsOf(input), ...packageOf(input.Code) };
    if (world.functions.some((each) => each.name === name)) {
      throw ApiError.of(ResourceConflictException$, `Function already exist: ${name}`);
    }
    const fn: LambdaFunction = {
      name,
      arn: functionArn(world, name),
      latest: latestOf(world, name, settings, now),
      versions: [],
      nextVersion: 1,
      aliases: [],
      policies: new Map(),
      tags,
    };
    world.functions.push(fn);
    // Under the function's own ARN, even if it is a version that is described.
    return configuration(fn, input.Publish ? publishVersion(world, fn) : fn.latest, undefined);
  },
);

export const updateFunctionCode = operation(
  UpdateFunctionCode$,
  ['FunctionName', 'ZipFile', 'Publish', 'DryRun', 'RevisionId'],
  (input: Checked<UpdateFunctionCodeRequest>, { world, now }): FunctionConfiguration => {
    const { fn } = findFunction(world, input.FunctionName);
    checkRevision(input.RevisionId, fn.latest.revisionId);
    checkRuntime(fn.latest.runtime);
    const code = packageOf(input.ZipFile ? { ZipFile: input.ZipFile } : {});
    const latest = latestOf(world, fn.name, { ...fn.latest, ...code }, now);
    if (input.DryRun) return configuration(fn, latest, undefined);
    fn.latest = latest;
    if (!input.Publish) return configuration(fn, latest, undefined);
    const published = publishVersion(world, fn);
    return configuration(fn, published, published.version);
  },
);

export const deleteFunction = operation(
  DeleteFunction$,
  ['FunctionName', 'Qualifier'],
  (input: Checked<DeleteFunctionRequest>, { world }): DeleteFunctionResponse => {
    const { name, qualifier } = parseFunctionName(world, input.FunctionName, input.Qualifier);
    if (qualifier === latestVersion) {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    const place = world.functions.findIndex((each) => each.name === name);
    const fn = world.functions[place];
    if (!fn) throw functionNotFound(world, name);
    if (qualifier === undefined) world.functions.splice(place, 1);
    else deleteVersion(fn, qualifier);
    return { StatusCode: 204 };
  },
);

/** What is not there is deleted all the same. */
function deleteVersion(fn: LambdaFunction, version: string): void {
  if (fn.aliases.some(({ name }) => name === version)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const references = fn.aliases.filter((alias) => alias.version === version).map(({ name }) => name);
  if (references.length > 0) {
    throw ApiError.of(
      ResourceConflictException$,
      `Unable to delete version because the following aliases reference it: [${references.join(', ')}]`,
    );
  }
  const place = fn.versions.findIndex((each) => each.version === version);
  if (place >= 0) {
    fn.versions.splice(place, 1);
    fn.policies.delete(version);
  }
}
