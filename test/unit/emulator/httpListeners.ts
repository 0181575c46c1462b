// What the tests of HTTP listeners have in common: a lab for each test, and a listener before one group.
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { Listener } from '../../../src/emulator/world/loadBalancingTypes';
import { forward, ListenerLab } from './listenerLab';

/** That of the test that runs. */
export let lab = new ListenerLab();

afterEach(async () => {
  await lab.close();
});

export function newLab(timeScale = 1): void {
  lab = new ListenerLab(timeScale);
}

/** A listener before one group with targets as given. */
export async function listening(
  setUp: (group: ReturnType<ListenerLab['group']>) => unknown,
  {
    timeScale = 1,
    protocol = 'HTTP',
    port = 80,
  }: { timeScale?: number; protocol?: Listener['protocol']; port?: number } = {},
) {
  newLab(timeScale);
  const group = lab.group('web');
  await setUp(group);
  const loadBalancer = lab.loadBalancer();
  const listener = await lab.listener(loadBalancer, forward(group), { protocol, port });
  return { group, loadBalancer, listener };
}

/** A server on a raw socket that answers the first bytes that it gets so. */
export function rawServer(answer: (socket: Socket) => void) {
  return createTcpServer((socket) => {
    socket.once('data', () => {
      answer(socket);
    });
  });
}

export function errorBody(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}
