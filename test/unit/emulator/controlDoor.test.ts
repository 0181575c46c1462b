// The emulator's own door: identity, reset, clock, faults, the log of requests, and leases.
import { get } from 'node:http';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whenUnused } from '../../../src/emulator/untilUnused';
import { failure, Harness, start } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const describeGroups = () => aws.elbv2.send(new DescribeTargetGroupsCommand({ PageSize: 1 }));

describe('the door', () => {
  it('says who it is', async () => {
    expect(await aws.door('GET', '')).toEqual({
      name: 'elb-target-groups-emulator',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      scenario: 'sample',
      accountId: '123456789012',
      region: 'us-east-1',
      timeScale: 1,
      now: start,
    });
  });

  it('moves time forward', async () => {
    const other = await Harness.start();
    await other.deregister('payments-api', { Id: '10.0.2.22' });
    await other.door('POST', '/clock', { advanceMilliseconds: 20_000 });
    expect(await other.door('GET', '')).toMatchObject({ now: start + 20_000 });
    expect(await other.health('payments-api')).toHaveLength(3);
    await other.stop();
  });

  it('resets the world and leaves the clock', async () => {
    await aws.register('payments-api', { Id: '10.0.1.50' });
    const { now } = (await aws.door('GET', '')) as { now: number };
    await aws.door('POST', '/reset');
    expect(await aws.health('payments-api')).toHaveLength(4);
    expect(await aws.door('GET', '')).toMatchObject({ now });
  });

  it('refuses what it does not understand', async () => {
    const refused: [string, string, object?][] = [
      ['GET', '/nothing'],
      ['POST', '/clock', { advanceMilliseconds: -1 }],
      ['POST', '/clock', { advance: 1 }],
      ['POST', '/faults', { action: '*' }],
      ['POST', '/faults', { action: '*', code: 'Throttling', times: 0 }],
      ['POST', '/faults', { action: '*', code: 'Throttling', until: 1 }],
      ['POST', '/faults'],
    ];
    for (const call of refused) expect((await failure(aws.door(...call))).message).toContain('"error"');
  });
});

describe('faults', () => {
  it('fail as many requests as asked for, with the code’s own status and message', async () => {
    await aws.door('POST', '/faults', { action: 'DescribeTargetGroups', code: 'ExpiredToken', times: 2 });
    for (let call = 0; call < 2; call++) {
      expect(await failure(describeGroups())).toEqual({
        name: 'ExpiredToken',
        message: 'The security token included in the request is expired',
      });
    }
    await describeGroups();
  });

  it('leave other actions alone, unless they are for any', async () => {
    await aws.door('POST', '/faults', { action: 'RegisterTargets', code: 'Throttling' });
    await describeGroups();
    await aws.door('POST', '/faults', { action: '*', code: 'Custom', message: 'As told', status: 418 });
    expect(await failure(aws.lambda.send(new ListFunctionsCommand({})))).toMatchObject({
      name: 'Custom',
      message: 'As told',
    });
    await aws.door('DELETE', '/faults');
    await aws.register('payments-api', { Id: '10.0.1.50' });
  });

  it('drop the connection before the call, or after it was carried out', async () => {
    await aws.door('POST', '/faults', { action: 'RegisterTargets', drop: true });
    await failure(aws.register('payments-api', { Id: '10.0.1.50' }));
    expect(await aws.health('payments-api')).toHaveLength(4);
    await aws.door('POST', '/faults', { action: 'RegisterTargets', drop: true, when: 'after' });
    await failure(aws.register('payments-api', { Id: '10.0.1.50' }));
    expect(await aws.health('payments-api')).toHaveLength(5);
  });

  it('delay an answer', async () => {
    await aws.door('POST', '/faults', { action: 'DescribeTargetGroups', delayMilliseconds: 60 });
    const before = performance.now();
    await describeGroups();
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});

describe('the log of requests', () => {
  it('has every call with its input, the last thousand of them', async () => {
    await describeGroups();
    await aws.lambda.send(new ListFunctionsCommand({ MaxItems: 5 }));
    expect(await aws.door('GET', '/requests')).toMatchObject([
      {
        service: 'elasticloadbalancing',
        action: 'DescribeTargetGroups',
        region: 'us-east-1',
        input: { PageSize: 1 },
      },
      { service: 'lambda', action: 'ListFunctions', input: { MaxItems: 5 } },
    ]);
    await aws.door('DELETE', '/requests');
    expect(await aws.door('GET', '/requests')).toEqual([]);
  });
});

describe('leases', () => {
  const take = (harness: Harness): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const lease = get(`${harness.emulator.url}/_emulator/lease`, (response) => {
        response.once('data', (chunk: Buffer) => {
          expect(chunk.toString()).toBe('leased\n');
          resolve(() => lease.destroy());
        });
        response.on('error', () => undefined);
      });
      lease.once('error', reject);
    });

  it('keep the emulator until the last of them has been closed for a while', async () => {
    const harness = await Harness.start();
    const unused = new Promise<void>((resolve) => {
      whenUnused(harness.emulator.leases, resolve, { graceMilliseconds: 40, firstLeaseMilliseconds: 10_000 });
    });
    let over = false;
    void unused.then(() => (over = true));
    const closeFirst = await take(harness);
    const closeSecond = await take(harness);
    closeFirst();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(over).toBe(false);
    closeSecond();
    await unused;
    expect(harness.emulator.leases.count).toBe(0);
    await harness.stop();
  });

  it('that never come end it too', async () => {
    const harness = await Harness.start();
    await new Promise<void>((resolve) => {
      whenUnused(harness.emulator.leases, resolve, { graceMilliseconds: 10, firstLeaseMilliseconds: 20 });
    });
    await harness.stop();
  });

  it('taken anew within the grace keep it', async () => {
    const harness = await Harness.start();
    let over = false;
    whenUnused(harness.emulator.leases, () => (over = true), {
      graceMilliseconds: 150,
      firstLeaseMilliseconds: 10_000,
    });
    const close = await take(harness);
    close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await take(harness);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(over).toBe(false);
    await harness.stop();
  });
});
