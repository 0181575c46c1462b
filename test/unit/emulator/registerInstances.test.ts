// What RegisterTargets accepts and refuses where targets are instances.
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

describe('an instance', () => {
  it('of the VPC that runs is registered, on the group’s port if none is given', async () => {
    await aws.register('checkout-web', { Id: aws.instance('web-4') });
    expect(await aws.states('checkout-web')).toContain(
      `${aws.instance('web-4')}:80 initial Elb.RegistrationInProgress`,
    );
  });

  it('must exist', async () => {
    expect(await failure(aws.register('checkout-web', { Id: 'i-0123456789abcdef0' }))).toEqual({
      name: 'InvalidTargetException',
      message: "The following targets do not exist: 'i-0123456789abcdef0'",
    });
    expect(await failure(aws.register('checkout-web', { Id: '10.0.1.50' }))).toEqual({
      name: 'ValidationError',
      message: "Instance ID '10.0.1.50' is not valid",
    });
  });

  it('must run', async () => {
    const stopped = aws.instance('web-5');
    const message = (id: string) =>
      `The following targets are not in a running state and cannot be registered: '${id}'`;
    expect(await failure(aws.register('checkout-web', { Id: stopped }))).toEqual({
      name: 'InvalidTargetException',
      message: message(stopped),
    });
    const stopping = aws.instance('web-4');
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds: [stopping] }));
    expect(await failure(aws.register('checkout-web', { Id: stopping }))).toMatchObject({
      message: message(stopping),
    });
  });

  it('must be in the VPC of the group', async () => {
    const id = aws.instance('legacy-reports');
    expect(await failure(aws.register('checkout-web', { Id: id }))).toEqual({
      name: 'InvalidTargetException',
      message: `The following targets are not in the target group VPC '${aws.vpc('shop')}': '${id}'`,
    });
  });

  it('takes no Availability Zone', async () => {
    const call = aws.register('checkout-web', { Id: aws.instance('web-4'), AvailabilityZone: 'us-east-1a' });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });
});

describe('an instance that drains', () => {
  it('can come back at once', async () => {
    const Id = aws.instance('web-1');
    await aws.deregister('checkout-web', { Id, Port: 80 });
    expect(await aws.states('checkout-web', { Id })).toEqual([
      `${Id}:80 draining Target.DeregistrationInProgress`,
    ]);
    await aws.register('checkout-web', { Id });
    expect(await aws.states('checkout-web', { Id })).toEqual([`${Id}:80 initial Elb.RegistrationInProgress`]);
  });
});
