// Opens a loopback port for every listener of the worlds and keeps them in step: new, gone, another protocol.
import { createHash } from 'node:crypto';
import type { World } from '../world/world';
import { ApplicationListener, speaksHttp2 } from './applicationListener';
import type { Front } from './forwardedHeaders';
import { Http2Targets } from './http2Targets';
import { HttpTargets } from './httpTargets';
import { IdleWatch } from './idleWatch';
import type { ListenerParts } from './listenerParts';
import { NetworkListener } from './networkListener';
import { OpenServer } from './openServer';
import type { NetworkParts } from './parts';
import { TargetSelection } from './targetSelection';

interface Running {
  /** What another server is needed for when it changes. */
  readonly kind: string;
  readonly listener: ApplicationListener | NetworkListener;
  readonly open: OpenServer;
}

export class Listeners {
  readonly #parts: ListenerParts;
  readonly #running = new Map<string, Running>();
  #following: Promise<void> = Promise.resolve();

  constructor(parts: NetworkParts) {
    this.#parts = {
      ...parts,
      selection: new TargetSelection(parts),
      httpTargets: new HttpTargets(),
      http2Targets: new Http2Targets(),
      idleWatch: new IdleWatch(),
    };
  }

  /** What is new accepts connections when it resolves. */
  follow(worlds: readonly World[]): Promise<void> {
    const followed = this.#following.then(() => this.#follow(worlds));
    this.#following = followed.catch(() => undefined);
    return followed;
  }

  async close(): Promise<void> {
    await this.#following;
    await Promise.all([...this.#running.values()].map(({ open }) => open.close()));
    this.#running.clear();
    this.#parts.httpTargets.close();
    this.#parts.http2Targets.close();
    this.#parts.idleWatch.close();
  }

  async #follow(worlds: readonly World[]): Promise<void> {
    const fronts = worlds.flatMap((world) =>
      world.loadBalancers.flatMap((loadBalancer) =>
        loadBalancer.listeners.map((listener) => ({ world, loadBalancer, listener })),
      ),
    );
    const kinds = new Map(fronts.map((front) => [front.listener.arn, kindOf(front)]));
    const gone = [...this.#running].filter(([arn, { kind }]) => kinds.get(arn) !== kind);
    for (const [arn] of gone) this.#running.delete(arn);
    await Promise.all(gone.map(([, { open }]) => open.close()));
    // One after the other, so that of two that would like the same port the first gets it.
    for (const front of fronts) await this.#followOne(front);
  }

  async #followOne(front: Front): Promise<void> {
    const { listener } = front;
    const kind = kindOf(front);
    if (kind === undefined) return;
    const running = this.#running.get(listener.arn);
    if (running) {
      running.listener.follow(front);
      listener.localPort = running.open.port;
      return;
    }
    const created =
      front.loadBalancer.type === 'application'
        ? await ApplicationListener.create(this.#parts, front)
        : await NetworkListener.create(this.#parts, front);
    const open = await OpenServer.open(created.server, listener.localPort ?? usualPort(listener.arn));
    listener.localPort = open.port;
    this.#running.set(listener.arn, { kind, listener: created, open });
  }
}

/** Undefined for what is not opened: there is no data plane for UDP and for gateways. */
function kindOf(front: Front): string | undefined {
  const { protocol, alpnPolicy } = front.listener;
  switch (protocol) {
    case 'HTTP':
      return protocol;
    case 'HTTPS':
      return speaksHttp2(front) ? 'HTTPS and HTTP/2' : protocol;
    case 'TCP':
    case 'TCP_UDP':
      return 'TCP';
    case 'TLS':
      return `TLS ${alpnPolicy ?? ''}`;
    default:
      return undefined;
  }
}

/** The same for a listener at every start, so that clients find it again; below the ports that systems give out. */
function usualPort(listenerArn: string): number {
  return 20_000 + (createHash('sha256').update(listenerArn).digest().readUInt32BE(0) % 10_000);
}
