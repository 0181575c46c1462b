// The HTTP server on the loopback address: AWS on every path but the emulator's own door.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessFaults } from './accessFaults';
import { answerAws, dropped } from './aws';
import { begin, type BeginningOptions } from './beginning';
import { ControlDoor } from './controlDoor';
import { Faults } from './faults';
import { Leases } from './leases';
import { WorkerRunner } from './functions/workerRunner';
import { foreignRequestReason } from './loopbackGuard';
import type { Metrics } from './network/metrics';
import { Network } from './network/network';
import { openListeners, type OpenListener } from './openListeners';
import { RateLimits } from './rateLimits';
import { loadServices } from './services/services';
import { RequestLog } from './requestLog';
import { sampleScenario } from './scenario/bundledScenarios';
import type { Scenario } from './scenario/scenario';
import type { WireResponse } from './wire/service';
import type { World } from './world/world';
import type { Account } from './worlds';

export interface EmulatorOptions extends BeginningOptions {
  readonly port: number;
  readonly scenario?: Scenario;
  /** Is told, in a sentence, when nothing more can be kept, after everybody was refused who asked: it has to end. */
  readonly onFailure?: (sentence: string) => void;
}

export interface Emulator {
  readonly url: string;
  readonly port: number;
  readonly leases: Leases;
  readonly account: Account;
  /** Whether it goes on with what an earlier one kept. */
  readonly goesOn: boolean;
  listeners(): OpenListener[];
  /** What exists in a Region now; in the account's own if none is named. */
  world(region?: string): World;
  now(): number;
  /** How many requests and connections are on their way to the targets of a group now. */
  inFlight(targetGroupArn: string): number;
  /** What the data plane has counted. */
  readonly metrics: Metrics;
  close(): Promise<void>;
}

const largestBody = 1024 * 1024;
/** Deployment packages come in requests to Lambda, in base64. */
const largestLambdaBody = 70_167_211;

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port, scenario = sampleScenario } = options;
  // Changes that were kept are made again, of whatever service they are.
  if (options.stateDirectory !== undefined) await loadServices();
  const beginning = begin(scenario, options);
  const { time, worlds, ledger, lagged } = beginning;
  const functions = new WorkerRunner((milliseconds) => time.realMilliseconds(milliseconds));
  const network = new Network(worlds, time, functions, lagged?.milliseconds);
  const parts = {
    scenario,
    time,
    worlds,
    ledger,
    lagged,
    network,
    metrics: network.metrics,
    functions,
    faults: new Faults(),
    accessFaults: new AccessFaults(),
    rateLimits: new RateLimits(),
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
    response.once('finish', () => {
      if (ledger.failure !== undefined) options.onFailure?.(ledger.failure);
    });
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
      const reply = await door.answer(wire);
      if (reply === 'lease') parts.leases.open(response);
      else send(response, reply);
      return;
    }
    const reply = await answerAws(parts, request.headers.authorization, wire);
    if (reply === dropped) request.socket.destroy();
    else send(response, reply);
  }

  await listen(server, port).catch((error: unknown) => {
    beginning.close();
    throw error;
  });
  await network.follow();
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    leases: parts.leases,
    account: worlds.account,
    goesOn: beginning.goesOn,
    listeners: () => openListeners(worlds.all()),
    world: (region = worlds.account.region) => worlds.of(region),
    inFlight: (targetGroupArn) => network.flights.countOf(targetGroupArn),
    now: () => time.now(),
    metrics: network.metrics,
    async close() {
      await Promise.all([close(server, parts.leases), network.close(), functions.close()]);
      time.stop();
      beginning.close();
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  // One buffer rather than a string: its length is known, and it goes out as it is.
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  const most = request.url?.startsWith('/2015-03-31/functions') ? largestLambdaBody : largestBody;
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // What is too much is read on and thrown away, so that the refusal reaches a client that is still sending.
    if (length <= most) chunks.push(chunk);
  }
  return length <= most ? Buffer.concat(chunks) : undefined;
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
