// The health check of a target group: defaults and bounds by kind of group, for a new group and for changes.
import { ProtocolEnum, type ModifyTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../apiError';
import { invalidConfiguration } from './attributeTables';
import { checkLength, checkOneOf, checkRange } from './constraints';
import type { HealthCheck, TargetGroup } from './loadBalancingTypes';
import { familyOf, type TargetGroupFamily } from './targetGroupAttributes';

export type HealthCheckRequest = Omit<ModifyTargetGroupInput, 'TargetGroupArn'>;

type Kind = Pick<TargetGroup, 'targetType' | 'protocol' | 'protocolVersion'>;

export function newHealthCheck(kind: Kind, request: HealthCheckRequest): HealthCheck {
  const family = familyOf(kind);
  const enabled = request.HealthCheckEnabled ?? family !== 'lambda';
  if (!enabled && family !== 'lambda') {
    throw validationError(
      `Health check enabled must be true for target groups with target type '${kind.targetType}'`,
    );
  }
  const protocol = protocolOf(kind, request);
  const overHttp = isOverHttp(kind, protocol);
  if (!overHttp) refuseHttpMembers(protocol, request);
  return {
    enabled,
    protocol,
    port: portOf(family, request),
    path: overHttp ? pathOf(kind, request) : undefined,
    ...timesOf(family, overHttp, request),
    ...thresholdsOf(family, request),
    matcher: overHttp ? matcherOf(kind, request) : undefined,
  };
}

/** What is not given stays as it is, as far as it goes with the protocol. */
export function changedHealthCheck(group: TargetGroup, request: HealthCheckRequest): HealthCheck {
  const { healthCheck: current } = group;
  const { matcher } = current;
  const overHttp = isOverHttp(group, request.HealthCheckProtocol ?? current.protocol);
  return newHealthCheck(group, {
    HealthCheckEnabled: request.HealthCheckEnabled ?? current.enabled,
    HealthCheckProtocol: request.HealthCheckProtocol ?? current.protocol,
    HealthCheckPort: request.HealthCheckPort ?? current.port,
    HealthCheckPath: request.HealthCheckPath ?? (overHttp ? current.path : undefined),
    HealthCheckIntervalSeconds: request.HealthCheckIntervalSeconds ?? current.intervalSeconds,
    HealthCheckTimeoutSeconds: request.HealthCheckTimeoutSeconds ?? current.timeoutSeconds,
    HealthyThresholdCount: request.HealthyThresholdCount ?? current.healthyThreshold,
    UnhealthyThresholdCount: request.UnhealthyThresholdCount ?? current.unhealthyThreshold,
    Matcher: request.Matcher ?? (overHttp && matcher ? matcherShape(matcher) : undefined),
  });
}

export function matcherShape(matcher: NonNullable<HealthCheck['matcher']>) {
  return 'httpCode' in matcher ? { HttpCode: matcher.httpCode } : { GrpcCode: matcher.grpcCode };
}

function isOverHttp({ targetType }: Kind, protocol: string | undefined): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS' || targetType === 'lambda';
}

function protocolOf(kind: Kind, request: HealthCheckRequest): ProtocolEnum | undefined {
  const family = familyOf(kind);
  if (family === 'lambda') {
    if (request.HealthCheckProtocol !== undefined) {
      throw validationError(
        "HealthCheckProtocol cannot be specified for target groups with target type 'lambda'",
      );
    }
    return undefined;
  }
  const overHttp = family === 'application' || kind.targetType === 'alb';
  const protocol = checkOneOf(
    'HealthCheckProtocol',
    ProtocolEnum,
    request.HealthCheckProtocol ?? (overHttp ? 'HTTP' : 'TCP'),
  );
  const allowed = overHttp ? ['HTTP', 'HTTPS'] : ['HTTP', 'HTTPS', 'TCP'];
  if (!allowed.includes(protocol)) {
    throw validationError(`Health check protocol '${protocol}' must be one of '[${allowed.join(', ')}]'`);
  }
  return protocol;
}

function refuseHttpMembers(protocol: string | undefined, request: HealthCheckRequest): void {
  const words = { HealthCheckPath: 'paths', Matcher: 'matchers' } as const;
  for (const member of ['HealthCheckPath', 'Matcher'] as const) {
    if (request[member] !== undefined) {
      throw invalidConfiguration(
        `Health check ${words[member]} are not supported for ${protocol ?? ''} health checks`,
      );
    }
  }
}

function portOf(family: TargetGroupFamily, request: HealthCheckRequest): string | undefined {
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

function pathOf({ protocolVersion }: Kind, request: HealthCheckRequest): string {
  const path = request.HealthCheckPath ?? (protocolVersion === 'GRPC' ? '/AWS.ALB/healthcheck' : '/');
  checkLength('HealthCheckPath', path, 1, 1024);
  if (!path.startsWith('/')) {
    throw validationError(`Health check path '${path}' must begin with a '/' character`);
  }
  return path;
}

function timesOf(
  family: TargetGroupFamily,
  overHttp: boolean,
  request: HealthCheckRequest,
): Pick<HealthCheck, 'intervalSeconds' | 'timeoutSeconds'> {
  const intervalSeconds =
    request.HealthCheckIntervalSeconds ?? (family === 'lambda' ? 35 : family === 'gateway' ? 10 : 30);
  checkRange('HealthCheckIntervalSeconds', intervalSeconds, 5, 300);
  const timeoutSeconds =
    request.HealthCheckTimeoutSeconds ?? defaultTimeoutSeconds(family, intervalSeconds, overHttp);
  checkRange('HealthCheckTimeoutSeconds', timeoutSeconds, 2, 120);
  const mayBeEqual = family === 'network' || family === 'gateway';
  if (timeoutSeconds > intervalSeconds || (timeoutSeconds === intervalSeconds && !mayBeEqual)) {
    throw validationError(
      `Health check timeout '${timeoutSeconds}' must be smaller than ${mayBeEqual ? 'or equal to ' : ''}` +
        `the interval '${intervalSeconds}'`,
    );
  }
  return { intervalSeconds, timeoutSeconds };
}

/** A default never contradicts a short interval that was asked for. */
function defaultTimeoutSeconds(
  family: TargetGroupFamily,
  intervalSeconds: number,
  overHttp: boolean,
): number {
  const usual = { lambda: 30, network: overHttp ? 6 : 10, application: 5, gateway: 5 }[family];
  return Math.min(usual, Math.max(2, intervalSeconds - 1));
}

function thresholdsOf(
  family: TargetGroupFamily,
  request: HealthCheckRequest,
): Pick<HealthCheck, 'healthyThreshold' | 'unhealthyThreshold'> {
  const healthyThreshold = request.HealthyThresholdCount ?? 5;
  const unhealthyThreshold = request.UnhealthyThresholdCount ?? (family === 'lambda' ? 5 : 2);
  checkRange('HealthyThresholdCount', healthyThreshold, 2, 10);
  checkRange('UnhealthyThresholdCount', unhealthyThreshold, 2, 10);
  return { healthyThreshold, unhealthyThreshold };
}

const mostHttpCode: Record<TargetGroupFamily, number> = {
  application: 499,
  lambda: 499,
  network: 599,
  gateway: 399,
};

function matcherOf(kind: Kind, { Matcher: matcher }: HealthCheckRequest): HealthCheck['matcher'] {
  const family = familyOf(kind);
  if (kind.protocolVersion === 'GRPC') {
    if (matcher?.HttpCode !== undefined) {
      throw validationError("Matcher HttpCode cannot be specified for protocol version 'GRPC'");
    }
    return { grpcCode: checkCodes(matcher?.GrpcCode ?? '12', 0, 99) };
  }
  if (matcher?.GrpcCode !== undefined) {
    throw validationError("Matcher GrpcCode can be specified for protocol version 'GRPC' only");
  }
  const usual = family === 'network' || family === 'gateway' ? '200-399' : '200';
  return { httpCode: checkCodes(matcher?.HttpCode ?? usual, 200, mostHttpCode[family]) };
}

function checkCodes(codes: string, least: number, most: number): string {
  const valid = codes.split(',').every((part) => {
    const [, from = '', to = from] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part) ?? [];
    return from !== '' && Number(from) >= least && Number(from) <= Number(to) && Number(to) <= most;
  });
  if (!valid) {
    throw validationError(
      `Health check matcher '${codes}' must be codes or ranges of codes from ${least} to ${most}`,
    );
  }
  return codes;
}
