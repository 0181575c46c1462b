// A target and its health, spelled as the Elastic Load Balancing v2 API spells them.

/** `TargetTypeEnum` of the API. */
export type TargetType = 'instance' | 'ip' | 'lambda' | 'alb';

/**
 * What identifies a target: `TargetDescription` of the API. One instance on two ports is two targets. A Lambda function
 * has no port; the zone is present only where it was given at registration.
 */
export interface TargetIdentity {
  /** Instance id, IP address, or the ARN of a function or of a load balancer. */
  readonly id: string;
  readonly port?: number;
  /** A zone's name, or `all`. */
  readonly availabilityZone?: string;
}

/** `TargetHealthStateEnum` of the API; a state that the API adds later is kept as it is spelled. */
export type TargetState =
  | 'initial'
  | 'healthy'
  | 'unhealthy'
  | 'unhealthy.draining'
  | 'unused'
  | 'draining'
  | 'unavailable'
  | (string & {});

export interface TargetHealth {
  readonly state: TargetState;
  /** `TargetHealthReasonEnum`, such as `Target.ResponseCodeMismatch`; absent for a healthy target. */
  readonly reason?: string;
  /** The API's own words, such as `Health checks failed with these codes: [503]`. */
  readonly description?: string;
}

export function isSameHealth(a: TargetHealth | undefined, b: TargetHealth | undefined): boolean {
  return a?.state === b?.state && a?.reason === b?.reason && a?.description === b?.description;
}

/** What is in storage may be of another version, or damaged. */
export function isTargetHealth(value: unknown): value is TargetHealth {
  if (typeof value !== 'object' || value === null) return false;
  const { state, reason, description } = value as Readonly<Record<string, unknown>>;
  return (
    typeof state === 'string' &&
    [reason, description].every((text) => text === undefined || typeof text === 'string')
  );
}

export interface RegisteredTarget extends TargetIdentity {
  readonly health: TargetHealth;
  /** The port that the health check uses, where it differs from the traffic port. */
  readonly healthCheckPort?: string;
}

export function isDraining({ health }: RegisteredTarget): boolean {
  return health.state === 'draining';
}

/** It gets traffic, though nobody checks whether it is healthy: a Lambda function by default. */
export function isUnchecked({ health }: RegisteredTarget): boolean {
  return health.reason === 'Target.HealthCheckDisabled';
}

/** A string that is equal for two identities exactly when the API takes them for the same target. */
export function targetKey(target: TargetIdentity): string {
  return `${target.id}:${target.port ?? ''}@${target.availabilityZone ?? ''}`;
}

/** The identity alone, without what else the object carries: what a request may contain. */
export function identityOf(target: TargetIdentity): TargetIdentity {
  return {
    id: target.id,
    ...(target.port === undefined ? {} : { port: target.port }),
    ...(target.availabilityZone === undefined ? {} : { availabilityZone: target.availabilityZone }),
  };
}

/** `i-0abc:8080`, `10.0.1.5:80`, `[fd00::1]:80`, or for a function its name with its version or alias. */
export function targetLabel(target: TargetIdentity): string {
  const id = target.id.startsWith('arn:') ? nameInArn(target.id) : target.id;
  if (target.port === undefined) return id;
  return id.includes(':') && !target.id.startsWith('arn:')
    ? `[${id}]:${target.port}`
    : `${id}:${target.port}`;
}

/** The part of an ARN that people know: `orders:live` of a function, `public/50dc…` without its kind of a balancer. */
export function nameInArn(arn: string): string {
  const resource = arn.split(':').slice(5);
  if (resource[0] === 'function') return resource.slice(1).join(':');
  const path = resource.join(':').split('/');
  // loadbalancer/app/NAME/ID and targetgroup/NAME/ID: the name is the last but one.
  return path.at(-2) ?? arn;
}
