// Describes and modifies the attributes of target groups, load balancers and listeners.
import {
  DescribeListenerAttributes$,
  DescribeLoadBalancerAttributes$,
  DescribeTargetGroupAttributes$,
  ModifyListenerAttributes$,
  ModifyLoadBalancerAttributes$,
  ModifyTargetGroupAttributes$,
  type DescribeListenerAttributesInput,
  type DescribeLoadBalancerAttributesInput,
  type DescribeTargetGroupAttributesInput,
  type ModifyListenerAttributesInput,
  type ModifyLoadBalancerAttributesInput,
  type ModifyTargetGroupAttributesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { changeAttributes, type AttributeTable } from '../../world/attributeTables';
import { listenerAttributes } from '../../world/listenerAttributes';
import { loadBalancerAttributes } from '../../world/loadBalancerAttributes';
import { targetGroupAttributes } from '../../world/targetGroupAttributes';
import { findListener, findLoadBalancer, findTargetGroup } from './lookup';

interface Owner {
  readonly attributes: Map<string, string>;
}

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

function describe({ attributes }: Owner) {
  return { Attributes: [...attributes].map(([key, value]) => ({ Key: key, Value: value })) };
}

function modify<Kind>(table: AttributeTable<Kind>, owner: Kind & Owner, attributes: readonly Attribute[]) {
  if (attributes.length === 0) throw validationError('At least one attribute must be specified');
  changeAttributes(
    table,
    owner,
    attributes.map(({ Key: key, Value: value = '' }) => ({ key, value })),
  );
  return describe(owner);
}

export const describeTargetGroupAttributes = operation(
  DescribeTargetGroupAttributes$,
  ['TargetGroupArn'],
  (input: Checked<DescribeTargetGroupAttributesInput>, { world }) =>
    describe(findTargetGroup(world, input.TargetGroupArn)),
);

export const modifyTargetGroupAttributes = operation(
  ModifyTargetGroupAttributes$,
  ['TargetGroupArn', 'Attributes'],
  (input: Checked<ModifyTargetGroupAttributesInput>, { world }) =>
    modify(targetGroupAttributes, findTargetGroup(world, input.TargetGroupArn), input.Attributes),
);

export const describeLoadBalancerAttributes = operation(
  DescribeLoadBalancerAttributes$,
  ['LoadBalancerArn'],
  (input: Checked<DescribeLoadBalancerAttributesInput>, { world }) =>
    describe(findLoadBalancer(world, input.LoadBalancerArn)),
);

export const modifyLoadBalancerAttributes = operation(
  ModifyLoadBalancerAttributes$,
  ['LoadBalancerArn', 'Attributes'],
  (input: Checked<ModifyLoadBalancerAttributesInput>, { world }) =>
    modify(loadBalancerAttributes, findLoadBalancer(world, input.LoadBalancerArn), input.Attributes),
);

export const describeListenerAttributes = operation(
  DescribeListenerAttributes$,
  ['ListenerArn'],
  (input: Checked<DescribeListenerAttributesInput>, { world }) =>
    describe(findListener(world, input.ListenerArn).listener),
);

export const modifyListenerAttributes = operation(
  ModifyListenerAttributes$,
  ['ListenerArn', 'Attributes'],
  (input: Checked<ModifyListenerAttributesInput>, { world }) =>
    modify(listenerAttributes, findListener(world, input.ListenerArn).listener, input.Attributes),
);
