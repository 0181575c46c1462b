// The runtime of functions: handlers of every style, what they are told, and every way in which they fail.
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkerRunner } from '../../../src/emulator/functions/workerRunner';
import type { FunctionVersion, LambdaFunction } from '../../../src/emulator/world/functionTypes';
import { codeDigest } from '../../../src/emulator/world/functionVersions';
import { zipOf } from './zips';

let runner: WorkerRunner;
beforeEach(() => {
  runner = new WorkerRunner((milliseconds) => milliseconds);
});
afterEach(() => runner.close());

function packed(
  files: Readonly<Record<string, string>>,
): Pick<FunctionVersion, 'code' | 'codeSha256' | 'codeBytes'> {
  const zip = zipOf(files);
  return { code: { kind: 'zip', zip }, ...codeDigest(zip) };
}

function functionOf(
  files: Readonly<Record<string, string>>,
  settings: Partial<FunctionVersion> = {},
): LambdaFunction {
  return {
    name: 'fn',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:fn',
    latest: {
      version: '$LATEST',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      description: '',
      role: '',
      timeoutSeconds: 30,
      memoryMegabytes: 128,
      environment: {},
      architecture: 'x86_64',
      modifiedAt: 0,
      revisionId: '',
      contentId: '',
      ...packed(files),
      ...settings,
    },
    versions: [],
    nextVersion: 1,
    aliases: [],
    policies: new Map(),
    tags: {},
  };
}

const commonJs = (body: string) => ({ 'index.js': body });

function invoke(fn: LambdaFunction, payload: unknown = {}, signal?: AbortSignal) {
  return runner.invoke({ fn, version: fn.latest, arn: `${fn.arn}:live`, payload }, signal);
}

async function valueOf(fn: LambdaFunction, payload?: unknown): Promise<unknown> {
  const result = await invoke(fn, payload);
  if (result.kind === 'failed') throw new Error(JSON.stringify(result));
  return result.value;
}

describe('a handler', () => {
  it.each<[string, Readonly<Record<string, string>>, string?]>([
    ['asynchronous', commonJs('exports.handler = async ({ n }) => ({ n: n + 1 });')],
    [
      'of a callback',
      commonJs('exports.handler = ({ n }, _, done) => { setTimeout(() => done(null, { n: n + 1 }), 5); };'),
    ],
    [
      'that tells its context',
      commonJs('exports.handler = ({ n }, context) => { context.succeed({ n: n + 1 }); };'),
    ],
    ['of an ES module', { 'index.mjs': 'export const handler = async ({ n }) => ({ n: n + 1 });' }],
    [
      'of a package of ES modules',
      {
        'package.json': '{ "type": "module" }',
        'index.js':
          'import { add } from "./lib/add.js"; export const handler = async ({ n }) => ({ n: add(n) });',
        'lib/add.js': 'export const add = (n) => n + 1;',
      },
    ],
    ['in a .cjs file', { 'index.cjs': 'module.exports = { handler: async ({ n }) => ({ n: n + 1 }) };' }],
    [
      'in a folder, inside an object',
      { 'src/app.js': 'exports.api = { get: async ({ n }) => ({ n: n + 1 }) };' },
      'src/app.api.get',
    ],
    [
      'that requires its dependencies',
      {
        'index.js': 'const add = require("add"); exports.handler = async ({ n }) => ({ n: add(n) });',
        'node_modules/add/index.js': 'module.exports = (n) => n + 1;',
      },
    ],
  ])('%s answers', async (_, files, handler = 'index.handler') => {
    expect(await valueOf(functionOf(files, { handler }), { n: 1 })).toEqual({ n: 2 });
  });

  it.each([
    ['nothing', 'exports.handler = async () => {};'],
    ['no answer but an empty event loop', 'exports.handler = () => {};'],
    ['a function, which JSON has not', 'exports.handler = async () => () => 1;'],
  ])('that gives %s gives null', async (_, body) => {
    expect(await valueOf(functionOf(commonJs(body)))).toBeNull();
  });

  it('of a callback answers when its event loop is empty, unless it says otherwise', async () => {
    const body = (waits: boolean) =>
      commonJs(`exports.handler = (event, context, done) => {
        context.callbackWaitsForEmptyEventLoop = ${waits};
        const answer = { late: false };
        setTimeout(() => { answer.late = true; }, 20);
        done(null, answer);
      };`);
    expect(await valueOf(functionOf(body(true)))).toEqual({ late: true });
    expect(await valueOf(functionOf(body(false)))).toEqual({ late: false });
  });

  it('is told who it is, and how long it has', async () => {
    const fn = functionOf(
      commonJs(`exports.handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis(), region: process.env.AWS_REGION, colour: process.env.COLOUR,
        others: Object.keys(process.env).filter((name) => !/^(AWS|LAMBDA)_|^_HANDLER$|^COLOUR$/.test(name)),
      });`),
      { environment: { COLOUR: 'red' }, memoryMegabytes: 256 },
    );
    const { left, ...context } = (await valueOf(fn)) as { left: number };
    expect(context).toMatchObject({
      functionName: 'fn',
      functionVersion: '$LATEST',
      invokedFunctionArn: `${fn.arn}:live`,
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      region: 'eu-west-1',
      colour: 'red',
      others: [],
    });
    expect(left).toBeGreaterThan(20_000);
    expect(left).toBeLessThanOrEqual(30_000);
  });

  it('keeps its state while it is warm, and runs beside itself', async () => {
    const fn = functionOf(
      commonJs(
        'let count = 0; exports.handler = async ({ wait }) => { await new Promise((r) => setTimeout(r, wait)); return ++count; };',
      ),
    );
    expect(await valueOf(fn, { wait: 0 })).toBe(1);
    expect(await valueOf(fn, { wait: 0 })).toBe(2);
    const both = await Promise.all([valueOf(fn, { wait: 100 }), valueOf(fn, { wait: 100 })]);
    expect(both.sort()).toEqual([1, 3]);
  });

  it('waits for its turn where many run', async () => {
    const fn = functionOf(commonJs('exports.handler = async (n) => n;'));
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    expect(await Promise.all(numbers.map((n) => valueOf(fn, n)))).toEqual(numbers);
  });

  it('in a file is loaded again when the file has changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handler-'));
    const path = join(folder, 'some.handler.js');
    const fn = functionOf({}, { code: { kind: 'file', path } });
    writeFileSync(path, 'exports.handler = async () => "before";');
    expect(await valueOf(fn)).toBe('before');
    writeFileSync(path, 'exports.handler = async () => "after";');
    utimesSync(path, 1, 1);
    expect(await valueOf(fn)).toBe('after');
    rmSync(folder, { recursive: true });
  });
});

describe('what a handler logs', () => {
  it('is told with the request it belongs to', async () => {
    const { log } = await invoke(
      functionOf(
        commonJs(
          'exports.handler = async () => { console.log("a %d", 1); console.error("b"); process.stdout.write("c\\n"); };',
        ),
      ),
    );
    expect(log).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\n\S+Z\t\1\tINFO\ta 1\n\S+Z\t\1\tERROR\tb\nc\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t\n$/,
    );
  });
});

describe('a function fails', () => {
  const id = String.raw`RequestId: [0-9a-f-]{36} Error: `;
  it.each<[string, Readonly<Record<string, string>>, string, RegExp, Partial<FunctionVersion>?]>([
    [
      'that throws',
      commonJs('exports.handler = async () => { throw new TypeError("no"); };'),
      'TypeError',
      /^no$/,
    ],
    ['that throws at once', commonJs('exports.handler = () => { throw new Error("no"); };'), 'Error', /^no$/],
    ['that throws a string', commonJs('exports.handler = async () => { throw "no"; };'), 'string', /^no$/],
    [
      'whose callback is told so',
      commonJs('exports.handler = (e, c, done) => done(new RangeError("no"));'),
      'RangeError',
      /^no$/,
    ],
    [
      'that throws where nobody catches',
      commonJs(
        'exports.handler = async () => { setTimeout(() => { throw new Error("later"); }); await new Promise((r) => setTimeout(r, 5000)); };',
      ),
      'Error',
      /^later$/,
    ],
    [
      'that leaves a rejection alone',
      commonJs(
        'exports.handler = async () => { Promise.reject(new Error("alone")); await new Promise((r) => setTimeout(r, 5000)); };',
      ),
      'Runtime.UnhandledPromiseRejection',
      /^Error: alone$/,
    ],
    [
      'whose promise is never settled',
      commonJs('exports.handler = async () => { await new Promise(() => {}); };'),
      'Runtime.NodeJsExit',
      /never settled/,
    ],
    [
      'that exits',
      commonJs('exports.handler = async () => { process.exit(3); };'),
      'Runtime.ExitError',
      new RegExp(`^${id}Runtime exited with error: exit status 3$`),
    ],
    [
      'that exits well',
      commonJs('exports.handler = async () => { process.exit(); };'),
      'Runtime.ExitError',
      new RegExp(`^${id}Runtime exited without providing a reason$`),
    ],
    [
      'that needs too much memory',
      commonJs(
        'const all = []; exports.handler = async () => { for (;;) all.push(new Array(100000).fill({})); };',
      ),
      'Runtime.ExitError',
      new RegExp(`^${id}Runtime exited with error: signal: killed$`),
    ],
    [
      'that never yields',
      commonJs('exports.handler = async () => { for (;;); };'),
      'Sandbox.Timedout',
      new RegExp(`^${id}Task timed out after 0.20 seconds$`),
      { timeoutSeconds: 0.2 },
    ],
    [
      'that is too slow',
      commonJs('exports.handler = async () => { await new Promise((r) => setTimeout(r, 60000)); };'),
      'Sandbox.Timedout',
      /Task timed out after 0.20 seconds$/,
      { timeoutSeconds: 0.2 },
    ],
    [
      'without its module',
      { 'other.js': '' },
      'Runtime.ImportModuleError',
      /^Error: Cannot find module 'index'/,
    ],
    [
      'without a dependency',
      commonJs('require("nothing");'),
      'Runtime.ImportModuleError',
      /^Error: Cannot find module 'nothing'/,
    ],
    [
      'that exports no such name',
      commonJs('exports.other = 1;'),
      'Runtime.HandlerNotFound',
      /^index.handler is undefined or not exported$/,
    ],
    [
      'that exports no function',
      commonJs('exports.handler = 1;'),
      'Runtime.HandlerNotFound',
      /^index.handler is not a function$/,
    ],
    ['with a syntax error', commonJs('exports.handler = ('), 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
    ['that throws while it loads', commonJs('throw new RangeError("no");'), 'RangeError', /^no$/],
    [
      'whose handler has no name',
      commonJs(''),
      'Runtime.MalformedHandlerName',
      /^Bad handler$/,
      { handler: 'index' },
    ],
    [
      'whose handler is outside',
      commonJs(''),
      'Runtime.MalformedHandlerName',
      /^Bad handler$/,
      { handler: '../index.handler' },
    ],
    [
      'that answers a circle',
      commonJs('exports.handler = async () => { const a = {}; a.a = a; return a; };'),
      'Error',
      /^Unable to stringify response body$/,
    ],
    [
      'that answers too much',
      commonJs('exports.handler = async () => "a".repeat(7e6);'),
      'Function.ResponseSizeTooLarge',
      /6291556 bytes/,
    ],
  ])('%s', async (_, files, errorType, message, settings) => {
    const fn = functionOf(files, settings);
    const result = await invoke(fn);
    expect(result).toMatchObject({ kind: 'failed', errorType });
    if (result.kind === 'failed') expect(result.errorMessage).toMatch(message);
    // And again: what was left of the first time is of no harm.
    expect(await invoke(fn)).toMatchObject({ kind: 'failed', errorType });
  });

  it('and says where it threw', async () => {
    const result = await invoke(
      functionOf(commonJs('exports.handler = async () => { throw new Error("no"); };')),
    );
    expect(result).toMatchObject({
      trace: expect.arrayContaining(['Error: no', expect.stringContaining('index.js:1')]) as string[],
      log: expect.stringContaining(
        'ERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"no"',
      ) as string,
    });
  });

  it('in a faster emulator after less real time, and is told so', async () => {
    const fast = new WorkerRunner((milliseconds) => milliseconds / 100);
    const fn = functionOf(
      commonJs(
        'exports.handler = async (event, context) => { console.log(context.getRemainingTimeInMillis()); for (;;); };',
      ),
      { timeoutSeconds: 20 },
    );
    const result = await fast.invoke({ fn, version: fn.latest, arn: fn.arn, payload: {} });
    await fast.close();
    expect(result).toMatchObject({ errorMessage: expect.stringContaining('after 20.00 seconds') as string });
    expect(Number(/INFO\t(\d+)/.exec(result.log)?.[1])).toBeGreaterThan(15_000);
  });
});

describe('who waits for a function', () => {
  it('may stop to, and the function goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handler-'));
    const fn = functionOf(
      commonJs(`const { writeFileSync } = require('node:fs');
        exports.handler = async ({ file }) => { await new Promise((r) => setTimeout(r, 50)); writeFileSync(file, ''); };`),
    );
    const caller = new AbortController();
    const waiting = invoke(fn, { file: join(folder, 'first') }, caller.signal);
    caller.abort();
    const ended = { kind: 'failed', errorType: 'Emulator.WaitEnded' };
    expect(await waiting).toMatchObject(ended);
    expect(await invoke(fn, { file: join(folder, 'second') }, caller.signal)).toMatchObject(ended);
    await vi.waitFor(() => {
      expect(readdirSync(folder)).toEqual(['first']);
    });
    rmSync(folder, { recursive: true });
  });

  it('is told when the emulator ends', async () => {
    const fn = functionOf(commonJs('exports.handler = async () => { for (;;); };'));
    const waiting = Array.from({ length: 40 }, () => invoke(fn));
    await runner.close();
    for (const result of await Promise.all(waiting)) expect(result).toMatchObject({ kind: 'failed' });
  });
});
