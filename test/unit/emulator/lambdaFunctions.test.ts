// Functions made, changed and deleted through the API: what Lambda says of them, and what it refuses.
import { createHash, randomBytes } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageOf } from '../../../src/emulator/services/lambda/packages';
import { failure, Harness } from './harness';
import { zipOf } from './zips';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const FunctionName = 'made';
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:made';
const ZipFile = zipOf({ 'index.js': 'exports.handler = async () => 1;' });
const otherZip = zipOf({ 'index.js': 'exports.handler = async () => 2;' });
const usual: CreateFunctionCommandInput = {
  FunctionName,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Role: 'arn:aws:iam::123456789012:role/made',
  Code: { ZipFile },
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

const lambdaTime = () => new Date(aws.clock.now()).toISOString().replace('Z', '+0000');

const create = (changes: Partial<CreateFunctionCommandInput> = {}) =>
  aws.lambda.send(new CreateFunctionCommand({ ...usual, ...changes }));
const update = (
  zip: Uint8Array | undefined,
  more: { Publish?: boolean; RevisionId?: string; DryRun?: boolean } = {},
) => aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, ...more }));
const publish = (more: { CodeSha256?: string; RevisionId?: string; Description?: string } = {}) =>
  aws.lambda.send(new PublishVersionCommand({ FunctionName, ...more }));
const remove = (Qualifier?: string, name = FunctionName) =>
  aws.lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier }));
const described = async (Qualifier?: string) =>
  (await aws.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }))).Configuration;
const versions = async () =>
  (await aws.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))).Versions?.map(
    (each) => each.Version,
  );
const alias = (Name: string, FunctionVersion: string) =>
  aws.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));

describe('a function that is created', () => {
  it('is described with Lambda’s defaults', async () => {
    const created = await create();
    expect(created).toMatchObject({
      FunctionName,
      FunctionArn: arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: usual.Role,
      CodeSize: ZipFile.length,
      CodeSha256: sha256(ZipFile),
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: lambdaTime(),
      Version: '$LATEST',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      $metadata: { httpStatusCode: 201 },
    });
    expect(created.RevisionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(created.Environment).toBeUndefined();
    const configuration = { ...created, $metadata: undefined };
    expect(await described()).toEqual(configuration);
    const asked = await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect({ ...asked, $metadata: undefined }).toEqual(configuration);
  });

  it('has the settings that it was given', async () => {
    const settings = {
      Description: 'Does things',
      Timeout: 900,
      MemorySize: 10_240,
      Environment: { Variables: { COLOUR: 'red', constructor: 'c' } },
      Architectures: ['arm64' as const],
    };
    await create({ ...settings, Tags: { team: 'shop' } });
    const found = await aws.lambda.send(new GetFunctionCommand({ FunctionName: arn }));
    expect(found).toMatchObject({
      Configuration: settings,
      Code: { RepositoryType: 'S3' },
      Tags: { team: 'shop' },
    });
  });

  it('is listed, without its state', async () => {
    await create();
    const { Functions: functions = [] } = await aws.lambda.send(new ListFunctionsCommand({}));
    const listed = functions.find((each) => each.FunctionName === FunctionName);
    expect(listed).toMatchObject({ FunctionArn: arn, CodeSha256: sha256(ZipFile) });
    expect(listed).not.toHaveProperty('State');
  });

  it('can be published at once', async () => {
    expect(await create({ Publish: true })).toMatchObject({ Version: '1', FunctionArn: arn });
    expect(await versions()).toEqual(['$LATEST', '1']);
  });

  it.each([arn, '123456789012:function:made', 'function:made'])('may be named %s', async (name) => {
    expect(await create({ FunctionName: name })).toMatchObject({ FunctionName, FunctionArn: arn });
  });

  it('is there once', async () => {
    await create();
    expect(await failure(create())).toEqual({
      name: 'ResourceConflictException',
      message: 'Function already exist: made',
    });
  });

  it('can have tens of megabytes', async () => {
    // What is random cannot be packed: the archive is a little larger than its file.
    const large = zipOf({ 'index.js': '', 'data.txt': randomBytes(19_000_000).toString('base64') });
    const created = await create({ Code: { ZipFile: large } });
    expect(created.CodeSha256).toBe(sha256(large));
  });
});

describe('CreateFunction refuses', () => {
  const violated = (value: string, field: string, constraint: string) =>
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`;
  const validation = 'ValidationException';
  const invalid = 'InvalidParameterValueException';
  const variables =
    'Lambda was unable to configure your environment variables because the environment variables';

  it.each<[string, Partial<CreateFunctionCommandInput>, string, string]>([
    [
      'a name of signs',
      { FunctionName: 'a!' },
      validation,
      violated('a!', 'functionName', 'satisfy regular'),
    ],
    ['a long name', { FunctionName: 'a'.repeat(65) }, invalid, 'have length less than or equal to 64'],
    [
      'a very long name',
      { FunctionName: 'a'.repeat(141) },
      validation,
      'have length less than or equal to 140',
    ],
    ['a version’s name', { FunctionName: 'made:1' }, validation, "Value 'made:1' at 'functionName'"],
    [
      'another Region',
      { FunctionName: arn.replace('us-east-1', 'eu-west-1') },
      'ResourceNotFoundException',
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
    ['another account', { FunctionName: arn.replace('123', '999') }, 'AccessDeniedException', ''],
    ['a role that is none', { Role: 'r1' }, validation, violated('r1', 'role', 'satisfy regular expression')],
    ['no runtime', { Runtime: undefined }, invalid, 'Runtime and Handler are mandatory parameters'],
    ['no handler', { Handler: undefined }, invalid, 'Runtime and Handler are mandatory parameters'],
    [
      'an unknown runtime',
      { Runtime: 'node' as never },
      invalid,
      "Value node at 'runtime' failed to satisfy",
    ],
    ['a runtime that cannot run here', { Runtime: 'python3.13' }, invalid, 'Node.js only, not of python3.13'],
    ['a handler with spaces', { Handler: 'a b' }, validation, violated('a b', 'handler', 'satisfy regular')],
    ['a long description', { Description: 'a'.repeat(257) }, validation, 'less than or equal to 256'],
    [
      'no time',
      { Timeout: 0 },
      validation,
      violated('0', 'timeout', 'have value greater than or equal to 1'),
    ],
    [
      'much time',
      { Timeout: 901 },
      validation,
      violated('901', 'timeout', 'have value less than or equal to 900'),
    ],
    ['half a second', { Timeout: 1.5 }, 'SerializationException', 'timeout must be an integer'],
    ['little memory', { MemorySize: 127 }, validation, violated('127', 'memorySize', 'have value greater')],
    ['much memory', { MemorySize: 10_241 }, validation, violated('10241', 'memorySize', 'have value less')],
    ['a variable’s name', { Environment: { Variables: { '1A': '' } } }, validation, "'1A'"],
    [
      'a variable of Lambda’s',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      invalid,
      `${variables} you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION`,
    ],
    [
      'many variables',
      { Environment: { Variables: { LARGE: 'x'.repeat(4096) } } },
      invalid,
      `${variables} you have provided exceeded the 4KB limit. String measured: {"LARGE":"xxx`,
    ],
    [
      'two architectures',
      { Architectures: ['x86_64', 'arm64'] },
      validation,
      "'[x86_64, arm64]' at 'architectures'",
    ],
    ['another architecture', { Architectures: ['mips' as never] }, validation, "'[mips]' at 'architectures'"],
    ['an image', { PackageType: 'Image' }, invalid, 'does not implement the package type Image'],
    [
      'code from elsewhere',
      { Code: { S3Bucket: 'b' } },
      invalid,
      'does not implement the parameter S3Bucket',
    ],
    ['no code', { Code: {} }, invalid, 'Please provide a source for function code.'],
    [
      'what is no zip',
      { Code: { ZipFile: Buffer.from('no zip') } },
      invalid,
      'Could not unzip uploaded file.',
    ],
    [
      'a damaged zip',
      { Code: { ZipFile: ZipFile.map((byte, index) => (index > 40 && index < 60 ? 255 : byte)) } },
      invalid,
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    ['a zip that leads out', { Code: { ZipFile: zipOf({ '../a.js': '' }) } }, invalid, 'Could not unzip'],
    ['what it does not implement', { Layers: ['l'] }, invalid, 'does not implement the parameter Layers'],
  ])('%s', async (_, changes, name, message) => {
    const refusal = await failure(create(changes));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toContain(message);
    expect(aws.emulator.world().functions.map((fn) => fn.name)).not.toContain(FunctionName);
  });

  // Not over HTTP: seventy megabytes of base64 take long on a busy machine, and say nothing more.
  it('a zip that is too large, packed or unpacked', () => {
    expect(() => packageOf({ ZipFile: new Uint8Array(52_428_801) })).toThrow(
      expect.objectContaining({
        code: 'RequestEntityTooLargeException',
        message: 'Zipped size must be smaller than 52428800 bytes',
      }),
    );
    expect(() => packageOf({ ZipFile: zipOf({ 'a.txt': 'a'.repeat(262_144_000) }) })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        message: 'Unzipped size must be smaller than 262144000 bytes',
      }),
    );
  });
});

describe('code', () => {
  beforeEach(async () => {
    await create();
  });

  it('is replaced, which is another revision', async () => {
    const before = await described();
    aws.clock.advance(60_000);
    const after = await update(otherZip);
    expect(after).toMatchObject({
      CodeSha256: sha256(otherZip),
      CodeSize: otherZip.length,
      LastModified: lambdaTime(),
      Version: '$LATEST',
    });
    expect(after.RevisionId).not.toBe(before?.RevisionId);
    expect(await described()).toMatchObject({ CodeSha256: sha256(otherZip), RevisionId: after.RevisionId });
  });

  it('is replaced and published in one call', async () => {
    expect(await update(otherZip, { Publish: true })).toMatchObject({
      Version: '1',
      FunctionArn: `${arn}:1`,
    });
  });

  it('is checked only, where that is asked', async () => {
    expect(await update(otherZip, { DryRun: true })).toMatchObject({ CodeSha256: sha256(otherZip) });
    expect(await described()).toMatchObject({ CodeSha256: sha256(ZipFile) });
  });

  it('is replaced by who knows the latest revision, if it is asked for', async () => {
    const { RevisionId = '' } = (await described()) ?? {};
    await update(otherZip, { RevisionId });
    expect(await failure(update(ZipFile, { RevisionId }))).toEqual({
      name: 'PreconditionFailedException',
      message:
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    });
  });

  it('is not replaced by nothing, by what is no zip, or where it cannot run', async () => {
    expect(await failure(update(undefined))).toMatchObject({
      message: 'Please provide a source for function code.',
    });
    expect(await failure(update(Buffer.from('no')))).toMatchObject({
      message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    });
    const python = new UpdateFunctionCodeCommand({ FunctionName: 'image-resize', ZipFile });
    expect((await failure(aws.lambda.send(python))).message).toContain('not of python3.13');
  });
});

describe('a version', () => {
  beforeEach(async () => {
    await create({ Description: 'latest' });
  });

  it('stays what it was', async () => {
    const published = await publish({ Description: 'first' });
    expect(published).toMatchObject({ Version: '1', FunctionArn: `${arn}:1`, Description: 'first' });
    expect(published.$metadata.httpStatusCode).toBe(201);
    await update(otherZip);
    expect(await described('1')).toMatchObject({
      CodeSha256: sha256(ZipFile),
      RevisionId: published.RevisionId,
    });
    expect(await publish()).toMatchObject({
      Version: '2',
      Description: 'latest',
      CodeSha256: sha256(otherZip),
    });
  });

  it('is not published twice of the same code', async () => {
    const { RevisionId } = await publish();
    expect(await publish({ Description: 'again' })).toMatchObject({
      Version: '1',
      Description: 'latest',
      RevisionId,
    });
    await update(ZipFile);
    expect(await publish()).toMatchObject({ Version: '1' });
    expect(await versions()).toEqual(['$LATEST', '1']);
  });

  it('is another revision of the function', async () => {
    const before = await described();
    const published = await publish();
    const after = await described();
    expect(new Set([before?.RevisionId, published.RevisionId, after?.RevisionId]).size).toBe(3);
  });

  it('is published of the code and the revision that are meant only', async () => {
    expect((await failure(publish({ CodeSha256: 'other' }))).message).toBe(
      `CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (${sha256(ZipFile)}). Please try again with the CodeSHA256 in $LATEST.`,
    );
    expect((await failure(publish({ RevisionId: 'other' }))).name).toBe('PreconditionFailedException');
    const latest = await described();
    const meant = { CodeSha256: sha256(ZipFile), RevisionId: latest?.RevisionId ?? '' };
    expect(await publish(meant)).toMatchObject({ Version: '1' });
  });

  it('is deleted alone, and its number does not come back', async () => {
    await publish();
    await update(otherZip, { Publish: true });
    expect((await remove('2')).StatusCode).toBe(204);
    expect(await versions()).toEqual(['$LATEST', '1']);
    expect(await failure(described('2'))).toEqual({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn}:2`,
    });
    expect(await publish()).toMatchObject({ Version: '3' });
  });

  it('that is not there is deleted all the same', async () => {
    expect((await remove('99')).StatusCode).toBe(204);
  });

  it('is not deleted while an alias is for it', async () => {
    await publish();
    await alias('live', '1');
    await alias('canary', '1');
    expect(await failure(remove('1'))).toEqual({
      name: 'ResourceConflictException',
      message: 'Unable to delete version because the following aliases reference it: [live, canary]',
    });
  });
});

describe('a function that is deleted', () => {
  it('is gone with all that it has, and can be made again', async () => {
    const first = await create({ Publish: true });
    expect(await remove()).toMatchObject({ StatusCode: 204, $metadata: { httpStatusCode: 204 } });
    const gone = { name: 'ResourceNotFoundException', message: `Function not found: ${arn}` };
    expect(await failure(described())).toEqual(gone);
    expect(await failure(remove())).toEqual(gone);
    expect(await failure(remove('1'))).toEqual(gone);
    expect((await create({ Publish: true })).RevisionId).not.toBe(first.RevisionId);
  });

  it.each([
    ['$LATEST', FunctionName, '$LATEST version cannot be deleted without deleting the function.'],
    ['live', 'orders-events', 'Deletion of aliases is not currently supported.'],
  ])('is not its %s', async (qualifier, name, message) => {
    await create();
    expect(await failure(remove(qualifier, name))).toEqual({
      name: 'InvalidParameterValueException',
      message,
    });
  });
});

describe('an alias', () => {
  beforeEach(async () => {
    await create({ Publish: true });
  });
  const get = (Name: string) => aws.lambda.send(new GetAliasCommand({ FunctionName, Name }));
  const change = (
    Name: string,
    changes: { FunctionVersion?: string; Description?: string; RevisionId?: string },
  ) => aws.lambda.send(new UpdateAliasCommand({ FunctionName, Name, ...changes }));

  it('is for a version, until it is changed', async () => {
    const created = await alias('live', '1');
    expect(created).toMatchObject({
      AliasArn: `${arn}:live`,
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
      $metadata: { httpStatusCode: 201 },
    });
    expect((await get('live')).RevisionId).toBe(created.RevisionId);
    expect(await described('live')).toMatchObject({ Version: '1', FunctionArn: `${arn}:live` });
    await update(otherZip, { Publish: true });
    const changed = await change('live', { FunctionVersion: '2', RevisionId: created.RevisionId ?? '' });
    expect(changed).toMatchObject({ FunctionVersion: '2', Description: '' });
    expect(changed.RevisionId).not.toBe(created.RevisionId);
    expect(await change('live', { Description: 'new' })).toMatchObject({
      FunctionVersion: '2',
      Description: 'new',
    });
    const stale = change('live', { FunctionVersion: '1', RevisionId: created.RevisionId ?? '' });
    expect((await failure(stale)).name).toBe('PreconditionFailedException');
    const { Aliases: ofFirst } = await aws.lambda.send(
      new ListAliasesCommand({ FunctionName, FunctionVersion: '1' }),
    );
    expect(ofFirst).toEqual([]);
  });

  it('is refused where it cannot be', async () => {
    await alias('live', '1');
    const refusals = await Promise.all([
      failure(alias('live', '1')),
      failure(alias('2024', '1')),
      failure(alias('next', '10')),
      failure(change('live', { FunctionVersion: '10' })),
      failure(change('next', { FunctionVersion: '1' })),
      failure(get('next')),
    ]);
    const pattern = 'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)';
    expect(refusals).toEqual([
      { name: 'ResourceConflictException', message: `Alias already exists: ${arn}:live` },
      {
        name: 'ValidationException',
        message: `1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: ${pattern}`,
      },
      { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:10` },
      { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:10` },
      { name: 'ResourceNotFoundException', message: `Alias not found: ${arn}:next` },
      { name: 'ResourceNotFoundException', message: `Cannot find alias arn: ${arn}:next` },
    ]);
  });

  it('is deleted, even where it is not there', async () => {
    await alias('live', '1');
    const drop = () => aws.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    expect((await drop()).$metadata.httpStatusCode).toBe(204);
    expect((await drop()).$metadata.httpStatusCode).toBe(204);
    expect((await failure(get('live'))).name).toBe('ResourceNotFoundException');
  });
});

describe('a name', () => {
  it.each([
    [
      'that does not match the qualifier',
      `${arn}:1`,
      '2',
      'InvalidParameterValueException',
      'The derived qualifier',
    ],
    ['of signs', 'made*', undefined, 'ValidationException', "Value 'made*' at 'functionName'"],
    ['with a qualifier of signs', 'made', 'a!', 'ValidationException', "Value 'a!' at 'qualifier'"],
    ['with a long qualifier', 'made', 'a'.repeat(129), 'ValidationException', 'less than or equal to 128'],
    [
      'of another Region',
      arn.replace('us-east-1', 'eu-west-1'),
      undefined,
      'ResourceNotFoundException',
      'reachable',
    ],
    [
      'of half an ARN',
      'arn:aws:lambda:us-east-1:123456789012:function',
      undefined,
      'ResourceNotFoundException',
      ':function:function',
    ],
  ])('%s is refused', async (_, name, Qualifier, code, message) => {
    const refusal = await failure(aws.lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier })));
    expect(refusal.name).toBe(code);
    expect(refusal.message).toContain(message);
  });
});
