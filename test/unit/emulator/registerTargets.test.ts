// What RegisterTargets accepts and refuses, whatever the target.
import {
  CreateTargetGroupCommand,
  type RegisterTargetsCommandInput,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

describe('any target', () => {
  it('is refused with all others of the call where one of them is', async () => {
    const before = await aws.states('payments-api');
    const call = aws.register(
      'payments-api',
      { Id: '10.0.1.50' },
      { Id: '8.8.8.8', AvailabilityZone: 'all' },
    );
    expect(await failure(call)).toMatchObject({ name: 'InvalidTargetException' });
    expect(await aws.states('payments-api')).toEqual(before);
  });

  it('may be registered again, which changes nothing', async () => {
    const before = await aws.states('payments-api');
    await aws.register('payments-api', { Id: '10.0.1.21', Port: 8080 }, { Id: '10.0.1.21' });
    expect(await aws.states('payments-api')).toEqual(before);
  });

  it('is another target on another port', async () => {
    await aws.register('checkout-web', { Id: aws.instance('web-1'), Port: 8081 });
    expect(await aws.states('checkout-web')).toContain(
      `${aws.instance('web-1')}:8081 initial Elb.RegistrationInProgress`,
    );
    expect(await aws.health('checkout-web')).toHaveLength(4);
  });

  it.each([0, -1, 65536, 80.5])('is refused on port %d', async (Port) => {
    const call = aws.register('payments-api', { Id: '10.0.1.50', Port });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('needs a group that is there, and an id', async () => {
    const TargetGroupArn = `${aws.group('payments-api')}0`;
    const unknown = aws.elbv2.send(
      new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.1.50' }] }),
    );
    expect(await failure(unknown)).toEqual({
      name: 'TargetGroupNotFoundException',
      message: `Target groups '${TargetGroupArn}' not found`,
    });
    expect(await failure(aws.register('payments-api'))).toMatchObject({ name: 'ValidationError' });
    const withoutId: RegisterTargetsCommandInput = {
      TargetGroupArn: aws.group('payments-api'),
      Targets: [{ Id: undefined, Port: 80 }],
    };
    expect(await failure(aws.elbv2.send(new RegisterTargetsCommand(withoutId)))).toMatchObject({
      name: 'ValidationError',
    });
  });

  it('is one of a thousand of its group at most, and a thousand are registered in a moment', async () => {
    await aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'many',
        TargetType: 'ip',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: aws.vpc('shop'),
      }),
    );
    const addresses = Array.from({ length: 1001 }, (_, index) => ({
      Id: `10.9.${Math.floor(index / 250)}.${(index % 250) + 1}`,
      AvailabilityZone: 'all',
    }));
    expect(await failure(aws.register('many', ...addresses))).toMatchObject({
      name: 'TooManyTargetsException',
    });
    expect(await aws.health('many')).toHaveLength(0);
    await aws.register('many', ...addresses.slice(0, 1000));
    expect(await aws.health('many')).toHaveLength(1000);
    expect(await aws.health('many', ...addresses.slice(0, 1000))).toHaveLength(1000);
  });
});
