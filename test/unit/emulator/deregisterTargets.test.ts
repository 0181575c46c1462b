// What DeregisterTargets does: draining, and the calls that are accepted and do nothing.
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const setDelay = (group: string, seconds: number) =>
  aws.elbv2.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: aws.group(group),
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }],
    }),
  );

describe('a target in use', () => {
  it('drains for the delay of its group and is gone then', async () => {
    await aws.deregister('payments-api', { Id: '10.0.2.22', Port: 8080 });
    const [health] = await aws.health('payments-api', { Id: '10.0.2.22' });
    expect(health?.TargetHealth).toEqual({
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    });
    aws.clock.advance(19_999);
    expect(await aws.health('payments-api')).toHaveLength(4);
    aws.clock.advance(1);
    expect(await aws.health('payments-api')).toHaveLength(3);
    expect(await aws.states('payments-api', { Id: '10.0.2.22' })).toEqual([
      '10.0.2.22:8080@us-east-1b unused Target.NotRegistered',
    ]);
  });

  it('is gone at once where the delay is 0', async () => {
    await setDelay('payments-api', 0);
    await aws.deregister('payments-api', { Id: '10.0.2.22', Port: 8080 });
    expect(await aws.health('payments-api')).toHaveLength(3);
  });

  it('keeps the delay it began with when the group’s is changed', async () => {
    await aws.deregister('payments-api', { Id: '10.0.2.22', Port: 8080 });
    await setDelay('payments-api', 3600);
    aws.clock.advance(20_000);
    expect(await aws.health('payments-api')).toHaveLength(3);
  });

  it('drains no longer when it is deregistered again', async () => {
    await aws.deregister('payments-api', { Id: '10.0.2.22' });
    aws.clock.advance(15_000);
    await aws.deregister('payments-api', { Id: '10.0.2.22' });
    aws.clock.advance(5000);
    expect(await aws.health('payments-api')).toHaveLength(3);
  });
});

describe('a target that gets no requests', () => {
  it('is gone at once, whatever the delay', async () => {
    await aws.deregister('batch-workers', { Id: aws.instance('web-4') });
    expect(await aws.health('batch-workers')).toEqual([]);
  });

  it('is gone at once when it is a function', async () => {
    await aws.deregister('orders-events', { Id: aws.functionArn('orders-events', 'live') });
    expect(await aws.health('orders-events')).toEqual([]);
  });
});

describe('the port of a request', () => {
  it('left out means the group’s, and does nothing to a target with another', async () => {
    await aws.register('checkout-web', { Id: aws.instance('web-4'), Port: 8080 });
    const before = await aws.states('checkout-web');
    await aws.deregister('checkout-web', { Id: aws.instance('web-4') });
    expect(await aws.states('checkout-web')).toEqual(before);
    await aws.deregister('checkout-web', { Id: aws.instance('web-4'), Port: 8080 });
    expect(await aws.states('checkout-web')).toContain(
      `${aws.instance('web-4')}:8080 draining Target.DeregistrationInProgress`,
    );
  });

  it('left out takes the target on the group’s port and leaves the others', async () => {
    await aws.deregister('payments-api', { Id: '10.0.1.21' });
    expect(await aws.states('payments-api')).toEqual(
      expect.arrayContaining([
        '10.0.1.21:8080@us-east-1a draining Target.DeregistrationInProgress',
        '10.0.1.21:8081@us-east-1a healthy',
      ]),
    );
  });
});

describe('the zone of a request', () => {
  it('is part of what identifies a target outside the VPC', async () => {
    await aws.deregister('payments-api', { Id: '192.168.10.5', Port: 8443 });
    expect(await aws.states('payments-api')).toContain('192.168.10.5:8443@all healthy');
    await aws.deregister('payments-api', { Id: '192.168.10.5', Port: 8443, AvailabilityZone: 'all' });
    expect(await aws.states('payments-api')).toContain(
      '192.168.10.5:8443@all draining Target.DeregistrationInProgress',
    );
  });
});

describe('a request', () => {
  it('for a target that is not there succeeds', async () => {
    await aws.deregister('checkout-web', { Id: 'i-0123456789abcdef0' });
    await aws.deregister('payments-api', { Id: '10.0.1.200', Port: 1 });
    expect(await aws.health('checkout-web')).toHaveLength(3);
  });

  it('that is malformed changes nothing', async () => {
    const call = aws.deregister('payments-api', { Id: '10.0.2.22' }, { Id: 'not an address' });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
    expect(await aws.states('payments-api')).toContain('10.0.2.22:8080@us-east-1b healthy');
    expect(await failure(aws.deregister('payments-api'))).toMatchObject({ name: 'ValidationError' });
  });
});
