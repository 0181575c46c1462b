// Elastic Load Balancing v2: groups, their health and attributes, register and deregister.
import {
  DeregisterTargetsCommand,
  DescribeAccountLimitsCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
  type TargetGroup as ApiTargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TARGETS_A_CALL } from '../model/changePlan';
import { chunksOf } from '../model/chunks';
import type { LoadBalancerChoice } from '../model/network';
import { type RegisteredTarget, type TargetIdentity, type TargetType } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { CallOptions } from './cloud';
import { listenersOf } from './listeners';
import { allOf, pages } from './pages';
import { present } from './present';
import type { ServiceOf } from './service';

type Elb = ServiceOf<ElasticLoadBalancingV2Client>;

/** The API's maximum for `PageSize` of DescribeTargetGroups. */
const GROUPS_A_PAGE = 400;

export async function* targetGroups(elb: Elb, options: CallOptions): AsyncGenerator<TargetGroup[]> {
  const source = pages(
    (Marker) =>
      elb.call(new DescribeTargetGroupsCommand({ PageSize: GROUPS_A_PAGE, Marker }), 'read', options),
    ({ NextMarker }) => NextMarker,
  );
  for await (const { TargetGroups = [] } of source) yield TargetGroups.map(toTargetGroup);
}

export async function targetHealth(
  elb: Elb,
  groupArn: string,
  options: CallOptions,
  targets?: readonly TargetIdentity[],
): Promise<RegisteredTarget[]> {
  const answer = await elb.call(
    new DescribeTargetHealthCommand({ TargetGroupArn: groupArn, Targets: targets?.map(toDescription) }),
    'read',
    options,
  );
  return (answer.TargetHealthDescriptions ?? []).map(toRegisteredTarget);
}

export async function groupAttributes(
  elb: Elb,
  groupArn: string,
  options: CallOptions,
): Promise<Map<string, string>> {
  const answer = await elb.call(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: groupArn }),
    'read',
    options,
  );
  return new Map((answer.Attributes ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

export async function accountLimits(elb: Elb, options: CallOptions): Promise<Map<string, number>> {
  const source = pages(
    (Marker) => elb.call(new DescribeAccountLimitsCommand({ Marker }), 'read', options),
    ({ NextMarker }) => NextMarker,
  );
  const limits = await allOf(source, ({ Limits = [] }) => Limits);
  return new Map(limits.map(({ Name = '', Max = '' }) => [Name, Number(Max)]));
}

export function registerTargets(
  elb: Elb,
  TargetGroupArn: string,
  targets: readonly TargetIdentity[],
  options: CallOptions,
): Promise<void> {
  return inCalls(targets, (Targets) =>
    elb.call(new RegisterTargetsCommand({ TargetGroupArn, Targets }), 'register', options),
  );
}

/**
 * Sends Id, Port and AvailabilityZone as they are registered: without Port the API answers 200 and does nothing for a
 * target whose port was overridden.
 */
export function deregisterTargets(
  elb: Elb,
  TargetGroupArn: string,
  targets: readonly TargetIdentity[],
  options: CallOptions,
): Promise<void> {
  return inCalls(targets, (Targets) =>
    elb.call(new DeregisterTargetsCommand({ TargetGroupArn, Targets }), 'register', options),
  );
}

/** Those of the Region, with the ports that those of the VPC listen on. */
export async function applicationLoadBalancers(
  elb: Elb,
  vpcId: string,
  options: CallOptions,
): Promise<LoadBalancerChoice[]> {
  const source = pages(
    (Marker) => elb.call(new DescribeLoadBalancersCommand({ Marker }), 'read', options),
    ({ NextMarker }) => NextMarker,
  );
  const all = await allOf(source, ({ LoadBalancers = [] }) => LoadBalancers);
  return Promise.all(
    all
      .filter(({ Type }) => Type === 'application')
      .map(async ({ LoadBalancerArn: arn = '', VpcId, ...loadBalancer }) => ({
        arn,
        name: loadBalancer.LoadBalancerName ?? '',
        vpcId: VpcId ?? '',
        scheme: loadBalancer.Scheme ?? '',
        state: loadBalancer.State?.Code ?? '',
        zones: (loadBalancer.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []).sort(),
        dnsName: loadBalancer.DNSName ?? '',
        ...(VpcId === vpcId
          ? { listenerPorts: (await listenersOf(elb, arn, options)).flatMap(({ Port }) => Port ?? []) }
          : {}),
      })),
  );
}

/** An application load balancer can be a target only if it has a listener on the group's port. */
export async function applicationLoadBalancersOnPort(
  elb: Elb,
  vpcId: string,
  port: number,
  options: CallOptions,
): Promise<string[]> {
  const all = await applicationLoadBalancers(elb, vpcId, options);
  return all.filter(({ listenerPorts = [] }) => listenerPorts.includes(port)).map(({ arn }) => arn);
}

export function toTargetGroup(group: ApiTargetGroup): TargetGroup {
  return {
    arn: group.TargetGroupArn ?? '',
    name: group.TargetGroupName ?? '',
    targetType: (group.TargetType ?? 'instance') satisfies TargetType,
    loadBalancerArns: group.LoadBalancerArns ?? [],
    healthCheck: {
      enabled: group.HealthCheckEnabled ?? true,
      ...present({
        protocol: group.HealthCheckProtocol,
        port: group.HealthCheckPort,
        path: group.HealthCheckPath,
        intervalSeconds: group.HealthCheckIntervalSeconds,
        timeoutSeconds: group.HealthCheckTimeoutSeconds,
        healthyThreshold: group.HealthyThresholdCount,
        unhealthyThreshold: group.UnhealthyThresholdCount,
        matcher: group.Matcher?.HttpCode ?? group.Matcher?.GrpcCode,
      }),
    },
    ...present({
      protocol: group.Protocol,
      port: group.Port,
      vpcId: group.VpcId,
      ipAddressType: group.IpAddressType,
    }),
  };
}

function toRegisteredTarget({
  Target,
  TargetHealth,
  HealthCheckPort,
}: TargetHealthDescription): RegisteredTarget {
  return {
    id: Target?.Id ?? '',
    health: {
      state: TargetHealth?.State ?? 'unavailable',
      ...present({ reason: TargetHealth?.Reason, description: TargetHealth?.Description }),
    },
    ...present({
      port: Target?.Port,
      availabilityZone: Target?.AvailabilityZone,
      healthCheckPort: HealthCheckPort,
    }),
  };
}

function toDescription(target: TargetIdentity): TargetDescription {
  return { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone };
}

/** One call after the other, of {@link TARGETS_A_CALL} targets at most. */
async function inCalls(
  targets: readonly TargetIdentity[],
  send: (chunk: TargetDescription[]) => Promise<unknown>,
): Promise<void> {
  for (const chunk of chunksOf(targets, TARGETS_A_CALL)) await send(chunk.map(toDescription));
}
