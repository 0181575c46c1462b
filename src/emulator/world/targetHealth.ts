// A target's health in the words of the API: from the state of the world, and from what its checks have found.
import type {
  TargetHealthReasonEnum,
  TargetHealthStateEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { findInstance } from './instanceIndex';
import { instanceState } from './instanceState';
import type { CheckedHealth, CheckFailure, HealthResults } from './healthResults';
import { loadBalancersUsing } from './routing';
import { familyOf } from './targetGroupAttributes';
import type { RegisteredTarget, TargetGroup } from './loadBalancingTypes';
import type { Instance } from './networkTypes';
import type { World } from './world';

export interface Health {
  readonly state: TargetHealthStateEnum;
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
}

const notInUse: Health = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

export function targetHealth(
  world: World,
  group: TargetGroup,
  target: RegisteredTarget,
  now: number,
  results: HealthResults,
): Health {
  if (target.deregistered) {
    return {
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    };
  }
  return (
    unusedHealth(world, group, target, now) ??
    (group.healthCheck.enabled
      ? checked(group, results.of(world, group, target))
      : {
          state: 'unavailable',
          reason: 'Target.HealthCheckDisabled',
          description: 'Health checks are not enabled for this target',
        })
  );
}

/** Why a load balancer neither checks a target nor sends it requests, or undefined if it does. */
export function unusedHealth(
  world: World,
  group: TargetGroup,
  target: RegisteredTarget,
  now: number,
): Health | undefined {
  const instance = instanceOf(world, group, target);
  const loadBalancers = loadBalancersUsing(world, group);
  if (loadBalancers.length === 0) return notInUse;
  if (instance) {
    const state = instanceState(instance, now);
    if (state !== 'running') {
      return {
        state: 'unused',
        reason: 'Target.InvalidState',
        description: `Target is in the ${state} state`,
      };
    }
  }
  const zone = zoneOf(world, group, target);
  const enabled =
    zone === undefined ||
    zone === 'all' ||
    loadBalancers.some((loadBalancer) => loadBalancer.subnets.some((subnet) => subnet.zone.name === zone));
  return enabled
    ? undefined
    : {
        state: 'unused',
        reason: 'Target.NotInUse',
        description: 'Target is in an Availability Zone that is not enabled for the load balancer',
      };
}

/** `all`, or undefined for what is in none. */
export function zoneOf(world: World, group: TargetGroup, target: RegisteredTarget): string | undefined {
  return instanceOf(world, group, target)?.subnet.zone.name ?? target.availabilityZone;
}

function instanceOf(world: World, group: TargetGroup, { id }: RegisteredTarget): Instance | undefined {
  return group.targetType === 'instance' ? findInstance(world, id) : undefined;
}

function checked(group: TargetGroup, found: CheckedHealth): Health {
  switch (found.state) {
    case 'registering':
      return {
        state: 'initial',
        reason: 'Elb.RegistrationInProgress',
        description: 'Target registration is in progress',
      };
    case 'checking':
      return {
        state: 'initial',
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
      };
    case 'healthy':
      return { state: 'healthy' };
    case 'unhealthy':
      return unhealthy(group, found.failure);
  }
}

function unhealthy(group: TargetGroup, failure: CheckFailure): Health {
  const family = familyOf(group);
  // A Network Load Balancer tells no more than that its checks failed.
  if (failure.kind === 'failed' || family === 'network' || family === 'gateway') {
    return { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
  return failure.kind === 'timeout'
    ? { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' }
    : {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${failure.code}]`,
      };
}
