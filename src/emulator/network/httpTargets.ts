// Carries a request to a target over HTTP/1.1, and its answer back.
import {
  Agent,
  request as requestHttp,
  type ClientRequest as TargetRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as SecureAgent, request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { originForm, pairs, writeTrailers, type RawHeaders } from './clientMessages';
import type { Destination } from './destination';
import type { Exchange } from './exchange';
import { headersToClient, headersToTarget } from './forwardedHeaders';
import { pump } from './pump';

export type Socket = Extract<Destination, { kind: 'socket' }>;

/** The size of all headers of an answer that is still passed on. */
const largestHead = 32 * 1024;
/** How long an unused connection is kept, unless the target says less. */
const keptMilliseconds = 60_000;

export class HttpTargets {
  readonly #agent = new Agent({ keepAlive: true, timeout: keptMilliseconds });
  /** Who the target is, is not verified: a load balancer does not either. */
  readonly #secureAgent = new SecureAgent({
    keepAlive: true,
    timeout: keptMilliseconds,
    rejectUnauthorized: false,
  });

  carry(exchange: Exchange, { host, port }: Socket): void {
    const { request } = exchange;
    const headers = headersToTarget(request, exchange.front, exchange.parts.time.now());
    const hasBody = frameBody(exchange, headers);
    const upstream = this.#begin(exchange, host, port, headers);
    if (!upstream) return;
    if (!hasBody) {
      upstream.end();
      return;
    }
    pump(
      request,
      upstream,
      () => {
        exchange.moved();
      },
      () => {
        const { rawTrailers } = request;
        if (rawTrailers.length > 0) upstream.addTrailers(pairs(rawTrailers));
        upstream.end();
      },
    );
  }

  /** A request to change the protocol: when the target agrees, bytes go both ways until one side ends. */
  carryUpgrade(exchange: Exchange, { host, port }: Socket, client: Duplex, head: Buffer): void {
    const { request } = exchange;
    const headers = headersToTarget(request, exchange.front, exchange.parts.time.now());
    headers.push('Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? '');
    const upstream = this.#begin(exchange, host, port, headers);
    if (!upstream) return;
    upstream.on('upgrade', (answer, target, targetHead) => {
      exchange.abort = () => {
        target.destroy();
      };
      target.on('error', () => client.destroy());
      target.on('close', () => client.destroy());
      client.write(switching(exchange, answer));
      if (targetHead.length > 0) client.write(targetHead);
      if (head.length > 0) target.write(head);
      const moved = () => {
        exchange.moved();
      };
      pump(client, target, moved, () => target.end());
      pump(target, client, moved, () => client.end());
    });
    upstream.end();
  }

  close(): void {
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }

  #begin(exchange: Exchange, host: string, port: number, headers: RawHeaders): TargetRequest | undefined {
    const { request, choice } = exchange;
    const secure = choice.group.protocol === 'HTTPS';
    let upstream: TargetRequest;
    try {
      upstream = (secure ? requestHttps : requestHttp)({
        agent: secure ? this.#secureAgent : this.#agent,
        host,
        port,
        method: request.method,
        path: originForm(request.url ?? '/'),
        headers,
        maxHeaderSize: largestHead,
      });
    } catch {
      // The client sent what must not be in a request.
      exchange.fail(400);
      return undefined;
    }
    exchange.abort = () => {
      upstream.destroy();
    };
    upstream.on('socket', (socket) => {
      if (!socket.connecting) return;
      exchange.connecting();
      socket.once('connect', () => {
        exchange.connected();
      });
    });
    upstream.on('information', ({ statusCode, rawHeaders }) => {
      passOnHints(exchange, statusCode, rawHeaders);
    });
    let answered: IncomingMessage | undefined;
    upstream.on('response', (answer) => {
      answered = answer;
      passOn(exchange, upstream, answer);
    });
    upstream.on('error', () => {
      // A target that has answered need not take the rest of the request.
      if (!answered?.complete) exchange.fail(502);
    });
    return upstream;
  }
}

/** Says how long the body is; false if there is none. */
function frameBody({ request }: Exchange, headers: RawHeaders): boolean {
  const length = request.headers['content-length'];
  if (length !== undefined) return length !== '0';
  const overHttp2 = request.httpVersionMajor === 2;
  if (request.headers['transfer-encoding'] !== undefined || (overHttp2 && !request.complete)) {
    headers.push('Transfer-Encoding', 'chunked');
    return true;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') headers.push('Content-Length', '0');
  return false;
}

function passOn(exchange: Exchange, upstream: TargetRequest, answer: IncomingMessage): void {
  const { response } = exchange;
  if (exchange.over) return;
  const headers = headersToClient(answer.rawHeaders, answer.headers.connection);
  if (!exchange.answer(answer.statusCode ?? 502, answer.statusMessage, headers)) return;
  exchange.abort = () => {
    // What is over on both sides is kept for the next request.
    if (!answer.complete || !upstream.writableFinished) upstream.destroy();
  };
  answer.on('error', () => {
    exchange.fail(502);
  });
  pump(
    answer,
    response,
    () => {
      exchange.moved();
    },
    () => {
      writeTrailers(response, answer.rawTrailers);
      response.end();
    },
  );
}

/** Early hints; other interim answers are between the load balancer and the target. */
function passOnHints({ response, over }: Exchange, status: number, rawHeaders: readonly string[]): void {
  if (status !== 103 || over || response.headersSent) return;
  const links = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'link');
  if (links.length > 0) response.writeEarlyHints({ link: links });
}

function switching(exchange: Exchange, answer: IncomingMessage): string {
  const headers = exchange.takeAnswer(101, headersToClient(answer.rawHeaders, answer.headers.connection));
  headers.push('Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? '');
  const lines = pairs(headers).map(([name, value]) => `${name}: ${value}`);
  return ['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n');
}
