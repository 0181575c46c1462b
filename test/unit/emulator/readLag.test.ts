// Eventual consistency: with a read lag, what is described is what was there a while ago; changes are made at once.
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AddPermissionCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

const lag = 5000;

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start(undefined, 'us-east-1', { readLagMilliseconds: lag });
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const names = async () => {
  const { TargetGroups: groups = [] } = await aws.elbv2.send(new DescribeTargetGroupsCommand({}));
  return groups.map(({ TargetGroupName: name }) => name);
};
const create = () => aws.elbv2.send(new CreateTargetGroupCommand({ Name: 'made-now', TargetType: 'lambda' }));

describe('with a read lag', () => {
  it('what was made is not seen before the lag is over', async () => {
    await create();
    expect(await names()).not.toContain('made-now');
    aws.clock.advance(lag - 1);
    expect(await names()).not.toContain('made-now');
    aws.clock.advance(1);
    expect(await names()).toContain('made-now');
  });

  it('what was removed is still seen', async () => {
    await create();
    aws.clock.advance(lag);
    await aws.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: aws.group('made-now') }));
    expect(await names()).toContain('made-now');
    aws.clock.advance(lag);
    expect(await names()).not.toContain('made-now');
  });

  it('changes go by what there really is', async () => {
    await create();
    const group = aws.group('made-now');
    expect((await create()).TargetGroups?.[0]?.TargetGroupArn).toBe(group);
    await aws.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: group }));
    aws.clock.advance(lag);
    expect(await names()).not.toContain('made-now');
  });

  it('a target that was registered is not registered, and one that was deregistered is healthy, for a while', async () => {
    await aws.register('payments-api', { Id: '10.0.1.50' });
    await aws.deregister('payments-api', { Id: '10.0.2.22' });
    expect(await aws.states('payments-api', { Id: '10.0.1.50' }, { Id: '10.0.2.22' })).toEqual([
      expect.stringMatching(/10\.0\.1\.50.* unused Target\.NotRegistered$/),
      expect.stringMatching(/10\.0\.2\.22.* healthy$/),
    ]);
    aws.clock.advance(lag);
    expect(await aws.states('payments-api', { Id: '10.0.1.50' }, { Id: '10.0.2.22' })).toEqual([
      expect.stringMatching(/10\.0\.1\.50.* initial/),
      expect.stringMatching(/10\.0\.2\.22.* draining Target\.DeregistrationInProgress$/),
    ]);
  });

  it('instances and functions are seen late too', async () => {
    const { id = '' } = aws.emulator.world().instances.find(({ goal }) => goal.state === 'running') ?? {};
    const state = async () => {
      const answer = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return answer.Reservations?.[0]?.Instances?.[0]?.State?.Name;
    };
    const { name = '' } = aws.emulator.world().functions.find(({ policies }) => policies.size === 0) ?? {};
    const policy = () => aws.lambda.send(new GetPolicyCommand({ FunctionName: name }));
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await aws.lambda.send(
      new AddPermissionCommand({
        FunctionName: name,
        StatementId: 'late',
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
      }),
    );
    expect(await state()).toBe('running');
    expect(await failure(policy())).toMatchObject({ name: 'ResourceNotFoundException' });
    aws.clock.advance(lag);
    expect(await state()).toBe('stopping');
    expect((await policy()).Policy).toContain('late');
    aws.clock.advance(3000);
    expect(await state()).toBe('stopped');
  });

  it('a reset is seen at once', async () => {
    await create();
    aws.clock.advance(lag);
    await aws.door('POST', '/reset');
    expect(await names()).not.toContain('made-now');
    await create();
    await aws.door('POST', '/reset');
    aws.clock.advance(lag);
    expect(await names()).not.toContain('made-now');
  });

  it('where a listener can be reached is known at once', async () => {
    const arn = aws.emulator.world().loadBalancers[0]?.listeners[0]?.arn ?? '';
    const { TagDescriptions: tags = [] } = await aws.elbv2.send(
      new DescribeTagsCommand({ ResourceArns: [arn] }),
    );
    expect(tags[0]?.Tags).toContainEqual({
      Key: 'emulator:endpoint',
      Value: aws.emulator.listeners().find(({ listenerArn }) => listenerArn === arn)?.endpoint,
    });
  });

  it('each Region has its own past', async () => {
    const there = new ElasticLoadBalancingV2Client({
      endpoint: aws.emulator.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await there.send(new CreateTargetGroupCommand({ Name: 'made-there', TargetType: 'lambda' }));
    const seen = async () => (await there.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.length;
    expect(await seen()).toBe(0);
    aws.clock.advance(lag);
    expect(await seen()).toBe(1);
    expect(await names()).not.toContain('made-there');
    there.destroy();
  });
});
