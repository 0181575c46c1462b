// Load balancers, their listeners and rules, and who else owns targets: Auto Scaling groups and the caller.
import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLoadBalancerTargetGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
afterAll(() => aws.stop());

describe('load balancers', () => {
  it('are described with their zones, page by page', async () => {
    const seen: (string | undefined)[] = [];
    for await (const page of paginateDescribeLoadBalancers({ client: aws.elbv2, pageSize: 2 }, {})) {
      seen.push(...(page.LoadBalancers ?? []).map((each) => each.LoadBalancerName));
    }
    expect(seen).toEqual(['legacy-internal', 'shop-ingest', 'shop-web']);
    const { LoadBalancers: found } = await aws.elbv2.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [aws.loadBalancer('shop-web')] }),
    );
    expect(found).toMatchObject([
      {
        LoadBalancerName: 'shop-web',
        Type: 'application',
        Scheme: 'internet-facing',
        VpcId: aws.vpc('shop'),
        State: { Code: 'active' },
        AvailabilityZones: [
          { ZoneName: 'us-east-1a', SubnetId: aws.subnet('shop-a') },
          { ZoneName: 'us-east-1b', SubnetId: aws.subnet('shop-b') },
        ],
      },
    ]);
  });

  it('that are not there are refused', async () => {
    const call = aws.elbv2.send(new DescribeLoadBalancersCommand({ Names: ['nothing'] }));
    expect(await failure(call)).toMatchObject({ name: 'LoadBalancerNotFoundException' });
  });

  it('have listeners, and those have rules by priority with the default last', async () => {
    const { Listeners: listeners = [] } = await aws.elbv2.send(
      new DescribeListenersCommand({ LoadBalancerArn: aws.loadBalancer('shop-web') }),
    );
    expect(listeners).toMatchObject([
      {
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: aws.group('checkout-web') }],
      },
    ]);
    const { Rules: rules = [] } = await aws.elbv2.send(
      new DescribeRulesCommand({ ListenerArn: listeners[0]!.ListenerArn }),
    );
    expect(rules.map((rule) => [rule.Priority, rule.IsDefault, rule.Actions?.[0]?.TargetGroupArn])).toEqual([
      ['10', false, aws.group('payments-api')],
      ['20', false, aws.group('orders-events')],
      ['30', false, aws.group('image-resize')],
      ['default', true, aws.group('checkout-web')],
    ]);
    expect(rules[0]?.Conditions).toEqual([
      { Field: 'path-pattern', Values: ['/payments/*'], PathPatternConfig: { Values: ['/payments/*'] } },
    ]);
  });
});

describe('Auto Scaling', () => {
  it('tells groups, with their instances and target groups', async () => {
    const { AutoScalingGroups: groups } = await aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    expect(groups).toMatchObject([
      {
        AutoScalingGroupName: 'checkout-web-asg',
        MinSize: 2,
        MaxSize: 4,
        DesiredCapacity: 2,
        TargetGroupARNs: [aws.group('checkout-web')],
        Instances: [
          { InstanceId: aws.instance('web-1'), LifecycleState: 'InService', HealthStatus: 'Healthy' },
          { InstanceId: aws.instance('web-2') },
        ],
      },
    ]);
  });

  it('tells which of some instances a group owns', async () => {
    const { AutoScalingInstances: owned } = await aws.autoScaling.send(
      new DescribeAutoScalingInstancesCommand({
        InstanceIds: [aws.instance('web-1'), aws.instance('web-3')],
      }),
    );
    expect(owned).toMatchObject([
      { InstanceId: aws.instance('web-1'), AutoScalingGroupName: 'checkout-web-asg' },
    ]);
  });

  it('tells the target groups of a group, and refuses one that is not there', async () => {
    const ask = (AutoScalingGroupName: string) =>
      aws.autoScaling.send(new DescribeLoadBalancerTargetGroupsCommand({ AutoScalingGroupName }));
    expect((await ask('checkout-web-asg')).LoadBalancerTargetGroups).toEqual([
      { LoadBalancerTargetGroupARN: aws.group('checkout-web'), State: 'Added' },
    ]);
    expect(await failure(ask('nothing'))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('the caller', () => {
  it('is a user of the scenario’s account', async () => {
    const { Account, Arn } = await aws.sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn }).toEqual({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/emulator',
    });
  });
});

describe('another Region', () => {
  it('is empty and valid', async () => {
    const elsewhere = await Harness.start(undefined, 'eu-west-1');
    try {
      expect((await elsewhere.elbv2.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
      expect((await elsewhere.sts.send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012');
    } finally {
      await elsewhere.stop();
    }
  });
});
