// CreateAutoScalingGroup, UpdateAutoScalingGroup, SetDesiredCapacity, DeleteAutoScalingGroup, DescribeAutoScalingGroups.
import {
  AlreadyExistsFault$,
  CreateAutoScalingGroup$,
  DeleteAutoScalingGroup$,
  DescribeAutoScalingGroups$,
  ResourceInUseFault$,
  SetDesiredCapacity$,
  UpdateAutoScalingGroup$,
  type AutoScalingGroupNamesType,
  type AutoScalingGroupsType,
  type CreateAutoScalingGroupType,
  type DeleteAutoScalingGroupType,
  type Filter,
  type SetDesiredCapacityType,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { attach, forceDelete, lookAfter, removeGroup } from '../../world/autoScalingGroups';
import { launchLike } from '../../world/autoScalingLaunch';
import type { AutoScalingGroup, LaunchSource } from '../../world/autoScalingTypes';
import { findInstance } from '../../world/instanceIndex';
import { newAutoScalingGroupArn } from '../../world/names';
import type { World } from '../../world/world';
import { checkTargetGroups, readTrafficSources } from './attachments';
import { findGroup, findLivingGroup, recordsPage } from './lookup';
import { changedSettings, checkSizes, settingsMembers } from './settings';
import { groupShape } from './shapes';
import { readTags } from './tags';

type CreateInput = Checked<CreateAutoScalingGroupType>;

export const createAutoScalingGroup = operation(
  CreateAutoScalingGroup$,
  [...settingsMembers, 'InstanceId', 'Tags', 'TargetGroupARNs', 'TrafficSources'],
  (input: CreateInput, { world, now }): object => {
    const { AutoScalingGroupName: name, MinSize: minSize, MaxSize: maxSize } = input;
    checkName(name);
    if (world.autoScalingGroups.some((each) => each.name === name)) {
      throw ApiError.of(
        AlreadyExistsFault$,
        `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
      );
    }
    const desiredCapacity = input.DesiredCapacity ?? minSize;
    checkSizes(minSize, maxSize, desiredCapacity);
    const settings = changedSettings(world, input, {
      defaultCooldownSeconds: 300,
      healthCheckGracePeriodSeconds: 0,
      launch: firstLaunch(world, input),
      protectsNewInstances: false,
      subnets: [],
      terminationPolicies: ['Default'],
    });
    const trafficSources = readTrafficSources(input.TrafficSources ?? []);
    const targetGroups = input.TargetGroupARNs ?? [];
    checkTargetGroups(world, settings.subnets, [...targetGroups, ...trafficSources]);
    const tags = readTags(input.Tags ?? [], name);
    const group: AutoScalingGroup = {
      name,
      arn: newAutoScalingGroupArn(world, name),
      createdAt: now,
      tags,
      minSize,
      maxSize,
      desiredCapacity,
      ...settings,
      members: [],
      attachments: [],
      retry: undefined,
      isDeleting: false,
    };
    world.autoScalingGroups.push(group);
    attach(world, group, targetGroups, 'targetGroups', now);
    attach(world, group, trafficSources, 'trafficSources', now);
    lookAfter(world, group, now);
    return {};
  },
);

function checkName(name: string): void {
  if (name.length >= 1 && name.length <= 255 && !name.includes(':')) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'autoScalingGroupName' failed to satisfy constraint: ` +
      'Member must have length between 1 and 255 and no colon',
  );
}

function firstLaunch(world: World, input: CreateInput): LaunchSource {
  const { AutoScalingGroupName: groupName, InstanceId: instanceId } = input;
  const given = [instanceId, input.LaunchConfigurationName, input.LaunchTemplate].filter(
    (each) => each !== undefined,
  );
  if (given.length !== 1) {
    throw validationError(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  }
  const model = instanceId === undefined ? undefined : findInstance(world, instanceId);
  if (instanceId !== undefined && !model) {
    throw validationError(`Invalid Instance ID(s): [${instanceId}] specified`);
  }
  // For an instance the API makes a launch configuration with the group's name.
  return launchLike(world, { kind: 'configuration', name: groupName }, model);
}

export const updateAutoScalingGroup = operation(
  UpdateAutoScalingGroup$,
  settingsMembers,
  (input: Checked<UpdateAutoScalingGroupType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    const { MinSize: minSize = group.minSize, MaxSize: maxSize = group.maxSize } = input;
    // What was not asked for gives way to the new bounds.
    const desiredCapacity =
      input.DesiredCapacity ?? Math.min(Math.max(group.desiredCapacity, minSize), Math.max(minSize, maxSize));
    checkSizes(minSize, maxSize, desiredCapacity);
    Object.assign(group, changedSettings(world, input, group), {
      minSize,
      maxSize,
      desiredCapacity,
      retry: undefined,
    });
    lookAfter(world, group, now);
    return {};
  },
);

export const setDesiredCapacity = operation(
  SetDesiredCapacity$,
  ['AutoScalingGroupName', 'DesiredCapacity', 'HonorCooldown'],
  (input: Checked<SetDesiredCapacityType>, { world, now }): object => {
    const group = findLivingGroup(world, input.AutoScalingGroupName);
    const { DesiredCapacity: wanted } = input;
    if (input.HonorCooldown === true) {
      throw validationError(
        'The emulator does not implement the parameter HonorCooldown of SetDesiredCapacity',
      );
    }
    if (!Number.isInteger(wanted) || wanted > group.maxSize) {
      throw validationError(
        `New SetDesiredCapacity value ${wanted} is above max value ${group.maxSize} for the AutoScalingGroup.`,
      );
    }
    if (wanted < group.minSize) {
      throw validationError(
        `New SetDesiredCapacity value ${wanted} is below min value ${group.minSize} for the AutoScalingGroup.`,
      );
    }
    group.desiredCapacity = wanted;
    group.retry = undefined;
    lookAfter(world, group, now);
    return {};
  },
);

export const deleteAutoScalingGroup = operation(
  DeleteAutoScalingGroup$,
  ['AutoScalingGroupName', 'ForceDelete'],
  (input: Checked<DeleteAutoScalingGroupType>, { world, now }): object => {
    const group = findGroup(world, input.AutoScalingGroupName);
    if (input.ForceDelete === true) {
      forceDelete(world, group, now);
      return {};
    }
    if (group.members.length > 0) {
      throw ApiError.of(
        ResourceInUseFault$,
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
      );
    }
    removeGroup(world, group);
    return {};
  },
);

export const describeAutoScalingGroups = operation(
  DescribeAutoScalingGroups$,
  ['AutoScalingGroupNames', 'Filters', 'IncludeInstances', 'MaxRecords', 'NextToken'],
  (input: Checked<AutoScalingGroupNamesType>, { world }): AutoScalingGroupsType => {
    const {
      AutoScalingGroupNames: names = [],
      Filters: filters = [],
      IncludeInstances: instances = true,
    } = input;
    const matches = filters.map(tagFilter);
    // Names that are not there are left out, without an error.
    const groups = world.autoScalingGroups.filter(
      (group) => (names.length === 0 || names.includes(group.name)) && matches.every((match) => match(group)),
    );
    const { items, next } = recordsPage(groups, (group) => group.name, input, { usual: 50, largest: 100 });
    return { AutoScalingGroups: items.map((group) => groupShape(world, group, instances)), NextToken: next };
  },
);

function tagFilter({
  Name: name = '',
  Values: values = [],
}: Checked<Filter>): (group: AutoScalingGroup) => boolean {
  if (name === 'tag-key') return ({ tags }) => tags.some(({ key }) => values.includes(key));
  if (name === 'tag-value') return ({ tags }) => tags.some(({ value }) => values.includes(value));
  if (name.startsWith('tag:')) {
    const wanted = name.slice('tag:'.length);
    return ({ tags }) => tags.some(({ key, value }) => key === wanted && values.includes(value));
  }
  throw validationError(`The filter '${name}' is not valid`);
}
