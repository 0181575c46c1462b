// What is attached to an Auto Scaling group and detached from it: target groups, traffic sources, instances.
import {
  AttachInstancesCommand,
  AttachLoadBalancerTargetGroupsCommand,
  AttachTrafficSourcesCommand,
  DescribeLoadBalancerTargetGroupsCommand,
  DescribeTrafficSourcesCommand,
  DetachInstancesCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DetachTrafficSourcesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { failure } from './harness';
import {
  AutoScalingGroupName,
  aws,
  group,
  instanceState,
  members,
  second,
  setCapacity,
  targets,
} from './autoScalingGroups';

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
