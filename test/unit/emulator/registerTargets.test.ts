// What RegisterTargets accepts and refuses, rule by rule.
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateTargetGroupCommand,
  type RegisterTargetsCommandInput,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
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

  it('is one of a thousand at most', async () => {
    const addresses = Array.from({ length: 1000 }, (_, index) => ({
      Id: `10.9.${Math.floor(index / 250)}.${(index % 250) + 1}`,
      AvailabilityZone: 'all',
    }));
    expect(await failure(aws.register('payments-api', ...addresses))).toMatchObject({
      name: 'TooManyTargetsException',
    });
    expect(await aws.health('payments-api')).toHaveLength(4);
    await aws.register('payments-api', ...addresses.slice(0, 996));
    expect(await aws.health('payments-api')).toHaveLength(1000);
  });
});

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

describe('an address', () => {
  it.each(['10.200.0.1', '172.20.0.1', '192.168.77.1', '100.64.0.1'])(
    'of a private range, %s, needs an Availability Zone outside the VPC',
    async (Id) => {
      const refused = await failure(aws.register('payments-api', { Id }));
      expect(refused.name).toBe('ValidationError');
      expect(refused.message).toMatch(/^You must specify an Availability Zone/);
      await aws.register('payments-api', { Id, AvailabilityZone: 'all' });
      expect(await aws.states('payments-api', { Id, AvailabilityZone: 'all' })).toEqual([
        `${Id}:8080@all initial Elb.RegistrationInProgress`,
      ]);
    },
  );

  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '192.169.0.1'])(
    'that is public, %s, is refused',
    async (Id) => {
      expect(await failure(aws.register('payments-api', { Id, AvailabilityZone: 'all' }))).toMatchObject({
        name: 'InvalidTargetException',
      });
    },
  );

  it.each(['10.0.1', '10.0.1.256', '010.0.1.5', 'web-1', '10.0.1.5/32', ''])(
    'that is none, “%s”, is refused',
    async (Id) => {
      expect(await failure(aws.register('payments-api', { Id }))).toMatchObject({ name: 'ValidationError' });
    },
  );

  it('is of the family of the group', async () => {
    const call = aws.register('payments-api', { Id: 'fd00::1', AvailabilityZone: 'all' });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('is not that of an Application Load Balancer in the same VPC; in another VPC it may be', async () => {
    const address = (name: string) =>
      aws.emulator
        .world()
        .networkInterfaces.find(
          ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer.name === name,
        )!.privateAddress;
    expect(await failure(aws.register('payments-api', { Id: address('shop-web') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    await aws.register('payments-api', { Id: address('legacy-internal'), AvailabilityZone: 'all' });
    expect(await aws.health('payments-api')).toHaveLength(5);
  });

  it('has the zone of its subnet, and no other one of the Region', async () => {
    await aws.register('payments-api', { Id: '10.0.1.50', AvailabilityZone: 'us-east-1a' });
    expect(await aws.states('payments-api', { Id: '10.0.1.50' })).toEqual([
      '10.0.1.50:8080@us-east-1a initial Elb.RegistrationInProgress',
    ]);
    for (const AvailabilityZone of ['all', 'us-east-1b', 'us-east-1z', 'eu-west-1a']) {
      expect(
        await failure(aws.register('payments-api', { Id: '10.0.1.51', AvailabilityZone })),
      ).toMatchObject({
        name: 'ValidationError',
      });
    }
  });

  it('needs a zone in the VPC where no subnet holds it', async () => {
    const refused = await failure(aws.register('payments-api', { Id: '10.0.200.9' }));
    expect(refused.name).toBe('ValidationError');
    expect(refused.message).toContain('must specify an Availability Zone');
    await aws.register('payments-api', { Id: '10.0.200.9', AvailabilityZone: 'us-east-1a' });
    expect(await aws.health('payments-api')).toHaveLength(5);
  });

  it('cannot come back while it drains; afterwards it can', async () => {
    await aws.deregister('payments-api', { Id: '10.0.2.22', Port: 8080 });
    aws.clock.advance(19_999);
    const refused = await failure(aws.register('payments-api', { Id: '10.0.2.22' }));
    expect(refused.name).toBe('InvalidTargetException');
    expect(refused.message).toContain('still draining');
    aws.clock.advance(1);
    await aws.register('payments-api', { Id: '10.0.2.22' });
    expect(await aws.states('payments-api', { Id: '10.0.2.22' })).toEqual([
      '10.0.2.22:8080@us-east-1b initial Elb.RegistrationInProgress',
    ]);
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

describe('a function', () => {
  it('with the permission is registered', async () => {
    const Id = aws.functionArn('image-resize', 'live');
    await aws.register('image-resize', { Id });
    expect(await aws.states('image-resize')).toEqual([`${Id} unavailable Target.HealthCheckDisabled`]);
  });

  it('without it is refused, until it is granted on that very qualifier and for that group', async () => {
    const Id = aws.functionArn('image-resize', 'canary');
    const group = aws.group('image-resize');
    const grant = (
      StatementId: string,
      more: { Qualifier?: string; SourceArn?: string; Principal?: string },
    ) =>
      aws.lambda.send(
        new AddPermissionCommand({
          FunctionName: 'image-resize',
          StatementId,
          Action: 'lambda:InvokeFunction',
          Principal: 'elasticloadbalancing.amazonaws.com',
          ...more,
        }),
      );
    const refused = {
      name: 'AccessDenied',
      message: `elasticloadbalancing principal does not have permission to invoke ${Id} from target group ${group}`,
    };
    expect(await failure(aws.register('image-resize', { Id }))).toEqual(refused);
    await grant('unqualified', { SourceArn: group });
    await grant('other-group', { Qualifier: 'canary', SourceArn: aws.group('orders-events') });
    await grant('other-service', { Qualifier: 'canary', Principal: 'events.amazonaws.com' });
    expect(await failure(aws.register('image-resize', { Id }))).toEqual(refused);
    await grant('right', { Qualifier: 'canary', SourceArn: group });
    await aws.register('image-resize', { Id });
    expect(await aws.health('image-resize')).toHaveLength(1);
  });

  it.each([
    ['without a source', undefined],
    [
      'with a pattern for its source',
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/image-*/*',
    ],
  ])('may be permitted %s', async (_, SourceArn) => {
    await aws.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'nightly-report',
        StatementId: 'elb',
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
        SourceArn,
      }),
    );
    await aws.register('image-resize', { Id: aws.functionArn('nightly-report') });
    await aws.deregister('image-resize', { Id: aws.functionArn('nightly-report') });
    await aws.lambda.send(
      new RemovePermissionCommand({ FunctionName: 'nightly-report', StatementId: 'elb' }),
    );
    const again = aws.register('image-resize', { Id: aws.functionArn('nightly-report') });
    expect(await failure(again)).toMatchObject({ name: 'AccessDenied' });
  });

  it('is the only target of its group', async () => {
    const second = aws.register('orders-events', { Id: aws.functionArn('orders-events', 'previous') });
    expect((await failure(second)).name).toBe('AccessDenied');
    await aws.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'orders-events',
        Qualifier: 'previous',
        StatementId: 'elb',
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
      }),
    );
    const permitted = aws.register('orders-events', { Id: aws.functionArn('orders-events', 'previous') });
    expect(await failure(permitted)).toMatchObject({ name: 'TooManyTargetsException' });
  });

  it.each([
    [
      'another Region',
      'arn:aws:lambda:eu-west-1:123456789012:function:image-resize:live',
      'InvalidTargetException',
    ],
    [
      'another account',
      'arn:aws:lambda:us-east-1:210987654321:function:image-resize:live',
      'InvalidTargetException',
    ],
    ['nowhere', 'arn:aws:lambda:us-east-1:123456789012:function:nothing', 'InvalidTargetException'],
    [
      'a qualifier that is not there',
      'arn:aws:lambda:us-east-1:123456789012:function:image-resize:9',
      'InvalidTargetException',
    ],
    ['no ARN', 'image-resize', 'ValidationError'],
  ])('of %s is refused', async (_, Id, name) => {
    expect(await failure(aws.register('image-resize', { Id }))).toMatchObject({ name });
  });

  it('takes no port', async () => {
    const call = aws.register('image-resize', { Id: aws.functionArn('image-resize', 'live'), Port: 80 });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });
});

describe('an Application Load Balancer as a target', () => {
  const newGroup = (Name: string, Port: number) =>
    aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name,
        TargetType: 'alb',
        Protocol: 'TCP',
        Port,
        VpcId: aws.vpc('shop'),
      }),
    );

  it('needs a listener on the group’s port', async () => {
    await newGroup('alb-8443', 8443);
    expect(await failure(aws.register('alb-8443', { Id: aws.loadBalancer('shop-web') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    await newGroup('alb-80', 80);
    await aws.register('alb-80', { Id: aws.loadBalancer('shop-web') });
    expect(await aws.health('alb-80')).toHaveLength(1);
  });

  it('is in the VPC of the group, and is not a Network Load Balancer', async () => {
    await newGroup('alb-80', 80);
    expect(await failure(aws.register('alb-80', { Id: aws.loadBalancer('legacy-internal') }))).toMatchObject({
      name: 'InvalidTargetException',
    });
    expect(await failure(aws.register('alb-80', { Id: aws.loadBalancer('shop-ingest') }))).toMatchObject({
      name: 'ValidationError',
    });
  });
});
