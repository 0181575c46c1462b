// DescribeTags and DescribeAccountLimits.
import {
  DescribeAccountLimits$,
  DescribeTags$,
  type DescribeAccountLimitsInput,
  type DescribeAccountLimitsOutput,
  type DescribeTagsInput,
  type DescribeTagsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { accountLimits } from '../../world/quotas';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { elbPage, findListener, findLoadBalancer, findTargetGroup } from './lookup';

const mostResources = 20;

export const describeTags = operation(
  DescribeTags$,
  ['ResourceArns'],
  (input: Checked<DescribeTagsInput>, { world }): DescribeTagsOutput => {
    const arns = input.ResourceArns;
    if (arns.length === 0 || arns.length > mostResources) {
      throw validationError(`Between 1 and ${mostResources} resources can be described in one call`);
    }
    return {
      TagDescriptions: arns.map((arn) => ({
        ResourceArn: arn,
        Tags: Object.entries(tagsOf(world, arn)).map(([key, value]) => ({ Key: key, Value: value })),
      })),
    };
  },
);

function tagsOf(world: World, arn: string): Tags {
  if (arn.includes(':loadbalancer/')) return findLoadBalancer(world, arn).tags;
  if (arn.includes(':listener/')) {
    findListener(world, arn);
    return {};
  }
  return findTargetGroup(world, arn).tags;
}

export const describeAccountLimits = operation(
  DescribeAccountLimits$,
  ['Marker', 'PageSize'],
  (input: Checked<DescribeAccountLimitsInput>): DescribeAccountLimitsOutput => {
    const { items, next } = elbPage(accountLimits, (limit) => limit.name, input);
    return { Limits: items.map(({ name, max }) => ({ Name: name, Max: String(max) })), NextMarker: next };
  },
);
