// Leases: open responses by which the emulator knows that somebody still uses it.
import type { ServerResponse } from 'node:http';

const heartbeatMilliseconds = 15_000;

export class Leases {
  readonly #open = new Set<ServerResponse>();
  readonly #listeners: (() => void)[] = [];

  get count(): number {
    return this.#open.size;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
    response.write('leased\n');
    this.#open.add(response);
    // Without something to send, a peer that vanished would never be noticed.
    const heartbeat = setInterval(() => response.write('\n'), heartbeatMilliseconds).unref();
    response.once('close', () => {
      clearInterval(heartbeat);
      this.#open.delete(response);
      this.#changed();
    });
    this.#changed();
  }

  closeAll(): void {
    for (const response of this.#open) response.end();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
