// What RegisterTargets accepts, by target type: the API's rules, each refusing with the API's code.
import { InvalidTargetException$, type TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { inBlock, inPrivateBlock, parseAddress, subnetOf, type Address } from './addresses';
import { findInstance } from './instanceIndex';
import { instanceState } from './instanceState';
import { lambdaRefusal, parseFunctionArn } from './lambdaTargets';
import { arePeered } from './peerings';
import type { TargetGroup } from './loadBalancingTypes';
import type { Subnet } from './networkTypes';
import type { World } from './world';

export type TargetRequest = Checked<TargetDescription>;

interface Moment {
  readonly now: number;
  /** Whether this very target is still draining out of the group. */
  readonly draining: boolean;
}

function invalidTarget(message: string): ApiError {
  return ApiError.of(InvalidTargetException$, message);
}

/** The form of a target, whether it is to be registered or deregistered. */
export function checkWellFormed(world: World, group: TargetGroup, target: TargetRequest): void {
  if (target.QuicServerId !== undefined) {
    throw validationError(
      'QuicServerId can only be specified for target groups with protocol QUIC or TCP_QUIC',
    );
  }
  if (group.targetType === 'lambda') {
    if (target.Port !== undefined) {
      throw validationError(
        "Port cannot be specified for targets of target groups with target type 'lambda'",
      );
    }
  } else if (
    target.Port !== undefined &&
    (!Number.isInteger(target.Port) || target.Port < 1 || target.Port > 65535)
  ) {
    throw validationError(
      `1 validation error detected: Value '${target.Port}' at 'targets.1.member.port' failed to satisfy ` +
        'constraint: Member must have value between 1 and 65535',
    );
  }
  checkIdForm(group, target.Id);
  checkZone(world, group, target);
}

function checkIdForm(group: TargetGroup, id: string): void {
  switch (group.targetType) {
    case 'instance':
      if (!/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id)) {
        throw validationError(`Instance ID '${id}' is not valid`);
      }
      return;
    case 'ip':
      if (!parseAddress(id)) throw validationError(`The IP address '${id}' is not a valid IP address`);
      return;
    case 'lambda':
      if (!parseFunctionArn(id)) throw validationError(`'${id}' is not a valid Lambda function ARN`);
      return;
    case 'alb':
      if (!/^arn:aws:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/.test(id)) {
        throw validationError(`'${id}' is not a valid Application Load Balancer ARN`);
      }
      return;
  }
}

function checkZone(world: World, group: TargetGroup, { AvailabilityZone: zone }: TargetRequest): void {
  if (zone === undefined || (zone === 'all' && (group.targetType === 'ip' || group.targetType === 'lambda')))
    return;
  if (group.targetType !== 'ip') {
    throw validationError(
      `Availability Zone '${zone}' cannot be specified for targets of target type '${group.targetType}'`,
    );
  }
  if (!world.zones.some((each) => each.name === zone)) {
    throw validationError(
      `Availability Zone '${zone}' is not valid: it must be 'all' or a zone of ${world.region}`,
    );
  }
}

export function checkEligible(world: World, group: TargetGroup, target: TargetRequest, moment: Moment): void {
  switch (group.targetType) {
    case 'instance':
      checkInstance(world, group, target.Id, moment.now);
      return;
    case 'ip':
      checkIp(world, group, target, moment);
      return;
    case 'lambda': {
      const refusal = lambdaRefusal(world, group, target.Id);
      if (refusal) throw refusal;
      return;
    }
    case 'alb':
      checkLoadBalancer(world, group, target);
      return;
  }
}

function checkInstance(world: World, group: TargetGroup, id: string, now: number): void {
  const instance = findInstance(world, id);
  if (!instance) throw invalidTarget(`The following targets do not exist: '${id}'`);
  if (instance.subnet.vpcId !== group.vpcId) {
    throw invalidTarget(
      `The following targets are not in the target group VPC '${group.vpcId ?? ''}': '${id}'`,
    );
  }
  if (instanceState(instance, now) !== 'running') {
    throw invalidTarget(`The following targets are not in a running state and cannot be registered: '${id}'`);
  }
}

function checkIp(world: World, group: TargetGroup, target: TargetRequest, { draining }: Moment): void {
  const { Id: id, AvailabilityZone: zone } = target;
  const address = parseAddress(id);
  if (!address) throw validationError(`The IP address '${id}' is not a valid IP address`);
  if (address.kind() !== group.ipAddressType) {
    throw validationError(
      `The IP address '${id}' is not a valid ${group.ipAddressType === 'ipv6' ? 'IPv6' : 'IPv4'} address`,
    );
  }
  const subnet = subnetOf(world, group.vpcId, address);
  if (subnet) checkZoneOfSubnet(subnet, address, zone);
  else checkOutsideSubnets(world, group, address, zone);
  checkNotLoadBalancer(world, group, address);
  if (draining) {
    throw invalidTarget(
      `The following targets are still draining and cannot be registered until the deregistration delay is over: '${id}'`,
    );
  }
}

/** The API goes by the VPC's subnets: an address of its CIDR block that no subnet holds counts as outside. */
function checkOutsideSubnets(
  world: World,
  group: TargetGroup,
  address: Address,
  zone: string | undefined,
): void {
  if (address.kind() === 'ipv4' ? !inPrivateBlock(address) : !inVpcOrPeer(world, group, address)) {
    const elsewhere = address.kind() === 'ipv4' ? 'a private address range' : 'a VPC that is peered with it';
    throw invalidTarget(
      `The IP address '${address.toString()}' is not in the subnets of VPC '${group.vpcId ?? ''}' or in ${elsewhere}`,
    );
  }
  if (zone === undefined) {
    throw validationError(
      `You must specify an Availability Zone for the IP address '${address.toString()}', ` +
        `because it is not in the subnets of VPC '${group.vpcId ?? ''}'`,
    );
  }
}

function inVpcOrPeer(world: World, { vpcId = '' }: TargetGroup, address: Address): boolean {
  return world.vpcs.some(
    ({ id, ipv6Cidr }) =>
      ipv6Cidr !== undefined && inBlock(address, ipv6Cidr) && (id === vpcId || arePeered(world, id, vpcId)),
  );
}

function checkZoneOfSubnet(subnet: Subnet, address: Address, zone: string | undefined): void {
  if (zone === undefined || zone === subnet.zone.name) return;
  throw validationError(
    `The IP address '${address.toString()}' is in Availability Zone '${subnet.zone.name}' and cannot have it overridden to '${zone}'`,
  );
}

function checkNotLoadBalancer(world: World, group: TargetGroup, address: Address): void {
  const owner = world.networkInterfaces.find(
    (each) => each.subnet.vpcId === group.vpcId && each.privateAddress === address.toString(),
  )?.owner;
  if (owner?.kind === 'loadBalancer' && owner.loadBalancer.type === 'application') {
    throw invalidTarget(
      `The IP address '${address.toString()}' belongs to Application Load Balancer ` +
        `'${owner.loadBalancer.name}' in VPC '${group.vpcId ?? ''}' and cannot be registered`,
    );
  }
}

function checkLoadBalancer(world: World, group: TargetGroup, { Id: arn, Port: port }: TargetRequest): void {
  const loadBalancer = world.loadBalancers.find((each) => each.arn === arn);
  if (!loadBalancer) throw invalidTarget(`The following targets do not exist: '${arn}'`);
  if (loadBalancer.vpcId !== group.vpcId) {
    throw invalidTarget(
      `The following targets are not in the target group VPC '${group.vpcId ?? ''}': '${arn}'`,
    );
  }
  if (port !== undefined && port !== group.port) {
    throw validationError(`Port '${port}' of target '${arn}' must be the port of the target group`);
  }
  if (!loadBalancer.listeners.some((listener) => listener.port === group.port)) {
    throw invalidTarget(
      `Application Load Balancer '${arn}' must have a listener on port '${group.port ?? ''}'`,
    );
  }
}
