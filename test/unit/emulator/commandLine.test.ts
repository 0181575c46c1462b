// The emulator as a process: its one line, its exit codes, its sentences on stderr.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../../src/emulator/commandLine';

const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
const bundle = join(folder, 'emulator.js');
const running = new Set<ChildProcess>();

beforeAll(async () => {
  await build({
    entryPoints: ['src/emulator/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--no-warnings', bundle, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code: code as number | null, stdout, stderr };
  });
  const ready = once(child.stdout, 'data').then(() => {
    const url = /^Emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(stdout)?.[1];
    if (url === undefined) throw new Error(stdout + stderr);
    return url;
  });
  return { child, exit, ready };
}

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says one line, serves, and ends on %s', async (signal) => {
    const { child, exit, ready } = run('--port', '0', '--time-scale', '10');
    const url = await ready;
    const identity: unknown = await (await fetch(`${url}/_emulator`)).json();
    expect(identity).toMatchObject({ name: 'elb-target-groups-emulator', timeScale: 10 });
    child.kill(signal);
    expect(await exit).toEqual({ code: 0, stdout: `Emulator listening on ${url}\n`, stderr: '' });
  });

  it('serves the scenario of a file', async () => {
    const file = join(folder, 'mine.json');
    writeFileSync(file, '{ "name": "mine", "accountId": "210987654321", "region": "eu-west-1" }');
    const { child, exit, ready } = run('--port', '0', '--scenario', file);
    expect(await (await fetch(`${await ready}/_emulator`)).json()).toMatchObject({
      scenario: 'mine',
      accountId: '210987654321',
      region: 'eu-west-1',
    });
    child.kill();
    await exit;
  });

  it('says in a sentence that the port is in use', async () => {
    const first = run('--port', '0');
    const port = new URL(await first.ready).port;
    expect(await run('--port', port).exit).toEqual({
      code: 1,
      stdout: '',
      stderr: `Cannot start the emulator: port ${port} is in use. Give another with --port, or --port 0 for any that is free.\n`,
    });
    first.child.kill();
    await first.exit;
  });

  it('refuses a scenario that contradicts itself', async () => {
    const file = join(folder, 'bad.json');
    writeFileSync(
      file,
      '{ "name": "bad", "accountId": "210987654321", "region": "eu-west-1", "instances": [{ "name": "i", "subnet": "x", "address": "10.0.0.5" }] }',
    );
    const { code, stderr } = await run('--port', '0', '--scenario', file).exit;
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr).toContain("subnet 'x'");
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the command line', () => {
  it('has defaults', () => {
    expect(readCommandLine([])).toEqual({
      port: 4566,
      scenarioFile: undefined,
      timeScale: 1,
      untilUnusedSeconds: undefined,
    });
  });

  it.each([
    [['--port', 'http'], "--port is 'http'"],
    [['--port', '65536'], "--port is '65536'"],
    [['--port', ''], "--port is ''"],
    [['--time-scale', '0'], "--time-scale is '0'"],
    [['--until-unused', 'soon'], "--until-unused is 'soon'"],
    [['--colour'], "Unknown option '--colour'"],
    [['extra'], "'extra'"],
  ])('%j is refused in one line that says how to put it right', (args, reason) => {
    expect(() => readCommandLine(args)).toThrow(UsageError);
    expect(() => readCommandLine(args)).toThrow(reason);
    expect(() => readCommandLine(args)).toThrow(/^Cannot start the emulator: .* Use \[--port N\] .*$/);
  });
});
