// Auto Scaling groups keep their capacity, and their instances registered, by emulator time.
import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DetachInstancesCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/emulator/world/world';
import { Harness } from './harness';
import {
  AutoScalingGroupName,
  aws,
  create,
  group,
  instanceState,
  members,
  second,
  setCapacity,
  targets,
} from './autoScalingGroups';

describe('scaling out', () => {
  it('launches an instance, and registers it once it is in service', async () => {
    await setCapacity(3);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService', 'new a Pending']);
    expect(await targets()).not.toContain('new initial');
    aws.clock.advance(3 * second);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService', 'new a InService']);
    expect(await targets()).toContain('new initial');
  });

  it('spreads new instances over the zones', async () => {
    await create({ DesiredCapacity: 7 });
    const zones = (await members('workers')).map((each) => each.split(' ')[1]);
    expect(zones.sort()).toEqual(['a', 'a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('gives new instances the tags that are to be propagated, and its own', async () => {
    const tag = { ResourceId: 'workers', ResourceType: 'auto-scaling-group' };
    await create({
      DesiredCapacity: 1,
      Tags: [
        { ...tag, Key: 'Name', Value: 'worker', PropagateAtLaunch: true },
        { ...tag, Key: 'cost', Value: '1', PropagateAtLaunch: false },
      ],
    });
    const id = (await group('workers'))?.Instances?.[0]?.InstanceId ?? '';
    const { Reservations: found } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(found?.[0]?.Instances?.[0]?.Tags).toEqual([
      { Key: 'Name', Value: 'worker' },
      { Key: 'aws:autoscaling:groupName', Value: 'workers' },
    ]);
  });

  it('makes instances like the one that is named', async () => {
    await create({
      LaunchTemplate: undefined,
      InstanceId: aws.instance('legacy-reports'),
      DesiredCapacity: 1,
    });
    expect(await group('workers')).toMatchObject({
      LaunchConfigurationName: 'workers',
      Instances: [{ InstanceType: 'm5.large' }],
    });
  });

  it('goes on where a target group refuses an instance, or is not there any more', async () => {
    await aws.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, VPCZoneIdentifier: aws.subnet('legacy-a') }),
    );
    await setCapacity(3);
    aws.clock.advance(3 * second);
    expect(await members()).toContain('new a InService');
    expect(await targets()).not.toContain('new initial');
    await create({ TargetGroupARNs: [aws.group('batch-workers')] });
    await aws.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: aws.group('batch-workers') }));
    await setCapacity(1, 'workers');
    aws.clock.advance(3 * second);
    expect(await members('workers')).toEqual(['new a InService']);
  });

  it('without a free address is tried again, until there is one', async () => {
    const small = await Harness.start({
      name: 'small',
      accountId: '123456789012',
      region: 'us-east-1',
      vpcs: [{ name: 'v', cidr: '10.0.0.0/16', subnets: [{ name: 's', cidr: '10.0.0.0/28', zone: 'a' }] }],
      instances: [{ name: 'other', subnet: 's', address: '10.0.0.4' }],
      autoScalingGroups: [{ name: 'g', minSize: 1, maxSize: 20, instances: ['other'] }],
    });
    const count = async () => {
      const { AutoScalingInstances: found } = await small.autoScaling.send(
        new DescribeAutoScalingInstancesCommand({}),
      );
      return found?.length;
    };
    try {
      await small.autoScaling.send(
        new DetachInstancesCommand({
          AutoScalingGroupName: 'g',
          InstanceIds: [small.instance('other')],
          ShouldDecrementDesiredCapacity: false,
        }),
      );
      await small.autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName: 'g', DesiredCapacity: 11 }),
      );
      expect(await count()).toBe(10);
      await small.ec2.send(new TerminateInstancesCommand({ InstanceIds: [small.instance('other')] }));
      small.clock.advance(59 * second);
      expect(await count()).toBe(10);
      small.clock.advance(second);
      expect(await count()).toBe(11);
    } finally {
      await small.stop();
    }
  });
});

describe('scaling in', () => {
  it('deregisters an instance, and terminates it when it has drained', async () => {
    await setCapacity(3);
    aws.clock.advance(3 * second);
    expect(await targets()).toContain('new initial');
    aws.clock.advance(60 * second);
    expect(await targets()).toContain('new healthy');
    await aws.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, TerminationPolicies: ['NewestInstance'] }),
    );
    await setCapacity(2);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService', 'new a Terminating']);
    expect(await targets()).toContain('new draining');
    const id = (await group())?.Instances?.[2]?.InstanceId ?? '';
    aws.clock.advance(30 * second - 1);
    expect(await instanceState(id)).toBe('running');
    aws.clock.advance(1);
    expect(await instanceState(id)).toBe('shutting-down');
    expect(await targets()).not.toContain('new draining');
    aws.clock.advance(3 * second);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService']);
    expect(await instanceState(id)).toBe('terminated');
  });

  it.each([
    ['Default', 'web-1'],
    ['OldestInstance', 'web-1'],
    ['NewestInstance', 'new'],
  ])('by %s, in the zone with most instances', async (policy, chosen) => {
    await setCapacity(3);
    aws.clock.advance(3 * second);
    await aws.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, TerminationPolicies: [policy] }),
    );
    await setCapacity(2);
    expect(await members()).toContain(`${chosen} a Terminating`);
  });

  it('leaves out what is protected, also where nothing else is left', async () => {
    const protect = (InstanceIds: string[], ProtectedFromScaleIn = true) =>
      aws.autoScaling.send(
        new SetInstanceProtectionCommand({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn }),
      );
    await aws.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 0 }));
    await protect([aws.instance('web-1')]);
    await setCapacity(1);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b Terminating']);
    await setCapacity(0);
    expect(await members()).toContain('web-1 a InService');
    await protect([aws.instance('web-1')], false);
    expect(await members()).toContain('web-1 a Terminating');
  });
});

describe('an instance that stops running', () => {
  it.each([
    ['stopped', (InstanceIds: string[]) => aws.ec2.send(new StopInstancesCommand({ InstanceIds }))],
    ['terminated', (InstanceIds: string[]) => aws.ec2.send(new TerminateInstancesCommand({ InstanceIds }))],
  ])('because it is %s is replaced after a minute', async (_how, stop) => {
    const id = aws.instance('web-1');
    await stop([id]);
    aws.clock.advance(60 * second - 1);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService']);
    expect(await group()).toMatchObject({
      Instances: [{ HealthStatus: 'Unhealthy' }, { HealthStatus: 'Healthy' }],
    });
    aws.clock.advance(1);
    expect((await members()).slice(-1)).toEqual(['new a Pending']);
    expect((await targets()).some((each) => each.startsWith('web-1'))).toBe(false);
    aws.clock.advance(3 * second);
    expect(await members()).toEqual(['web-2 b InService', 'new a InService']);
    expect(await targets()).toContain('new initial');
    expect(await instanceState(id)).toBe('terminated');
  });

  it('stays if it is started again in time', async () => {
    const InstanceIds = [aws.instance('web-1')];
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds }));
    aws.clock.advance(10 * second);
    await aws.ec2.send(new StartInstancesCommand({ InstanceIds }));
    aws.clock.advance(600 * second);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService']);
  });
});

describe('what happens by itself', () => {
  /** All that can differ, without what refers to other things. */
  const summary = (world: World) => ({
    instances: world.instances.map(({ id, goal, privateAddress }) => ({ id, goal, privateAddress })),
    groups: world.autoScalingGroups,
    targets: world.targetGroups.map(({ name, targets: all }) => ({ name, all })),
    agenda: world.agenda,
  });

  async function run(step: number) {
    const harness = await Harness.start();
    try {
      await harness.autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 4 }),
      );
      await harness.ec2.send(new StopInstancesCommand({ InstanceIds: [harness.instance('web-2')] }));
      await harness.elbv2.send(
        new CreateTargetGroupCommand({
          Name: 'more',
          Protocol: 'HTTP',
          Port: 81,
          VpcId: harness.vpc('shop'),
        }),
      );
      for (let passed = 0; passed < 120; passed += step) {
        harness.clock.advance(step * second);
        await harness.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
      }
      return structuredClone(summary(harness.emulator.world()));
    } finally {
      await harness.stop();
    }
  }

  it('is the same however often the emulator is asked meanwhile', async () => {
    const often = await run(4);
    expect(await run(120)).toEqual(often);
    expect(often.groups[0]?.members).toHaveLength(4);
  });
});
