// What listens in the emulator's world: a loopback server for each address and port that is asked for, which answers
// as the world says at that moment. One server speaks HTTP, HTTPS and HTTP/2 (gRPC): the first bytes tell which.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createSecureServer,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { EmulatorTime } from '../emulatorTime';
import { parseBehaviour, type Behaviour } from '../world/behaviour';
import { selfSignedCertificate } from './certificates';

export interface Backend {
  readonly region: string;
  readonly instanceId: string | undefined;
  /** Whose it is, to be told in its answers: an instance's name, or the address. */
  readonly name: string;
  /** `ADDRESS:PORT` in the emulator's world. */
  readonly socketAddress: string;
  behaviour(): Behaviour;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** How often a download sends a piece, in real time. */
const pieceMilliseconds = 50;
const firstByteOfTls = 0x16;

interface Opened {
  /** The last that was asked for: a reset makes another world, in which the same address answers otherwise. */
  backend: Backend;
  readonly server: Promise<Server>;
}

export class Backends {
  readonly #opened = new Map<string, Opened>();
  readonly #sockets = new Set<Socket>();

  constructor(readonly time: EmulatorTime) {}

  /** The loopback port at which the backend listens; it is opened the first time. */
  async portOf(key: string, backend: Backend): Promise<number> {
    let opened = this.#opened.get(key);
    if (opened) {
      opened.backend = backend;
    } else {
      opened = { backend, server: this.#open(key) };
      this.#opened.set(key, opened);
    }
    return portOf(await opened.server);
  }

  /** Those that were asked for so far. */
  async list(): Promise<{ backend: Backend; localPort: number }[]> {
    return Promise.all(
      [...this.#opened.values()].map(async ({ backend, server }) => ({
        backend,
        localPort: portOf(await server),
      })),
    );
  }

  async close(): Promise<void> {
    const servers = await Promise.all([...this.#opened.values()].map(({ server }) => server));
    this.#opened.clear();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #open(key: string): Promise<Server> {
    const answer = (request: Request, response: Response) => {
      const backend = this.#opened.get(key)?.backend;
      if (backend) this.#answer(backend, request, response);
      else response.destroy();
    };
    const http = createHttpServer({ keepAliveTimeout: 65_000 }, answer);
    const http2 = createHttp2Server(answer);
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      socket.once('readable', () => {
        const first = socket.read() as Buffer | null;
        if (first === null) return;
        socket.unshift(first);
        if (first[0] === firstByteOfTls) void handToTls(socket, answer);
        else (first.toString('latin1', 0, 3) === 'PRI' ? http2 : http).emit('connection', socket);
      });
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.off('error', reject);
        server.unref();
        resolve(server);
      });
    });
  }

  #answer(backend: Backend, request: Request, response: Response): void {
    const asked = askedFor(request.url ?? '');
    const behaviour = asked === undefined ? backend.behaviour() : answerable(asked);
    if (!behaviour) {
      refuse(asked ?? '', request, response);
      return;
    }
    switch (behaviour.kind) {
      case 'status':
        reply(backend, behaviour.status, request, response);
        return;
      case 'flapping':
        reply(backend, this.#isDown(behaviour.seconds) ? 503 : 200, request, response);
        return;
      case 'slow':
        this.#later(behaviour.milliseconds, response, () => {
          reply(backend, 200, request, response);
        });
        return;
      case 'download':
        this.#download(behaviour.seconds, response);
        return;
      default:
        // It hangs: the request is read and never answered.
        request.resume();
    }
  }

  #isDown(seconds: number): boolean {
    return Math.floor(this.time.now() / (seconds * 1000)) % 2 === 1;
  }

  #later(milliseconds: number, response: Response, then: () => void): void {
    const timer = setTimeout(then, this.time.realMilliseconds(milliseconds));
    response.once('close', () => {
      clearTimeout(timer);
    });
  }

  #download(seconds: number, response: Response): void {
    const pieces = Math.max(1, Math.round(this.time.realMilliseconds(seconds * 1000) / pieceMilliseconds));
    const piece = Buffer.alloc(1024, '.');
    let sent = 0;
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': pieces * piece.length,
    });
    const timer = setInterval(() => {
      (response as ServerResponse).write(piece);
      if (++sent === pieces) response.end();
    }, pieceMilliseconds);
    response.once('close', () => {
      clearInterval(timer);
    });
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function handToTls(
  socket: Socket,
  answer: (request: Request, response: Response) => void,
): Promise<void> {
  const server = createSecureServer({ ...(await selfSignedCertificate()), allowHTTP1: true }, answer);
  server.on('sessionError', () => socket.destroy());
  server.on('tlsClientError', () => socket.destroy());
  server.emit('connection', socket);
}

/** A request can ask for another behaviour than the world's: `/anything?answer=slow:3000`. */
function askedFor(url: string): string | undefined {
  const start = url.indexOf('?');
  return start < 0 ? undefined : (new URLSearchParams(url.slice(start + 1)).get('answer') ?? undefined);
}

/** What happens to the connection itself is decided before there is a request. */
function answerable(asked: string): Behaviour | undefined {
  const behaviour = parseBehaviour(asked);
  const kinds: readonly (string | undefined)[] = ['status', 'flapping', 'slow', 'download', 'hangs'];
  return kinds.includes(behaviour?.kind) ? behaviour : undefined;
}

function refuse(asked: string, request: Request, response: Response): void {
  request.resume();
  response.writeHead(400, { 'content-type': 'text/plain' });
  response.end(
    `answer=${asked} is none of: a status, hangs, slow:MILLISECONDS, flapping:SECONDS, download:SECONDS\n`,
  );
}

function reply(backend: Backend, status: number, request: Request, response: Response): void {
  if (response.headersSent || response.writableEnded) return;
  if (request.headers['content-type']?.startsWith('application/grpc') === true && status === 200) {
    replyGrpc(request, response as Http2ServerResponse);
    return;
  }
  const body = Buffer.from(
    `${JSON.stringify({ target: backend.name, address: backend.socketAddress, status, path: request.url })}\n`,
  );
  // The body of the request is of no interest, but has to be read for the connection to go on.
  request.resume();
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** The gRPC health service says SERVING; any other method is not implemented. */
function replyGrpc(request: Http2ServerRequest | IncomingMessage, response: Http2ServerResponse): void {
  const serving = request.url === '/grpc.health.v1.Health/Check';
  request.resume();
  response.writeHead(200, { 'content-type': 'application/grpc' });
  response.addTrailers({ 'grpc-status': serving ? '0' : '12' });
  if (serving) response.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
  else response.end();
}
