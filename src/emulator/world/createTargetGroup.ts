// Makes a target group: the rules and defaults of CreateTargetGroup, for the operation and for scenarios.
import {
  DuplicateTargetGroupNameException$,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
  TooManyTargetGroupsException$,
  type CreateTargetGroupInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import { firstAfter } from '../paging';
import { initialAttributes, invalidConfiguration } from './attributeTables';
import { checkOneOf, checkRange } from './constraints';
import { newHealthCheck } from './healthCheckSettings';
import { newTargetGroupArn } from './names';
import { checkName } from './resourceNames';
import { quotas } from './quotas';
import { targetGroupAttributes } from './targetGroupAttributes';
import { targetGroupNamed } from './targetGroupIndex';
import type { TargetGroup } from './loadBalancingTypes';
import type { Tags } from './tags';
import type { World } from './world';

export type TargetGroupRequest = Omit<CreateTargetGroupInput, 'Name' | 'Tags' | 'TargetControlPort'> & {
  readonly Name: string;
};

export function createTargetGroup(world: World, request: TargetGroupRequest, tags: Tags): TargetGroup {
  const group = newTargetGroup(world, request, tags);
  const same = targetGroupNamed(world, group.name);
  if (same) {
    if (settingsOf(same) === settingsOf(group)) return same;
    throw ApiError.of(
      DuplicateTargetGroupNameException$,
      `A target group with the same name '${group.name}' exists, but with different settings`,
    );
  }
  if (world.targetGroups.length >= quotas.targetGroups) {
    throw ApiError.of(
      TooManyTargetGroupsException$,
      `The maximum number of target groups '${quotas.targetGroups}' has been reached`,
    );
  }
  const created = { arn: newTargetGroupArn(world, group.name), ...group };
  const place = firstAfter(world.targetGroups, (each) => each.name, created.name);
  world.targetGroups.splice(place, 0, created);
  return created;
}

function settingsOf({
  targetType,
  protocol,
  protocolVersion,
  port,
  vpcId,
  ipAddressType,
  healthCheck,
}: Omit<TargetGroup, 'arn'>) {
  return JSON.stringify({ targetType, protocol, protocolVersion, port, vpcId, ipAddressType, healthCheck });
}

function newTargetGroup(world: World, request: TargetGroupRequest, tags: Tags): Omit<TargetGroup, 'arn'> {
  const { Name: name } = request;
  checkName('Target group', name);
  const targetType = checkOneOf('TargetType', TargetTypeEnum, request.TargetType ?? 'instance');
  const place = targetType === 'lambda' ? lambdaPlace(request) : networkPlace(world, targetType, request);
  const kind = { targetType, ...place };
  return {
    name,
    ...kind,
    healthCheck: newHealthCheck(kind, request),
    attributes: initialAttributes(targetGroupAttributes, kind),
    tags,
    targets: [],
  };
}

type Place = Pick<TargetGroup, 'protocol' | 'protocolVersion' | 'port' | 'vpcId' | 'ipAddressType'>;

function lambdaPlace(request: TargetGroupRequest): Place {
  for (const member of ['Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'IpAddressType'] as const) {
    if (request[member] !== undefined) {
      throw validationError(`${member} cannot be specified for target groups with target type 'lambda'`);
    }
  }
  return {
    protocol: undefined,
    protocolVersion: undefined,
    port: undefined,
    vpcId: undefined,
    ipAddressType: undefined,
  };
}

const supportedProtocols: readonly string[] = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'];

function networkPlace(world: World, targetType: TargetTypeEnum, request: TargetGroupRequest): Place {
  if (request.Protocol === undefined) throw validationError('A protocol must be specified');
  const protocol = checkOneOf('Protocol', ProtocolEnum, request.Protocol);
  if (!supportedProtocols.includes(protocol)) {
    throw validationError(`The emulator has no target groups with protocol '${protocol}'`);
  }
  const port = request.Port;
  if (port === undefined) throw validationError('A port must be specified');
  checkRange('Port', port, 1, 65535);
  if (protocol === 'GENEVE' && port !== 6081) {
    throw validationError(`Port '${port}' must be '6081' for target groups with the GENEVE protocol`);
  }
  if (request.VpcId === undefined) throw validationError('A VPC ID must be specified');
  if (!world.vpcs.some(({ id }) => id === request.VpcId)) {
    throw validationError(`The VPC ID '${request.VpcId}' is not found`);
  }
  if (targetType === 'alb' && protocol !== 'TCP') {
    throw invalidConfiguration(
      `Target groups with target type 'alb' must have the TCP protocol, not ${protocol}`,
    );
  }
  return {
    protocol,
    protocolVersion: protocolVersionOf(protocol, request),
    port,
    vpcId: request.VpcId,
    ipAddressType: checkOneOf('IpAddressType', TargetGroupIpAddressTypeEnum, request.IpAddressType ?? 'ipv4'),
  };
}

function protocolVersionOf(protocol: ProtocolEnum, request: TargetGroupRequest): string | undefined {
  const { ProtocolVersion: version } = request;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    if (version !== undefined) {
      throw validationError(
        `ProtocolVersion cannot be specified for target groups with the ${protocol} protocol`,
      );
    }
    return undefined;
  }
  if (version !== undefined && !['HTTP1', 'HTTP2', 'GRPC'].includes(version)) {
    throw validationError(`Protocol version '${version}' must be one of '[GRPC, HTTP1, HTTP2]'`);
  }
  return version ?? 'HTTP1';
}
