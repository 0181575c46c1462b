// The emulator as a process: its lines, its exit codes, its sentences on stderr.
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../../src/emulator/commandLine';
import { EmulatorProcesses } from './emulatorProcess';

const processes = new EmulatorProcesses();
const { folder } = processes;
const run = processes.run.bind(processes);
beforeAll(() => processes.build());
afterAll(() => {
  processes.end();
});

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, serves, and ends on %s', async (signal) => {
    const { child, exit, ready } = run('--port', '0', '--time-scale', '10', '--empty');
    const url = await ready;
    const identity: unknown = await (await fetch(`${url}/_emulator`)).json();
    expect(identity).toMatchObject({ name: 'elb-target-groups-emulator', timeScale: 10 });
    child.kill(signal);
    expect(await exit).toEqual({ code: 0, stdout: `Emulator listening on ${url}\n`, stderr: '' });
  });

  it('says where each listener is before its last line', async () => {
    const { child, exit, ready } = run('--port', '0');
    const url = await ready;
    const listeners = (await (await fetch(`${url}/_emulator/listeners`)).json()) as {
      loadBalancer: string;
      protocol: string;
      port: number;
      endpoint: string;
    }[];
    child.kill();
    const { stdout } = await exit;
    expect(stdout.split('\n')).toEqual([
      ...listeners.map(
        ({ loadBalancer, protocol, port, endpoint }) => `${loadBalancer} ${protocol}:${port} → ${endpoint}`,
      ),
      `Emulator listening on ${url}`,
      '',
    ]);
    expect(stdout).toMatch(/^shop-web HTTP:80 → http:\/\/127\.0\.0\.1:\d+$/m);
  });

  it('goes on when nobody reads its output any more', async () => {
    const { child, exit, ready } = run('--port', '0', '--empty');
    const url = await ready;
    child.stdout?.destroy();
    child.stderr?.destroy();
    // What no service understands, and what is a bug: both could be told.
    expect((await fetch(url, { method: 'POST', body: 'what is this?' })).status).toBe(403);
    expect((await fetch(`${url}/_emulator`)).status).toBe(200);
    child.kill();
    expect((await exit).code).toBe(0);
  });

  it('starts with nothing when it is told to', async () => {
    const { child, exit, ready } = run('--port', '0', '--empty');
    const identity: unknown = await (await fetch(`${await ready}/_emulator`)).json();
    expect(identity).toMatchObject({ scenario: 'empty', accountId: '123456789012', region: 'us-east-1' });
    child.kill();
    await exit;
  });

  it('says how it is used', async () => {
    const { code, stdout } = await run('--help').exit;
    expect(code).toBe(0);
    expect(stdout).toContain('[--port N]');
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
    const first = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => first.once('listening', resolve));
    const port = String((first.address() as AddressInfo).port);
    expect(await run('--port', port).exit).toEqual({
      code: 1,
      stdout: '',
      stderr: `Cannot start the emulator: port ${port} is in use. Give another with --port, or --port 0 for any that is free.\n`,
    });
    first.close();
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
      empty: false,
      stateDirectory: undefined,
      timeScale: 1,
      readLagMilliseconds: 0,
      untilUnusedSeconds: undefined,
    });
  });

  it.each([
    [['--port', 'http'], "--port is 'http'"],
    [['--port', '65536'], "--port is '65536'"],
    [['--port', ''], "--port is ''"],
    [['--time-scale', '0'], "--time-scale is '0'"],
    [['--read-lag=-1'], "--read-lag is '-1'"],
    [['--read-lag', '-1'], "Option '--read-lag' argument is ambiguous"],
    [['--state', ''], "--state is ''"],
    [['--empty', '--scenario', 'mine.json'], '--empty and --scenario exclude each other'],
    [['--until-unused', 'soon'], "--until-unused is 'soon'"],
    [['--colour'], "Unknown option '--colour'"],
    [['extra'], "'extra'"],
  ])('%j is refused in one line that says how to put it right', (args, reason) => {
    expect(() => readCommandLine(args)).toThrow(UsageError);
    expect(() => readCommandLine(args)).toThrow(reason);
    expect(() => readCommandLine(args)).toThrow(/^Cannot start the emulator: .* Use \[--port N\] .*$/);
  });
});
