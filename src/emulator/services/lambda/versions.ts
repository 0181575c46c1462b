// PublishVersion and ListVersionsByFunction.
import {
  ListVersionsByFunction$,
  PublishVersion$,
  type FunctionConfiguration,
  type ListVersionsByFunctionRequest,
  type ListVersionsByFunctionResponse,
  type PublishVersionRequest,
} from '@aws-sdk/client-lambda';
import { operation, type Checked } from '../../wire/operation';
import type { FunctionVersion } from '../../world/functionTypes';
import { latestVersion, publishVersion, versionsOf } from '../../world/functionVersions';
import { findFunction, lambdaPage } from './lookup';
import { checkLength, checkRevision, invalidParameter } from './refusals';
import { configuration, listedConfiguration } from './shapes';

export const publish = operation(
  PublishVersion$,
  ['FunctionName', 'CodeSha256', 'Description', 'RevisionId'],
  (input: Checked<PublishVersionRequest>, { world }): FunctionConfiguration => {
    const { CodeSha256: codeSha256, Description: description } = input;
    const { fn } = findFunction(world, input.FunctionName);
    checkLength('description', description ?? '', 256);
    checkRevision(input.RevisionId, fn.latest.revisionId);
    if (codeSha256 !== undefined && codeSha256 !== fn.latest.codeSha256) {
      throw invalidParameter(
        `CodeSHA256 (${codeSha256}) is different from current CodeSHA256 in $LATEST (${fn.latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const published = publishVersion(world, fn, description);
    return configuration(fn, published, published.version);
  },
);

export const listVersionsByFunction = operation(
  ListVersionsByFunction$,
  ['FunctionName', 'Marker', 'MaxItems'],
  (input: Checked<ListVersionsByFunctionRequest>, { world }): ListVersionsByFunctionResponse => {
    const { fn } = findFunction(world, input.FunctionName);
    const { items, next } = lambdaPage(versionsOf(fn), versionKey, input);
    return {
      Versions: items.map((version) => listedConfiguration(fn, version, version.version)),
      NextMarker: next,
    };
  },
);

/** Versions sort as numbers, after $LATEST. */
export function versionKey({ version }: FunctionVersion): string {
  return version === latestVersion ? '' : version.padStart(10, '0');
}
