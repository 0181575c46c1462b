// Rate limits: token buckets by account and Region that fill with emulator time, and how each service says no.
import { DescribeInstancesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const describeGroups = () => aws.elbv2.send(new DescribeTargetGroupsCommand({ PageSize: 1 }));
const register = () => aws.register('payments-api', { Id: '10.0.2.22' });
const deregister = () => aws.deregister('payments-api', { Id: '10.9.9.9' });
const limit = (body: object) => aws.door('POST', '/rate-limits', body);

/** How many of the calls that could be made succeeded, before the first that did not. */
async function allowed(call: () => Promise<unknown>): Promise<number> {
  for (let count = 0; count < 300; count++) {
    try {
      await call();
    } catch {
      return count;
    }
  }
  return Infinity;
}

describe('rate limits of one’s own', () => {
  it('let a burst through, and then as many as emulator time fills up', async () => {
    await limit({ DescribeTargetGroups: { burst: 5, perSecond: 2 } });
    expect(await allowed(describeGroups)).toBe(5);
    aws.clock.advance(400);
    expect(await allowed(describeGroups)).toBe(0);
    aws.clock.advance(100);
    expect(await allowed(describeGroups)).toBe(1);
    aws.clock.advance(60_000);
    expect(await allowed(describeGroups)).toBe(5);
  });

  it('are shared by the actions of a pattern, and leave the others', async () => {
    await limit({ 'Describe*': { burst: 3, perSecond: 0 } });
    await aws.elbv2.send(new DescribeLoadBalancersCommand({}));
    expect(await allowed(describeGroups)).toBe(2);
    await register();
    expect(await allowed(() => aws.ec2.send(new DescribeVpcsCommand({})))).toBe(3);
  });

  it('are of one Region', async () => {
    await limit({ 'Describe*': { burst: 2, perSecond: 0 } });
    const there = new EC2Client({
      endpoint: aws.emulator.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    expect(await allowed(() => aws.ec2.send(new DescribeVpcsCommand({})))).toBe(2);
    expect(await allowed(() => there.send(new DescribeVpcsCommand({})))).toBe(2);
    there.destroy();
  });

  it('are gone when they are cleared, and after a reset', async () => {
    await limit({ '*': { burst: 1, perSecond: 0 } });
    expect(await allowed(describeGroups)).toBe(1);
    await aws.door('DELETE', '/rate-limits');
    expect(await allowed(describeGroups)).toBe(Infinity);
    await limit({ '*': { burst: 1, perSecond: 0 } });
    await aws.door('POST', '/reset');
    expect(await allowed(describeGroups)).toBe(Infinity);
    expect(await aws.door('GET', '/rate-limits')).toEqual([]);
  });

  it('do nothing to what they refuse', async () => {
    await limit({ RegisterTargets: { burst: 1, perSecond: 0 } });
    await register();
    await failure(aws.register('payments-api', { Id: '10.0.1.50' }));
    expect(await aws.health('payments-api')).toHaveLength(4);
  });

  it.each([
    [{ 'Describe*': { burst: 0, perSecond: 1 } }, 'burst'],
    [{ 'Describe*': { burst: 1 } }, 'perSecond'],
    [{ 'Describe*': 5 }, 'Describe*'],
    [{ 'Describe*': { burst: 1, perSecond: 1, each: true } }, 'each'],
    [{ like: 'azure' }, 'like'],
  ])('%j are refused with the name of what is wrong', async (body, member) => {
    expect((await failure(limit(body))).message).toContain(member);
  });
});

describe('the rate limits of AWS', () => {
  beforeEach(() => limit({ like: 'aws' }));

  it('of Elastic Load Balancing have a bucket for reads, one for targets and one for changes', async () => {
    expect(await allowed(describeGroups)).toBe(40);
    expect(await allowed(register)).toBe(20);
    expect(await allowed(deregister)).toBe(0);
    aws.clock.advance(1000);
    expect(await allowed(describeGroups)).toBe(10);
    expect(await allowed(deregister)).toBe(4);
  });

  it('of EC2 have a bucket for each action', async () => {
    expect(await allowed(() => aws.ec2.send(new DescribeVpcsCommand({})))).toBe(100);
    expect(await allowed(() => aws.ec2.send(new DescribeInstancesCommand({})))).toBe(100);
  });

  it('of Lambda are those of its control plane, with more for GetFunction', async () => {
    expect(await allowed(() => aws.lambda.send(new ListFunctionsCommand({})))).toBe(15);
    const get = new GetFunctionCommand({ FunctionName: 'orders-events' });
    expect(await allowed(() => aws.lambda.send(get))).toBe(100);
  });

  it('are refused as each service refuses them', async () => {
    await limit({ '*': { burst: 1, perSecond: 0 } });
    const calls = {
      elbv2: describeGroups,
      ec2: () => aws.ec2.send(new DescribeVpcsCommand({})),
      lambda: () => aws.lambda.send(new ListFunctionsCommand({})),
    };
    const refusals = [];
    for (const call of Object.values(calls)) {
      await call();
      refusals.push(await failure(call()));
    }
    expect(refusals).toEqual([
      { name: 'Throttling', message: 'Rate exceeded' },
      { name: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
      { name: 'TooManyRequestsException', message: 'Rate Exceeded.' },
    ]);
  });
});
