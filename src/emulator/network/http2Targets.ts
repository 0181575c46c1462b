// Carries a request to a target over HTTP/2, gRPC calls among them, and its answer back.
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { TargetGroup } from '../world/loadBalancingTypes';
import { grouped, pairs, writeTrailers, type ClientRequest, type RawHeaders } from './clientMessages';
import type { Exchange } from './exchange';
import { headersToClient, headersToTarget } from './forwardedHeaders';
import type { Socket } from './httpTargets';
import { pump } from './pump';

/** Whether the protocol of a request cannot be turned into the one that the group's targets speak. */
export function isIncompatible(request: ClientRequest, { protocolVersion }: TargetGroup): boolean {
  const overHttp2 = request.httpVersionMajor === 2;
  switch (protocolVersion) {
    case 'HTTP2':
      return !overHttp2;
    case 'GRPC':
      return !overHttp2 || request.method !== 'POST';
    default:
      return overHttp2 && request.headers['content-type']?.startsWith('application/grpc') === true;
  }
}

export class Http2Targets {
  /** One for each target: all requests to it share a connection. */
  readonly #sessions = new Map<string, ClientHttp2Session>();

  carry(exchange: Exchange, { host, port }: Socket): void {
    const { request, front, parts, choice } = exchange;
    const scheme = choice.group.protocol === 'HTTPS' ? 'https' : 'http';
    const session = this.#session(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const { host: authority, ...headers } = grouped(headersToTarget(request, front, parts.time.now()));
    let stream: ClientHttp2Stream;
    try {
      stream = session.request(
        {
          ...headers,
          // The one header about the connection that HTTP/2 has; gRPC demands it.
          ...(request.headers.te === undefined ? {} : { te: 'trailers' }),
          ':method': request.method,
          ':path': request.url,
          ':scheme': scheme,
          ':authority': authority,
        },
        { endStream: request.complete },
      );
    } catch {
      exchange.fail(502);
      return;
    }
    exchange.abort = () => {
      stream.close(constants.NGHTTP2_CANCEL);
    };
    if (session.connecting) {
      exchange.connecting();
      session.once('connect', () => {
        exchange.connected();
      });
    }
    const moved = () => {
      exchange.moved();
    };
    if (!request.complete) pump(request, stream, moved, () => stream.end());
    passOn(exchange, stream, moved);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }

  #session(origin: string): ClientHttp2Session {
    const open = this.#sessions.get(origin);
    if (open) return open;
    // Who the target is, is not verified: a load balancer does not either.
    const session = connect(origin, { rejectUnauthorized: false });
    const forget = () => {
      if (this.#sessions.get(origin) === session) this.#sessions.delete(origin);
    };
    session.on('goaway', forget);
    session.on('close', forget);
    // Its streams fail with it, and they tell.
    session.on('error', forget);
    this.#sessions.set(origin, session);
    return session;
  }
}

function passOn(exchange: Exchange, stream: ClientHttp2Stream, moved: () => void): void {
  const { response } = exchange;
  let whole = false;
  let trailers: RawHeaders = [];
  stream.on(
    'response',
    (headers: IncomingHttpHeaders & IncomingHttpStatusHeader, _flags: number, rawHeaders: RawHeaders) => {
      if (exchange.over) return;
      const own = pairs(rawHeaders).filter(([name]) => !name.startsWith(':'));
      if (!exchange.answer(headers[':status'] ?? 502, undefined, headersToClient(own.flat(), undefined)))
        return;
      pump(stream, response, moved, () => {
        whole = true;
        writeTrailers(response, trailers);
        response.end();
      });
    },
  );
  stream.on('trailers', (_headers: unknown, _flags: number, rawTrailers: RawHeaders) => {
    trailers = rawTrailers;
  });
  stream.on('error', () => {
    exchange.fail(502);
  });
  stream.on('close', () => {
    if (!whole) exchange.fail(502);
  });
}
