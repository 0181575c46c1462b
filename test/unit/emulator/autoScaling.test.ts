// Auto Scaling groups keep their capacity, and their instances registered, by emulator time.
import {
  AttachInstancesCommand,
  AttachLoadBalancerTargetGroupsCommand,
  AttachTrafficSourcesCommand,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLoadBalancerTargetGroupsCommand,
  DescribeTrafficSourcesCommand,
  DetachInstancesCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DetachTrafficSourcesCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
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
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildWorld } from '../../../src/emulator/scenario/buildWorld';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import type { World } from '../../../src/emulator/world/world';
import { failure, Harness } from './harness';

/** As the sample has it: web-1 in zone a and web-2 in zone b, 2 to 4, attached to checkout-web. */
const AutoScalingGroupName = 'checkout-web-asg';
const second = 1000;

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

async function group(name = AutoScalingGroupName) {
  const { AutoScalingGroups: found = [] } = await aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return found[0];
}

/** `name zone state`, one an instance; `new` for one that the scenario did not have. */
async function members(name = AutoScalingGroupName): Promise<string[]> {
  const { Instances: instances = [] } = (await group(name)) ?? {};
  return instances.map(
    ({ InstanceId, AvailabilityZone, LifecycleState }) =>
      `${nameOf(InstanceId)} ${AvailabilityZone?.at(-1)} ${LifecycleState}`,
  );
}

function nameOf(id: string | undefined): string {
  return aws.emulator.world().instances.find((each) => each.id === id)?.tags.Name ?? 'new';
}

/** `name state`, one a target. */
async function targets(name = 'checkout-web'): Promise<string[]> {
  return (await aws.health(name)).map(
    ({ Target, TargetHealth }) => `${nameOf(Target?.Id)} ${TargetHealth?.State}`,
  );
}

async function instanceState(id: string): Promise<string | undefined> {
  const { Reservations: found = [] } = await aws.ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [id] }),
  );
  return found[0]?.Instances?.[0]?.State?.Name;
}

function setCapacity(DesiredCapacity: number, name = AutoScalingGroupName) {
  return aws.autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity }));
}

async function create(input: Partial<CreateAutoScalingGroupCommandInput> = {}): Promise<void> {
  await aws.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'workers',
      MinSize: 0,
      MaxSize: 10,
      LaunchTemplate: { LaunchTemplateName: 'worker', Version: '3' },
      VPCZoneIdentifier: [aws.subnet('shop-a'), aws.subnet('shop-b'), aws.subnet('shop-c')].join(','),
      ...input,
    }),
  );
}

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

const sources = (arn: string) => [{ Identifier: arn, Type: 'elbv2' }];
const ways = [
  {
    way: 'target group',
    attach: (arn: string) =>
      aws.autoScaling.send(
        new AttachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, TargetGroupARNs: [arn] }),
      ),
    detach: (arn: string) =>
      aws.autoScaling.send(
        new DetachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, TargetGroupARNs: [arn] }),
      ),
  },
  {
    way: 'traffic source',
    attach: (arn: string) =>
      aws.autoScaling.send(
        new AttachTrafficSourcesCommand({ AutoScalingGroupName, TrafficSources: sources(arn) }),
      ),
    detach: (arn: string) =>
      aws.autoScaling.send(
        new DetachTrafficSourcesCommand({ AutoScalingGroupName, TrafficSources: sources(arn) }),
      ),
  },
];

/** `name state`, one a target group; as target groups and as traffic sources. */
async function attachments() {
  const groupName = (arn: string | undefined) => arn?.split('/')[1] ?? '';
  const asGroups = await aws.autoScaling.send(
    new DescribeLoadBalancerTargetGroupsCommand({ AutoScalingGroupName }),
  );
  const asSources = await aws.autoScaling.send(new DescribeTrafficSourcesCommand({ AutoScalingGroupName }));
  return {
    groups: asGroups.LoadBalancerTargetGroups?.map(
      (each) => `${groupName(each.LoadBalancerTargetGroupARN)} ${each.State}`,
    ),
    sources: asSources.TrafficSources?.map((each) => `${groupName(each.Identifier)} ${each.State}`),
  };
}

describe.each(ways)('attaching a $way', ({ way, attach, detach }) => {
  it('registers the instances, and is added soon after', async () => {
    await attach(aws.group('batch-workers'));
    expect(await targets('batch-workers')).toEqual(['web-4 unused', 'web-1 unused', 'web-2 unused']);
    expect((await attachments()).sources).toEqual(['batch-workers Adding', 'checkout-web Added']);
    aws.clock.advance(2 * second);
    expect(await attachments()).toEqual({
      groups: way === 'target group' ? ['batch-workers Added', 'checkout-web Added'] : ['checkout-web Added'],
      sources: ['batch-workers Added', 'checkout-web Added'],
    });
    expect(await group()).toMatchObject({
      TargetGroupARNs: [aws.group('checkout-web'), aws.group('batch-workers')],
    });
  });

  it('twice is no error', async () => {
    await attach(aws.group('batch-workers'));
    await attach(aws.group('batch-workers'));
    expect((await attachments()).sources).toHaveLength(2);
  });

  it('and detaching it deregisters them, while they keep running', async () => {
    await attach(aws.group('batch-workers'));
    await detach(aws.group('batch-workers'));
    // The group is not in use, so that nothing drains.
    expect(await targets('batch-workers')).toEqual(['web-4 unused']);
    expect((await attachments()).sources).toEqual(['checkout-web Added']);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService']);
  });

  it.each([
    ['that is not there', () => `${aws.group('batch-workers')}0`],
    ['of addresses', () => aws.group('payments-api')],
    ['in another VPC', () => aws.group('legacy-reports')],
  ])('%s is refused', async (_what, arn) => {
    expect(await failure(attach(arn()))).toEqual({
      name: 'ValidationError',
      message: 'Provided Target Groups may not be valid. Please ensure they exist and try again.',
    });
  });

  it('is not undone where it was not done', async () => {
    const call = detach(aws.group('batch-workers'));
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });
});

describe('detaching a target group', () => {
  it('takes until the targets have drained', async () => {
    const TargetGroupARNs = [aws.group('checkout-web')];
    await aws.autoScaling.send(
      new DetachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName, TargetGroupARNs }),
    );
    expect(await targets()).toEqual(
      expect.arrayContaining(['web-1 draining', 'web-2 draining', 'web-3 unhealthy']),
    );
    aws.clock.advance(30 * second - 1);
    expect((await attachments()).groups).toEqual(['checkout-web Removing']);
    expect((await group())?.TargetGroupARNs).toEqual([]);
    aws.clock.advance(1);
    expect((await attachments()).groups).toEqual([]);
    expect(await members()).toEqual(['web-1 a InService', 'web-2 b InService']);
  });

  it('is for what was attached as one only', async () => {
    const call = ways[1]!.detach(aws.group('checkout-web'));
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('lets new instances be', async () => {
    await ways[0]!.detach(aws.group('checkout-web'));
    await setCapacity(3);
    aws.clock.advance(3 * second);
    expect(await targets()).not.toContain('new initial');
  });
});

describe('AttachInstances', () => {
  const attach = (...InstanceIds: string[]) =>
    aws.autoScaling.send(new AttachInstancesCommand({ AutoScalingGroupName, InstanceIds }));

  it('takes running instances in and registers them; the desired capacity grows', async () => {
    await attach(aws.instance('web-4'));
    expect(await members()).toContain('web-4 a InService');
    expect(await targets()).toContain('web-4 initial');
    expect(await group()).toMatchObject({ DesiredCapacity: 3 });
  });

  it.each([
    ['none', () => [], 'At least one'],
    ['one that does not exist', () => ['i-00000000000000000'], 'Invalid Instance ID(s)'],
    ['one that is stopped', () => [aws.instance('web-5')], 'running'],
    ['one that the group has', () => [aws.instance('web-1')], 'already part'],
    ['one in another VPC', () => [aws.instance('legacy-reports')], 'Availability Zones'],
  ])('refuses %s', async (_what, ids, message) => {
    const error = await failure(attach(...ids()));
    expect(error.name).toBe('ValidationError');
    expect(error.message).toContain(message);
    expect(await members()).toHaveLength(2);
  });

  it('refuses more than the group may have', async () => {
    await setCapacity(4);
    expect(await failure(attach(aws.instance('web-4')))).toEqual({
      name: 'ValidationError',
      message:
        'AutoScalingGroup checkout-web-asg has min-size=2, max-size=4, and desired-size=4. To attach 1 instance, ' +
        'please update the AutoScalingGroup sizes appropriately.',
    });
  });
});

describe('DetachInstances', () => {
  const detach = (id: string, ShouldDecrementDesiredCapacity: boolean) =>
    aws.autoScaling.send(
      new DetachInstancesCommand({ AutoScalingGroupName, InstanceIds: [id], ShouldDecrementDesiredCapacity }),
    );

  it('deregisters an instance and lets it go when it has drained', async () => {
    await setCapacity(3);
    aws.clock.advance(3 * second);
    const { Activities: activities } = await detach(aws.instance('web-1'), true);
    expect(activities).toMatchObject([
      {
        AutoScalingGroupName,
        StatusCode: 'InProgress',
        Description: expect.stringContaining('Detaching') as string,
      },
    ]);
    expect(await members()).toContain('web-1 a Detaching');
    expect(await targets()).toContain('web-1 draining');
    aws.clock.advance(30 * second);
    expect(await members()).toEqual(['web-2 b InService', 'new a InService']);
    expect(await instanceState(aws.instance('web-1'))).toBe('running');
    expect(await group()).toMatchObject({ DesiredCapacity: 2 });
  });

  it('replaces it where the desired capacity stays', async () => {
    await detach(aws.instance('web-1'), false);
    expect(await members()).toEqual(['web-1 a Detaching', 'web-2 b InService', 'new a Pending']);
  });

  it('keeps the least size, and knows its instances', async () => {
    expect(await failure(detach(aws.instance('web-1'), true))).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('To detach 1 instance, please update') as string,
    });
    expect(await failure(detach(aws.instance('web-4'), false))).toEqual({
      name: 'ValidationError',
      message: `The instance ${aws.instance('web-4')} is not part of Auto Scaling group checkout-web-asg.`,
    });
    await detach(aws.instance('web-1'), false);
    expect(await failure(detach(aws.instance('web-1'), false))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('TerminateInstanceInAutoScalingGroup', () => {
  const terminate = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
    aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity }),
    );

  it('replaces the instance, or makes the group smaller', async () => {
    await terminate(aws.instance('web-1'), false);
    expect(await members()).toEqual(['web-1 a Terminating', 'web-2 b InService', 'new a Pending']);
    await aws.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 1 }));
    await terminate(aws.instance('web-2'), true);
    expect(await members()).toEqual(['web-1 a Terminating', 'web-2 b Terminating', 'new a Pending']);
    aws.clock.advance(60 * second);
    expect(await members()).toEqual(['new a InService']);
  });

  it('keeps the least size, and knows only instances of groups', async () => {
    expect((await failure(terminate(aws.instance('web-1'), true))).message).toContain(
      'Currently, desiredSize equals minSize (2).',
    );
    expect((await failure(terminate(aws.instance('web-4'), false))).message).toContain(
      'No managed instance found for instance ID',
    );
  });
});

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
