// What EC2 accepts as tags, in CreateTags and in the TagSpecifications of what creates something.
import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import { answersTag, behaviourForms, parseBehaviour } from '../../world/behaviour';
import type { Tags } from '../../world/tags';
import { invalidParameterValue } from './refusals';

const mostTags = 50;

/** The tags of a request, checked. */
export function readTags(tags: readonly Tag[]): Tags {
  const read = new Map<string, string>();
  for (const { Key: key, Value: value = '' } of tags) {
    if (key === undefined || key === '') throw invalidParameterValue('Tag key cannot be null or empty');
    if (read.has(key)) throw invalidParameterValue(`Duplicate tag key '${key}' specified.`);
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use");
    }
    if (key.length > 127) {
      throw invalidParameterValue(`Tag key exceeds the maximum length of 127 characters: '${key}'`);
    }
    if (value.length > 256) {
      throw invalidParameterValue(`Tag value exceeds the maximum length of 256 characters: '${value}'`);
    }
    if (key === answersTag && !parseBehaviour(value)) {
      throw invalidParameterValue(`The value '${value}' of the tag ${answersTag} must be ${behaviourForms}`);
    }
    read.set(key, value);
  }
  checkCount(read.size);
  // Not by assignment, so that a key like `__proto__` is one like any other.
  return Object.fromEntries(read);
}

/** Adds tags to those that a thing has; a key that it has gets the new value. */
export function addTags(to: Tags, tags: Tags): void {
  checkRoom(to, tags);
  for (const [key, value] of Object.entries(tags)) {
    Object.defineProperty(to, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

/** Those that AWS gives do not count. */
export function checkRoom(present: Tags, tags: Tags): void {
  const keys = new Set([...Object.keys(present), ...Object.keys(tags)]);
  checkCount([...keys].filter((key) => !key.startsWith('aws:')).length);
}

function checkCount(count: number): void {
  if (count > mostTags) {
    throw new ApiError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  }
}

/** The tags that a request gives what it creates, by kind: only the kinds that it creates can be named. */
export function readTagSpecifications<Type extends ResourceType>(
  specifications: readonly TagSpecification[] | undefined,
  ...types: Type[]
): (type: Type) => Tags {
  const tags = new Map<string, Tags>();
  for (const { ResourceType: type, Tags: given = [] } of specifications ?? []) {
    if (type === undefined) throw invalidParameterValue('Tag specification resource type must have a value');
    if (!types.some((each) => each === type)) {
      throw invalidParameterValue(`'${type}' is not a valid taggable resource type for this operation.`);
    }
    if (tags.has(type)) {
      throw invalidParameterValue(
        `The same resource type may not be specified more than once in tag specifications`,
      );
    }
    if (given.length === 0) throw invalidParameterValue('Tag specification must have at least one tag');
    tags.set(type, readTags(given));
  }
  return (type) => ({ ...tags.get(type) });
}
