// CreateTags, DeleteTags and DescribeTags.
import {
  CreateTags$,
  DeleteTags$,
  DescribeTags$,
  type CreateTagsRequest,
  type DeleteTagsRequest,
  type DescribeTagsRequest,
  type DescribeTagsResult,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { visibleInstances } from '../../world/instances';
import { visiblePeerings } from '../../world/peerings';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, resultsPage } from './filters';
import { instanceTags } from './instanceShapes';
import {
  findInstance,
  findNetworkInterface,
  findPeering,
  findPrefixList,
  findSecurityGroup,
  findSecurityGroupRule,
  findSubnet,
  findVpc,
} from './lookup';
import { missingParameter } from './refusals';
import { addTags, checkRoom, readTags } from './tagging';

interface Tagged {
  readonly id: string;
  readonly tags: Tags;
}

/** What the id is of; refused with the kind's own code if it is not there. */
function findTagged(world: World, now: number, id: string): Tagged {
  switch (id.split('-', 1)[0]) {
    case 'eni':
      return findNetworkInterface(world, id);
    case 'i':
      return findInstance(world, now, id);
    case 'pcx':
      return findPeering(world, now, id);
    case 'pl':
      return findPrefixList(world, id);
    case 'sg':
      return findSecurityGroup(world, id);
    case 'sgr':
      return findSecurityGroupRule(world, id);
    case 'subnet':
      return findSubnet(world, id);
    case 'vpc':
      return findVpc(world, id);
    default:
      throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
  }
}

function findAllTagged(world: World, now: number, ids: readonly string[]): Tagged[] {
  if (ids.length === 0) throw missingParameter('resourceIdSet');
  return [...new Set(ids)].map((id) => findTagged(world, now, id));
}

export const createTags = ec2Operation(
  CreateTags$,
  ['Resources', 'Tags'],
  (input: Checked<CreateTagsRequest>, { world, now }): object => {
    const resources = findAllTagged(world, now, input.Resources);
    if (input.Tags.length === 0) throw missingParameter('tagSet');
    const tags = readTags(input.Tags);
    for (const resource of resources) checkRoom(resource.tags, tags);
    for (const resource of resources) addTags(resource.tags, tags);
    return {};
  },
);

/** Without tags all those that users gave; with a value only the tag that has it. */
export const deleteTags = ec2Operation(
  DeleteTags$,
  ['Resources', 'Tags'],
  (input: Checked<DeleteTagsRequest>, { world, now }): object => {
    const asked = input.Tags && input.Tags.length > 0 ? input.Tags : undefined;
    for (const { tags } of findAllTagged(world, now, input.Resources)) {
      for (const [key, value] of Object.entries(tags)) {
        const isAsked =
          asked?.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)) ??
          !key.startsWith('aws:');
        if (isAsked) Reflect.deleteProperty(tags, key);
      }
    }
    return {};
  },
);

interface OneTag {
  readonly id: string;
  readonly type: ResourceType;
  readonly key: string;
  readonly value: string;
}

export const describeTags = ec2Operation(
  DescribeTags$,
  ['Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeTagsRequest>, { world, now }): DescribeTagsResult => {
    const found = applyFilters(
      allTags(world, now),
      input.Filters,
      {
        key: ({ key }) => [key],
        'resource-id': ({ id }) => [id],
        'resource-type': ({ type }) => [type],
        value: ({ value }) => [value],
      },
      ({ key, value }) => Object.fromEntries([[key, value]]),
    );
    const { items, next } = resultsPage(found, ({ id, key }) => `${id} ${key}`, input);
    return {
      Tags: items.map(({ id, type, key, value }) => ({
        ResourceId: id,
        ResourceType: type,
        Key: key,
        Value: value,
      })),
      NextToken: next,
    };
  },
);

function allTags(world: World, now: number): OneTag[] {
  const instances = visibleInstances(world, now).map((each) => ({
    id: each.id,
    tags: instanceTags(world, each),
  }));
  return [
    ...tagsOf('instance', instances),
    ...tagsOf('network-interface', world.networkInterfaces),
    ...tagsOf('prefix-list', world.prefixLists),
    ...tagsOf('security-group', world.securityGroups),
    ...tagsOf(
      'security-group-rule',
      world.securityGroups.flatMap(({ rules }) => rules),
    ),
    ...tagsOf('subnet', world.subnets),
    ...tagsOf('vpc', world.vpcs),
    ...tagsOf('vpc-peering-connection', visiblePeerings(world, now)),
  ];
}

function tagsOf(type: ResourceType, all: readonly Tagged[]): OneTag[] {
  return all.flatMap(({ id, tags }) =>
    Object.entries(tags).map(([key, value]) => ({ id, type, key, value })),
  );
}
