// The emulator with --state, killed in the middle of answering: everything that it answered is there when it starts again.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmulatorProcesses } from './emulatorProcess';
import { failure } from './harness';

const processes = new EmulatorProcesses();
beforeAll(() => processes.build());
afterAll(() => {
  processes.end();
});

function configOf(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

function clientOf(endpoint: string): ElasticLoadBalancingV2Client {
  return new ElasticLoadBalancingV2Client(configOf(endpoint));
}

async function groupsOf(client: ElasticLoadBalancingV2Client): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { TargetGroups: groups = [] } of paginateDescribeTargetGroups({ client }, {})) {
    for (const { TargetGroupName: name = '' } of groups) names.add(name);
  }
  return names;
}

const tags = Array.from({ length: 40 }, (_, index) => ({ Key: `key-${index}`, Value: 'x'.repeat(256) }));

/** Makes groups until the emulator is gone: those that were answered. */
async function makeGroups(client: ElasticLoadBalancingV2Client, prefix: string): Promise<string[]> {
  const answered: string[] = [];
  for (let index = 0; index < 100_000; index++) {
    const name = `${prefix}-${index}`;
    try {
      await client.send(new CreateTargetGroupCommand({ Name: name, TargetType: 'lambda', Tags: tags }));
    } catch {
      return answered;
    }
    answered.push(name);
  }
  return answered;
}

/** Large enough for the journal to be put together anew several times before the emulator is killed. */
function packageOf(edition: number): Uint8Array {
  const code = `exports.handler = () => ${edition};`.padEnd(700_000, ' ');
  return zipSync({ 'index.js': [Buffer.from(code), { level: 0, mtime: '2026-01-15' }] });
}

const digestOf = (zip: Uint8Array) => createHash('sha256').update(zip).digest('base64');

/** Changes a function's code until the emulator is gone: the last edition that was answered. */
async function changeCode(client: LambdaClient, from: number, enough: () => void): Promise<number> {
  for (let edition = from; ; edition++) {
    if (edition === from + 25) enough();
    try {
      await client.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'large', ZipFile: packageOf(edition) }),
      );
    } catch {
      return edition - 1;
    }
  }
}

function stateDirectory(name: string): string {
  return join(processes.folder, name);
}

function newestSnapshot(directory: string): number {
  const numbers = readdirSync(directory).map((name) => Number(/^snapshot-(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(...numbers);
}

describe('an emulator that is killed while it answers', () => {
  it('has everything that it answered when it starts again, several times over', async () => {
    const directory = stateDirectory('killed');
    const groups: string[] = [];
    let edition = 0;
    for (let round = 0; round <= 5; round++) {
      const { child, exit, ready } = processes.run('--port', '0', '--empty', '--state', directory);
      const url = await ready;
      const elbv2 = clientOf(url);
      const lambda = new LambdaClient(configOf(url));
      if (round === 0) {
        const Role = 'arn:aws:iam::123456789012:role/any';
        const Code = { ZipFile: packageOf(edition) };
        const rest = { FunctionName: 'large', Handler: 'index.handler', Runtime: 'nodejs22.x' } as const;
        await lambda.send(new CreateFunctionCommand({ ...rest, Role, Code }));
      }
      const there = await groupsOf(elbv2);
      expect(groups.filter((name) => !there.has(name))).toEqual([]);
      const { CodeSha256: digest } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: 'large' }),
      );
      // The one that was on its way may be there too.
      expect([edition, edition + 1].map((each) => digestOf(packageOf(each)))).toContain(digest);
      const snapshot = newestSnapshot(directory);
      // At another moment each time: after so many changes, and so much later.
      const kill = () => setTimeout(() => child.kill('SIGKILL'), round * 37);
      const [last, ...made] = await Promise.all([
        changeCode(lambda, edition + 2, kill),
        ...[1, 2, 3].map((writer) => makeGroups(elbv2, `r${round}-w${writer}`)),
      ]);
      elbv2.destroy();
      lambda.destroy();
      expect(await exit).toMatchObject({ code: null, stderr: '' });
      expect(newestSnapshot(directory)).toBeGreaterThan(snapshot);
      expect(made.every(({ length }) => length > 0)).toBe(true);
      edition = last;
      groups.push(...made.flat());
    }
  });

  it('goes on with its clock, its addresses and its ports when it was ended in good order', async () => {
    const directory = stateDirectory('ended');
    const first = processes.run('--port', '0', '--state', directory);
    const door = `${await first.ready}/_emulator`;
    await fetch(`${door}/clock`, { method: 'POST', body: '{"advanceMilliseconds": 86400000}' });
    await fetch(`${door}/addresses`, { method: 'PUT', body: '{"10.0.1.77:80": 404}' });
    const listeners: unknown = await (await fetch(`${door}/listeners`)).json();
    first.child.kill('SIGTERM');
    await first.exit;
    const second = processes.run('--port', '0', '--empty', '--state', directory);
    const again = `${await second.ready}/_emulator`;
    const { now, scenario } = (await (await fetch(again)).json()) as { now: number; scenario: string };
    expect(now).toBeGreaterThan(Date.now() + 86_000_000);
    expect(scenario).toBe('sample');
    expect(await (await fetch(`${again}/addresses`)).json()).toContainEqual({
      region: 'us-east-1',
      address: '10.0.1.77',
      port: 80,
      answers: '404',
    });
    expect(await (await fetch(`${again}/listeners`)).json()).toEqual(listeners);
    second.child.kill();
    expect((await second.exit).stdout).toContain(`Going on with the state in ${directory} (scenario sample)`);
  });

  it('keeps others out of its directory as long as it lives', async () => {
    const directory = stateDirectory('shared');
    const first = processes.run('--port', '0', '--empty', '--state', directory);
    await first.ready;
    const { code, stderr } = await processes.run('--port', '0', '--state', directory).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^Cannot start the emulator: the state in .* is in use .* process id ${first.child.pid}\\..*\\n$`,
      ),
    );
    first.child.kill('SIGKILL');
    await first.exit;
    const next = processes.run('--port', '0', '--empty', '--state', directory);
    await next.ready;
    next.child.kill();
    expect((await next.exit).code).toBe(0);
    expect(readdirSync(directory)).not.toContain('lock');
  });
});

describe.skipIf(process.platform === 'win32')('an emulator that can write no more', () => {
  it('refuses the change, ends with a sentence, and has what it answered', async () => {
    const directory = stateDirectory('full');
    mkdirSync(directory);
    // In blocks of 512 or 1024 bytes, by shell.
    const shell = `ulimit -f 60; exec "${process.execPath}" --no-warnings "${processes.bundle}" --port 0 --empty --state "${directory}"`;
    const { exit, ready } = processes.start('/bin/sh', ['-c', shell]);
    const client = clientOf(await ready);
    let refusal = { name: '', message: '' };
    const answered: string[] = [];
    for (let index = 0; refusal.name === '' && index < 1000; index++) {
      const call = client.send(
        new CreateTargetGroupCommand({ Name: `g-${index}`, TargetType: 'lambda', Tags: tags }),
      );
      await call.then(
        () => answered.push(`g-${index}`),
        async () => (refusal = await failure(call)),
      );
    }
    client.destroy();
    expect(refusal).toEqual({
      name: 'InternalFailure',
      message: 'The request processing has failed because of an unknown error',
    });
    const { code, stderr } = await exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The emulator ends: it could not write to .*\/full \(EFBIG: .*\)\.\n$/);

    const again = processes.run('--port', '0', '--state', directory);
    const other = clientOf(await again.ready);
    expect([...(await groupsOf(other))].sort()).toEqual(answered.sort());
    await other.send(new DescribeTargetGroupsCommand({}));
    other.destroy();
    again.child.kill();
    expect((await again.exit).stderr).toBe('');
  });
});
