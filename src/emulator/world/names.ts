// ARNs and resource ids, derived from names: the same scenario gives the same ones every time.
import { createHash } from 'node:crypto';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** Hexadecimal digits that depend on the place and the thing's name alone. */
function digits(place: Place, thing: string, length: number): string {
  return createHash('sha256')
    .update(`${place.accountId}/${place.region}/${thing}`)
    .digest('hex')
    .slice(0, length);
}

export function resourceId(
  place: Place,
  prefix: 'vpc' | 'subnet' | 'i' | 'eni' | 'ami' | 'r',
  name: string,
): string {
  return `${prefix}-${digits(place, `${prefix}/${name}`, 17)}`;
}

function elbArn(place: Place, resource: string): string {
  return `arn:aws:elasticloadbalancing:${place.region}:${place.accountId}:${resource}`;
}

export function targetGroupArn(place: Place, name: string): string {
  return elbArn(place, `targetgroup/${name}/${digits(place, `targetgroup/${name}`, 16)}`);
}

const loadBalancerKinds = { application: 'app', network: 'net', gateway: 'gwy' } as const;

/** `app/NAME/ID`: the part that network interfaces and listeners repeat. */
export function loadBalancerPath(place: Place, type: keyof typeof loadBalancerKinds, name: string): string {
  return `${loadBalancerKinds[type]}/${name}/${digits(place, `loadbalancer/${name}`, 16)}`;
}

export function loadBalancerArn(place: Place, path: string): string {
  return elbArn(place, `loadbalancer/${path}`);
}

export function listenerArn(place: Place, loadBalancerPath: string, port: number): string {
  return elbArn(
    place,
    `listener/${loadBalancerPath}/${digits(place, `listener/${loadBalancerPath}/${port}`, 16)}`,
  );
}

export function ruleArn(listener: string, priority: number | 'default'): string {
  const [, region = '', accountId = ''] =
    /^arn:aws:elasticloadbalancing:([^:]+):([^:]+):/.exec(listener) ?? [];
  const rule = digits({ region, accountId }, `rule/${listener}/${priority}`, 16);
  return `${listener.replace(':listener/', ':listener-rule/')}/${rule}`;
}

export function functionArn(place: Place, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export function autoScalingGroupArn(place: Place, name: string): string {
  const id = digits(place, `autoScalingGroup/${name}`, 32);
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `arn:aws:autoscaling:${place.region}:${place.accountId}:autoScalingGroup:${uuid}:autoScalingGroupName/${name}`;
}
