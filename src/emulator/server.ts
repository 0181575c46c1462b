// The HTTP server on the loopback address: AWS on every path but the emulator's own door.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAws, dropped } from './aws';
import { ControlDoor } from './controlDoor';
import { EmulatorTime, systemClock, type Clock } from './emulatorTime';
import { Faults } from './faults';
import { Leases } from './leases';
import { foreignRequestReason } from './loopbackGuard';
import { Metrics } from './network/metrics';
import { Network } from './network/network';
import { RequestLog } from './requestLog';
import { sampleScenario } from './scenario/loadScenario';
import type { Scenario } from './scenario/scenario';
import type { WireResponse } from './wire/service';
import type { World } from './world/world';
import { Worlds } from './worlds';

export interface EmulatorOptions {
  readonly port: number;
  readonly scenario?: Scenario;
  readonly clock?: Clock;
  readonly timeScale?: number;
}

export interface Emulator {
  readonly url: string;
  readonly port: number;
  readonly leases: Leases;
  /** What exists in a Region now; in the scenario's own if none is named. */
  world(region?: string): World;
  now(): number;
  close(): Promise<void>;
}

const largestBody = 1024 * 1024;

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port, scenario = sampleScenario(), clock = systemClock, timeScale = 1 } = options;
  const time = new EmulatorTime(clock, timeScale);
  const worlds = new Worlds(scenario, time.now());
  const network = new Network(worlds, time);
  const parts = {
    time,
    worlds,
    network,
    metrics: new Metrics(),
    faults: new Faults(),
    requests: new RequestLog(),
    leases: new Leases(),
  };
  const door = new ControlDoor(parts);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reason = foreignRequestReason(request.headers);
    if (reason !== undefined) {
      send(response, { status: 403, headers: { 'content-type': 'text/plain' }, body: `${reason}\n` });
      return;
    }
    const bytes = await readBody(request);
    if (bytes === undefined) {
      send(response, {
        status: 413,
        headers: { 'content-type': 'text/plain' },
        body: 'Request is too large\n',
      });
      return;
    }
    const { method = 'GET', url = '/', headers } = request;
    const wire = { method, url, headers, body: bytes.toString('utf8'), bytes };
    if (ControlDoor.owns(url)) {
      const reply = door.answer(wire);
      if (reply === 'lease') parts.leases.open(response);
      else send(response, reply);
      return;
    }
    const reply = await answerAws(parts, request.headers.authorization, wire);
    if (reply === dropped) request.socket.destroy();
    else send(response, reply);
  }

  await listen(server, port);
  await network.follow();
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    leases: parts.leases,
    world: (region = scenario.region) => parts.worlds.of(region),
    now: () => time.now(),
    async close() {
      await Promise.all([close(server, parts.leases), network.close()]);
      time.stop();
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // What is too much is read on and thrown away, so that the refusal reaches a client that is still sending.
    if (length <= largestBody) chunks.push(chunk);
  }
  return length <= largestBody ? Buffer.concat(chunks) : undefined;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, leases: Leases): Promise<void> {
  return new Promise((resolve, reject) => {
    leases.closeAll();
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}
