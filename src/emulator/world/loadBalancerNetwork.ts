// A load balancer's place in its VPC: subnets, one network interface in each, security groups, kinds of addresses.
import {
  AllocationIdNotFoundException$,
  InvalidSecurityGroupException$,
  InvalidSubnetException$,
  IpAddressType,
  SubnetNotFoundException$,
  type SubnetMapping,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import { addressRefusal, freeAddress, freeAddressCount } from './addresses';
import { invalidConfiguration } from './attributeTables';
import { checkOneOf, notImplemented } from './constraints';
import type { LoadBalancer } from './loadBalancingTypes';
import { loadBalancerPath, newResourceId } from './names';
import type { Subnet } from './networkTypes';
import { quotas } from './quotas';
import type { World } from './world';

export interface ChosenSubnet {
  readonly subnet: Subnet;
  /** The address that the load balancer is to have there; any free one if undefined. */
  readonly privateAddress: string | undefined;
}

export interface SubnetsRequest {
  readonly Subnets?: readonly string[] | undefined;
  readonly SubnetMappings?: readonly SubnetMapping[] | undefined;
}

type Kind = Pick<LoadBalancer, 'type' | 'scheme'> & Partial<Pick<LoadBalancer, 'vpcId'>>;

/** So many addresses of a subnet have to be free for a load balancer. */
const leastFreeAddresses = 8;

/** @param kind of the load balancer; with a VPC if it is in one already */
export function balancerSubnets(
  world: World,
  kind: Kind,
  { Subnets: ids = [], SubnetMappings: mappings = [] }: SubnetsRequest,
): ChosenSubnet[] {
  if (ids.length > 0 && mappings.length > 0) {
    throw validationError('You must specify either subnets or subnet mappings, but not both');
  }
  const chosen = [
    ...ids.map((id) => ({ subnet: findSubnet(world, id), privateAddress: undefined })),
    ...mappings.map((mapping) => chosenSubnet(world, kind, mapping)),
  ];
  const subnets = chosen.map(({ subnet }) => subnet);
  if (subnets.length === 0) throw validationError('At least one subnet must be specified');
  const vpcIds = [...new Set([...subnets.map(({ vpcId }) => vpcId), ...(kind.vpcId ? [kind.vpcId] : [])])];
  if (vpcIds.length > 1) {
    throw invalidConfiguration(`All subnets must belong to the same VPC: '${vpcIds.join(', ')}'`);
  }
  if (new Set(subnets.map(({ zone }) => zone.name)).size < subnets.length) {
    throw invalidConfiguration(
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (kind.type === 'application' && subnets.length < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  return chosen;
}

function findSubnet(world: World, id: string): Subnet {
  const subnet = world.subnets.find((each) => each.id === id);
  if (!subnet) throw ApiError.of(SubnetNotFoundException$, `The subnet ID '${id}' does not exist`);
  return subnet;
}

function chosenSubnet(world: World, { type, scheme }: Kind, mapping: SubnetMapping): ChosenSubnet {
  const { SubnetId: id, AllocationId: allocationId, PrivateIPv4Address: privateAddress } = mapping;
  if (id === undefined) throw validationError('A subnet ID must be specified in each subnet mapping');
  for (const member of ['IPv6Address', 'SourceNatIpv6Prefix'] as const) {
    if (mapping[member] !== undefined) throw notImplemented(`the parameter ${member} of a subnet mapping`);
  }
  if (allocationId !== undefined) {
    if (type !== 'network' || scheme !== 'internet-facing') {
      throw invalidConfiguration(
        'Elastic IP addresses can only be specified for internet-facing Network Load Balancers',
      );
    }
    throw ApiError.of(AllocationIdNotFoundException$, `The allocation ID '${allocationId}' does not exist`);
  }
  const subnet = findSubnet(world, id);
  if (privateAddress !== undefined && (type !== 'network' || scheme !== 'internal')) {
    throw invalidConfiguration(
      'Private IPv4 addresses can only be specified for internal Network Load Balancers',
    );
  }
  return { subnet, privateAddress };
}

/** Makes the subnets the load balancer's own, with a network interface in each that it was not in before. */
export function attachInterfaces(
  world: World,
  loadBalancer: LoadBalancer,
  chosen: readonly ChosenSubnet[],
): void {
  const added = chosen
    .filter(({ subnet }) => !loadBalancer.subnets.includes(subnet))
    .map((each) => ({ ...each, address: addressIn(world, each) }));
  detachInterfaces(world, loadBalancer, (subnet) => !chosen.some((each) => each.subnet === subnet));
  const path = loadBalancerPath(loadBalancer.arn);
  for (const { subnet, address } of added) {
    world.networkInterfaces.push({
      id: newResourceId(world, 'eni', `loadBalancer/${path}/${subnet.id}`),
      tags: {},
      securityGroupIds: loadBalancer.securityGroupIds,
      subnet,
      privateAddress: address,
      description: `ELB ${path}`,
      owner: { kind: 'loadBalancer', loadBalancer },
    });
  }
  loadBalancer.subnets = chosen.map(({ subnet }) => subnet);
  loadBalancer.privateAddresses = new Map(
    chosen.flatMap(({ subnet, privateAddress }) =>
      privateAddress === undefined ? [] : [[subnet.id, privateAddress]],
    ),
  );
}

function addressIn(world: World, { subnet, privateAddress }: ChosenSubnet): string {
  if (freeAddressCount(world, subnet) < leastFreeAddresses) {
    throw ApiError.of(
      InvalidSubnetException$,
      `Not enough IP space available in ${subnet.id}. ELB requires at least ${leastFreeAddresses} free IP addresses in each subnet.`,
    );
  }
  if (privateAddress === undefined) return freeAddress(world, subnet) ?? '';
  const refusal = addressRefusal(world, subnet, privateAddress);
  if (refusal !== undefined) {
    throw invalidConfiguration(
      `The private IPv4 address '${privateAddress}' is not a free address of subnet '${subnet.id}'`,
    );
  }
  return privateAddress;
}

export function detachInterfaces(
  world: World,
  loadBalancer: LoadBalancer,
  from: (subnet: Subnet) => boolean = () => true,
): void {
  const kept = world.networkInterfaces.filter(
    ({ owner, subnet }) =>
      owner.kind !== 'loadBalancer' || owner.loadBalancer !== loadBalancer || !from(subnet),
  );
  world.networkInterfaces.splice(0, world.networkInterfaces.length, ...kept);
}

export function checkSecurityGroups(world: World, vpcId: string, ids: readonly string[]): readonly string[] {
  const distinct = [...new Set(ids)];
  for (const id of distinct) {
    const group = world.securityGroups.find((each) => each.id === id);
    if (!group) {
      throw ApiError.of(InvalidSecurityGroupException$, `The security group '${id}' does not exist`);
    }
    if (group.vpcId !== vpcId) {
      throw invalidConfiguration(`Security group '${id}' does not belong to VPC '${vpcId}'`);
    }
  }
  if (distinct.length > quotas.securityGroupsPerLoadBalancer) {
    throw invalidConfiguration('The maximum number of security groups per load balancer has been reached');
  }
  return distinct;
}

export function setSecurityGroups(world: World, loadBalancer: LoadBalancer, ids: readonly string[]): void {
  loadBalancer.securityGroupIds = ids;
  for (const each of world.networkInterfaces) {
    const { owner } = each;
    if (owner.kind === 'loadBalancer' && owner.loadBalancer === loadBalancer) each.securityGroupIds = ids;
  }
}

export function checkAddressType(
  { type, subnets }: Pick<LoadBalancer, 'type' | 'subnets'>,
  asked: string,
): string {
  const addressType = checkOneOf('IpAddressType', IpAddressType, asked);
  if (addressType === 'ipv4') return addressType;
  if (addressType === 'dualstack-without-public-ipv4' && type !== 'application') {
    throw invalidConfiguration(
      `IP address type '${addressType}' is supported for Application Load Balancers only`,
    );
  }
  if (subnets.some(({ ipv6Cidr }) => ipv6Cidr === undefined)) {
    throw ApiError.of(
      InvalidSubnetException$,
      'You must specify subnets with an associated IPv6 CIDR block for a dualstack load balancer',
    );
  }
  return addressType;
}
