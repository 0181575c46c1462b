// Draining under real traffic: who asks through a listener while targets leave and come back notices nothing.
import { Agent, request } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Scenario } from '../../../src/emulator/scenario/scenario';
import { Harness } from './harness';

/** Emulator seconds pass this many times as fast. */
const timeScale = 10;
const addresses = Array.from({ length: 10 }, (_, index) => `10.0.1.${index + 10}`);

function scenario(targets: readonly string[], delaySeconds: number): Scenario {
  return {
    name: 'traffic',
    accountId: '123456789012',
    region: 'us-east-1',
    vpcs: [
      {
        name: 'shop',
        cidr: '10.0.0.0/16',
        subnets: [
          { name: 'shop-a', cidr: '10.0.1.0/24', zone: 'a' },
          { name: 'shop-b', cidr: '10.0.2.0/24', zone: 'b' },
        ],
      },
    ],
    addresses: Object.fromEntries(targets.map((address) => [address, 200])),
    targetGroups: [
      {
        name: 'web',
        targetType: 'ip',
        protocol: 'HTTP',
        port: 80,
        vpc: 'shop',
        healthCheck: { intervalSeconds: 5, timeoutSeconds: 4, healthyThreshold: 2, unhealthyThreshold: 2 },
        attributes: { 'deregistration_delay.timeout_seconds': String(delaySeconds) },
        targets: targets.map((address) => ({ address })),
      },
    ],
    loadBalancers: [
      {
        name: 'shop',
        type: 'application',
        subnets: ['shop-a', 'shop-b'],
        listeners: [{ protocol: 'HTTP', port: 80, forward: 'web' }],
      },
    ],
  };
}

let aws: Harness;
afterEach(() => aws.stop());

const agent = new Agent({ keepAlive: true });

interface Answer {
  readonly status: number;
  readonly target: string | undefined;
}

/** What a client sees; status 0 where the connection broke. */
function ask(path: string): Promise<Answer> {
  const [listener] = aws.emulator.listeners();
  return new Promise((resolve) => {
    const outgoing = request(`${listener?.endpoint ?? ''}${path}`, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('error', () => {
        resolve({ status: 0, target: undefined });
      });
      response.once('end', () => {
        const target =
          response.statusCode === 200 ? (JSON.parse(text) as { target: string }).target : undefined;
        resolve({ status: response.statusCode ?? 0, target });
      });
    });
    outgoing.once('error', () => {
      resolve({ status: 0, target: undefined });
    });
    outgoing.end();
  });
}

/** Two hundred requests a second until it is told to stop; every second one takes half an emulator second. */
function traffic(): { stop: () => Promise<Answer[]>; answers: Promise<Answer>[] } {
  const answers: Promise<Answer>[] = [];
  const started = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - started) / 1000) * 200;
    while (answers.length < due) answers.push(ask(answers.length % 2 === 0 ? '/' : '/?answer=slow:500'));
  }, 5);
  return {
    answers,
    stop: () => {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

async function untilStates(expected: (states: string[]) => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      const states = await aws.states('web');
      if (!expected(states)) throw new Error(states.join('\n'));
    },
    { timeout: 30_000, interval: 50 },
  );
}

const allHealthy = (count: number) => (states: string[]) =>
  states.filter((state) => state.endsWith(' healthy')).length === count;

describe('a drain', () => {
  it('fails none of two hundred requests a second, while half of the targets leave and come back', async () => {
    aws = await Harness.startRunning(scenario(addresses, 10), timeScale);
    await untilStates(allHealthy(10));
    const { answers, stop } = traffic();
    const half = addresses.slice(0, 5).map((Id) => ({ Id, Port: 80 }));
    await vi.waitFor(() => {
      expect(answers.length).toBeGreaterThan(200);
    }, 30_000);
    await aws.deregister('web', ...half);
    const deregisteredAt = answers.length;
    await untilStates((states) => states.length === 5);
    const drainedAt = answers.length;
    await aws.register('web', ...half);
    await untilStates(allHealthy(10));
    const backAt = answers.length;
    await vi.waitFor(() => {
      expect(answers.length).toBeGreaterThan(backAt + 200);
    }, 30_000);
    const all = await stop();
    expect(all.filter(({ status }) => status !== 200)).toEqual([]);
    const seen = (from: number, to?: number) => new Set(all.slice(from, to).map(({ target }) => target)).size;
    expect(seen(0, deregisteredAt)).toBe(10);
    // Those that were asked for in the very moment of the call may still have gone to the old ones.
    expect(seen(deregisteredAt + 50, drainedAt)).toBe(5);
    expect(seen(backAt)).toBe(10);
  });

  it('cuts exactly the requests that take longer than the delay, and counts them', async () => {
    const [first = ''] = addresses;
    aws = await Harness.startRunning(scenario([first], 10), timeScale);
    await untilStates(allHealthy(1));
    const short = Array.from({ length: 7 }, () => ask('/?answer=slow:5000'));
    const long = Array.from({ length: 4 }, () => ask('/?answer=slow:60000'));
    await vi.waitFor(() => {
      expect(aws.emulator.inFlight(aws.group('web'))).toBe(11);
    }, 30_000);
    await aws.deregister('web', { Id: first, Port: 80 });
    // A new request finds no target, at once.
    expect((await ask('/')).status).toBe(503);
    expect((await Promise.all(short)).map(({ status }) => status)).toEqual(Array(7).fill(200));
    expect((await Promise.all(long)).map(({ status }) => status)).toEqual(Array(4).fill(504));
    const cut = aws.emulator.metrics.all().flatMap(({ minutes }) => minutes.map((minute) => minute.cut));
    expect(cut.reduce((sum, each) => sum + each, 0)).toBe(4);
    expect(await aws.states('web')).toEqual([]);
  });
});
