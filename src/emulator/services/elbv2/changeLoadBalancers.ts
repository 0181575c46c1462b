// CreateLoadBalancer, DeleteLoadBalancer, SetSecurityGroups, SetSubnets and SetIpAddressType.
import {
  CreateLoadBalancer$,
  DeleteLoadBalancer$,
  OperationNotPermittedException$,
  ResourceInUseException$,
  SetIpAddressType$,
  SetSecurityGroups$,
  SetSubnets$,
  type CreateLoadBalancerInput,
  type CreateLoadBalancerOutput,
  type DeleteLoadBalancerInput,
  type DeleteLoadBalancerOutput,
  type SetIpAddressTypeInput,
  type SetIpAddressTypeOutput,
  type SetSecurityGroupsInput,
  type SetSecurityGroupsOutput,
  type SetSubnetsInput,
  type SetSubnetsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { invalidConfiguration } from '../../world/attributeTables';
import { createLoadBalancer as create } from '../../world/createLoadBalancer';
import { isTargetOf } from '../../world/listeners';
import {
  attachInterfaces,
  balancerSubnets,
  checkAddressType,
  checkSecurityGroups,
  detachInterfaces,
  setSecurityGroups as setGroups,
} from '../../world/loadBalancerNetwork';
import { routesChanged } from '../../world/routing';
import { addressTypeOf, loadBalancerShape, zoneShapes } from './loadBalancerShapes';
import { findLoadBalancer, requireArn } from './lookup';
import { readTags } from './tagInput';

export const createLoadBalancer = operation(
  CreateLoadBalancer$,
  ['Name', 'Subnets', 'SubnetMappings', 'SecurityGroups', 'Scheme', 'Tags', 'Type', 'IpAddressType'],
  (input: Checked<CreateLoadBalancerInput>, { world, now }): CreateLoadBalancerOutput => {
    const loadBalancer = create(world, input, readTags(input.Tags), now);
    return { LoadBalancers: [loadBalancerShape(world, loadBalancer, now)] };
  },
);

export const deleteLoadBalancer = operation(
  DeleteLoadBalancer$,
  ['LoadBalancerArn'],
  (input: Checked<DeleteLoadBalancerInput>, { world, now }): DeleteLoadBalancerOutput => {
    const { LoadBalancerArn: arn } = input;
    requireArn(arn, 'loadbalancer', 'load balancer');
    const loadBalancer = world.loadBalancers.find((each) => each.arn === arn);
    // Deleting what is not there succeeds.
    if (!loadBalancer) return {};
    if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true') {
      throw ApiError.of(
        OperationNotPermittedException$,
        `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    const group = world.targetGroups.find(
      (each) => each.targetType === 'alb' && isTargetOf(loadBalancer, each, now),
    );
    if (group) {
      throw ApiError.of(
        ResourceInUseException$,
        `Load balancer '${arn}' is currently in use as a target of target group '${group.arn}'`,
      );
    }
    detachInterfaces(world, loadBalancer);
    world.loadBalancers.splice(world.loadBalancers.indexOf(loadBalancer), 1);
    routesChanged(world);
    return {};
  },
);

export const setSecurityGroups = operation(
  SetSecurityGroups$,
  ['LoadBalancerArn', 'SecurityGroups'],
  (input: Checked<SetSecurityGroupsInput>, { world }): SetSecurityGroupsOutput => {
    const loadBalancer = findLoadBalancer(world, input.LoadBalancerArn);
    if (input.SecurityGroups.length === 0) {
      throw validationError('At least one security group must be specified');
    }
    if (loadBalancer.securityGroupIds.length === 0) {
      throw invalidConfiguration(
        'Security groups cannot be set on a Network Load Balancer that was created without them',
      );
    }
    const ids = checkSecurityGroups(world, loadBalancer.vpcId, input.SecurityGroups);
    setGroups(world, loadBalancer, ids);
    return { SecurityGroupIds: [...ids] };
  },
);

export const setSubnets = operation(
  SetSubnets$,
  ['LoadBalancerArn', 'Subnets', 'SubnetMappings', 'IpAddressType'],
  (input: Checked<SetSubnetsInput>, { world }): SetSubnetsOutput => {
    const loadBalancer = findLoadBalancer(world, input.LoadBalancerArn);
    const chosen = balancerSubnets(world, loadBalancer, input);
    const addressType = checkAddressType(
      { type: loadBalancer.type, subnets: chosen.map(({ subnet }) => subnet) },
      input.IpAddressType ?? loadBalancer.ipAddressType,
    );
    attachInterfaces(world, loadBalancer, chosen);
    loadBalancer.ipAddressType = addressType;
    return { AvailabilityZones: zoneShapes(loadBalancer), IpAddressType: addressTypeOf(loadBalancer) };
  },
);

export const setIpAddressType = operation(
  SetIpAddressType$,
  ['LoadBalancerArn', 'IpAddressType'],
  (input: Checked<SetIpAddressTypeInput>, { world }): SetIpAddressTypeOutput => {
    const loadBalancer = findLoadBalancer(world, input.LoadBalancerArn);
    loadBalancer.ipAddressType = checkAddressType(loadBalancer, input.IpAddressType);
    return { IpAddressType: addressTypeOf(loadBalancer) };
  },
);
