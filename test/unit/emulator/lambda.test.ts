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

  it('refuse a revision that is no longer the latest, and members not implemented', async () => {
    expect(
      await failure(aws.lambda.send(new AddPermissionCommand({ ...permission, RevisionId: 'old' }))),
    ).toMatchObject({ name: 'PreconditionFailedException' });
    expect(
      await failure(aws.lambda.send(new AddPermissionCommand({ ...permission, PrincipalOrgID: 'o-123' }))),
    ).toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
