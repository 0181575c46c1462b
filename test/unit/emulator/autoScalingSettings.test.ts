// How Auto Scaling groups are made, changed and deleted: defaults, bounds and refusals.
import {
  DeleteAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../../src/emulator/scenario/buildWorld';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import { failure } from './harness';
import {
  AutoScalingGroupName,
  aws,
  create,
  group,
  instanceState,
  members,
  second,
  setCapacity,
} from './autoScalingGroups';

describe('CreateAutoScalingGroup', () => {
  it('has the defaults of the API', async () => {
    await create({ MinSize: 1 });
    expect(await group('workers')).toMatchObject({
      MinSize: 1,
      MaxSize: 10,
      DesiredCapacity: 1,
      DefaultCooldown: 300,
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 0,
      AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      TerminationPolicies: ['Default'],
      NewInstancesProtectedFromScaleIn: false,
      LaunchTemplate: { LaunchTemplateName: 'worker', Version: '3' },
      CreatedTime: new Date(aws.clock.now()),
    });
  });

  it('refuses a name that is taken', async () => {
    await create();
    expect(await failure(create())).toMatchObject({ name: 'AlreadyExistsFault' });
  });

  it.each<[string, Partial<CreateAutoScalingGroupCommandInput>, string]>([
    ['a greatest size below the least', { MinSize: 5, MaxSize: 4 }, 'Max bound, 4, must be greater than'],
    ['a capacity outside the sizes', { DesiredCapacity: 11 }, 'Desired capacity:11 must be between'],
    ['a negative size', { MinSize: -1 }, 'MinSize'],
    [
      'no launch template',
      { LaunchTemplate: undefined },
      'Valid requests must contain either LaunchTemplate',
    ],
    [
      'two ways to launch',
      { LaunchConfigurationName: 'x' },
      'Valid requests must contain either LaunchTemplate',
    ],
    ['a template without a name', { LaunchTemplate: { Version: '1' } }, 'LaunchTemplateName'],
    [
      'an instance that is not there',
      { LaunchTemplate: undefined, InstanceId: 'i-0' },
      'Invalid Instance ID',
    ],
    ['no subnet', { VPCZoneIdentifier: undefined }, 'At least one Availability Zone or VPC Subnet'],
    ['a zone alone', { VPCZoneIdentifier: undefined, AvailabilityZones: ['us-east-1a'] }, 'No default VPC'],
    ['other zones than those of the subnets', { AvailabilityZones: ['us-east-1a'] }, 'do not match'],
    [
      'a subnet that is not there',
      { VPCZoneIdentifier: 'subnet-0' },
      "The subnet ID 'subnet-0' does not exist",
    ],
    ['a target group that is not there', { TargetGroupARNs: ['x'] }, 'Provided Target Groups'],
    ['a tag twice', { Tags: [{ Key: 'a' }, { Key: 'a' }] }, 'more than once'],
    ['a health check that is not implemented', { HealthCheckType: 'ELB' }, 'does not implement'],
    [
      'a policy that is not implemented',
      { TerminationPolicies: ['AllocationStrategy'] },
      'does not implement',
    ],
    ['a name with a colon', { AutoScalingGroupName: 'a:b' }, 'autoScalingGroupName'],
    ['a negative cooldown', { DefaultCooldown: -1 }, 'DefaultCooldown'],
  ])('refuses %s', async (_what, input, message) => {
    const error = await failure(create(input));
    expect(error.name).toBe('ValidationError');
    expect(error.message).toContain(message);
    expect(await group('workers')).toBeUndefined();
  });

  it('refuses subnets of two VPCs', async () => {
    const VPCZoneIdentifier = `${aws.subnet('shop-a')},${aws.subnet('legacy-a')}`;
    expect((await failure(create({ VPCZoneIdentifier }))).message).toContain('one VPC');
  });

  it('refuses what it does not implement by name', async () => {
    const error = await failure(create({ MaxInstanceLifetime: 86400 }));
    expect(error.message).toContain('MaxInstanceLifetime');
  });
});

describe('the capacity of a group', () => {
  it.each([
    [5, 'New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.'],
    [1, 'New SetDesiredCapacity value 1 is below min value 2 for the AutoScalingGroup.'],
  ])('is refused at %d', async (capacity, message) => {
    expect(await failure(setCapacity(capacity))).toEqual({ name: 'ValidationError', message });
  });

  it.each([
    [{ MinSize: 3 }, 3],
    [{ MinSize: 0, MaxSize: 1 }, 1],
    [{ MaxSize: 3 }, 2],
  ])('follows the sizes %j', async (sizes, capacity) => {
    await aws.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...sizes }));
    expect(await group()).toMatchObject({ DesiredCapacity: capacity });
    const staying = (await members()).filter((each) => !each.endsWith('Terminating'));
    expect(staying).toHaveLength(capacity);
  });

  it('asked for together with sizes that exclude it is refused', async () => {
    const call = aws.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MaxSize: 3, DesiredCapacity: 4 }),
    );
    expect((await failure(call)).message).toContain('Desired capacity:4 must be between');
    expect(await group()).toMatchObject({ MaxSize: 4, DesiredCapacity: 2 });
  });

  it('is of a group that is there', async () => {
    expect((await failure(setCapacity(1, 'nothing'))).message).toContain('AutoScalingGroup name not found');
  });
});

describe('DeleteAutoScalingGroup', () => {
  const remove = (name: string, ForceDelete?: boolean) =>
    aws.autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name, ForceDelete }));

  it('refuses a group with instances, and takes one without', async () => {
    expect(await failure(remove(AutoScalingGroupName))).toMatchObject({ name: 'ResourceInUseFault' });
    await create();
    await remove('workers');
    expect(await group('workers')).toBeUndefined();
  });

  it('by force terminates the instances, and takes the group with the last of them', async () => {
    const id = aws.instance('web-1');
    await remove(AutoScalingGroupName, true);
    expect(await group()).toMatchObject({ Status: 'Delete in progress', DesiredCapacity: 0 });
    expect(await instanceState(id)).toBe('shutting-down');
    expect((await failure(setCapacity(0))).message).toContain('pending delete');
    aws.clock.advance(3 * second);
    expect(await group()).toBeUndefined();
    expect(aws.emulator.world().agenda).toEqual([]);
  });

  it('makes room for another group of the name, with another ARN', async () => {
    await create();
    const before = await group('workers');
    await remove('workers');
    await create();
    expect((await group('workers'))?.AutoScalingGroupARN).not.toBe(before?.AutoScalingGroupARN);
  });
});

describe('a scenario', () => {
  const sample = sampleScenario;
  it.each([
    ['fewer instances than its least size', { minSize: 3 }, 'has 2 instances, not 3 to 4'],
    [
      'a stopped instance',
      { instances: ['web-1', 'web-5'] },
      "would replace instance 'web-5', which is stopped",
    ],
  ])('has no group with %s', (_what, change, message) => {
    const autoScalingGroups = sample.autoScalingGroups?.map((entry) => ({ ...entry, ...change })) ?? [];
    expect(() => buildWorld({ ...sample, autoScalingGroups }, aws.clock.now())).toThrow(message);
  });
});
