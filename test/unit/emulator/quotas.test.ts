// The account's limits, as they are told and as they are kept over target groups.
import {
  CreateListenerCommand,
  CreateRuleCommand,
  DescribeAccountLimitsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOk, newGroup, newListener, newLoadBalancer } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const addresses = (count: number, zone: string, block = '10.9') =>
  Array.from({ length: count }, (_, index) => ({
    Id: `${block}.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    AvailabilityZone: zone,
  }));
const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];
const rule = (ListenerArn: string, Priority: number, TargetGroupArn: string) =>
  aws.elbv2.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority,
      Conditions: [{ Field: 'path-pattern', Values: [`/${Priority}`] }],
      Actions: forward(TargetGroupArn),
    }),
  );

describe('DescribeAccountLimits', () => {
  it('tells the limits page by page', async () => {
    const { Limits: limits = [] } = await aws.elbv2.send(new DescribeAccountLimitsCommand({}));
    expect(limits).toEqual(
      expect.arrayContaining([
        { Name: 'target-groups', Max: '3000' },
        { Name: 'targets-per-application-load-balancer', Max: '1000' },
        { Name: 'targets-per-availability-zone-per-network-load-balancer', Max: '500' },
        { Name: 'condition-values-per-alb-rule', Max: '5' },
      ]),
    );
    const first = await aws.elbv2.send(new DescribeAccountLimitsCommand({ PageSize: 4 }));
    const rest = await aws.elbv2.send(new DescribeAccountLimitsCommand({ Marker: first.NextMarker }));
    expect([...first.Limits!, ...rest.Limits!]).toEqual(limits);
  });
});

describe('the account', () => {
  it('has three thousand target groups at most, and making one that is there is still no error', async () => {
    const { targetGroups } = aws.emulator.world();
    const last = targetGroups.at(-1)!;
    for (let index = targetGroups.length; index < 2999; index++) {
      const name = `z-${index.toString().padStart(4, '0')}`;
      targetGroups.push({ ...last, name, arn: last.arn.replace(last.name, name) });
    }
    const arn = await newGroup(aws, 'fresh');
    expect(await failure(newGroup(aws, 'one-more'))).toMatchObject({ name: 'TooManyTargetGroupsException' });
    expect(await newGroup(aws, 'fresh')).toBe(arn);
  });
});

describe('an Application Load Balancer', () => {
  it('has a thousand targets at most over all its groups, at registering and at forwarding', async () => {
    const [one, two] = [await newGroup(aws, 'one'), await newGroup(aws, 'two')];
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'web');
    const { ListenerArn: listener = '' } = await newListener(aws, arn, { DefaultActions: forward(one) });
    await aws.register('one', ...addresses(600, 'all'));
    await aws.register('two', ...addresses(401, 'all'));
    const tooMany = {
      name: 'TooManyTargetsException',
      message: "The maximum number of targets per load balancer '1000' has been reached",
    };
    expect(await failure(rule(listener, 1, two))).toEqual(tooMany);
    await aws.deregister('two', addresses(1, 'all')[0]!);
    await rule(listener, 1, two);
    expect(await failure(aws.register('one', ...addresses(1, 'all', '10.8')))).toEqual(tooMany);
    expect(await aws.health('one')).toHaveLength(600);
  });

  it('has one target a thousand times at most', async () => {
    const [one, two] = [await newGroup(aws, 'one'), await newGroup(aws, 'two')];
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'web');
    const { ListenerArn: listener = '' } = await newListener(aws, arn, { DefaultActions: forward(one) });
    const ports = Array.from({ length: 1000 }, (_, index) => ({ Id: '10.0.1.50', Port: index + 1 }));
    await aws.register('one', ...ports);
    await aws.register('two', { Id: '10.0.1.50' });
    expect(await failure(rule(listener, 1, two))).toMatchObject({
      name: 'TooManyRegistrationsForTargetIdException',
    });
  });

  it('has a hundred target groups at most, each counted once', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'web');
    const groups: string[] = [];
    for (let index = 0; index <= 100; index++) groups.push(await newGroup(aws, `g-${index}`));
    const { ListenerArn: listener = '' } = await newListener(aws, arn, { DefaultActions: [answerOk] });
    for (let start = 0; start < 100; start += 5) {
      await aws.elbv2.send(
        new CreateListenerCommand({
          LoadBalancerArn: arn,
          Protocol: 'HTTP',
          Port: 9000 + start,
          DefaultActions: [
            {
              Type: 'forward',
              ForwardConfig: {
                TargetGroups: groups.slice(start, start + 5).map((each) => ({ TargetGroupArn: each })),
              },
            },
          ],
        }),
      );
    }
    await rule(listener, 1, groups[0]!);
    expect(await failure(rule(listener, 2, groups[100]!))).toMatchObject({
      name: 'TooManyUniqueTargetGroupsPerLoadBalancerException',
    });
  });
});

describe('a Network Load Balancer', () => {
  it('has five hundred targets in a zone at most', async () => {
    const group = await newGroup(aws, 'tcp', { Protocol: 'TCP' });
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'net', { Type: 'network' });
    await newListener(aws, arn, { Protocol: 'TCP', DefaultActions: forward(group) });
    await aws.register('tcp', ...addresses(500, 'us-east-1a'));
    for (const zone of ['us-east-1a', 'all']) {
      expect(await failure(aws.register('tcp', ...addresses(1, zone, '10.8')))).toEqual({
        name: 'TooManyTargetsException',
        message:
          "The maximum number of targets per Availability Zone per load balancer '500' has been reached",
      });
    }
    await aws.register('tcp', ...addresses(499, 'us-east-1b', '10.8'));
    expect(await aws.health('tcp')).toHaveLength(999);
  });
});
