// How one request goes out: each attempt is admitted, then signed, then waited for only so long.
import { setImmediate as turn } from 'node:timers/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Admission } from '../../../src/aws/cloud';
import { connect, type OpenCloud } from '../../../src/aws/index';
import { failureOf, problemOf } from '../support/problems';
import { groups, world } from '../support/scenarios';
import { TestEmulator } from '../support/testEmulator';

const OPTIONS = { priority: 'visible' } as const;

function open(endpoint: string, admit: Admission): Promise<OpenCloud> {
  return connect({
    connection: { kind: 'emulator', region: 'us-east-1' },
    emulatorEndpoint: endpoint,
    admit,
  });
}

describe('admission', () => {
  let emulator: TestEmulator;
  beforeAll(async () => {
    emulator = await TestEmulator.start({ scenario: world({ targetGroups: groups(401) }) });
  });
  beforeEach(async () => {
    await emulator.reset();
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => emulator.close());

  async function admitted(work: (cloud: OpenCloud) => Promise<unknown>): Promise<string[]> {
    const families: string[] = [];
    const cloud = await open(emulator.url, (family, { priority }) => {
      families.push(`${family} ${priority}`);
      return Promise.resolve();
    });
    await work(cloud).finally(() => {
      cloud.close();
    });
    return families;
  }

  it('is asked for each request, by its family', async () => {
    const group = emulator.group('group-000');
    const target = { id: '10.0.0.77', port: 80 };
    const families = await admitted(async (cloud) => {
      await cloud.targetHealth(group, OPTIONS);
      await cloud.registerTargets(group, [target], OPTIONS);
      await cloud.deregisterTargets(group, [target], OPTIONS);
      await cloud.identity(OPTIONS);
    });
    expect(families).toEqual(['read visible', 'register visible', 'register visible', 'other visible']);
  });

  it('is asked for each page', async () => {
    const families = await admitted(async (cloud) => {
      for await (const page of cloud.targetGroups(OPTIONS)) expect(page).not.toHaveLength(0);
    });
    expect(families).toEqual(['read visible', 'read visible']);
  });

  it.each([
    ['throttled', { code: 'Throttling' }],
    ['dropped', { drop: true }],
    ['failed', { code: 'InternalFailure', status: 500 }],
  ])('is asked for again when a request is %s and tried again', async (_what, fault) => {
    await emulator.fail({ action: 'DescribeTargetHealth', ...fault });
    const families = await admitted((cloud) => cloud.targetHealth(emulator.group('group-000'), OPTIONS));
    expect(families).toHaveLength(2);
    expect(await emulator.count('DescribeTargetHealth')).toBe(2);
  });

  it('that is refused sends nothing', async () => {
    const refusal = new Error('Not now');
    const cloud = await open(emulator.url, () => Promise.reject(refusal));
    expect(await problemOf(cloud.identity(OPTIONS))).toMatchObject({ cause: refusal });
    cloud.close();
    expect(await emulator.requests()).toEqual([]);
  });

  it('that is aborted while it waits is an abort', async () => {
    const controller = new AbortController();
    const asked = vi.fn();
    const cloud = await open(
      emulator.url,
      (_family, { signal }) =>
        new Promise((_resolve, reject) => {
          asked();
          signal?.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    );
    const call = failureOf(cloud.identity({ ...OPTIONS, signal: controller.signal }));
    await vi.waitFor(() => {
      expect(asked).toHaveBeenCalled();
    });
    controller.abort();
    expect(await call).toBe(controller.signal.reason);
    cloud.close();
    expect(await emulator.requests()).toEqual([]);
  });
});

describe('a request', () => {
  let server: Server;
  let received: IncomingHttpHeaders[];
  let url: string;

  /** Takes requests and never answers. */
  beforeEach(async () => {
    received = [];
    server = createServer((request) => {
      received.push(request.headers);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is signed when it was admitted, so that its signature is as young as can be', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 9, 30) });
    const controller = new AbortController();
    const cloud = await open(url, () => {
      vi.setSystemTime(Date.UTC(2026, 0, 15, 9, 50));
      return Promise.resolve();
    });
    const call = failureOf(cloud.identity({ ...OPTIONS, signal: controller.signal }));
    await vi.waitFor(() => {
      expect(received).toHaveLength(1);
    });
    controller.abort();
    await call;
    cloud.close();
    expect(received[0]?.['x-amz-date']).toBe('20260115T095000Z');
  });

  it('that is never answered is tried again, and given up in the end', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const cloud = await open(url, () => Promise.resolve());
    const call = problemOf(cloud.identity(OPTIONS));
    for (let attempt = 1; attempt <= 3; attempt++) {
      while (received.length < attempt) {
        await turn();
        // The pause before a retry is a timer too.
        await vi.advanceTimersByTimeAsync(1);
      }
      await vi.advanceTimersByTimeAsync(20_000);
    }
    const problem = await call;
    cloud.close();
    expect(problem).toMatchObject({ kind: 'unreachable' });
    expect(problem.message).toContain(url);
  });
});
