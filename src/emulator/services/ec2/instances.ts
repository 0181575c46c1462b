// DescribeInstances, StartInstances and StopInstances.
import {
  DescribeInstances$,
  StartInstances$,
  StopInstances$,
  type DescribeInstancesRequest,
  type DescribeInstancesResult,
  type Instance as InstanceShape,
  type InstanceStateChange,
  type StartInstancesRequest,
  type StartInstancesResult,
  type StopInstancesRequest,
  type StopInstancesResult,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { instanceState, type InstanceStateName } from '../../world/instanceState';
import type { Instance } from '../../world/networkTypes';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { applyFilters, resultsPage, tagShapes, withIds } from './filters';
import { securityGroupShapes } from './networks';

export const describeInstances = operation(
  DescribeInstances$,
  ['InstanceIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeInstancesRequest>, { world, now }): DescribeInstancesResult => {
    const { InstanceIds: ids, Filters: filters } = input;
    if (ids && ids.length > 0 && input.MaxResults !== undefined) {
      throw new ApiError(
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    const filtered = applyFilters(
      instancesWithIds(world, ids),
      filters,
      {
        'vpc-id': (each) => [each.subnet.vpcId],
        'subnet-id': (each) => [each.subnet.id],
        'instance-id': (each) => [each.id],
        'instance-type': (each) => [each.type],
        'instance-state-name': (each) => [instanceState(each, now)],
        'private-ip-address': (each) => [each.privateAddress],
        'availability-zone': (each) => [each.subnet.zone.name],
      },
      (each) => tagsOf(world, each),
    );
    const { items, next } = resultsPage(filtered, (each) => each.id, input);
    return {
      Reservations: items.map((instance) => ({
        ReservationId: instance.reservationId,
        OwnerId: world.accountId,
        Groups: [],
        Instances: [instanceShape(world, instance, now)],
      })),
      NextToken: next,
    };
  },
);

function instancesWithIds(world: World, ids: readonly string[] | undefined): readonly Instance[] {
  const malformed = ids?.find((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) {
    throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  }
  return withIds(world.instances, ids, { code: 'InvalidInstanceID.NotFound', words: 'instance' });
}

const stateCodes: Record<InstanceStateName, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

function stateShape(state: InstanceStateName): { Code: number; Name: InstanceStateName } {
  return { Code: stateCodes[state], Name: state };
}

/** Auto Scaling tags what it owns. */
function tagsOf(world: World, { id, tags }: Instance): Tags {
  const owner = world.autoScalingGroups.find(({ instanceIds }) => instanceIds.includes(id));
  return owner === undefined ? tags : { ...tags, 'aws:autoscaling:groupName': owner.name };
}

function instanceShape(world: World, instance: Instance, now: number): InstanceShape {
  const { id, subnet, privateAddress, type, launchedAt, imageId } = instance;
  const own = world.networkInterfaces.find(
    ({ owner }) => owner.kind === 'instance' && owner.instance === instance,
  );
  return {
    InstanceId: id,
    ImageId: imageId,
    // EC2 says what the type is; it keeps its own list of them.
    InstanceType: type as NonNullable<InstanceShape['InstanceType']>,
    State: stateShape(instanceState(instance, now)),
    PrivateDnsName: `ip-${privateAddress.replaceAll('.', '-')}.ec2.internal`,
    AmiLaunchIndex: 0,
    LaunchTime: new Date(launchedAt),
    Placement: {
      AvailabilityZone: subnet.zone.name,
      AvailabilityZoneId: subnet.zone.id,
      Tenancy: 'default',
    },
    SubnetId: subnet.id,
    VpcId: subnet.vpcId,
    PrivateIpAddress: privateAddress,
    Architecture: 'x86_64',
    SecurityGroups: own ? securityGroupShapes(world, own) : [],
    Tags: tagShapes(tagsOf(world, instance)),
  };
}

export const startInstances = operation(
  StartInstances$,
  ['InstanceIds'],
  (input: Checked<StartInstancesRequest>, { world, now }): StartInstancesResult => ({
    StartingInstances: changeState(world, input.InstanceIds, 'running', now),
  }),
);

export const stopInstances = operation(
  StopInstances$,
  ['InstanceIds'],
  (input: Checked<StopInstancesRequest>, { world, now }): StopInstancesResult => ({
    StoppingInstances: changeState(world, input.InstanceIds, 'stopped', now),
  }),
);

function changeState(
  world: World,
  ids: readonly string[],
  state: 'running' | 'stopped',
  now: number,
): InstanceStateChange[] {
  if (ids.length === 0)
    throw new ApiError('MissingParameter', 'The request must contain the parameter InstanceIds');
  const instances = instancesWithIds(world, ids);
  for (const instance of instances) {
    const current = instanceState(instance, now);
    if (state === 'running' && current === 'stopping') {
      throw new ApiError(
        'IncorrectInstanceState',
        `The instance '${instance.id}' is not in a state from which it can be started.`,
      );
    }
  }
  return instances.map((instance) => {
    const before = instanceState(instance, now);
    if (instance.goal.state !== state) {
      instance.goal = { state, since: now };
      if (state === 'running') instance.launchedAt = now;
    }
    return {
      InstanceId: instance.id,
      CurrentState: stateShape(instanceState(instance, now)),
      PreviousState: stateShape(before),
    };
  });
}
