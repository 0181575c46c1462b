// DescribeTargetGroups: all, or those of a load balancer, of a list of names or of a list of ARNs.
import {
  DescribeTargetGroups$,
  TargetGroupNotFoundException$,
  type DescribeTargetGroupsInput,
  type DescribeTargetGroupsOutput,
  type TargetGroup as TargetGroupShape,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { matcherShape } from '../../world/healthCheckSettings';
import { loadBalancersUsing } from '../../world/routing';
import { forwardedGroups, targetGroupNamed } from '../../world/targetGroupIndex';
import type { TargetGroup } from '../../world/loadBalancingTypes';
import type { World } from '../../world/world';
import { elbPageOfSorted, findLoadBalancer, findTargetGroup } from './lookup';

export const describeTargetGroups = operation(
  DescribeTargetGroups$,
  ['LoadBalancerArn', 'TargetGroupArns', 'Names', 'Marker', 'PageSize'],
  (input: Checked<DescribeTargetGroupsInput>, { world }): DescribeTargetGroupsOutput => {
    const { items, next } = elbPageOfSorted(selectTargetGroups(world, input), (group) => group.name, input);
    return { TargetGroups: items.map((group) => targetGroupShape(world, group)), NextMarker: next };
  },
);

function selectTargetGroups(world: World, input: Checked<DescribeTargetGroupsInput>): TargetGroup[] {
  const { LoadBalancerArn: loadBalancerArn, TargetGroupArns: arns, Names: names } = input;
  if ([loadBalancerArn, arns, names].filter((filter) => filter !== undefined).length > 1) {
    throw validationError('Only one of target group ARNs, names and load balancer ARN can be specified');
  }
  if (loadBalancerArn !== undefined) return forwardedGroups(world, findLoadBalancer(world, loadBalancerArn));
  if (arns) return sorted(arns.map((arn) => findTargetGroup(world, arn)));
  if (names) {
    const missing = names.filter((name) => !targetGroupNamed(world, name));
    if (missing.length > 0) {
      throw ApiError.of(
        TargetGroupNotFoundException$,
        `One or more target groups not found: ${missing.join(', ')}`,
      );
    }
    return sorted(names.flatMap((name) => targetGroupNamed(world, name) ?? []));
  }
  return world.targetGroups;
}

function sorted(groups: TargetGroup[]): TargetGroup[] {
  return [...new Set(groups)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function targetGroupShape(world: World, group: TargetGroup): TargetGroupShape {
  const { healthCheck } = group;
  const { matcher } = healthCheck;
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: matcher && matcherShape(matcher),
    LoadBalancerArns: loadBalancersUsing(world, group).map((loadBalancer) => loadBalancer.arn),
    TargetType: group.targetType,
    ProtocolVersion: group.protocolVersion,
    IpAddressType: group.ipAddressType,
  };
}
