// Listeners through the whole emulator: instances, one's own services, TCP, and what they answer.
import { once } from 'node:events';
import { createServer, request as requestHttp, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import type { Listener } from '../../../src/emulator/world/loadBalancingTypes';
import { Harness } from './harness';
import { gate, textOf } from './listenerLab';

let aws: Harness;
let service: Server;
let servicePort: number;
const slow = gate();

beforeAll(async () => {
  aws = await Harness.start();
  service = createServer((request, response) => {
    if (request.url === '/payments/slow') slow.open();
    else response.end(`service ${request.url ?? ''}`);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  servicePort = (service.address() as AddressInfo).port;
});

afterAll(async () => {
  await aws.stop();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

function listener(loadBalancer: string, port: number): Listener {
  const { listeners } = aws.emulator.world().loadBalancers.find(({ name }) => name === loadBalancer)!;
  return listeners.find((each) => each.port === port)!;
}

async function ask(to: Listener, path: string): Promise<{ status: number | undefined; body: string }> {
  const request = requestHttp({ host: '127.0.0.1', port: to.localPort, path, agent: false }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await textOf(response) };
}

describe('listeners of a running emulator', () => {
  it('lead to instances in turn, and through a Network Load Balancer to an Application Load Balancer', async () => {
    // A clock that stands still is followed up when something is asked.
    await aws.health('checkout-web');
    const names = new Set<string>();
    for (let count = 0; count < 6; count++) {
      const { status, body } = await ask(listener('shop-web', 80), '/');
      expect(status).toBe(200);
      names.add((JSON.parse(body) as { target: string }).target);
    }
    expect(names.size).toBeGreaterThan(1);
    expect((await ask(listener('shop-ingest', 80), '/')).status).toBe(200);
  });

  it('lead to a service of one’s own, and cut what is in flight to it when its drain is over', async () => {
    const address = '10.0.1.50';
    aws.emulator.world().addresses.set(address, { kind: 'service', host: '127.0.0.1', port: servicePort });
    await aws.register('payments-api', { Id: address, Port: 8080 });
    await vi.waitFor(async () => {
      aws.clock.advance(10_000);
      expect(await aws.states('payments-api', { Id: address, Port: 8080 })).toEqual([
        `${address}:8080@us-east-1a healthy`,
      ]);
    });
    const web = listener('shop-web', 80);
    await vi.waitFor(async () => {
      expect((await ask(web, '/payments/1')).body).toBe('service /payments/1');
    });
    const others = aws.emulator
      .world()
      .targetGroups.find(({ name }) => name === 'payments-api')!
      .targets.filter(({ id }) => id !== address);
    await aws.deregister(
      'payments-api',
      ...others.map(({ id, port, availabilityZone }) => ({
        Id: id,
        ...(port === undefined ? {} : { Port: port }),
        ...(availabilityZone === undefined || !id.startsWith('192.')
          ? {}
          : { AvailabilityZone: availabilityZone }),
      })),
    );
    const inFlight = ask(web, '/payments/slow');
    await slow.opened;
    await aws.deregister('payments-api', { Id: address, Port: 8080 });
    expect((await ask(web, '/payments/2')).status).toBe(503);
    aws.clock.advance(20_000);
    await aws.health('payments-api');
    expect((await inFlight).status).toBe(504);
  });

  it('take connections over TCP', async () => {
    const socket = connect(listener('shop-ingest', 9000).localPort!, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe('what the emulator answers with by itself', () => {
  it('answers as a request asks, and refuses what it cannot be asked for', async () => {
    const web = listener('shop-web', 80);
    expect((await ask(web, '/?answer=418')).status).toBe(418);
    for (const asked of ['bogus', 'refuses', '99']) {
      expect(await ask(web, `/?answer=${asked}`)).toMatchObject({
        status: 400,
        body: expect.stringContaining(`answer=${asked} is none of`) as string,
      });
    }
  });
});

describe('a listener', () => {
  it('is at the same port at every start', async () => {
    // An account of its own: emulators of other tests have the listeners of the sample.
    const scenario = { ...sampleScenario, accountId: '999900001111' };
    const ports: (number | undefined)[][] = [];
    for (let start = 0; start < 2; start++) {
      const emulator = await Harness.start(scenario);
      const { loadBalancers } = emulator.emulator.world();
      ports.push(loadBalancers.flatMap(({ listeners }) => listeners.map(({ localPort }) => localPort)));
      await emulator.stop();
    }
    expect(ports[1]).toEqual(ports[0]);
  });
});
