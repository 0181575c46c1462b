// Lambda: functions, their versions and aliases, and who may invoke them.
import {
  AddPermissionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const FunctionName = 'orders-events';

describe('functions', () => {
  it('are listed page by page', async () => {
    const first = await aws.lambda.send(new ListFunctionsCommand({ MaxItems: 2 }));
    expect(first.Functions?.map((fn) => fn.FunctionName)).toEqual(['image-resize', 'nightly-report']);
    const second = await aws.lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    expect(second.Functions).toMatchObject([
      { FunctionName, FunctionArn: aws.functionArn(FunctionName), Version: '$LATEST' },
    ]);
    expect(second.NextMarker).toBeUndefined();
    expect(await failure(aws.lambda.send(new ListFunctionsCommand({ Marker: 'x' })))).toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it('have versions and aliases', async () => {
    const { Versions: versions } = await aws.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(versions?.map((each) => each.Version)).toEqual(['$LATEST', '1', '2', '3', '4']);
    const { Aliases: aliases } = await aws.lambda.send(new ListAliasesCommand({ FunctionName }));
    expect(aliases).toMatchObject([
      { Name: 'live', FunctionVersion: '4', AliasArn: aws.functionArn(FunctionName, 'live') },
      { Name: 'previous', FunctionVersion: '3' },
    ]);
  });

  it('are found by name, by ARN and with a qualifier', async () => {
    const arn = async (name: string, Qualifier?: string) =>
      (await aws.lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier }))).Configuration;
    expect(await arn(FunctionName)).toMatchObject({ Version: '$LATEST' });
    expect(await arn(aws.functionArn(FunctionName, '2'))).toMatchObject({ Version: '2' });
    expect(await arn(FunctionName, 'live')).toMatchObject({
      Version: '4',
      FunctionArn: aws.functionArn(FunctionName, 'live'),
    });
    expect(await failure(arn('nothing'))).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nothing',
    });
    expect(await failure(arn(FunctionName, 'beta'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('permissions', () => {
  const permission = {
    FunctionName,
    Qualifier: 'previous',
    StatementId: 'elb',
    Action: 'lambda:InvokeFunction',
    Principal: 'elasticloadbalancing.amazonaws.com',
  };
  const policy = async (Qualifier: string) => {
    const { Policy: text = '' } = await aws.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
    return JSON.parse(text) as unknown;
  };

  it('are the statements of a qualifier’s policy', async () => {
    expect(await policy('live')).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'elb-orders-events',
          Effect: 'Allow',
          Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: aws.functionArn(FunctionName, 'live'),
          Condition: { ArnLike: { 'AWS:SourceArn': aws.group('orders-events') } },
        },
      ],
    });
    expect(await failure(policy('previous'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are added once, and removed', async () => {
    await aws.lambda.send(new AddPermissionCommand(permission));
    expect(await policy('previous')).toMatchObject({ Statement: [{ Sid: 'elb' }] });
    expect(await failure(aws.lambda.send(new AddPermissionCommand(permission)))).toMatchObject({
      name: 'ResourceConflictException',
    });
    const remove = () =>
      aws.lambda.send(
        new RemovePermissionCommand({ FunctionName, Qualifier: 'previous', StatementId: 'elb' }),
      );
    await remove();
    expect(await failure(remove())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['of an account', '123456789012', { AWS: 'arn:aws:iam::123456789012:root' }],
    ['of a user', 'arn:aws:iam::123456789012:user/a', { AWS: 'arn:aws:iam::123456789012:user/a' }],
    ['of a service', 's3.amazonaws.com', { Service: 's3.amazonaws.com' }],
    ['of everybody', '*', '*'],
  ])('are those %s', async (_, Principal, expected) => {
    await aws.lambda.send(new AddPermissionCommand({ ...permission, Principal }));
    expect(await policy('previous')).toMatchObject({ Statement: [{ Principal: expected }] });
  });

  it.each([
    ['an id of signs', { StatementId: 'a.b' }, 'ValidationException', "Value 'a.b' at 'statementId'"],
    ['no action of Lambda', { Action: 's3:Get' }, 'ValidationException', "Value 's3:Get' at 'action'"],
    [
      'nobody',
      { Principal: 'nobody' },
      'InvalidParameterValueException',
      'The provided principal was invalid.',
    ],
    ['$LATEST', { Qualifier: '$LATEST' }, 'InvalidParameterValueException', 'adding policies for $LATEST.'],
    ['an unknown alias', { Qualifier: 'next' }, 'ResourceNotFoundException', 'Cannot find alias arn: arn:'],
    ['an unknown version', { Qualifier: '42' }, 'ResourceNotFoundException', 'Function not found: arn:'],
    ['no function', { FunctionName: 'none' }, 'ResourceNotFoundException', 'Function not found: arn:'],
  ])('are not given to %s', async (_, changes, name, message) => {
    const refusal = await failure(aws.lambda.send(new AddPermissionCommand({ ...permission, ...changes })));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toContain(message);
  });

  it.each([
    ['a function that is not there', 'none', 'a', 'No policy found for: arn:'],
    ['a function without any', FunctionName, 'a', 'No policy is associated with the given resource.'],
    [`an unknown alias`, `${FunctionName}:next`, 'a', 'Cannot find alias arn: arn:'],
    ['what has others', `${FunctionName}:live`, 'a', 'Statement a is not found in resource policy.'],
  ])('are not taken from %s', async (_, name, StatementId, message) => {
    const removal = new RemovePermissionCommand({ FunctionName: name, StatementId });
    const refusal = await failure(aws.lambda.send(removal));
    expect(refusal.name).toBe('ResourceNotFoundException');
    expect(refusal.message).toContain(message);
  });

  it('refuse a revision that is no longer the latest, and members not implemented', async () => {
    expect(
      await failure(aws.lambda.send(new AddPermissionCommand({ ...permission, RevisionId: 'old' }))),
    ).toMatchObject({ name: 'PreconditionFailedException' });
    expect(
      await failure(aws.lambda.send(new AddPermissionCommand({ ...permission, PrincipalOrgID: 'o-123' }))),
    ).toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
