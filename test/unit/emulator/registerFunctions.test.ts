// What RegisterTargets accepts and refuses where targets are Lambda functions.
import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

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
