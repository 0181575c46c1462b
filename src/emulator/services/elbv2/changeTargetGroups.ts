// CreateTargetGroup and DeleteTargetGroup.
import {
  CreateTargetGroup$,
  DeleteTargetGroup$,
  DuplicateTagKeysException$,
  ResourceInUseException$,
  type CreateTargetGroupInput,
  type CreateTargetGroupOutput,
  type DeleteTargetGroupInput,
  type DeleteTargetGroupOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { createTargetGroup as create } from '../../world/createTargetGroup';
import { loadBalancersUsing } from '../../world/routing';
import type { Tags } from '../../world/tags';
import { targetGroupShape } from './describeTargetGroups';
import { findTargetGroup } from './lookup';

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
    const group = create(world, input, tagsOf(input));
    return { TargetGroups: [targetGroupShape(world, group)] };
  },
);

function tagsOf({ Tags: tags = [] }: Checked<CreateTargetGroupInput>): Tags {
  const read: Tags = {};
  for (const { Key: key, Value: value = '' } of tags) {
    if (Object.hasOwn(read, key))
      throw ApiError.of(DuplicateTagKeysException$, `Tag key '${key}' is given twice`);
    read[key] = value;
  }
  return read;
}

export const deleteTargetGroup = operation(
  DeleteTargetGroup$,
  ['TargetGroupArn'],
  (input: Checked<DeleteTargetGroupInput>, { world }): DeleteTargetGroupOutput => {
    const { TargetGroupArn: arn } = input;
    const index = world.targetGroups.findIndex((group) => group.arn === arn);
    // Deleting what is not there succeeds.
    if (index < 0) return {};
    if (loadBalancersUsing(world, findTargetGroup(world, arn)).length > 0) {
      throw ApiError.of(
        ResourceInUseException$,
        `Target group '${arn}' is currently in use by a listener or a rule`,
      );
    }
    world.targetGroups.splice(index, 1);
    return {};
  },
);
