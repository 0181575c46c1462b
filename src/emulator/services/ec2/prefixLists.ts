// CreateManagedPrefixList, DescribeManagedPrefixLists and GetManagedPrefixListEntries.
import {
  CreateManagedPrefixList$,
  DescribeManagedPrefixLists$,
  GetManagedPrefixListEntries$,
  type AddPrefixListEntry,
  type CreateManagedPrefixListRequest,
  type CreateManagedPrefixListResult,
  type DescribeManagedPrefixListsRequest,
  type DescribeManagedPrefixListsResult,
  type GetManagedPrefixListEntriesRequest,
  type GetManagedPrefixListEntriesResult,
  type ManagedPrefixList,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { canonicalBlock } from '../../world/addresses';
import { newResourceId } from '../../world/names';
import type { PrefixList } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage, tagShapes } from './filters';
import { findPrefixList, prefixListsWithIds } from './lookup';
import { invalidParameterValue } from './refusals';
import { readTagSpecifications } from './tagging';

/** How many entries one request can have. */
const mostInRequest = 100;
const mostEntries = 1000;

export const createManagedPrefixList = ec2Operation(
  CreateManagedPrefixList$,
  ['PrefixListName', 'Entries', 'MaxEntries', 'TagSpecifications', 'AddressFamily', 'ClientToken'],
  (input: Checked<CreateManagedPrefixListRequest>, { world }): CreateManagedPrefixListResult => {
    const { ClientToken: clientToken, ...rest } = input;
    const request = JSON.stringify(rest);
    const before = madeBefore(world, clientToken, request);
    if (before) return { PrefixList: prefixListShape(world, before) };
    const { PrefixListName: name, MaxEntries: maxEntries, AddressFamily: family } = input;
    if (name === '' || name.length > 255 || name.startsWith('com.amazonaws')) {
      throw invalidParameterValue(
        `The prefix list name '${name}' is not valid: 1 to 255 characters, not beginning with com.amazonaws`,
      );
    }
    if (!Number.isInteger(maxEntries) || maxEntries < 1 || maxEntries > mostEntries) {
      throw invalidParameterValue(
        `The maximum number of entries (${maxEntries}) must be 1 to ${mostEntries}`,
      );
    }
    if (family !== 'IPv4' && family !== 'IPv6') {
      throw invalidParameterValue(`The address family '${family}' must be IPv4 or IPv6`);
    }
    const entries = readEntries(family, maxEntries, input.Entries ?? []);
    const tagsOf = readTagSpecifications(input.TagSpecifications, 'prefix-list');
    const list: PrefixList = {
      id: newResourceId(world, 'pl', name),
      name,
      family,
      maxEntries,
      entries,
      tags: tagsOf('prefix-list'),
      clientToken,
      request,
    };
    world.prefixLists.push(list);
    return { PrefixList: prefixListShape(world, list) };
  },
);

/** The same token with the same request is the same list: the SDKs give each request a token of its own. */
function madeBefore(world: World, clientToken: string | undefined, request: string): PrefixList | undefined {
  if (clientToken === undefined) return undefined;
  const before = world.prefixLists.find((list) => list.clientToken === clientToken);
  if (before && before.request !== request) {
    throw new ApiError(
      'IdempotentParameterMismatch',
      'The client token has already been used for another request with different parameters.',
    );
  }
  return before;
}

function readEntries(
  family: PrefixList['family'],
  maxEntries: number,
  given: readonly Checked<AddPrefixListEntry>[],
): PrefixList['entries'] {
  if (given.length > Math.min(maxEntries, mostInRequest)) {
    throw invalidParameterValue(
      `You cannot add ${given.length} entries: at most ${mostInRequest} a request, and ${maxEntries} in all`,
    );
  }
  const entries = given.map(({ Cidr: text, Description: description }) => {
    const cidr = canonicalBlock(text, family === 'IPv4' ? 'ipv4' : 'ipv6');
    if (cidr === undefined) throw invalidParameterValue(`The CIDR '${text}' is not a valid ${family} block`);
    return { cidr, description };
  });
  if (new Set(entries.map(({ cidr }) => cidr)).size < entries.length) {
    throw invalidParameterValue('The same CIDR must not appear multiple times in a prefix list');
  }
  return entries;
}

export const describeManagedPrefixLists = ec2Operation(
  DescribeManagedPrefixLists$,
  ['PrefixListIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeManagedPrefixListsRequest>, { world }): DescribeManagedPrefixListsResult => {
    refuseIdsWithPages('prefixListIds', input.PrefixListIds, input);
    const found = applyFilters(
      prefixListsWithIds(world, input.PrefixListIds),
      input.Filters,
      {
        'owner-id': () => [world.accountId],
        'prefix-list-id': ({ id }) => [id],
        'prefix-list-name': ({ name }) => [name],
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, ({ id }) => id, input);
    return { PrefixLists: items.map((list) => prefixListShape(world, list)), NextToken: next };
  },
);

export const getManagedPrefixListEntries = ec2Operation(
  GetManagedPrefixListEntries$,
  ['PrefixListId', 'NextToken', 'MaxResults'],
  (input: Checked<GetManagedPrefixListEntriesRequest>, { world }): GetManagedPrefixListEntriesResult => {
    const { entries } = findPrefixList(world, input.PrefixListId);
    const { items, next } = resultsPage(entries, ({ cidr }) => cidr, input);
    return {
      Entries: items.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
      NextToken: next,
    };
  },
);

function prefixListShape({ region, accountId }: World, list: PrefixList): ManagedPrefixList {
  return {
    PrefixListId: list.id,
    PrefixListName: list.name,
    PrefixListArn: `arn:aws:ec2:${region}:${accountId}:prefix-list/${list.id}`,
    AddressFamily: list.family,
    State: 'create-complete',
    MaxEntries: list.maxEntries,
    Version: 1,
    OwnerId: accountId,
    Tags: tagShapes(list.tags),
  };
}
