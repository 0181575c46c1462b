// The tags of Auto Scaling groups.
import {
  CreateOrUpdateTags$,
  DeleteTags$,
  DescribeTags$,
  type CreateOrUpdateTagsType,
  type DeleteTagsType,
  type DescribeTagsType,
  type Filter,
  type Tag,
  type TagsType,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import type { AutoScalingGroup, AutoScalingTag } from '../../world/autoScalingTypes';
import { findLivingGroup, recordsPage } from './lookup';
import { tagShape } from './shapes';

type TagInput = Checked<Tag>;

export const createOrUpdateTags = operation(
  CreateOrUpdateTags$,
  ['Tags'],
  (input: Checked<CreateOrUpdateTagsType>, { world }): object => {
    const changes = input.Tags.map((tag) => ({
      group: findLivingGroup(world, resourceOf(tag)),
      tag: readTag(tag),
    }));
    for (const { group, tag } of changes) group.tags = [...without(group, tag.key), tag];
    return {};
  },
);

export const deleteTags = operation(
  DeleteTags$,
  ['Tags'],
  (input: Checked<DeleteTagsType>, { world }): object => {
    const gone = input.Tags.map((tag) => ({ group: findLivingGroup(world, resourceOf(tag)), key: tag.Key }));
    for (const { group, key } of gone) group.tags = without(group, key);
    return {};
  },
);

function without({ tags }: AutoScalingGroup, key: string): AutoScalingTag[] {
  return tags.filter((each) => each.key !== key);
}

export const describeTags = operation(
  DescribeTags$,
  ['Filters', 'MaxRecords', 'NextToken'],
  (input: Checked<DescribeTagsType>, { world }): TagsType => {
    const matches = (input.Filters ?? []).map(filter);
    const all = world.autoScalingGroups
      .flatMap((group) => group.tags.map((tag) => tagShape(group.name, tag)))
      .filter((tag) => matches.every((match) => match(tag)));
    const { items, next } = recordsPage(all, (tag) => `${tag.ResourceId ?? ''} ${tag.Key ?? ''}`, input, {
      usual: 50,
      largest: 100,
    });
    return { Tags: items, NextToken: next };
  },
);

function filter({ Name: name = '', Values: values = [] }: Checked<Filter>) {
  switch (name) {
    case 'auto-scaling-group':
      return (tag: Partial<Tag>) => values.includes(tag.ResourceId ?? '');
    case 'key':
      return (tag: Partial<Tag>) => values.includes(tag.Key ?? '');
    case 'value':
      return (tag: Partial<Tag>) => values.includes(tag.Value ?? '');
    case 'propagate-at-launch':
      return (tag: Partial<Tag>) => values.includes(String(tag.PropagateAtLaunch));
    default:
      throw validationError(`The filter '${name}' is not valid`);
  }
}

/** Those of a group that is being made need not say of what they are. */
export function readTags(tags: readonly TagInput[], groupName: string): AutoScalingTag[] {
  const read = tags.map((tag) => {
    if (resourceOf({ ResourceId: groupName, ...tag }) !== groupName) {
      throw validationError(`The tag '${tag.Key}' is of another resource than the Auto Scaling group`);
    }
    return readTag(tag);
  });
  if (new Set(read.map(({ key }) => key)).size < read.length) {
    throw validationError('A tag key cannot be specified more than once');
  }
  return read;
}

function resourceOf({
  ResourceId: name,
  ResourceType: type = 'auto-scaling-group',
}: Partial<TagInput>): string {
  if (type !== 'auto-scaling-group') throw validationError(`Invalid resource type: ${type}`);
  if (name === undefined || name === '')
    throw validationError('A tag needs the name of its Auto Scaling group');
  return name;
}

function readTag({ Key: key, Value: value = '', PropagateAtLaunch: propagateAtLaunch = false }: TagInput) {
  if (key.length < 1 || key.length > 128) throw validationError('A tag key has from 1 to 128 characters');
  if (value.length > 256) throw validationError('A tag value has at most 256 characters');
  if (key.toLowerCase().startsWith('aws:')) {
    throw validationError('Tag keys that start with aws: are reserved');
  }
  return { key, value, propagateAtLaunch };
}
