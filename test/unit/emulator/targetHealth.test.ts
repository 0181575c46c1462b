// How a target's health goes through time, by what answers behind it and by where the group stands.
import { StopInstancesCommand, StartInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

describe('settled targets', () => {
  it('are healthy or not by what answers, with the reason in words', async () => {
    const health = await aws.health('checkout-web');
    expect(health.map((each) => each.TargetHealth)).toEqual([
      { State: 'healthy' },
      { State: 'healthy' },
      {
        State: 'unhealthy',
        Reason: 'Target.ResponseCodeMismatch',
        Description: 'Health checks failed with these codes: [503]',
      },
    ]);
    expect(health[0]?.Target).toEqual({ Id: aws.instance('web-1'), Port: 80 });
    expect(health[0]?.HealthCheckPort).toBe('80');
  });

  it('show the zone of the subnet for an address, and the zone that was given outside the VPC', async () => {
    expect(await aws.states('payments-api')).toEqual([
      '10.0.1.21:8080@us-east-1a healthy',
      '10.0.1.21:8081@us-east-1a healthy',
      '10.0.2.22:8080@us-east-1b healthy',
      '192.168.10.5:8443@all healthy',
    ]);
  });

  it('of a Network Load Balancer say no more than that their checks failed', async () => {
    expect(await aws.states('tcp-ingest')).toContain(
      '10.0.3.23:9001@us-east-1c unhealthy Target.FailedHealthChecks',
    );
  });

  it('without a load balancer are unused', async () => {
    const [health] = await aws.health('batch-workers');
    expect(health?.TargetHealth).toEqual({
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target group is not configured to receive traffic from the load balancer',
    });
  });

  it('that are functions without health checks are unavailable', async () => {
    expect(await aws.states('orders-events')).toEqual([
      `${aws.functionArn('orders-events', 'live')} unavailable Target.HealthCheckDisabled`,
    ]);
  });

  it('that are load balancers are healthy on the group’s port', async () => {
    expect(await aws.states('web-via-nlb')).toEqual([`${aws.loadBalancer('shop-web')}:80 healthy`]);
  });
});

describe('a new target', () => {
  const target = { Id: '10.0.1.50' };

  it('is initial until it was registered and has passed its checks, then healthy', async () => {
    await aws.register('payments-api', target);
    const state = async () => (await aws.health('payments-api', target))[0]?.TargetHealth;
    expect(await state()).toEqual({
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
      Description: 'Target registration is in progress',
    });
    aws.clock.advance(1000);
    expect(await state()).toEqual({
      State: 'initial',
      Reason: 'Elb.InitialHealthChecking',
      Description: 'Initial health checks in progress',
    });
    aws.clock.advance(9999);
    expect((await state())?.State).toBe('initial');
    aws.clock.advance(1);
    expect(await state()).toEqual({ State: 'healthy' });
  });

  it.each([
    ['10.0.1.99', 'Target.Timeout', 'Request timed out'],
    ['10.0.2.53', 'Target.FailedHealthChecks', 'Health checks failed'],
    ['10.0.2.52', 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [503]'],
  ])('at %s becomes unhealthy with %s', async (Id, reason, description) => {
    await aws.register('payments-api', { Id });
    aws.clock.advance(60_000);
    const [health] = await aws.health('payments-api', { Id });
    expect(health?.TargetHealth).toEqual({ State: 'unhealthy', Reason: reason, Description: description });
  });

  it('in a zone that the load balancer has not enabled is unused', async () => {
    await aws.register('payments-api', { Id: '10.0.3.77' });
    const [health] = await aws.health('payments-api', { Id: '10.0.3.77' });
    expect(health?.TargetHealth).toEqual({
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
    });
  });
});

describe('an instance that stops', () => {
  it('is unused while it does not run, and is checked anew when it runs again', async () => {
    const Id = aws.instance('web-1');
    const state = async () => (await aws.health('checkout-web', { Id }))[0]?.TargetHealth;
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds: [Id] }));
    expect(await state()).toMatchObject({ State: 'unused', Reason: 'Target.InvalidState' });
    aws.clock.advance(3000);
    expect(await state()).toEqual({
      State: 'unused',
      Reason: 'Target.InvalidState',
      Description: 'Target is in the stopped state',
    });
    await aws.ec2.send(new StartInstancesCommand({ InstanceIds: [Id] }));
    aws.clock.advance(3000);
    expect(await state()).toMatchObject({ State: 'initial' });
    aws.clock.advance(11_000);
    expect(await state()).toEqual({ State: 'healthy' });
  });
});

describe('DescribeTargetHealth', () => {
  it('says NotRegistered of a target that is asked for and not there', async () => {
    const [health] = await aws.health('checkout-web', { Id: aws.instance('web-4') });
    expect(health?.TargetHealth).toEqual({
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    });
  });

  it('takes a target without a port for one on the group’s port', async () => {
    expect(await aws.states('payments-api', { Id: '10.0.1.21' }, { Id: '10.0.1.21', Port: 8081 })).toEqual([
      '10.0.1.21:8080@us-east-1a healthy',
      '10.0.1.21:8081@us-east-1a healthy',
    ]);
  });
});
