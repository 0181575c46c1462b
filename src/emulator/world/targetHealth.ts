// A target's health at a moment: a pure function of the world and of the times recorded in it.
import type {
  TargetHealthReasonEnum,
  TargetHealthStateEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { instanceState, runningSince } from './instanceState';
import { answerMatches } from './healthCheckMatcher';
import { loadBalancersUsing } from './routing';
import { familyOf } from './targetGroupAttributes';
import type { HealthCheckAnswer, Instance, RegisteredTarget, TargetGroup, World } from './world';

export interface Health {
  readonly state: TargetHealthStateEnum;
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
}

/** How long a load balancer takes to take notice of a new target, before its first health check. */
const registrationMilliseconds = 1000;

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
): Health {
  if (target.deregistered) {
    return {
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    };
  }
  const instance =
    group.targetType === 'instance' ? world.instances.find((each) => each.id === target.id) : undefined;
  return (
    unused(world, group, target, instance, now) ??
    (group.healthCheck.enabled
      ? checked(world, group, target, instance, now)
      : {
          state: 'unavailable',
          reason: 'Target.HealthCheckDisabled',
          description: 'Health checks are not enabled for this target',
        })
  );
}

/** Whether requests can be in flight to the target, so that it drains when it is deregistered. */
export function isInService({ state }: Health): boolean {
  return state === 'initial' || state === 'healthy' || state === 'unhealthy';
}

function unused(
  world: World,
  group: TargetGroup,
  target: RegisteredTarget,
  instance: Instance | undefined,
  now: number,
): Health | undefined {
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
  const zone = instance?.subnet.zone.name ?? target.availabilityZone;
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

function checked(
  world: World,
  group: TargetGroup,
  target: RegisteredTarget,
  instance: Instance | undefined,
  now: number,
): Health {
  const { intervalSeconds, healthyThreshold, unhealthyThreshold } = group.healthCheck;
  const result = verdict(group, answerOf(world, group, target, instance));
  const since = Math.max(target.registeredAt, instance ? runningSince(instance) : 0);
  if (now < since + registrationMilliseconds) {
    return {
      state: 'initial',
      reason: 'Elb.RegistrationInProgress',
      description: 'Target registration is in progress',
    };
  }
  const threshold = result.state === 'healthy' ? healthyThreshold : unhealthyThreshold;
  if (now < since + registrationMilliseconds + threshold * intervalSeconds * 1000) {
    return {
      state: 'initial',
      reason: 'Elb.InitialHealthChecking',
      description: 'Initial health checks in progress',
    };
  }
  return result;
}

function answerOf(
  world: World,
  group: TargetGroup,
  target: RegisteredTarget,
  instance: Instance | undefined,
): HealthCheckAnswer {
  switch (group.targetType) {
    case 'instance':
      return instance?.answers ?? 'timeout';
    case 'ip':
      return world.addresses.get(target.id) ?? 'timeout';
    case 'lambda':
      // Every function of the emulator's world answers.
      return 200;
    case 'alb':
      return world.loadBalancers.find((each) => each.arn === target.id)?.answers ?? 'timeout';
  }
}

function verdict(group: TargetGroup, answer: HealthCheckAnswer): Health {
  const failed: Health = {
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    description: 'Health checks failed',
  };
  if (answer === 'refuses') return failed;
  // A Network Load Balancer tells no more than that its checks failed.
  const terse = familyOf(group) === 'network' || familyOf(group) === 'gateway';
  if (answer === 'timeout') {
    return terse
      ? failed
      : { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };
  }
  if (answerMatches(group.healthCheck.matcher, answer)) return { state: 'healthy' };
  return terse
    ? failed
    : {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${answer}]`,
      };
}
