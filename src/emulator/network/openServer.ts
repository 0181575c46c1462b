// A server on a loopback port, closed together with everything that is connected to it.
import type { AddressInfo, Server, Socket } from 'node:net';

export class OpenServer {
  readonly #sockets = new Set<Socket>();

  private constructor(readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** @param preferredPort tried first; another one is taken if it is not free */
  static async open(server: Server, preferredPort: number | undefined): Promise<OpenServer> {
    const open = new OpenServer(server);
    try {
      await listen(server, preferredPort ?? 0);
    } catch (error) {
      if (preferredPort === undefined) throw error;
      await listen(server, 0);
    }
    // What goes wrong from here on concerns a single connection, whose own handlers see it.
    server.on('error', () => undefined);
    return open;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', opened);
      reject(error);
    };
    const opened = () => {
      server.off('error', failed);
      resolve();
    };
    server.once('error', failed);
    server.once('listening', opened);
    server.listen(port, '127.0.0.1');
  });
}
