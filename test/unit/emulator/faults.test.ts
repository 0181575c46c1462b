// Faults on demand: some calls of an action, for a while, expired credentials and denied actions, by service.
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const describeGroups = () => aws.elbv2.send(new DescribeTargetGroupsCommand({ PageSize: 1 }));
const identity = () => aws.sts.send(new GetCallerIdentityCommand({}));
const fault = (body: object) => aws.door('POST', '/faults', body);

/** Which of so many calls failed. */
async function failures(calls: number): Promise<number[]> {
  const failed: number[] = [];
  for (let call = 0; call < calls; call++) await describeGroups().catch(() => failed.push(call));
  return failed;
}

const user = 'User: arn:aws:iam::123456789012:user/emulator';
const because = (action: string) => `because no identity-based policy allows the ${action} action`;

describe('a fault with a probability', () => {
  it('hits so many of the calls, the same ones every time, until it is cleared', async () => {
    const some = { action: 'DescribeTargetGroups', code: 'InternalFailure', probability: 0.3 };
    await fault(some);
    const first = await failures(200);
    expect(first.length).toBeGreaterThan(40);
    expect(first.length).toBeLessThan(80);
    await aws.door('DELETE', '/faults');
    expect(await failures(20)).toEqual([]);
    await fault(some);
    expect(await failures(200)).toEqual(first);
  });

  it('ends when it has hit as often as it should', async () => {
    await fault({ action: '*', code: 'Throttling', probability: 0.5, times: 3 });
    expect(await failures(50)).toHaveLength(3);
  });

  it('lets what it spares to the next fault', async () => {
    await fault({ action: '*', code: 'Throttling', probability: 0 });
    await fault({ action: '*', code: 'ExpiredToken' });
    expect(await failure(describeGroups())).toMatchObject({ name: 'ExpiredToken' });
  });
});

describe('a fault for a while', () => {
  it('ends by itself, by emulator time', async () => {
    await fault({ action: 'Describe*', code: 'ServiceUnavailable', forSeconds: 10 });
    expect(await failures(3)).toHaveLength(3);
    await identity();
    aws.clock.advance(9_999);
    expect(await failures(1)).toHaveLength(1);
    aws.clock.advance(1);
    expect(await failures(1)).toEqual([]);
  });
});

describe('expired credentials', () => {
  it('are each service’s own refusal, until they are cleared', async () => {
    await fault({ expireCredentials: true });
    const refusals = {
      elbv2: await failure(describeGroups()),
      sts: await failure(identity()),
      autoScaling: await failure(aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}))),
      ec2: await failure(aws.ec2.send(new DescribeInstancesCommand({}))),
      lambda: await failure(aws.lambda.send(new ListFunctionsCommand({}))),
    };
    expect(Object.entries(refusals).map(([service, { name }]) => [service, name])).toEqual([
      ['elbv2', 'ExpiredToken'],
      ['sts', 'ExpiredToken'],
      ['autoScaling', 'ExpiredToken'],
      ['ec2', 'RequestExpired'],
      ['lambda', 'ExpiredTokenException'],
    ]);
    expect(refusals.elbv2.message).toBe('The security token included in the request is expired');
    await aws.door('DELETE', '/faults');
    await describeGroups();
  });

  it('are those of one access key, or of all but one', async () => {
    const other = new EC2Client({
      endpoint: aws.emulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'renewed', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    await fault({ expireCredentials: 'test' });
    await failure(describeGroups());
    await other.send(new DescribeInstancesCommand({}));
    await aws.door('DELETE', '/faults');
    await fault({ expireCredentials: true, except: 'renewed' });
    await failure(describeGroups());
    await other.send(new DescribeInstancesCommand({}));
    other.destroy();
  });

  it('do nothing to what was asked', async () => {
    await fault({ expireCredentials: true, forSeconds: 5 });
    await failure(aws.register('payments-api', { Id: '10.0.1.50' }));
    aws.clock.advance(5000);
    expect(await aws.health('payments-api')).toHaveLength(4);
  });
});

describe('a denied action', () => {
  it('is refused as each service refuses it, with the action and the resource', async () => {
    await fault({ deny: '*' });
    const group = aws.group('payments-api');
    const instance = aws.emulator.world().instances[0]?.id ?? '';
    const register = new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '10.0.1.50' }] });
    expect(await failure(aws.elbv2.send(register))).toEqual({
      name: 'AccessDenied',
      message: `${user} is not authorized to perform: elasticloadbalancing:RegisterTargets on resource: ${group} ${because('elasticloadbalancing:RegisterTargets')}`,
    });
    const health = new DescribeTargetHealthCommand({ TargetGroupArn: group });
    expect(await failure(aws.elbv2.send(health))).toEqual({
      name: 'AccessDenied',
      message: `${user} is not authorized to perform: elasticloadbalancing:DescribeTargetHealth ${because('elasticloadbalancing:DescribeTargetHealth')}`,
    });
    expect(await failure(aws.ec2.send(new StopInstancesCommand({ InstanceIds: [instance] })))).toEqual({
      name: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. ${user} is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:us-east-1:123456789012:instance/${instance} ${because('ec2:StopInstances')}`,
    });
    expect(await failure(aws.lambda.send(new ListFunctionsCommand({})))).toEqual({
      name: 'AccessDeniedException',
      message: `${user} is not authorized to perform: lambda:ListFunctions on resource: * ${because('lambda:ListFunctions')}`,
    });
    const fn = new GetFunctionCommand({ FunctionName: 'orders-events' });
    expect((await failure(aws.lambda.send(fn))).message).toContain(
      'on resource: arn:aws:lambda:us-east-1:123456789012:function:orders-events because',
    );
  });

  it('leaves the others, and everybody may ask who he is', async () => {
    await fault({ deny: 'Register*' });
    expect(await failure(aws.register('payments-api', { Id: '10.0.1.50' }))).toMatchObject({
      name: 'AccessDenied',
    });
    await aws.deregister('payments-api', { Id: '10.0.2.22' });
    await fault({ deny: '*' });
    await identity();
  });

  it('is allowed again after a reset', async () => {
    await fault({ deny: '*' });
    await aws.door('POST', '/reset');
    await describeGroups();
  });
});

it.each([
  [{ action: '*', code: 'Throttling', probability: 1.5 }, 'probability'],
  [{ action: '*', code: 'Throttling', forSeconds: 0 }, 'forSeconds'],
  [{ expireCredentials: 1 }, 'expireCredentials'],
  [{ expireCredentials: true, except: '' }, 'except'],
  [{ expireCredentials: true, action: '*' }, 'action'],
  [{ deny: '' }, 'deny'],
  [{ deny: '*', code: 'AccessDenied' }, 'code'],
])('%j is refused with the name of what is wrong', async (body, member) => {
  expect((await failure(fault(body))).message).toContain(member);
  await describeGroups();
});
