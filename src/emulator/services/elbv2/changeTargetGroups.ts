// CreateTargetGroup, ModifyTargetGroup and DeleteTargetGroup.
import {
  CreateTargetGroup$,
  DeleteTargetGroup$,
  ModifyTargetGroup$,
  ResourceInUseException$,
  type CreateTargetGroupInput,
  type CreateTargetGroupOutput,
  type DeleteTargetGroupInput,
  type DeleteTargetGroupOutput,
  type ModifyTargetGroupInput,
  type ModifyTargetGroupOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { createTargetGroup as create } from '../../world/createTargetGroup';
import { changedHealthCheck } from '../../world/healthCheckSettings';
import { loadBalancersUsing } from '../../world/routing';
import { targetGroupByArn } from '../../world/targetGroupIndex';
import { targetGroupShape } from './describeTargetGroups';
import { findTargetGroup, requireArn } from './lookup';
import { readTags } from './tagInput';

export const createTargetGroup = operation(
  CreateTargetGroup$,
  [
    'Name',
    'Protocol',
    'ProtocolVersion',
    'Port',
    'VpcId',
    'HealthCheckProtocol',
    'HealthCheckPort',
    'HealthCheckEnabled',
    'HealthCheckPath',
    'HealthCheckIntervalSeconds',
    'HealthCheckTimeoutSeconds',
    'HealthyThresholdCount',
    'UnhealthyThresholdCount',
    'Matcher',
    'TargetType',
    'Tags',
    'IpAddressType',
  ],
  (input: Checked<CreateTargetGroupInput>, { world }): CreateTargetGroupOutput => {
    const group = create(world, input, readTags(input.Tags));
    return { TargetGroups: [targetGroupShape(world, group)] };
  },
);

export const modifyTargetGroup = operation(
  ModifyTargetGroup$,
  [
    'TargetGroupArn',
    'HealthCheckProtocol',
    'HealthCheckPort',
    'HealthCheckPath',
    'HealthCheckEnabled',
    'HealthCheckIntervalSeconds',
    'HealthCheckTimeoutSeconds',
    'HealthyThresholdCount',
    'UnhealthyThresholdCount',
    'Matcher',
  ],
  (input: Checked<ModifyTargetGroupInput>, { world }): ModifyTargetGroupOutput => {
    const group = findTargetGroup(world, input.TargetGroupArn);
    Object.assign(group.healthCheck, changedHealthCheck(group, input));
    return { TargetGroups: [targetGroupShape(world, group)] };
  },
);

export const deleteTargetGroup = operation(
  DeleteTargetGroup$,
  ['TargetGroupArn'],
  (input: Checked<DeleteTargetGroupInput>, { world }): DeleteTargetGroupOutput => {
    const { TargetGroupArn: arn } = input;
    requireArn(arn, 'targetgroup', 'target group');
    const group = targetGroupByArn(world, arn);
    // Deleting what is not there succeeds.
    if (!group) return {};
    if (loadBalancersUsing(world, group).length > 0) {
      throw ApiError.of(
        ResourceInUseException$,
        `Target group '${arn}' is currently in use by a listener or a rule`,
      );
    }
    world.targetGroups.splice(world.targetGroups.indexOf(group), 1);
    return {};
  },
);
