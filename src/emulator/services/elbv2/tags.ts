// AddTags, RemoveTags and DescribeTags, for target groups, load balancers, listeners and rules.
import {
  AddTags$,
  DescribeTags$,
  RemoveTags$,
  type AddTagsInput,
  type AddTagsOutput,
  type DescribeTagsInput,
  type DescribeTagsOutput,
  type RemoveTagsInput,
  type RemoveTagsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { checkLength } from '../../world/constraints';
import { listenerEndpointTags, loadBalancerEndpointTags } from '../../world/endpointTags';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { findListener, findLoadBalancer, findRule, findTargetGroup } from './lookup';
import { readTags, refuseReserved } from './tagInput';

const mostResources = 20;

interface Tagged {
  readonly own: Tags;
  /** What the emulator adds; cannot be changed. */
  readonly computed: Tags;
}

export const addTags = operation(
  AddTags$,
  ['ResourceArns', 'Tags'],
  (input: Checked<AddTagsInput>, { world }): AddTagsOutput => {
    if (input.Tags.length === 0) throw validationError('At least one tag must be specified');
    const changes = taggedResources(world, input.ResourceArns).map(({ own }) => ({
      own,
      added: readTags(input.Tags, own),
    }));
    for (const { own, added } of changes) Object.assign(own, added);
    return {};
  },
);

export const removeTags = operation(
  RemoveTags$,
  ['ResourceArns', 'TagKeys'],
  (input: Checked<RemoveTagsInput>, { world }): RemoveTagsOutput => {
    const { TagKeys: keys } = input;
    if (keys.length === 0) throw validationError('At least one tag key must be specified');
    for (const [index, key] of keys.entries()) {
      checkLength(`tagKeys.${index + 1}.member`, key, 1, 128);
      refuseReserved(key);
    }
    for (const { own } of taggedResources(world, input.ResourceArns)) {
      for (const key of keys) Reflect.deleteProperty(own, key);
    }
    return {};
  },
);

export const describeTags = operation(
  DescribeTags$,
  ['ResourceArns'],
  (input: Checked<DescribeTagsInput>, { world }): DescribeTagsOutput => {
    const arns = input.ResourceArns;
    return {
      TagDescriptions: taggedResources(world, arns).map(({ own, computed }, index) => ({
        ResourceArn: arns[index],
        Tags: Object.entries({ ...own, ...computed }).map(([key, value]) => ({ Key: key, Value: value })),
      })),
    };
  },
);

function taggedResources(world: World, arns: readonly string[]): Tagged[] {
  if (arns.length === 0 || arns.length > mostResources) {
    throw validationError(`Between 1 and ${mostResources} resources can be specified in one call`);
  }
  return arns.map((arn) => taggedResource(world, arn));
}

function taggedResource(world: World, arn: string): Tagged {
  const [, kind = ''] = /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:([\w-]+)\//.exec(arn) ?? [];
  switch (kind) {
    case 'loadbalancer': {
      const loadBalancer = findLoadBalancer(world, arn);
      return { own: loadBalancer.tags, computed: loadBalancerEndpointTags(loadBalancer) };
    }
    case 'listener': {
      const { listener } = findListener(world, arn);
      return { own: listener.tags, computed: listenerEndpointTags(listener) };
    }
    case 'listener-rule':
      return { own: findRule(world, arn).rule.tags, computed: {} };
    case 'targetgroup':
      return { own: findTargetGroup(world, arn).tags, computed: {} };
    default:
      throw validationError(`'${arn}' is not a valid resource ARN`);
  }
}
