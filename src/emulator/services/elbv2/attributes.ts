// DescribeTargetGroupAttributes and ModifyTargetGroupAttributes.
import {
  DescribeTargetGroupAttributes$,
  ModifyTargetGroupAttributes$,
  type DescribeTargetGroupAttributesInput,
  type DescribeTargetGroupAttributesOutput,
  type ModifyTargetGroupAttributesInput,
  type ModifyTargetGroupAttributesOutput,
  type TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { attributeRefusal, attributesConflict } from '../../world/targetGroupAttributes';
import type { TargetGroup } from '../../world/loadBalancingTypes';
import { findTargetGroup } from './lookup';

export const describeTargetGroupAttributes = operation(
  DescribeTargetGroupAttributes$,
  ['TargetGroupArn'],
  (input: Checked<DescribeTargetGroupAttributesInput>, { world }): DescribeTargetGroupAttributesOutput => ({
    Attributes: attributeShapes(findTargetGroup(world, input.TargetGroupArn)),
  }),
);

export const modifyTargetGroupAttributes = operation(
  ModifyTargetGroupAttributes$,
  ['TargetGroupArn', 'Attributes'],
  (input: Checked<ModifyTargetGroupAttributesInput>, { world }): ModifyTargetGroupAttributesOutput => {
    const group = findTargetGroup(world, input.TargetGroupArn);
    const changed = new Map(group.attributes);
    for (const { Key: key, Value: value = '' } of input.Attributes) {
      if (key === undefined) throw validationError('A target group attribute must have a key');
      const refusal = attributeRefusal(group, key, value);
      if (refusal !== undefined) throw validationError(refusal);
      changed.set(key, value);
    }
    const conflict = attributesConflict(changed);
    if (conflict !== undefined) throw validationError(conflict);
    for (const [key, value] of changed) group.attributes.set(key, value);
    return { Attributes: attributeShapes(group) };
  },
);

function attributeShapes(group: TargetGroup): TargetGroupAttribute[] {
  return [...group.attributes].map(([key, value]) => ({ Key: key, Value: value }));
}
