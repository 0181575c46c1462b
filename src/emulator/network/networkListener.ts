// A listener of a Network Load Balancer: takes connections over TCP or TLS and joins each to one target.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import { zoneOf } from '../world/targetHealth';
import { selfSignedCertificate } from './certificates';
import type { Destination } from './destination';
import type { Front } from './forwardedHeaders';
import type { ListenerParts } from './listenerParts';
import type { MetricsMinute } from './metrics';
import { proxyHeader } from './proxyProtocol';
import { pump } from './pump';

/** How long a target may take to accept a connection, in emulator time. */
const connectMilliseconds = 10_000;
const defaultIdleSeconds = 350;

/** By the name of the policy: what is offered to clients, the best first. */
const protocolsOfPolicy: Readonly<Record<string, string[]>> = {
  HTTP1Only: ['http/1.1'],
  HTTP2Only: ['h2'],
  HTTP2Optional: ['http/1.1', 'h2'],
  HTTP2Preferred: ['h2', 'http/1.1'],
};

export class NetworkListener {
  readonly #parts: ListenerParts;
  /** Who was sent where, for groups that keep a source address with its target. */
  readonly #bound = new WeakMap<TargetGroup, Map<string, RegisteredTarget>>();
  #front: Front;

  private constructor(
    parts: ListenerParts,
    front: Front,
    readonly server: Server,
  ) {
    this.#parts = parts;
    this.#front = front;
    // TLS counts a connection when it is secure.
    server.on(front.listener.protocol === 'TLS' ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#take(socket);
    });
    server.on('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
  }

  static async create(parts: ListenerParts, front: Front): Promise<NetworkListener> {
    const { protocol, alpnPolicy } = front.listener;
    if (protocol !== 'TLS') {
      return new NetworkListener(parts, front, createServer({ allowHalfOpen: true, pauseOnConnect: true }));
    }
    const protocols = protocolsOfPolicy[alpnPolicy ?? ''];
    const server = createTlsServer({
      ...(await selfSignedCertificate()),
      allowHalfOpen: true,
      ...(protocols ? { ALPNProtocols: protocols } : {}),
    });
    return new NetworkListener(parts, front, server);
  }

  follow(front: Front): void {
    this.#front = front;
  }

  #take(client: Socket): void {
    // Its own closing is what tells that a client has gone.
    client.on('error', () => undefined);
    const front = this.#front;
    const { world, loadBalancer, listener } = front;
    const action = listener.rules.at(-1)?.action;
    const group = action?.type === 'forward' ? this.#parts.selection.group(world, action) : undefined;
    const target = group && this.#choose(front, group, client.remoteAddress ?? '');
    if (!target) {
      const key = {
        region: world.region,
        targetGroupArn: group?.arn ?? '',
        loadBalancerArn: loadBalancer.arn,
        zone: undefined,
      };
      this.#parts.metrics.minute(key, this.#parts.time.now()).resets.loadBalancer++;
      reset(client);
      return;
    }
    const connection = new Connection(this.#parts, front, client, group, target);
    const known = this.#parts.knownDestination(world, loadBalancer, group, target);
    if (known) {
      connection.lead(known);
      return;
    }
    this.#parts.destination(world, loadBalancer, group, target).then(
      (destination) => {
        connection.lead(destination);
      },
      () => {
        reset(client);
      },
    );
  }

  #choose({ world }: Front, group: TargetGroup, address: string): RegisteredTarget | undefined {
    const { selection } = this.#parts;
    if (group.attributes.get('stickiness.enabled') !== 'true') return selection.target(world, group);
    const bound = this.#bound.get(group) ?? new Map<string, RegisteredTarget>();
    this.#bound.set(group, bound);
    const before = bound.get(address);
    if (before && this.#parts.routable(world, group).includes(before)) return before;
    const target = selection.target(world, group);
    if (target) bound.set(address, target);
    return target;
  }
}

/** One client joined to one target. */
class Connection {
  readonly #parts: ListenerParts;
  readonly #front: Front;
  readonly #client: Socket;
  readonly #group: TargetGroup;
  readonly #target: RegisteredTarget;
  #upstream: Socket | undefined;
  #connecting: NodeJS.Timeout | undefined;

  constructor(
    parts: ListenerParts,
    front: Front,
    client: Socket,
    group: TargetGroup,
    target: RegisteredTarget,
  ) {
    this.#parts = parts;
    this.#front = front;
    this.#client = client;
    this.#group = group;
    this.#target = target;
    const flight = {
      cut: () => {
        this.#minute().cut++;
        this.#reset('loadBalancer');
      },
    };
    parts.flights.begin(group, target, flight);
    parts.connections.opened(front);
    this.#minute().newFlows++;
    client.once('close', () => {
      parts.flights.end(group, target, flight);
      parts.connections.closed(front);
      clearTimeout(this.#connecting);
      this.#upstream?.destroy();
    });
  }

  lead(destination: Destination): void {
    if (this.#client.destroyed) return;
    switch (destination.kind) {
      case 'socket':
        this.#join(destination.host, destination.port);
        return;
      case 'refused':
        this.#reset('target');
        return;
      case 'silent':
        this.#waitForConnection();
    }
  }

  #waitForConnection(): void {
    this.#connecting = setTimeout(() => {
      this.#reset('loadBalancer');
    }, this.#parts.time.realMilliseconds(connectMilliseconds));
  }

  #join(host: string, port: number): void {
    const client = this.#client;
    const where = { host, port, allowHalfOpen: true };
    // Who the target is, is not verified: a load balancer does not either.
    const upstream =
      this.#group.protocol === 'TLS' ? connectTls({ ...where, rejectUnauthorized: false }) : connect(where);
    this.#upstream = upstream;
    this.#waitForConnection();
    upstream.once('connect', () => {
      clearTimeout(this.#connecting);
    });
    upstream.on('error', () => {
      this.#reset('target');
    });
    upstream.once('close', () => {
      // What it has sent is still delivered.
      client.destroySoon();
    });
    this.#limitIdleness(client);
    if (this.#group.attributes.get('proxy_protocol_v2.enabled') === 'true') {
      upstream.write(
        proxyHeader(
          { address: client.remoteAddress ?? '127.0.0.1', port: client.remotePort ?? 0 },
          { address: client.localAddress ?? '127.0.0.1', port: this.#front.listener.port },
        ),
      );
    }
    const moved = () => undefined;
    pump(client, upstream, moved, () => upstream.end());
    pump(upstream, client, moved, () => client.end());
    client.resume();
  }

  /** Bytes in either direction pass through the client's socket. */
  #limitIdleness(client: Socket): void {
    const seconds = Number(
      this.#front.listener.attributes.get('tcp.idle_timeout.seconds') ?? defaultIdleSeconds,
    );
    client.setTimeout(this.#parts.time.realMilliseconds(seconds * 1000), () => {
      this.#reset('loadBalancer');
    });
  }

  #reset(by: keyof MetricsMinute['resets']): void {
    if (!this.#client.destroyed) this.#minute().resets[by]++;
    reset(this.#client);
    this.#upstream?.destroy();
  }

  #minute(): MetricsMinute {
    const { world, loadBalancer } = this.#front;
    const key = {
      region: world.region,
      targetGroupArn: this.#group.arn,
      loadBalancerArn: loadBalancer.arn,
      zone: zoneOf(world, this.#group, this.#target),
    };
    return this.#parts.metrics.minute(key, this.#parts.time.now());
  }
}

/** Breaks a connection off so that the client sees a reset; TLS has none of its own. */
function reset(client: Socket): void {
  if (client instanceof TLSSocket) client.destroy();
  else client.resetAndDestroy();
}
