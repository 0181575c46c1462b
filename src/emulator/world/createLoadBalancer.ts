// Makes load balancers: the rules and defaults of CreateLoadBalancer, for the operation and for scenarios.
import {
  DuplicateLoadBalancerNameException$,
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  TooManyLoadBalancersException$,
  type CreateLoadBalancerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { initialAttributes } from './attributeTables';
import { checkOneOf, notImplemented } from './constraints';
import { loadBalancerAttributes } from './loadBalancerAttributes';
import {
  attachInterfaces,
  balancerSubnets,
  checkAddressType,
  checkSecurityGroups,
  type ChosenSubnet,
} from './loadBalancerNetwork';
import type { LoadBalancer } from './loadBalancingTypes';
import { loadBalancerArn, newLoadBalancerPath } from './names';
import { quotas } from './quotas';
import { checkName } from './resourceNames';
import { defaultSecurityGroup } from './securityGroups';
import type { Tags } from './tags';
import type { World } from './world';

export type LoadBalancerRequest = Pick<
  Checked<CreateLoadBalancerInput>,
  'Name' | 'Subnets' | 'SubnetMappings' | 'SecurityGroups' | 'Scheme' | 'Type' | 'IpAddressType'
>;

type Settings = Pick<
  LoadBalancer,
  'name' | 'type' | 'scheme' | 'vpcId' | 'ipAddressType' | 'securityGroupIds'
>;

export function createLoadBalancer(
  world: World,
  request: LoadBalancerRequest,
  tags: Tags,
  now: number,
): LoadBalancer {
  checkLoadBalancerName(request.Name);
  const type = checkOneOf('Type', LoadBalancerTypeEnum, request.Type ?? 'application');
  if (type === 'gateway') throw notImplemented('Gateway Load Balancers');
  const scheme = checkOneOf('Scheme', LoadBalancerSchemeEnum, request.Scheme ?? 'internet-facing');
  const chosen = balancerSubnets(world, { type, scheme }, request);
  const vpcId = chosen[0]?.subnet.vpcId ?? '';
  const settings: Settings = {
    name: request.Name,
    type,
    scheme,
    vpcId,
    ipAddressType: checkAddressType({ type, subnets: subnetsOf(chosen) }, request.IpAddressType ?? 'ipv4'),
    securityGroupIds: newSecurityGroupIds(world, type, vpcId, request.SecurityGroups),
  };
  const same = world.loadBalancers.find(({ name }) => name === settings.name);
  if (same) {
    if (settingsText(same, same.subnets) === settingsText(settings, subnetsOf(chosen))) return same;
    throw ApiError.of(
      DuplicateLoadBalancerNameException$,
      `A load balancer with the same name '${settings.name}' exists, but with different settings`,
    );
  }
  checkCount(world, type);
  return makeLoadBalancer(world, settings, chosen, tags, now);
}

function subnetsOf(chosen: readonly ChosenSubnet[]) {
  return chosen.map(({ subnet }) => subnet);
}

function makeLoadBalancer(
  world: World,
  settings: Settings,
  chosen: readonly ChosenSubnet[],
  tags: Tags,
  now: number,
): LoadBalancer {
  const path = newLoadBalancerPath(world, settings.type, settings.name);
  const loadBalancer: LoadBalancer = {
    arn: loadBalancerArn(world, path),
    ...settings,
    subnets: [],
    createdAt: now,
    tags,
    attributes: initialAttributes(loadBalancerAttributes, settings),
    listeners: [],
  };
  attachInterfaces(world, loadBalancer, chosen);
  world.loadBalancers.push(loadBalancer);
  return loadBalancer;
}

function checkLoadBalancerName(name: string): void {
  checkName('Load balancer', name);
  if (name.startsWith('internal-')) {
    throw validationError(`Load balancer name '${name}' cannot begin with 'internal-'`);
  }
}

function checkCount(world: World, type: 'application' | 'network'): void {
  const most = type === 'application' ? quotas.applicationLoadBalancers : quotas.networkLoadBalancers;
  if (world.loadBalancers.filter((each) => each.type === type).length >= most) {
    throw ApiError.of(
      TooManyLoadBalancersException$,
      `The maximum number of load balancers of type '${type}', '${most}', has been reached`,
    );
  }
}

/** An Application Load Balancer always has one; a Network Load Balancer only what it is given. */
function newSecurityGroupIds(
  world: World,
  type: LoadBalancerTypeEnum,
  vpcId: string,
  asked: readonly string[] = [],
): readonly string[] {
  if (asked.length > 0) return checkSecurityGroups(world, vpcId, asked);
  return type === 'application' ? [defaultSecurityGroup(world, vpcId).id] : [];
}

function settingsText(
  { type, scheme, ipAddressType, securityGroupIds }: Settings,
  subnets: LoadBalancer['subnets'],
): string {
  return JSON.stringify([
    type,
    scheme,
    ipAddressType,
    [...securityGroupIds].sort(),
    subnets.map(({ id }) => id).sort(),
  ]);
}
