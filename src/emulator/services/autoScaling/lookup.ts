// Finds what an Auto Scaling request names, or refuses as the API does; pages of its answers.
import { InvalidNextToken$ } from '@aws-sdk/client-auto-scaling';
import { ApiError, validationError } from '../../apiError';
import { page, type Page } from '../../paging';
import type { AutoScalingGroup, Member } from '../../world/autoScalingTypes';
import type { World } from '../../world/world';

export function findGroup(world: World, name: string): AutoScalingGroup {
  const group = world.autoScalingGroups.find((each) => each.name === name);
  if (!group) throw validationError(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
  return group;
}

/** One that can be changed. */
export function findLivingGroup(world: World, name: string): AutoScalingGroup {
  const group = findGroup(world, name);
  if (group.isDeleting) {
    throw validationError(`AutoScalingGroup ${name} is pending delete and cannot be changed`);
  }
  return group;
}

export function findMember(group: AutoScalingGroup, instanceId: string): Member {
  const member = group.members.find((each) => each.instanceId === instanceId);
  if (!member) {
    throw validationError(`The instance ${instanceId} is not part of Auto Scaling group ${group.name}.`);
  }
  return member;
}

export function recordsPage<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  input: { MaxRecords?: number | undefined; NextToken?: string | undefined },
  { usual, largest }: { readonly usual: number; readonly largest: number },
): Page<Item> {
  const size = input.MaxRecords ?? usual;
  if (!Number.isInteger(size) || size < 1 || size > largest) {
    throw validationError(
      `1 validation error detected: Value '${size}' at 'maxRecords' failed to satisfy constraint: ` +
        `Member must have value between 1 and ${largest}`,
    );
  }
  return page(all, keyOf, {
    size,
    marker: input.NextToken,
    invalidMarker: () => ApiError.of(InvalidNextToken$, 'The NextToken value is not valid.'),
  });
}
