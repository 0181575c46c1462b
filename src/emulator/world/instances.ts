// Launches, starts, stops and terminates instances, for EC2's own operations and for Auto Scaling.
import { ApiError } from '../apiError';
import { freeAddresses } from './addresses';
import type { Behaviour } from './behaviour';
import { instanceState, instanceTransitionMilliseconds } from './instanceState';
import { newResourceId } from './names';
import type { Instance, LaunchDetails, Subnet } from './networkTypes';
import { defaultSecurityGroup } from './securityGroups';
import type { Tags } from './tags';
import type { World } from './world';

export interface Launch {
  readonly subnet: Subnet;
  readonly count: number;
  readonly type: string;
  readonly imageId: string;
  /** The VPC's default one if left out or empty. */
  readonly securityGroupIds?: readonly string[] | undefined;
  readonly tags?: Tags | undefined;
  readonly networkInterfaceTags?: Tags | undefined;
  readonly networkInterfaceDescription?: string | undefined;
  /** 200 if left out. */
  readonly answers?: Behaviour | undefined;
  /** For a single instance; has to be free. */
  readonly privateAddress?: string | undefined;
  readonly details?: Omit<LaunchDetails, 'index'> | undefined;
}

/** How long a terminated instance can still be seen. */
const terminatedMilliseconds = 60 * 60 * 1000;

/** All of them or none: without enough free addresses it is the API's error. */
export function launchInstances(world: World, launch: Launch, now: number): Instance[] {
  const { subnet, count, privateAddress } = launch;
  const addresses =
    privateAddress === undefined ? freeAddresses(world, subnet, count) : [privateAddress].slice(0, count);
  if (addresses.length < count) {
    throw new ApiError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  }
  forgetTerminated(world, now);
  const reservationId = newResourceId(world, 'r');
  return addresses.map((address, index) =>
    launchInstance(world, launch, { reservationId, address, index, now }),
  );
}

function launchInstance(
  world: World,
  launch: Launch,
  {
    reservationId,
    address,
    index,
    now,
  }: { reservationId: string; address: string; index: number; now: number },
): Instance {
  const { subnet, securityGroupIds = [] } = launch;
  const instance: Instance = {
    id: newResourceId(world, 'i'),
    reservationId,
    imageId: launch.imageId,
    subnet,
    privateAddress: address,
    type: launch.type,
    tags: { ...launch.tags },
    answers: launch.answers ?? { kind: 'status', status: 200 },
    launch: { index, ...launch.details },
    launchedAt: now,
    goal: { state: 'running', since: now },
  };
  world.instances.push(instance);
  world.networkInterfaces.push({
    id: newResourceId(world, 'eni', `instance/${instance.id}`),
    subnet,
    privateAddress: address,
    description: launch.networkInterfaceDescription ?? '',
    tags: { ...launch.networkInterfaceTags },
    securityGroupIds:
      securityGroupIds.length > 0 ? [...securityGroupIds] : [defaultSecurityGroup(world, subnet.vpcId).id],
    owner: { kind: 'instance', instance },
  });
  return instance;
}

/** One that starts or runs already is left as it is. */
export function startInstance(instance: Instance, now: number): void {
  if (instance.goal.state === 'running') return;
  instance.goal = { state: 'running', since: now };
  instance.launchedAt = now;
}

/** One that stops or has stopped already is left as it is. */
export function stopInstance(instance: Instance, now: number): void {
  if (instance.goal.state !== 'stopped') instance.goal = { state: 'stopped', since: now };
}

/** Gives its network interface free; the instance stays to be seen for a while. */
export function terminateInstance(world: World, instance: Instance, now: number): void {
  if (instance.goal.state === 'terminated') return;
  instance.goal = { state: 'terminated', since: now };
  const own = world.networkInterfaces.findIndex(
    ({ owner }) => owner.kind === 'instance' && owner.instance.id === instance.id,
  );
  if (own !== -1) world.networkInterfaces.splice(own, 1);
}

/** Those that the API still knows. */
export function visibleInstances(world: World, now: number): Instance[] {
  return world.instances.filter((instance) => !isForgotten(instance, now));
}

function isForgotten(instance: Instance, now: number): boolean {
  return (
    instanceState(instance, now) === 'terminated' &&
    now >= instance.goal.since + instanceTransitionMilliseconds + terminatedMilliseconds
  );
}

/** Drops those terminated long ago, and the targets that they were. */
function forgetTerminated(world: World, now: number): void {
  const forgotten = new Set(world.instances.filter((each) => isForgotten(each, now)).map(({ id }) => id));
  if (forgotten.size === 0) return;
  const kept = world.instances.filter(({ id }) => !forgotten.has(id));
  world.instances.splice(0, world.instances.length, ...kept);
  for (const group of world.targetGroups) {
    if (group.targetType === 'instance' && group.targets.some(({ id }) => forgotten.has(id))) {
      group.targets = group.targets.filter(({ id }) => !forgotten.has(id));
    }
  }
}
