// The tags that requests bring: the API's rules for keys, values and their number.
import {
  DuplicateTagKeysException$,
  TooManyTagsException$,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { checkLength, checkPattern } from '../../world/constraints';
import { isEndpointTag } from '../../world/endpointTags';
import { quotas } from '../../world/quotas';
import type { Tags } from '../../world/tags';

const characters = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;

/** @param present what the resource has already */
export function readTags(tags: readonly Checked<Tag>[] = [], present: Tags = {}): Tags {
  const read = new Map<string, string>();
  for (const [index, { Key: key, Value: value = '' }] of tags.entries()) {
    const path = `tags.${index + 1}.member`;
    checkLength(`${path}.key`, key, 1, 128);
    checkLength(`${path}.value`, value, 0, 256);
    checkPattern(`${path}.key`, key, characters);
    checkPattern(`${path}.value`, value, characters);
    refuseReserved(key);
    if (read.has(key)) throw ApiError.of(DuplicateTagKeysException$, `Tag key '${key}' was provided twice`);
    read.set(key, value);
  }
  const count = new Set([...Object.keys(present), ...read.keys()]).size;
  if (count > quotas.tagsPerResource) {
    throw ApiError.of(
      TooManyTagsException$,
      `The maximum number of tags per resource '${quotas.tagsPerResource}' has been reached`,
    );
  }
  return Object.fromEntries(read);
}

export function refuseReserved(key: string): void {
  if (/^aws:/i.test(key)) {
    throw validationError(`Tag key '${key}' begins with 'aws:', which is reserved for system use`);
  }
  if (isEndpointTag(key)) {
    throw validationError(`Tag key '${key}' is the emulator's own and cannot be changed`);
  }
}
