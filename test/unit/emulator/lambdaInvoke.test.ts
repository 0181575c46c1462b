// Invoke: handlers run through the API, and what is told of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
  type InvokeCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readScenarioFile } from '../../../src/emulator/scenario/loadScenario';
import { failure, Harness } from './harness';
import { zipOf } from './zips';

const FunctionName = 'made';
const folder = mkdtempSync(join(tmpdir(), 'invoke-'));
const scenarioFile = join(folder, 'scenario.json');

let aws: Harness;
beforeAll(async () => {
  writeFileSync(
    join(folder, 'handler.mjs'),
    'export const handler = async (event) => ({ file: true, event });',
  );
  writeFileSync(scenarioFile, scenarioWith({ name: 'from-file', code: './handler.mjs' }, { name: 'echo' }));
  aws = await Harness.start(readScenarioFile(scenarioFile));
  await aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/made',
      Code: { ZipFile: zipOf({ 'index.js': handler(1) }) },
      Environment: { Variables: { FOLDER: folder } },
      Publish: true,
    }),
  );
  await aws.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  await aws.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf({ 'index.js': handler(2) }) }),
  );
});
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
});

function scenarioWith(...functions: object[]): string {
  return JSON.stringify({ name: 'invoke', accountId: '123456789012', region: 'us-east-1', functions });
}

function handler(edition: number): string {
  return `exports.handler = async (event, context) => {
    const { writeFileSync } = require('node:fs');
    if (event.log) console.log(event.log);
    if (event.write) writeFileSync(process.env.FOLDER + '/' + event.write, context.awsRequestId);
    if (event.fail) throw new RangeError(event.fail);
    return { edition: ${edition}, event, arn: context.invokedFunctionArn, client: context.clientContext };
  };`;
}

const invoke = (input: Partial<InvokeCommandInput> = {}) =>
  aws.lambda.send(new InvokeCommand({ FunctionName, ...input }));
const answerOf = async (input: Partial<InvokeCommandInput> = {}) => {
  const { Payload: payload } = await invoke(input);
  return JSON.parse(payload?.transformToString() ?? '') as unknown;
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a function that is invoked', () => {
  it('answers what its handler returns', async () => {
    const Payload = json({ text: 'ä €', list: [1, null] });
    const {
      StatusCode,
      FunctionError,
      ExecutedVersion,
      LogResult,
      Payload: answer,
    } = await invoke({ Payload });
    expect({ StatusCode, FunctionError, ExecutedVersion, LogResult }).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
    });
    expect(JSON.parse(answer?.transformToString() ?? '')).toEqual({
      edition: 2,
      event: { text: 'ä €', list: [1, null] },
      arn: aws.functionArn(FunctionName),
    });
  });

  it('gets an empty event where none is given', async () => {
    expect(await answerOf()).toMatchObject({ event: {} });
  });

  it.each([
    ['1', '1', 1],
    ['live', '1', 1],
    ['$LATEST', '$LATEST', 2],
  ])('by %s is the version that it stands for', async (Qualifier, version, edition) => {
    expect((await invoke({ Qualifier })).ExecutedVersion).toBe(version);
    const arn = aws.functionArn(FunctionName, Qualifier);
    expect(await answerOf({ FunctionName: arn })).toMatchObject({ edition, arn });
  });

  it('is told what the caller says of itself', async () => {
    const ClientContext = json({ client: { app_title: 'shop' } }).toString('base64');
    expect(await answerOf({ ClientContext })).toMatchObject({ client: { client: { app_title: 'shop' } } });
    expect((await failure(invoke({ ClientContext: 'no' }))).name).toBe('InvalidRequestContentException');
  });

  it('tells the end of its log to who asks for it', async () => {
    const { LogResult = '' } = await invoke({ LogType: 'Tail', Payload: json({ log: 'x'.repeat(5000) }) });
    const log = Buffer.from(LogResult, 'base64').toString();
    expect(log).toHaveLength(4096);
    expect(log).toMatch(/^x+\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: /);
  });

  it('that fails says so, with what it threw', async () => {
    const {
      StatusCode,
      FunctionError,
      Payload: payload,
    } = await invoke({ Payload: json({ fail: 'too far' }) });
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'too far',
      trace: expect.arrayContaining(['RangeError: too far']) as string[],
    });
  });

  it('as an event runs without anybody waiting for it', async () => {
    expect((await invoke({ InvocationType: 'Event', Payload: json({ write: 'a' }) })).StatusCode).toBe(202);
    await vi.waitFor(() => {
      // It can be written to once only: removing it fails where it is not there yet.
      rmSync(join(folder, 'a'));
    });
  });

  it('in a dry run is not run', async () => {
    const Payload = json({ write: 'b' });
    expect((await invoke({ InvocationType: 'DryRun', Payload })).StatusCode).toBe(204);
    await invoke();
    expect(() => {
      rmSync(join(folder, 'b'));
    }).toThrow('ENOENT');
  });
});

it('a package and a payload are told by their size among the requests', async () => {
  await aws.door('DELETE', '/requests');
  const ZipFile = Buffer.from('no zip');
  await failure(aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })));
  await invoke({ Payload: json([1]) });
  expect(await aws.door('GET', '/requests')).toMatchObject([
    { action: 'UpdateFunctionCode', input: { FunctionName, ZipFile: '6 bytes' } },
    { action: 'Invoke', input: { FunctionName, Payload: '3 bytes' } },
  ]);
});

describe('Invoke refuses', () => {
  it.each<[string, Partial<InvokeCommandInput>, string, string]>([
    ['an unknown function', { FunctionName: 'none' }, 'ResourceNotFoundException', ':function:none:$LATEST'],
    ['an unknown version', { Qualifier: '9' }, 'ResourceNotFoundException', ':function:made:9'],
    [
      'what is no JSON',
      { Payload: Buffer.from('{') },
      'InvalidRequestContentException',
      'Could not parse request',
    ],
    [
      'what is no text',
      { Payload: Buffer.from([34, 255, 34]) },
      'InvalidRequestContentException',
      'Could not parse',
    ],
    [
      'more than six megabytes',
      { Payload: Buffer.alloc(6_291_457, 32) },
      'RequestTooLargeException',
      '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
    ],
    [
      'an event of more than a megabyte',
      { InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, 32) },
      'RequestTooLargeException',
      'the Event invocation type (limit 1048576 bytes)',
    ],
    [
      'an unknown kind of call',
      { InvocationType: 'Later' as never },
      'ValidationException',
      "'Later' at 'invocationType'",
    ],
    ['an unknown kind of log', { LogType: 'All' as never }, 'ValidationException', "'All' at 'logType'"],
    [
      'a tenant',
      { TenantId: 't' },
      'InvalidParameterValueException',
      'does not implement the parameter TenantId',
    ],
  ])('%s', async (_, input, name, message) => {
    const refusal = await failure(invoke(input));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toContain(message);
  });
});

describe('a scenario’s function', () => {
  it('runs the module that the scenario names, beside its file', async () => {
    expect(await answerOf({ FunctionName: 'from-file', Payload: json({ a: 1 }) })).toEqual({
      file: true,
      event: { a: 1 },
    });
  });

  it('without code is an echo', async () => {
    expect(await answerOf({ FunctionName: 'echo', Payload: json([1, 2]) })).toEqual([1, 2]);
  });

  it.each([
    [
      'whose module is not there',
      { name: 'f', code: 'none.js' },
      /function 'f': its code .*none\.js cannot be read/,
    ],
    [
      'whose module cannot run',
      { name: 'f', code: 'handler.mjs', runtime: 'python3.13' },
      /Node\.js only, not of python/,
    ],
    ['with too much time', { name: 'f', timeoutSeconds: 901 }, /timeoutSeconds must be <= 900/],
  ])('%s is refused', (_, entry, message) => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, scenarioWith(entry));
    expect(() => readScenarioFile(file)).toThrow(message);
  });
});
