// Sample groups, targets and networks for the tests of the model.
import type { GroupNetwork, Instance } from '../../../src/model/network';
import type { RegisteredTarget, TargetState } from '../../../src/model/target';
import type { TargetGroup } from '../../../src/model/targetGroup';

const ELB = 'arn:aws:elasticloadbalancing:us-east-1:111122223333';
export const APPLICATION = `${ELB}:loadbalancer/app/shop/50dc6c495c0c9188`;
export const NETWORK = `${ELB}:loadbalancer/net/edge/1234567890123456`;
export const GATEWAY = `${ELB}:loadbalancer/gwy/inspect/1234567890123456`;
export const GROUP_ARN = `${ELB}:targetgroup/checkout-web/73e2d6bc24d8a067`;
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:orders';

export function group(changes: Partial<TargetGroup> = {}): TargetGroup {
  return {
    arn: GROUP_ARN,
    name: 'checkout-web',
    targetType: 'ip',
    protocol: 'HTTP',
    port: 80,
    vpcId: 'vpc-1',
    ipAddressType: 'ipv4',
    loadBalancerArns: [APPLICATION],
    healthCheck: {
      enabled: true,
      protocol: 'HTTP',
      port: '8081',
      path: '/healthz',
      intervalSeconds: 17,
      timeoutSeconds: 6,
      healthyThreshold: 4,
      unhealthyThreshold: 3,
      matcher: '200-204',
    },
    ...changes,
  };
}

export function functionGroup(changes: Partial<TargetGroup> = {}): TargetGroup {
  return {
    arn: GROUP_ARN,
    name: 'orders-fn',
    targetType: 'lambda',
    loadBalancerArns: [APPLICATION],
    healthCheck: { enabled: false, path: '/', intervalSeconds: 35, timeoutSeconds: 30 },
    ...changes,
  };
}

export function registered(
  id: string,
  state: TargetState,
  rest: { port?: number; availabilityZone?: string; reason?: string } = {},
): RegisteredTarget {
  const { reason, ...identity } = rest;
  return { id, ...identity, health: { state, ...(reason === undefined ? {} : { reason }) } };
}

export function instance(changes: Partial<Instance> = {}): Instance {
  return { id: 'i-0abc', state: 'running', vpcId: 'vpc-1', ...changes };
}

/** 10.0.0.0/16 with two subnets, a block that is public by its numbers, and IPv6. */
export const NETWORK_OF_GROUP: GroupNetwork = {
  vpc: { id: 'vpc-1', name: 'main', cidrBlocks: ['10.0.0.0/16', '198.18.0.0/16', '2600:1f18:aa::/56'] },
  subnets: [
    { id: 'subnet-a', availabilityZone: 'us-east-1a', cidrBlocks: ['10.0.1.0/24', '2600:1f18:aa:1::/64'] },
    { id: 'subnet-b', availabilityZone: 'us-east-1b', cidrBlocks: ['10.0.2.0/24', '198.18.2.0/24'] },
  ],
  loadBalancerAddresses: [
    { address: '10.0.1.20', loadBalancer: 'app/other-shop/50dc6c495c0c9188' },
    { address: '10.0.1.21', loadBalancer: 'net/edge/1234567890123456' },
  ],
  availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
};
