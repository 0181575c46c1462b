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
import { changeAttributes, type AttributeChange } from '../../world/attributeTables';
import { targetGroupAttributes } from '../../world/targetGroupAttributes';
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
    changeAttributes(targetGroupAttributes, group, changesOf(input));
    return { Attributes: attributeShapes(group) };
  },
);

function changesOf({
  Attributes: attributes,
}: {
  readonly Attributes: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
}): AttributeChange[] {
  if (attributes.length === 0) throw validationError('At least one attribute must be specified');
  return attributes.map(({ Key: key, Value: value = '' }) => ({ key, value }));
}

function attributeShapes(group: TargetGroup): TargetGroupAttribute[] {
  return [...group.attributes].map(([key, value]) => ({ Key: key, Value: value }));
}
