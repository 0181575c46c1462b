// TCP and TLS listeners over real sockets: bytes both ways, one target a connection, ends and resets.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../../src/emulator/network/certificates';
import type { Listener, TargetGroup } from '../../../src/emulator/world/loadBalancingTypes';
import { forward, gate, ListenerLab, textOf } from './listenerLab';

let lab = new ListenerLab();

afterEach(async () => {
  await lab.close();
});

async function listening(
  setUp: (group: TargetGroup) => unknown,
  { timeScale = 1, protocol = 'TCP' }: { timeScale?: number; protocol?: Listener['protocol'] } = {},
) {
  lab = new ListenerLab(timeScale);
  const group = lab.group('tcp', 'network');
  await setUp(group);
  const loadBalancer = lab.loadBalancer('network');
  const listener = await lab.listener(loadBalancer, forward(group), { protocol, port: 5432 });
  return { group, loadBalancer, listener };
}

/** A target that does so with each connection. */
async function tcpTarget(group: TargetGroup, take: (socket: Socket) => unknown) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    take(socket);
  });
  return lab.target(group, await lab.serve(server));
}

/** Says its name and repeats what it hears. */
function echoTarget(group: TargetGroup, name: string) {
  return tcpTarget(group, (socket) => {
    socket.write(`${name} `);
    socket.pipe(socket);
  });
}

function dial({ localPort }: Listener): Socket {
  return connect({ port: localPort!, host: '127.0.0.1', allowHalfOpen: true });
}

/** All that comes back, the connection's end included. */
async function say(listener: Listener, text: string): Promise<string> {
  const socket = dial(listener);
  socket.end(text);
  return textOf(socket);
}

describe('a TCP listener', () => {
  it('joins a connection to one target, in both directions, until both sides have ended', async () => {
    const { listener } = await listening((group) => echoTarget(group, 'a'));
    const socket = dial(listener);
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('a ');
    socket.write('one');
    const [echo] = (await once(socket, 'data')) as [Buffer];
    expect(echo.toString()).toBe('one');
    socket.end('two');
    expect(await textOf(socket)).toBe('two');
  });

  it('gives each connection to the next target', async () => {
    const { listener } = await listening(async (group) => {
      await echoTarget(group, 'a');
      await echoTarget(group, 'b');
    });
    const answers = [];
    for (let count = 0; count < 4; count++) answers.push(await say(listener, ''));
    expect(answers).toEqual(['a ', 'b ', 'a ', 'b ']);
  });

  it('keeps a source address with its target where that is asked for', async () => {
    const { listener, group } = await listening(async (each) => {
      await echoTarget(each, 'a');
      await echoTarget(each, 'b');
    });
    group.attributes.set('stickiness.enabled', 'true');
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(await say(listener, ''));
    expect(answers).toEqual(['a ', 'a ', 'a ']);
    group.targets = group.targets.slice(1);
    expect(await say(listener, '')).toBe('b ');
  });

  it('carries much data, no faster than it is taken', async () => {
    const { listener } = await listening((group) => tcpTarget(group, (socket) => socket.pipe(socket)));
    const socket = dial(listener);
    const sent = Buffer.alloc(20_000_000, 'x');
    socket.end(sent);
    expect((await textOf(socket)).length).toBe(sent.length);
  });

  it.each<[string, (group: TargetGroup) => unknown, 'loadBalancer' | 'target']>([
    ['there is no target', () => undefined, 'loadBalancer'],
    ['the target refuses', (group) => lab.target(group, { kind: 'refused' }), 'target'],
    ['the target does not react for 10 s', (group) => lab.target(group, { kind: 'silent' }), 'loadBalancer'],
    [
      'nothing listens there',
      (group) => lab.target(group, { kind: 'socket', host: '127.0.0.1', port: 1 }),
      'target',
    ],
    [
      'the target resets the connection',
      (group) => tcpTarget(group, (socket) => socket.resetAndDestroy()),
      'target',
    ],
  ])('resets the connection where %s', async (_, setUp, by) => {
    const { listener } = await listening(setUp, { timeScale: 100 });
    expect(await lab.exchange(listener, 'hello')).toBeUndefined();
    expect(lab.counted()).toMatchObject([{ resets: { loadBalancer: 0, target: 0, [by]: 1 } }]);
  });

  it('resets a connection on which nothing moves for the idle timeout', async () => {
    const { listener } = await listening((group) => tcpTarget(group, () => undefined), { timeScale: 5000 });
    expect(await lab.exchange(listener, 'hello')).toBeUndefined();
  });

  it('tells the target who connected by the proxy protocol where that is asked for', async () => {
    const header = gate<Buffer>();
    const { listener, group } = await listening((each) =>
      tcpTarget(each, (socket) => {
        const chunks: Buffer[] = [];
        socket.on('data', (chunk: Buffer) => chunks.push(chunk));
        socket.on('end', () => {
          header.open(Buffer.concat(chunks));
          socket.end();
        });
      }),
    );
    group.attributes.set('proxy_protocol_v2.enabled', 'true');
    const socket = dial(listener);
    socket.end('hello');
    await once(socket, 'connect');
    const { localPort } = socket;
    const received = await header.opened;
    expect(received.subarray(0, 16).toString('hex')).toBe('0d0a0d0a000d0a515549540a2111000c');
    expect([...received.subarray(16, 24)]).toEqual([127, 0, 0, 1, 127, 0, 0, 1]);
    expect([received.readUInt16BE(24), received.readUInt16BE(26)]).toEqual([localPort, 5432]);
    expect(received.subarray(28).toString()).toBe('hello');
  });

  it('has each connection in flight to its target until it ends, and cuts it', async () => {
    const { listener, group } = await listening((each) => echoTarget(each, 'a'));
    const [target] = group.targets;
    await say(listener, '');
    await vi.waitFor(() => {
      expect(lab.flights.count(group, target!)).toBe(0);
    });
    const socket = dial(listener);
    await once(socket, 'data');
    expect(lab.flights.count(group, target!)).toBe(1);
    const broken = once(socket, 'error');
    lab.flights.cut(group, target!);
    await expect(broken).resolves.toMatchObject([{ code: 'ECONNRESET' }]);
    await vi.waitFor(() => {
      expect(lab.flights.count(group, target!)).toBe(0);
    });
    expect(lab.counted()).toMatchObject([{ cut: 1, newFlows: 2, resets: { loadBalancer: 1, target: 0 } }]);
    expect(lab.countedOfLoadBalancers()).toMatchObject([{ connections: 1 }]);
  });

  it('counts the most connections at once in each minute', async () => {
    const { listener } = await listening((each) => echoTarget(each, 'a'));
    const sockets = [dial(listener), dial(listener)];
    await Promise.all(sockets.map((socket) => once(socket, 'data')));
    lab.now += 60_000;
    // The first of the two was open in the second minute as well.
    await say(listener, '');
    expect(lab.countedOfLoadBalancers()).toMatchObject([{ connections: 2 }, { connections: 3 }]);
    for (const socket of sockets) socket.destroy();
  });

  it('leads to an Application Load Balancer', async () => {
    lab = new ListenerLab();
    const web = lab.group('web');
    await lab.namedTarget(web, 'web');
    const behind = await lab.listener(lab.loadBalancer(), forward(web));
    const group = lab.group('alb', 'network');
    lab.target(group, { kind: 'socket', host: '127.0.0.1', port: behind.localPort! });
    const listener = await lab.listener(lab.loadBalancer('network', 'front'), forward(group), {
      protocol: 'TCP',
    });
    expect((await lab.ask(listener)).body).toBe('web');
  });

  it('is not opened for UDP', async () => {
    const { listener } = await listening(() => undefined, { protocol: 'UDP' });
    expect(listener.localPort).toBeUndefined();
  });
});

describe('a TLS listener', () => {
  it('decrypts what goes to a TCP target', async () => {
    const { listener } = await listening((group) => echoTarget(group, 'a'), { protocol: 'TLS' });
    // Whoever trusts the certificate finds the loopback address in it.
    const { cert: ca } = await selfSignedCertificate();
    const socket = connectTls({ port: listener.localPort!, host: '127.0.0.1', ca });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.end('secret');
    expect(await textOf(socket)).toBe('a secret');
  });

  it('encrypts what goes to a TLS target, whoever has signed its certificate', async () => {
    lab = new ListenerLab();
    const group = { ...lab.group('tls', 'network'), protocol: 'TLS' as const };
    lab.world.targetGroups.splice(0, 1, group);
    const server = createTlsServer(await selfSignedCertificate(), (socket) => socket.pipe(socket));
    lab.target(group, await lab.serve(server));
    const listener = await lab.listener(lab.loadBalancer('network'), forward(group), { protocol: 'TCP' });
    expect(await say(listener, 'plain')).toBe('plain');
  });

  it('offers the protocols of its policy', async () => {
    const { listener } = await listening((group) => echoTarget(group, 'a'), { protocol: 'TLS' });
    listener.alpnPolicy = 'HTTP2Preferred';
    await lab.follow();
    const socket = connectTls({
      port: listener.localPort!,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1', 'h2'],
    });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('h2');
    socket.destroy();
  });

  it('survives what is no TLS, and cuts its connections', async () => {
    const { listener, group } = await listening((each) => echoTarget(each, 'a'), { protocol: 'TLS' });
    expect(await lab.exchange(listener, 'GET / HTTP/1.1\r\n\r\n')).not.toContain('a ');
    const socket = connectTls({ port: listener.localPort!, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'data');
    const closed = once(socket, 'close');
    expect(lab.flights.cut(group, group.targets[0]!)).toBe(1);
    await closed;
  });
});
