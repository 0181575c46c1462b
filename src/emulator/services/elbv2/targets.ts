// RegisterTargets, DeregisterTargets and DescribeTargetHealth.
import {
  DeregisterTargets$,
  DescribeTargetHealth$,
  DescribeTargetHealthInputIncludeEnum,
  RegisterTargets$,
  type DeregisterTargetsInput,
  type DeregisterTargetsOutput,
  type DescribeTargetHealthInput,
  type DescribeTargetHealthOutput,
  type RegisterTargetsInput,
  type RegisterTargetsOutput,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { familyOf } from '../../world/targetGroupAttributes';
import { presentTargets } from '../../world/presentTargets';
import { targetHealth, type Health } from '../../world/targetHealth';
import { checkWellFormed, type TargetRequest } from '../../world/targetRules';
import {
  deregisterTargets as deregister,
  effectiveTarget,
  findTarget,
  indexTargets,
  registerTargets as register,
} from '../../world/targets';
import type { RegisteredTarget, TargetGroup } from '../../world/loadBalancingTypes';
import { findTargetGroup } from './lookup';

export const registerTargets = operation(
  RegisterTargets$,
  ['TargetGroupArn', 'Targets'],
  (input: Checked<RegisterTargetsInput>, { world, now }): RegisterTargetsOutput => {
    register(world, findTargetGroup(world, input.TargetGroupArn), someTargets(input.Targets), now);
    return {};
  },
);

export const deregisterTargets = operation(
  DeregisterTargets$,
  ['TargetGroupArn', 'Targets'],
  (input: Checked<DeregisterTargetsInput>, { world, now }): DeregisterTargetsOutput => {
    deregister(world, findTargetGroup(world, input.TargetGroupArn), someTargets(input.Targets), now);
    return {};
  },
);

function someTargets(targets: TargetRequest[]): TargetRequest[] {
  if (targets.length === 0) throw validationError('At least one target must be specified');
  return targets;
}

export const describeTargetHealth = operation(
  DescribeTargetHealth$,
  ['TargetGroupArn', 'Targets', 'Include'],
  (input: Checked<DescribeTargetHealthInput>, { world, now, health }): DescribeTargetHealthOutput => {
    const group = findTargetGroup(world, input.TargetGroupArn);
    const include = checkInclude(input.Include ?? []);
    const describe = (target: RegisteredTarget) =>
      description(group, target, targetHealth(world, group, target, now, health), include);
    if (!input.Targets || input.Targets.length === 0) {
      return { TargetHealthDescriptions: presentTargets(group, now).map(describe) };
    }
    const targets = indexTargets(group, now);
    const descriptions = input.Targets.map((request) => {
      checkWellFormed(world, group, request);
      const target = findTarget(world, group, targets, request);
      return target ? describe(target) : notRegistered(group, effectiveTarget(world, group, request));
    });
    return { TargetHealthDescriptions: descriptions };
  },
);

type Include = DescribeTargetHealthInputIncludeEnum;

function checkInclude(include: Include[]): Include[] {
  const known: readonly string[] = Object.values(DescribeTargetHealthInputIncludeEnum);
  for (const each of include) {
    if (!known.includes(each)) throw validationError(`'${each}' is not a valid value of Include`);
  }
  return include;
}

type TargetIdentity = Pick<RegisteredTarget, 'id' | 'port' | 'availabilityZone'>;

function description(
  group: TargetGroup,
  target: TargetIdentity,
  { state, reason, description: words }: Health,
  include: Include[],
): TargetHealthDescription {
  // Anomalies are looked for over HTTP only; in the emulator's world there are none.
  const anomalies = include.length > 0 && familyOf(group) === 'application';
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
    HealthCheckPort: healthCheckPort(group, target),
    TargetHealth: { State: state, Reason: reason, Description: words },
    AnomalyDetection: anomalies ? { Result: 'normal', MitigationInEffect: 'no' } : undefined,
  };
}

function healthCheckPort({ healthCheck }: TargetGroup, { port }: TargetIdentity): string | undefined {
  return healthCheck.port === 'traffic-port' ? port?.toString() : healthCheck.port;
}

function notRegistered(group: TargetGroup, target: TargetIdentity): TargetHealthDescription {
  const health: Health = {
    state: 'unused',
    reason: 'Target.NotRegistered',
    description: 'Target is not registered to the target group',
  };
  return description(group, target, health, []);
}
