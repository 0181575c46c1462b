// Attaching target groups to an Auto Scaling group: as target groups, and as traffic sources.
import {
  AttachLoadBalancerTargetGroups$,
  AttachTrafficSources$,
  DescribeLoadBalancerTargetGroups$,
  DescribeTrafficSources$,
  DetachLoadBalancerTargetGroups$,
  DetachTrafficSources$,
  type AttachLoadBalancerTargetGroupsType,
  type AttachTrafficSourcesType,
  type DescribeLoadBalancerTargetGroupsRequest,
  type DescribeLoadBalancerTargetGroupsResponse,
  type DescribeTrafficSourcesRequest,
  type DescribeTrafficSourcesResponse,
  type DetachLoadBalancerTargetGroupsType,
  type DetachTrafficSourcesType,
  type TrafficSourceIdentifier,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { attach, detach, lookAfter } from '../../world/autoScalingGroups';
import type { Attachment, AutoScalingGroup } from '../../world/autoScalingTypes';
import type { Subnet } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { findGroup, findLivingGroup, recordsPage } from './lookup';

const mostInOneCall = 10;

export const attachLoadBalancerTargetGroups = operation(
  AttachLoadBalancerTargetGroups$,
  ['AutoScalingGroupName', 'TargetGroupARNs'],
  (input: Checked<AttachLoadBalancerTargetGroupsType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    attachAll(world, group, input.TargetGroupARNs, 'targetGroups', now);
    return {};
  },
);

export const attachTrafficSources = operation(
  AttachTrafficSources$,
  ['AutoScalingGroupName', 'TrafficSources'],
  (input: Checked<AttachTrafficSourcesType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    attachAll(world, group, readTrafficSources(input.TrafficSources), 'trafficSources', now);
    return {};
  },
);

export const detachLoadBalancerTargetGroups = operation(
  DetachLoadBalancerTargetGroups$,
  ['AutoScalingGroupName', 'TargetGroupARNs'],
  (input: Checked<DetachLoadBalancerTargetGroupsType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    detachAll(world, group, input.TargetGroupARNs, 'targetGroups', now);
    return {};
  },
);

export const detachTrafficSources = operation(
  DetachTrafficSources$,
  ['AutoScalingGroupName', 'TrafficSources'],
  (input: Checked<DetachTrafficSourcesType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    detachAll(world, group, readTrafficSources(input.TrafficSources), 'trafficSources', now);
    return {};
  },
);

function attachAll(
  world: World,
  group: AutoScalingGroup,
  arns: readonly string[],
  by: Attachment['by'],
  now: number,
): void {
  checkCount(arns);
  checkTargetGroups(world, group.subnets, arns);
  attach(world, group, arns, by, now);
  lookAfter(world, group, now);
}

function detachAll(
  world: World,
  group: AutoScalingGroup,
  arns: readonly string[],
  by: Attachment['by'],
  now: number,
): void {
  checkCount(arns);
  const attached = group.attachments.filter((each) => each.by === by);
  if (arns.some((arn) => !attached.some(({ targetGroupArn }) => targetGroupArn === arn))) {
    throw validationError(
      by === 'targetGroups'
        ? 'Trying to remove Target Groups that are not part of the group'
        : 'Trying to remove Traffic Sources that are not part of the group',
    );
  }
  detach(world, group, arns, now);
  lookAfter(world, group, now);
}

function checkCount(arns: readonly string[]): void {
  if (arns.length >= 1 && arns.length <= mostInOneCall) return;
  throw validationError(`From 1 to ${mostInOneCall} target groups can be specified in one call`);
}

/** Instances can be targets of groups with target type `instance` only, in the same VPC. */
export function checkTargetGroups(world: World, subnets: readonly Subnet[], arns: readonly string[]): void {
  const valid = world.targetGroups.filter(
    ({ targetType, vpcId }) => targetType === 'instance' && subnets.every((subnet) => subnet.vpcId === vpcId),
  );
  if (arns.every((arn) => valid.some((each) => each.arn === arn))) return;
  throw validationError('Provided Target Groups may not be valid. Please ensure they exist and try again.');
}

/** The ARNs of target groups: there are no other traffic sources here. */
export function readTrafficSources(sources: readonly Checked<TrafficSourceIdentifier>[]): string[] {
  return sources.map(({ Identifier: identifier, Type: type = 'elbv2' }) => {
    if (type === 'elbv2') return identifier;
    throw validationError(`The emulator does not implement traffic sources of type ${type}, only elbv2`);
  });
}

const pages = { usual: 100, largest: 100 };

export const describeLoadBalancerTargetGroups = operation(
  DescribeLoadBalancerTargetGroups$,
  ['AutoScalingGroupName', 'MaxRecords', 'NextToken'],
  (
    input: Checked<DescribeLoadBalancerTargetGroupsRequest>,
    { world },
  ): DescribeLoadBalancerTargetGroupsResponse => {
    const group = findGroup(world, input.AutoScalingGroupName);
    const attached = group.attachments.filter(({ by }) => by === 'targetGroups');
    const { items, next } = recordsPage(attached, (each) => each.targetGroupArn, input, pages);
    return {
      LoadBalancerTargetGroups: items.map(({ targetGroupArn, state }) => ({
        LoadBalancerTargetGroupARN: targetGroupArn,
        State: state.name,
      })),
      NextToken: next,
    };
  },
);

export const describeTrafficSources = operation(
  DescribeTrafficSources$,
  ['AutoScalingGroupName', 'MaxRecords', 'NextToken', 'TrafficSourceType'],
  (input: Checked<DescribeTrafficSourcesRequest>, { world }): DescribeTrafficSourcesResponse => {
    const group = findGroup(world, input.AutoScalingGroupName);
    const { TrafficSourceType: type = 'elbv2' } = input;
    if (!['elb', 'elbv2', 'vpc-lattice'].includes(type)) {
      throw validationError(`The traffic source type '${type}' is not valid`);
    }
    const attached = type === 'elbv2' ? group.attachments : [];
    const { items, next } = recordsPage(attached, (each) => each.targetGroupArn, input, {
      usual: 50,
      largest: 50,
    });
    return {
      TrafficSources: items.map(({ targetGroupArn, state }) => ({
        TrafficSource: targetGroupArn,
        Identifier: targetGroupArn,
        Type: 'elbv2',
        State: state.name,
      })),
      NextToken: next,
    };
  },
);
