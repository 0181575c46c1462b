// The emulator as a process of its own: started from its bundle, shared by windows, ended when nobody holds it.
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundles } from '../../../esbuild.mjs';
import { connect } from '../../../src/aws/index';
import { openConnectionWith } from '../../../src/state/cloudAccess';
import { EmulatorProcess } from '../../../src/state/emulatorProcess';
import { kindsOf, problemOf } from '../support/problems';
import { BY_USER, EMULATOR } from '../support/stateRoom';
import { TestEmulator } from '../support/testEmulator';

const WITHIN = { timeout: 10_000, interval: 20 };

let directory: string;
let file: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emulator-process-'));
  file = join(directory, 'emulator.js');
  const bundle = bundles().find(({ outfile }) => outfile === 'dist/emulator.js');
  await build({ ...bundle, outfile: file, sourcemap: false });
}, 30_000);
afterAll(() => rm(directory, { recursive: true }));

let storageDirectory: string;
let windows: EmulatorProcess[];
beforeEach(async () => {
  storageDirectory = join(await mkdtemp(join(directory, 'window-')), 'made when needed');
  windows = [];
});
afterEach(() => {
  for (const window of windows) window.release();
});

function openWindow(options: { file?: string; configured?: string } = {}): EmulatorProcess {
  const window = new EmulatorProcess({
    file: options.file ?? file,
    lingerSeconds: 0.2,
    storageDirectory,
    configuredEndpoint: () => options.configured,
  });
  windows.push(window);
  return window;
}

async function runs(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_emulator`)).ok;
  } catch {
    return false;
  }
}

async function untilEnded(endpoint: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await runs(endpoint)).toBe(false);
  }, WITHIN);
}

async function groupsAt(emulatorEndpoint: string): Promise<number> {
  const cloud = await connect({ connection: EMULATOR, emulatorEndpoint, admit: () => Promise.resolve() });
  let count = 0;
  for await (const page of cloud.targetGroups(BY_USER)) count += page.length;
  cloud.close();
  return count;
}

describe('our own emulator', () => {
  it('starts once, answers, and ends when it is released', async () => {
    const window = openWindow();
    const [endpoint, same] = await Promise.all([window.start(), window.start()]);
    expect(same).toBe(endpoint);
    expect(await groupsAt(endpoint)).toBe(8);
    let stopped = 0;
    window.onDidStop(() => stopped++);
    window.release();
    await untilEnded(endpoint);
    // We let it go ourselves.
    expect(stopped).toBe(0);
  });

  it('is what the emulator’s connection opens', async () => {
    const window = openWindow();
    const cloud = await openConnectionWith(window)(EMULATOR, () => Promise.resolve());
    expect(cloud.endpoint).toBe(await window.start());
    expect((await cloud.identity(BY_USER)).accountId).toBe('123456789012');
    cloud.close();
  });

  it('is shared by two windows, and ends with the last of them', async () => {
    const first = openWindow();
    const second = openWindow();
    const endpoint = await first.start();
    expect(await second.start()).toBe(endpoint);
    first.release();
    expect(await groupsAt(endpoint)).toBe(8);
    second.release();
    await untilEnded(endpoint);
  });

  it('is started anew after it was released', async () => {
    const window = openWindow();
    const first = await window.start();
    window.release();
    await untilEnded(first);
    const second = await window.start();
    expect(await runs(second)).toBe(true);
  });

  it('is started anew where a file tells of one that is gone, or is damaged', async () => {
    const window = openWindow();
    const first = await window.start();
    window.release();
    await untilEnded(first);
    await writeFile(join(storageDirectory, 'emulator.json'), '{"endpoint": 1');
    const second = await openWindow().start();
    expect(await runs(second)).toBe(true);
    expect(JSON.parse(await readFile(join(storageDirectory, 'emulator.json'), 'utf8'))).toEqual({
      endpoint: second,
    });
  });

  it('that ends by itself is told of, and started anew with the next call', async () => {
    // One in this process, so that the test can end it.
    const emulator = await TestEmulator.start();
    const window = openWindow({ configured: emulator.url });
    await window.start();
    const stopped = new Promise((resolve) => window.onDidStop(resolve));
    await emulator.close();
    await stopped;
    expect((await problemOf(window.start())).kind).toBe('unreachable');
  });

  it('that is released while it starts is not held on to', async () => {
    const window = openWindow();
    const starting = window.start();
    window.release();
    const endpoint = await starting;
    await untilEnded(endpoint);
  });

  it('can be put back to its beginning', async () => {
    const window = openWindow();
    const endpoint = await window.start();
    const cloud = await connect({
      connection: EMULATOR,
      emulatorEndpoint: endpoint,
      admit: () => Promise.resolve(),
    });
    const groups = [];
    for await (const page of cloud.targetGroups(BY_USER)) groups.push(...page);
    const { arn = '' } = groups.find(({ name }) => name === 'payments-api') ?? {};
    await cloud.registerTargets(arn, [{ id: '10.0.1.50', port: 8080 }], BY_USER);
    expect(await cloud.targetHealth(arn, BY_USER)).toHaveLength(5);
    await window.reset();
    expect(await cloud.targetHealth(arn, BY_USER)).toHaveLength(4);
    cloud.close();
  });

  it('that cannot start is a problem that says why', async () => {
    const broken = join(directory, 'broken.js');
    await writeFile(broken, 'console.error("out of order"); process.exit(3);');
    const window = openWindow({ file: broken });
    const problem = await problemOf(window.start());
    expect(problem.kind).toBe('unreachable');
    expect(problem.message).toBe('The emulator did not start: it ended with code 3. out of order');
    expect(kindsOf(problem)).toEqual(['startEmulator', 'showLog']);
    // And it is tried again.
    await writeFile(broken, 'console.error("still"); process.exit(4);');
    expect((await problemOf(window.start())).message).toContain('code 4. still');
  });
});

describe('an emulator that the user runs himself', () => {
  it('is used, and outlives us', async () => {
    const emulator = await TestEmulator.start();
    const window = openWindow({ configured: emulator.url });
    expect(await window.start()).toBe(emulator.url);
    expect(emulator.emulator.leases.count).toBe(1);
    window.release();
    await vi.waitFor(() => {
      expect(emulator.emulator.leases.count).toBe(0);
    }, WITHIN);
    expect(await runs(emulator.url)).toBe(true);
    await emulator.close();
  });

  it('is held by each window for itself', async () => {
    const emulator = await TestEmulator.start();
    const first = openWindow({ configured: emulator.url });
    const second = openWindow({ configured: emulator.url });
    await Promise.all([first.start(), second.start()]);
    expect(emulator.emulator.leases.count).toBe(2);
    first.release();
    await vi.waitFor(() => {
      expect(emulator.emulator.leases.count).toBe(1);
    }, WITHIN);
    second.release();
    await emulator.close();
  });

  it('that does not answer is a problem that names it', async () => {
    const problem = await problemOf(openWindow({ configured: 'http://127.0.0.1:1' }).start());
    expect(problem.kind).toBe('unreachable');
    expect(problem.message).toContain('No emulator answers at http://127.0.0.1:1.');
    expect(problem.message).toContain('targetGroups.emulator.endpoint');
    expect(kindsOf(problem)).toEqual(['retry']);
  });

  it('is not some other server on that port', async () => {
    const server = createServer((_request, response) => response.end('{"name": "something else"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const configured = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const problem = await problemOf(openWindow({ configured }).start());
    server.closeAllConnections();
    server.close();
    expect(problem.message).toContain(`No emulator answers at ${configured}`);
  });

  it('that is gone when it is to be reset is a problem', async () => {
    const emulator = await TestEmulator.start();
    const window = openWindow({ configured: emulator.url });
    await window.start();
    const resetting = problemOf(window.reset());
    await emulator.close();
    expect((await resetting).kind).toBe('unreachable');
  });
});
