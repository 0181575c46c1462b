// What may be registered with a target group, by the rules of the Elastic Load Balancing user guide.
import { capitalized } from './capitalized';
import type { Instance, LoadBalancerChoice } from './network';
import { figure } from './plural';
import { TARGETS_PER_GROUP } from './quotas';
import { targetLabel, type RegisteredTarget } from './target';
import type { TargetGroup } from './targetGroup';

export interface Refusal {
  /** Short and stable, such as `instance-not-running`. */
  readonly rule: string;
  /** One or two sentences: which rule, and what to do. */
  readonly message: string;
}

export interface InstanceRefusal extends Refusal {
  /** The same for the instance's row in a list, which is narrow and names it already. */
  readonly brief: string;
}

/**
 * The Elastic Load Balancing user guide: "The instance must be in the virtual private cloud (VPC) that you specified for
 * the target group. The instance must also be in the running state when you register it."
 */
export function checkInstance(instance: Instance, group: TargetGroup): InstanceRefusal | undefined {
  const label = instanceLabel(instance);
  if (group.targetType !== 'instance') {
    const refusal = wrongType(label, 'an instance', group);
    return { ...refusal, brief: 'Of another type than the group takes.' };
  }
  if (instance.state !== 'running') {
    return {
      rule: 'instance-not-running',
      message: `${label} is ${instance.state}; an instance must be running when it is registered. ${howToRun(instance.state)}`,
      brief: `${capitalized(instance.state)}. ${howToRun(instance.state)}`,
    };
  }
  if (instance.vpcId !== group.vpcId) {
    return {
      rule: 'instance-in-other-vpc',
      message: `${label} is in ${instance.vpcId ?? 'no VPC'}, but ${group.name} takes instances of ${group.vpcId ?? 'no VPC'} only. Choose an instance in that VPC, or use a target group of the instance's own VPC.`,
      brief: `In another VPC. Choose an instance of ${group.vpcId ?? 'the group’s VPC'}.`,
    };
  }
  return undefined;
}

function instanceLabel({ id, name }: Instance): string {
  return name === undefined ? id : `${id} (${name})`;
}

function howToRun(state: string): string {
  switch (state) {
    case 'pending':
      return 'Wait until it has started.';
    case 'stopping':
      return 'Wait until it has stopped, then start it.';
    case 'stopped':
      return 'Start it first.';
    default:
      return 'It cannot be started again: choose another instance.';
  }
}

/** `RegisterTargets` takes whole numbers from 1 to 65535. */
export function checkPort(port: number): Refusal | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65535
    ? undefined
    : { rule: 'port-out-of-range', message: `${port} is not a port. Enter a whole number from 1 to 65535.` };
}

/**
 * The Elastic Load Balancing user guide: "You can register a single Lambda function with each target group." and "To
 * replace a Lambda function, it is better to create a new target group instead."
 */
export function checkFunctionGroup(registered: readonly RegisteredTarget[]): Refusal | undefined {
  const [present] = registered;
  if (present === undefined) return undefined;
  return {
    rule: 'one-function',
    message: `The function ${targetLabel(present)} is registered already, and a target group takes a single one. To replace it, it is better to create a new target group for the new function; or deregister ${targetLabel(present)} first, which makes its requests in flight fail with HTTP 5XX.`,
  };
}

/**
 * The Network Load Balancer user guide: an Application Load Balancer can be a target if it is in the group's VPC and has a
 * listener on the group's port.
 */
export function checkLoadBalancerAsTarget(
  { name, vpcId, listenerPorts = [] }: Pick<LoadBalancerChoice, 'name' | 'vpcId' | 'listenerPorts'>,
  group: TargetGroup,
): Refusal | undefined {
  if (vpcId !== group.vpcId) {
    return {
      rule: 'load-balancer-in-other-vpc',
      message: `${name} is in ${vpcId}, but ${group.name} takes a load balancer of ${group.vpcId ?? 'no VPC'} only.`,
    };
  }
  if (listenerPorts.includes(group.port ?? 0)) return undefined;
  return {
    rule: 'load-balancer-without-listener',
    message: `${name} has no listener on port ${group.port ?? ''}, the port of ${group.name}. Add such a listener first.`,
  };
}

/** The quota "Targets per target group": 1,000 unless `limit` says otherwise. */
export function checkQuota(
  registeredCount: number,
  adding: number,
  limit = TARGETS_PER_GROUP,
): Refusal | undefined {
  const total = registeredCount + adding;
  if (adding <= 0 || total <= limit) return undefined;
  const room = Math.max(0, limit - registeredCount);
  return {
    rule: 'quota',
    message: `${figure(registeredCount)} registered and ${figure(adding)} to add make ${figure(total)} targets, but a target group takes ${figure(limit)}. ${room === 0 ? 'Deregister some targets first' : `Add at most ${figure(room)}, or deregister some targets first`}; the quota “Targets per Target Group” can be raised in Service Quotas.`,
  };
}

/** @param what it is, such as `an instance` */
export function wrongType(label: string, what: string, group: TargetGroup): Refusal {
  const takes = {
    instance: 'instances',
    ip: 'IP addresses',
    lambda: 'a Lambda function',
    alb: 'a load balancer',
  };
  return {
    rule: 'target-type',
    message: `${label} is ${what}, but ${group.name} takes ${takes[group.targetType]}. Choose a target group of the right type.`,
  };
}
