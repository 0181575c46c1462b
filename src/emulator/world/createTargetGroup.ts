// Makes a target group: the rules and defaults of CreateTargetGroup, for the operation and for scenarios.
import {
  DuplicateTargetGroupNameException$,
  InvalidConfigurationRequestException$,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
  TooManyTargetGroupsException$,
  type CreateTargetGroupInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import { firstAfter } from '../paging';
import { quotas } from './quotas';
import { newTargetGroupArn } from './names';
import { familyOf, initialAttributes, type TargetGroupFamily } from './targetGroupAttributes';
import type { HealthCheck, TargetGroup } from './loadBalancingTypes';
import type { Tags } from './tags';
import type { World } from './world';

export type TargetGroupRequest = Omit<CreateTargetGroupInput, 'Name' | 'Tags' | 'TargetControlPort'> & {
  readonly Name: string;
};

export function createTargetGroup(world: World, request: TargetGroupRequest, tags: Tags): TargetGroup {
  const group = newTargetGroup(world, request, tags);
  const same = world.targetGroups.find((each) => each.name === group.name);
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
      `The maximum number of target groups (${quotas.targetGroups}) has been reached`,
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
  checkName(name);
  const targetType = oneOf('target type', TargetTypeEnum, request.TargetType ?? 'instance');
  const place = targetType === 'lambda' ? lambdaPlace(request) : networkPlace(world, targetType, request);
  const family = familyOf({ targetType, protocol: place.protocol });
  return {
    name,
    targetType,
    ...place,
    ipAddressType:
      targetType === 'lambda'
        ? undefined
        : oneOf('IP address type', TargetGroupIpAddressTypeEnum, request.IpAddressType ?? 'ipv4'),
    healthCheck: healthCheckOf(family, place.protocolVersion, request),
    attributes: initialAttributes(family),
    tags,
    targets: [],
  };
}

function checkName(name: string): void {
  if (name.length === 0 || name.length > 32) {
    throw validationError(`Target group name '${name}' cannot be longer than '32' characters`);
  }
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `Target group name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`Target group name '${name}' cannot begin or end with a hyphen(-)`);
  }
}

type Place = Pick<TargetGroup, 'protocol' | 'protocolVersion' | 'port' | 'vpcId'>;

function lambdaPlace(request: TargetGroupRequest): Place {
  for (const member of ['Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'IpAddressType'] as const) {
    if (request[member] !== undefined) {
      throw validationError(`${member} cannot be specified for target groups with target type 'lambda'`);
    }
  }
  return { protocol: undefined, protocolVersion: undefined, port: undefined, vpcId: undefined };
}

const supportedProtocols: readonly string[] = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'];

function networkPlace(world: World, targetType: TargetTypeEnum, request: TargetGroupRequest): Place {
  if (request.Protocol === undefined) throw validationError('A protocol must be specified');
  const protocol = oneOf('protocol', ProtocolEnum, request.Protocol);
  if (!supportedProtocols.includes(protocol)) {
    throw validationError(`The emulator has no target groups with protocol '${protocol}'`);
  }
  const port = request.Port;
  if (port === undefined) throw validationError('A port must be specified');
  checkRange('Port', port, 1, 65535);
  if (protocol === 'GENEVE' && port !== 6081)
    throw validationError("GENEVE target groups must have port '6081'");
  if (request.VpcId === undefined) throw validationError('A VPC ID must be specified');
  if (!world.vpcs.some((vpc) => vpc.id === request.VpcId)) {
    throw validationError(`The VPC ID '${request.VpcId}' is not found`);
  }
  if (targetType === 'alb' && protocol !== 'TCP') {
    throw ApiError.of(
      InvalidConfigurationRequestException$,
      "Target groups with target type 'alb' must have protocol 'TCP'",
    );
  }
  return { protocol, protocolVersion: protocolVersionOf(protocol, request), port, vpcId: request.VpcId };
}

function protocolVersionOf(protocol: ProtocolEnum, request: TargetGroupRequest): string | undefined {
  const { ProtocolVersion: version } = request;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    if (version !== undefined) {
      throw validationError(`ProtocolVersion cannot be specified for protocol '${protocol}'`);
    }
    return undefined;
  }
  if (version !== undefined && !['HTTP1', 'HTTP2', 'GRPC'].includes(version)) {
    throw validationError(`Protocol version '${version}' is not valid: it must be HTTP1, HTTP2 or GRPC`);
  }
  return version ?? 'HTTP1';
}

function healthCheckOf(
  family: TargetGroupFamily,
  protocolVersion: string | undefined,
  request: TargetGroupRequest,
): HealthCheck {
  const enabled = request.HealthCheckEnabled ?? family !== 'lambda';
  if (!enabled && family !== 'lambda') {
    throw validationError('Health check enabled must be true for target groups with this target type');
  }
  const protocol = healthCheckProtocol(family, request);
  const overHttp = protocol === 'HTTP' || protocol === 'HTTPS' || family === 'lambda';
  const intervalSeconds =
    request.HealthCheckIntervalSeconds ?? (family === 'lambda' ? 35 : family === 'gateway' ? 10 : 30);
  const timeoutSeconds =
    request.HealthCheckTimeoutSeconds ?? defaultTimeoutSeconds(family, intervalSeconds, overHttp);
  checkRange('HealthCheckIntervalSeconds', intervalSeconds, 5, 300);
  checkRange('HealthCheckTimeoutSeconds', timeoutSeconds, 2, 120);
  if (timeoutSeconds >= intervalSeconds && family !== 'network' && family !== 'gateway') {
    throw validationError(
      `Health check interval must be greater than the timeout: '${intervalSeconds}' is not greater than '${timeoutSeconds}'`,
    );
  }
  const healthyThreshold = request.HealthyThresholdCount ?? 5;
  const unhealthyThreshold = request.UnhealthyThresholdCount ?? 2;
  checkRange('HealthyThresholdCount', healthyThreshold, 2, 10);
  checkRange('UnhealthyThresholdCount', unhealthyThreshold, 2, 10);
  if (!overHttp) {
    for (const member of ['HealthCheckPath', 'Matcher'] as const) {
      if (request[member] !== undefined) {
        throw validationError(
          `${member} cannot be specified for health checks with protocol '${protocol ?? ''}'`,
        );
      }
    }
  }
  const path = request.HealthCheckPath ?? (protocolVersion === 'GRPC' ? '/AWS.ALB/healthcheck' : '/');
  if (!path.startsWith('/') || path.length > 1024) {
    throw validationError(`Health check path '${path}' must begin with a '/' character`);
  }
  return {
    enabled,
    protocol,
    port: healthCheckPort(family, request),
    path: overHttp ? path : undefined,
    intervalSeconds,
    timeoutSeconds,
    healthyThreshold,
    unhealthyThreshold,
    matcher: overHttp ? matcherOf(family, protocolVersion, request) : undefined,
  };
}

function healthCheckProtocol(
  family: TargetGroupFamily,
  request: TargetGroupRequest,
): ProtocolEnum | undefined {
  const asked = request.HealthCheckProtocol;
  if (family === 'lambda') {
    if (asked !== undefined) {
      throw validationError(
        "HealthCheckProtocol cannot be specified for target groups with target type 'lambda'",
      );
    }
    return undefined;
  }
  const allowed = family === 'application' ? ['HTTP', 'HTTPS'] : ['HTTP', 'HTTPS', 'TCP'];
  const toLoadBalancer = request.TargetType === 'alb';
  const protocol = asked ?? (family === 'application' || toLoadBalancer ? 'HTTP' : 'TCP');
  if (!allowed.includes(protocol) || (toLoadBalancer && protocol === 'TCP')) {
    throw validationError(`Health check protocol '${protocol}' is not supported for this target group`);
  }
  return protocol;
}

function healthCheckPort(family: TargetGroupFamily, request: TargetGroupRequest): string | undefined {
  if (family === 'lambda') {
    if (request.HealthCheckPort !== undefined) {
      throw validationError(
        "HealthCheckPort cannot be specified for target groups with target type 'lambda'",
      );
    }
    return undefined;
  }
  const port = request.HealthCheckPort ?? (family === 'gateway' ? '80' : 'traffic-port');
  if (port !== 'traffic-port' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    throw validationError(`Health check port '${port}' must be 'traffic-port' or in the range 1-65535`);
  }
  return port;
}

function defaultTimeoutSeconds(
  family: TargetGroupFamily,
  intervalSeconds: number,
  overHttp: boolean,
): number {
  if (family === 'lambda') return 30;
  if (family === 'network') return overHttp ? 6 : 10;
  // A default never contradicts a short interval that was asked for.
  return Math.min(5, Math.max(2, intervalSeconds - 1));
}

function matcherOf(
  family: TargetGroupFamily,
  protocolVersion: string | undefined,
  { Matcher: matcher }: TargetGroupRequest,
): HealthCheck['matcher'] {
  if (protocolVersion === 'GRPC') {
    if (matcher?.HttpCode !== undefined)
      throw validationError('Matcher HttpCode cannot be specified for GRPC');
    return { grpcCode: checkCodes(matcher?.GrpcCode ?? '12', 0, 99) };
  }
  if (matcher?.GrpcCode !== undefined)
    throw validationError('Matcher GrpcCode can only be specified for GRPC');
  const initial = family === 'network' ? '200-399' : '200';
  return { httpCode: checkCodes(matcher?.HttpCode ?? initial, 200, family === 'application' ? 499 : 599) };
}

function checkCodes(codes: string, least: number, most: number): string {
  const valid = codes.split(',').every((part) => {
    const [from = '', to = from] = part.split('-', 2);
    return [from, to].every(
      (code) => /^\d{1,3}$/.test(code) && Number(code) >= least && Number(code) <= most,
    );
  });
  if (!valid) {
    throw validationError(
      `Health check matcher '${codes}' must be codes or ranges of codes from ${least} to ${most}`,
    );
  }
  return codes;
}

function checkRange(member: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw validationError(
      `1 validation error detected: Value '${value}' at '${member.charAt(0).toLowerCase()}${member.slice(1)}' ` +
        `failed to satisfy constraint: Member must have value between ${least} and ${most}`,
    );
  }
}

function oneOf<Value extends string>(
  words: string,
  values: Readonly<Record<string, Value>>,
  value: string,
): Value {
  const found = Object.values(values).find((each) => each === value);
  if (found === undefined) throw validationError(`'${value}' is not a valid ${words}`);
  return found;
}
