// Which target groups the rules of a listener may forward to.
import {
  IncompatibleProtocolsException$,
  TargetGroupAssociationLimitException$,
  TargetGroupNotFoundException$,
  TooManyUniqueTargetGroupsPerLoadBalancerException$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError } from '../apiError';
import { invalidConfiguration } from './attributeTables';
import type { Listener, LoadBalancer, Rule, RuleAction, TargetGroup } from './loadBalancingTypes';
import { quotas } from './quotas';
import { forwardArns, loadBalancersUsing } from './routing';
import { forwardedGroups, targetGroupByArn } from './targetGroupIndex';
import { checkTargetQuotas } from './targetQuotas';
import type { World } from './world';

/** @param replaced the rule whose action it becomes */
export function checkForward(
  world: World,
  loadBalancer: LoadBalancer,
  protocol: Listener['protocol'],
  action: RuleAction,
  now: number,
  replaced?: Rule,
): void {
  const groups = forwardArns(action).map((arn) => findGroup(world, arn));
  for (const group of groups) {
    checkPlace(loadBalancer, group);
    checkProtocols(protocol, group);
    checkAlone(world, loadBalancer, group);
  }
  const all = [...new Set([...groups, ...forwardedGroups(world, loadBalancer, replaced)])];
  const most = quotas.targetGroupsPerApplicationLoadBalancer;
  if (loadBalancer.type === 'application' && all.length > most) {
    throw ApiError.of(
      TooManyUniqueTargetGroupsPerLoadBalancerException$,
      `The maximum number of unique target groups per load balancer '${most}' has been reached`,
    );
  }
  checkTargetQuotas(world, loadBalancer, all, now);
}

function findGroup(world: World, arn: string): TargetGroup {
  const group = targetGroupByArn(world, arn);
  if (!group) throw ApiError.of(TargetGroupNotFoundException$, `Target group '${arn}' not found`);
  return group;
}

function checkPlace({ vpcId, ipAddressType }: LoadBalancer, group: TargetGroup): void {
  if (group.targetType === 'lambda') return;
  if (group.vpcId !== vpcId) {
    throw invalidConfiguration(
      `Target group '${group.arn}' must be in the VPC of the load balancer, '${vpcId}'`,
    );
  }
  if (group.ipAddressType === 'ipv6' && ipAddressType === 'ipv4') {
    throw invalidConfiguration(
      `Target group '${group.arn}' has IP address type 'ipv6', which is supported for dualstack load balancers only`,
    );
  }
}

/** By the listener's protocol, those that its target groups may have. */
const groupProtocols: Partial<Record<Listener['protocol'], readonly (string | undefined)[]>> = {
  HTTP: ['HTTP', 'HTTPS', undefined],
  HTTPS: ['HTTP', 'HTTPS', undefined],
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};

function checkProtocols(protocol: Listener['protocol'], group: TargetGroup): void {
  const fits = groupProtocols[protocol]?.includes(group.protocol) ?? false;
  if (!fits || (group.targetType === 'alb' && protocol !== 'TCP')) {
    throw ApiError.of(
      IncompatibleProtocolsException$,
      `The listener and its associated target group '${group.arn}' have incompatible protocols: ` +
        `'${protocol}' and '${group.protocol ?? group.targetType}'`,
    );
  }
  if (protocol === 'HTTP' && (group.protocolVersion === 'HTTP2' || group.protocolVersion === 'GRPC')) {
    throw invalidConfiguration(
      `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${group.protocolVersion}'`,
    );
  }
}

function checkAlone(world: World, loadBalancer: LoadBalancer, group: TargetGroup): void {
  if (loadBalancersUsing(world, group).some((each) => each !== loadBalancer)) {
    throw ApiError.of(
      TargetGroupAssociationLimitException$,
      `The following target groups cannot be associated with more than one load balancer: ${group.arn}`,
    );
  }
}
