// StartInstances, StopInstances, RebootInstances and TerminateInstances.
import {
  RebootInstances$,
  StartInstances$,
  StopInstances$,
  TerminateInstances$,
  type InstanceStateChange,
  type RebootInstancesRequest,
  type StartInstancesRequest,
  type StartInstancesResult,
  type StopInstancesRequest,
  type StopInstancesResult,
  type TerminateInstancesRequest,
  type TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { noticeInstanceChange } from '../../world/autoScalingAgenda';
import { startInstance, stopInstance, terminateInstance } from '../../world/instances';
import { instanceState, type InstanceStateName } from '../../world/instanceState';
import type { Instance } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { stateShape } from './instanceShapes';
import { instancesWithIds } from './lookup';
import { missingParameter } from './refusals';

export const startInstances = ec2Operation(
  StartInstances$,
  ['InstanceIds'],
  (input: Checked<StartInstancesRequest>, { world, now }): StartInstancesResult => {
    const instances = chosen(world, now, input.InstanceIds);
    requireState(instances, now, ['stopped', 'pending', 'running'], 'started');
    return { StartingInstances: change(world, instances, now, startInstance) };
  },
);

/** An instance here is not in the way of its own stop, so that forcing it makes no difference. */
export const stopInstances = ec2Operation(
  StopInstances$,
  ['InstanceIds', 'Force'],
  (input: Checked<StopInstancesRequest>, { world, now }): StopInstancesResult => {
    const instances = chosen(world, now, input.InstanceIds);
    requireState(instances, now, ['running', 'stopping', 'stopped'], 'stopped');
    return { StoppingInstances: change(world, instances, now, stopInstance) };
  },
);

export const terminateInstances = ec2Operation(
  TerminateInstances$,
  ['InstanceIds', 'Force'],
  (input: Checked<TerminateInstancesRequest>, { world, now }): TerminateInstancesResult => {
    const instances = chosen(world, now, input.InstanceIds);
    return {
      TerminatingInstances: change(world, instances, now, (each) => {
        terminateInstance(world, each, now);
      }),
    };
  },
);

/** It takes an instance no time here, so that nothing is to be seen of it. */
export const rebootInstances = ec2Operation(
  RebootInstances$,
  ['InstanceIds'],
  (input: Checked<RebootInstancesRequest>, { world, now }): object => {
    const instances = chosen(world, now, input.InstanceIds);
    requireState(instances, now, ['pending', 'running'], 'rebooted');
    return {};
  },
);

function chosen(world: World, now: number, ids: readonly string[]): readonly Instance[] {
  if (ids.length === 0) throw missingParameter('InstanceIds');
  return instancesWithIds(world, now, ids);
}

function requireState(
  instances: readonly Instance[],
  now: number,
  states: readonly InstanceStateName[],
  participle: string,
): void {
  const other = instances.find((each) => !states.includes(instanceState(each, now)));
  if (!other) return;
  throw new ApiError(
    'IncorrectInstanceState',
    `The instance '${other.id}' is not in a state from which it can be ${participle}.`,
  );
}

function change(
  world: World,
  instances: readonly Instance[],
  now: number,
  changeOne: (instance: Instance, now: number) => void,
): InstanceStateChange[] {
  return instances.map((instance) => {
    const before = instanceState(instance, now);
    changeOne(instance, now);
    noticeInstanceChange(world, instance.id, now);
    return {
      InstanceId: instance.id,
      CurrentState: stateShape(instanceState(instance, now)),
      PreviousState: stateShape(before),
    };
  });
}
