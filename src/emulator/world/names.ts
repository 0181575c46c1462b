// ARNs and resource ids, derived from names: the same scenario gives the same ones every time.
import { createHash } from 'node:crypto';
import type { World } from './world';

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

type IdPrefix = 'vpc' | 'subnet' | 'i' | 'eni' | 'ami' | 'r' | 'sg' | 'sgr' | 'pcx' | 'pl';

export function resourceId(place: Place, prefix: IdPrefix, name: string): string {
  return `${prefix}-${digits(place, `${prefix}/${name}`, 17)}`;
}

/** An id for something that has no name of its own, or a name that others can have too. */
export function newResourceId(world: World, prefix: IdPrefix, name = ''): string {
  return resourceId(world, prefix, newName(world, `${prefix}/${name}`));
}

/**
 * The words themselves the first time, and others each time after: what is made again under the same name is not
 * the same thing. It depends on nothing but the world, so that the same changes give the same ids.
 */
function newName(world: Pick<World, 'generations'>, words: string): string {
  const generation = world.generations.get(words) ?? 0;
  world.generations.set(words, generation + 1);
  return generation === 0 ? words : `${words}#${generation}`;
}

function elbArn(place: Place, resource: string): string {
  return `arn:aws:elasticloadbalancing:${place.region}:${place.accountId}:${resource}`;
}

export function newTargetGroupArn(world: World, name: string): string {
  return elbArn(world, `targetgroup/${name}/${digits(world, newName(world, `targetgroup/${name}`), 16)}`);
}

/** The name in a target group's ARN. */
export function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? '';
}

const loadBalancerKinds = { application: 'app', network: 'net', gateway: 'gwy' } as const;

/** `app/NAME/ID`: the part that network interfaces and listeners repeat. */
export function newLoadBalancerPath(
  world: World,
  type: keyof typeof loadBalancerKinds,
  name: string,
): string {
  return `${loadBalancerKinds[type]}/${name}/${digits(world, newName(world, `loadbalancer/${name}`), 16)}`;
}

export function loadBalancerArn(place: Place, path: string): string {
  return elbArn(place, `loadbalancer/${path}`);
}

/** The part of a load balancer's ARN that its listeners repeat. */
export function loadBalancerPath(arn: string): string {
  return arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length);
}

export function newListenerArn(world: World, loadBalancerPath: string, port: number): string {
  const words = newName(world, `listener/${loadBalancerPath}/${port}`);
  return elbArn(world, `listener/${loadBalancerPath}/${digits(world, words, 16)}`);
}

export function newRuleArn(world: World, listenerArn: string, priority: number | 'default'): string {
  const rule = digits(world, newName(world, `rule/${listenerArn}/${priority}`), 16);
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${rule}`;
}

export function functionArn(place: Place, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export function newAutoScalingGroupArn(world: World, name: string): string {
  const id = newUuid(world, `autoScalingGroup/${name}`);
  return `arn:aws:autoscaling:${world.region}:${world.accountId}:autoScalingGroup:${id}:autoScalingGroupName/${name}`;
}

export function newUuid(world: World, words: string): string {
  return digits(world, newName(world, words), 32).replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    '$1-$2-$3-$4-$5',
  );
}
