// Auto Scaling groups, as far as they register instances and decide what becomes of them.

export interface AutoScalingGroup {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  /** `EC2` always, and of `ELB`, `EBS` and `VPC_LATTICE` those that are turned on. */
  readonly healthCheckTypes: readonly string[];
  readonly healthCheckGraceSeconds: number;
  /** Such as `ReplaceUnhealthy`. */
  readonly suspendedProcesses: readonly string[];
  readonly subnetIds: readonly string[];
  /** Those that it registers its instances with. */
  readonly targetGroupArns: readonly string[];
  readonly instances: readonly ScaledInstance[];
}

interface ScaledInstance {
  readonly id: string;
  /** `InService`, `Pending`, `Standby`, `Terminating`, … */
  readonly lifecycleState: string;
}

/** `LoadBalancerTargetGroupState` of the API: `Adding`, `Added`, `InService`, `Removing`, `Removed`. */
export type AttachmentState = string;

/**
 * The Auto Scaling API reference: "Added - The Auto Scaling instances are registered with the target group. InService - At
 * least one Auto Scaling instance passed a health check."
 */
export function isAttached(state: AttachmentState | undefined): boolean {
  return state === 'Added' || state === 'InService';
}

/** The instances that attaching registers and detaching deregisters: those in service. */
export function instancesInService({ instances }: AutoScalingGroup): string[] {
  return instances.filter(({ lifecycleState }) => lifecycleState === 'InService').map(({ id }) => id);
}

/**
 * What the group does with instances of its own that are deregistered from a target group. The Auto Scaling user guide:
 * with Elastic Load Balancing health checks, an instance that a load balancer attached to the group reports as unhealthy
 * is replaced; without them, only the state of the instance itself counts. `it` stands for the instances.
 */
export function nextForDeregistered(
  group: AutoScalingGroup,
  targetGroupArn: string,
  it: 'it' | 'them',
): string {
  const { healthCheckTypes, suspendedProcesses, healthCheckGraceSeconds, desiredCapacity, minSize } = group;
  const size = `${desiredCapacity} instance${desiredCapacity === 1 ? '' : 's'} wanted, ${minSize} at least`;
  const isAttachedHere = group.targetGroupArns.includes(targetGroupArn);
  if (!healthCheckTypes.includes('ELB') || !isAttachedHere) {
    const why = isAttachedHere
      ? 'it looks at the instances’ own state only'
      : 'it is not attached to this target group';
    return `keeps ${it} running and launches no other: ${why} (${size}). It does not register ${it} again`;
  }
  const suspended = ['ReplaceUnhealthy', 'HealthCheck', 'Terminate'].find((name) =>
    suspendedProcesses.includes(name),
  );
  if (suspended !== undefined) {
    return `uses Elastic Load Balancing health checks, but keeps ${it} for now: its process ${suspended} is suspended (${size})`;
  }
  return `uses Elastic Load Balancing health checks: it may take ${it} for unhealthy, terminate ${it} and launch others (${size}; grace period after a launch: ${healthCheckGraceSeconds} s). Standby in the Auto Scaling group avoids that`;
}
