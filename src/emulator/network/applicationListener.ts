// A listener of an Application Load Balancer: takes requests over HTTP or HTTPS and acts as its rules say.
import {
  createServer as createHttpServer,
  ServerResponse,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server as NetServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import type { ForwardAction } from '../world/loadBalancingTypes';
import { selfSignedCertificate } from './certificates';
import { hostOf, type ClientRequest, type ClientResponse } from './clientMessages';
import type { Destination } from './destination';
import { Exchange } from './exchange';
import type { Front } from './forwardedHeaders';
import { carryToFunction } from './functionTargets';
import { isIncompatible } from './http2Targets';
import type { Socket as TargetSocket } from './httpTargets';
import type { ListenerParts } from './listenerParts';
import { answerError, answerFixed, answerRedirect, rawError } from './ownAnswers';
import { matchingRule } from './ruleMatching';
import { boundGroup, boundTarget } from './stickiness';

/** Takes a request to where its target is. */
type Carry = (exchange: Exchange, socket: TargetSocket) => void;

const largestHead = 64 * 1024;
const defaultIdleSeconds = 60;

export class ApplicationListener {
  /** What is listened with: the same as `#http`, or what decrypts for it. */
  readonly server: NetServer;
  readonly #http: Server;
  readonly #parts: ListenerParts;
  #front: Front;

  private constructor(parts: ListenerParts, front: Front, decrypting: (http: Server) => NetServer) {
    this.#parts = parts;
    this.#front = front;
    this.#http = createHttpServer({
      maxHeaderSize: largestHead,
      // How long a body may take is not limited, only how long it may stand still.
      requestTimeout: 0,
      requireHostHeader: false,
    });
    this.#http.on('request', (request, response) => {
      this.#take(request, response);
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    this.#http.on('clientError', refuse);
    this.server = decrypting(this.#http);
    this.server.on('connection', (socket: Socket) => {
      const { connections } = parts;
      const accepting = this.#front;
      connections.opened(accepting);
      socket.once('close', () => {
        connections.closed(accepting);
      });
    });
    this.follow(front);
  }

  static async create(parts: ListenerParts, front: Front): Promise<ApplicationListener> {
    if (front.listener.protocol === 'HTTP') return new ApplicationListener(parts, front, (http) => http);
    const certificate = await selfSignedCertificate();
    const listener: ApplicationListener = new ApplicationListener(parts, front, (http) => {
      const http2 = createHttp2Server((request, response) => {
        listener.#take(request, response);
      });
      http2.on('sessionError', () => undefined);
      const protocols = speaksHttp2(front) ? ['h2', 'http/1.1'] : ['http/1.1'];
      const server = createTlsServer({ ...certificate, ALPNProtocols: protocols }, (socket) => {
        (socket.alpnProtocol === 'h2' ? http2 : http).emit('connection', socket);
      });
      server.on('tlsClientError', (_, socket) => socket.destroy());
      return server;
    });
    return listener;
  }

  /** Takes up what has changed that does not need another server. */
  follow(front: Front): void {
    this.#front = front;
    const seconds = Number(
      front.loadBalancer.attributes.get('idle_timeout.timeout_seconds') ?? defaultIdleSeconds,
    );
    this.#http.keepAliveTimeout = this.#parts.time.realMilliseconds(seconds * 1000);
  }

  #take(request: ClientRequest, response: ClientResponse): void {
    const { httpTargets, http2Targets } = this.#parts;
    // A client that goes away is noticed by the closing of the response.
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    this.#act(request, response, (exchange, socket) => {
      const overHttp1 = (exchange.choice.group.protocolVersion ?? 'HTTP1') === 'HTTP1';
      (overHttp1 ? httpTargets : http2Targets).carry(exchange, socket);
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { httpTargets } = this.#parts;
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.end());
    this.#act(request, response, (exchange, target) => {
      httpTargets.carryUpgrade(exchange, target, socket, head);
    });
  }

  #act(request: ClientRequest, response: ClientResponse, carry: Carry): void {
    const front = this.#front;
    if (request.method === 'TRACE') {
      answerError(response, front.listener, 405);
      return;
    }
    if (hostOf(request) === undefined && request.httpVersion !== '1.0') {
      answerError(response, front.listener, 400);
      return;
    }
    const action = matchingRule(front.listener.rules, request)?.action;
    switch (action?.type) {
      case 'forward':
        this.#forward(front, action, request, response, carry);
        return;
      case 'redirect':
        answerRedirect(request, response, front.listener, action);
        return;
      case 'fixed-response':
        answerFixed(response, front.listener, action);
        return;
      case undefined:
        answerError(response, front.listener, 503);
    }
  }

  #forward(
    front: Front,
    action: ForwardAction,
    request: ClientRequest,
    response: ClientResponse,
    carry: Carry,
  ): void {
    const choice = this.#choose(front, action, request.headers.cookie);
    if (!choice.target) {
      this.#countUnsent(front, choice.group?.arn);
      answerError(response, front.listener, 503);
      return;
    }
    const { group, target } = choice;
    if (isIncompatible(request, group)) {
      answerError(response, front.listener, 464);
      return;
    }
    const exchange = new Exchange(this.#parts, front, { action, group, target }, request, response);
    if (group.targetType === 'lambda') {
      carryToFunction(exchange);
      return;
    }
    const { world, loadBalancer } = front;
    const known = this.#parts.knownDestination(world, loadBalancer, group, target);
    if (known) {
      send(exchange, known, carry);
      return;
    }
    this.#parts.destination(world, loadBalancer, group, target).then(
      (destination) => {
        send(exchange, destination, carry);
      },
      () => {
        exchange.fail(500);
      },
    );
  }

  #choose({ world }: Front, action: ForwardAction, cookies: string | undefined) {
    const { selection, time } = this.#parts;
    const bound =
      cookies === undefined || action.stickinessSeconds === undefined
        ? undefined
        : boundGroup(cookies, selection.groups(world, action), time.now());
    const group = bound ?? selection.group(world, action);
    if (!group) return { group: undefined, target: undefined };
    const target =
      cookies === undefined
        ? undefined
        : boundTarget(cookies, group, this.#parts.routable(world, group), time.now());
    return { group, target: target ?? selection.target(world, group) };
  }

  #countUnsent({ world, loadBalancer }: Front, targetGroupArn: string | undefined): void {
    if (targetGroupArn === undefined) return;
    const key = { region: world.region, targetGroupArn, loadBalancerArn: loadBalancer.arn, zone: undefined };
    this.#parts.metrics.minute(key, this.#parts.time.now()).loadBalancerCodes[5]++;
  }
}

function send(exchange: Exchange, destination: Destination, carry: Carry): void {
  switch (destination.kind) {
    case 'socket':
      if (!exchange.over) carry(exchange, destination);
      return;
    case 'refused':
      exchange.refused();
      return;
    case 'silent':
      exchange.connecting();
  }
}

export function speaksHttp2({ loadBalancer }: Front): boolean {
  return loadBalancer.attributes.get('routing.http2.enabled') !== 'false';
}

const statusOfParserError: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_INVALID_TRANSFER_ENCODING: 501,
  HPE_INVALID_VERSION: 505,
};

/** What is no request is told so, and the connection ends. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawError(statusOfParserError[error.code ?? ''] ?? 400), () => socket.destroy());
}
