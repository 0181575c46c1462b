// HTTP and HTTPS listeners over real sockets: what targets and clients get, and what load balancers answer themselves.
import { createServer as createTcpServer, connect, type Socket } from 'node:net';
import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../../src/emulator/network/certificates';
import { emptyWorld } from '../../../src/emulator/world/world';
import type { Listener } from '../../../src/emulator/world/loadBalancingTypes';
import { answerOf, forward, gate, ListenerLab, textOf } from './listenerLab';

let lab = new ListenerLab();

afterEach(async () => {
  await lab.close();
});

/** A listener before one group with targets as given. */
async function listening(
  setUp: (group: ReturnType<ListenerLab['group']>) => unknown,
  {
    timeScale = 1,
    protocol = 'HTTP',
    port = 80,
  }: { timeScale?: number; protocol?: Listener['protocol']; port?: number } = {},
) {
  lab = new ListenerLab(timeScale);
  const group = lab.group('web');
  await setUp(group);
  const loadBalancer = lab.loadBalancer();
  const listener = await lab.listener(loadBalancer, forward(group), { protocol, port });
  return { group, loadBalancer, listener };
}

/** A server on a raw socket that answers the first bytes that it gets so. */
function rawServer(answer: (socket: Socket) => void) {
  return createTcpServer((socket) => {
    socket.once('data', () => {
      answer(socket);
    });
  });
}

function errorBody(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

describe('listeners', () => {
  it('open where the world says, else anywhere, and tell their port', async () => {
    const { listener, loadBalancer } = await listening((group) => lab.namedTarget(group, 'a'));
    expect(listener.localPort).toBeGreaterThan(0);
    const taken = listener.localPort!;
    const other = await lab.listener(loadBalancer, listener.rules[0]!.action, { port: 81, localPort: taken });
    expect(other.localPort).not.toBe(taken);
    expect((await lab.ask(other)).body).toBe('a');
    loadBalancer.listeners.shift();
    await lab.follow();
    const third = await lab.listener(loadBalancer, listener.rules[0]!.action, { port: 82, localPort: taken });
    expect(third.localPort).toBe(taken);
  });

  it('keep their port when the world is made anew', async () => {
    const { listener, loadBalancer, group } = await listening((each) => lab.namedTarget(each, 'old'));
    const fresh = { ...emptyWorld('123456789012', 'eu-west-1'), targetGroups: [{ ...group, targets: [] }] };
    const again = {
      ...listener,
      localPort: undefined,
      rules: listener.rules.map((rule) => ({ ...rule, action: forward(group) })),
    };
    fresh.loadBalancers.push({ ...loadBalancer, listeners: [again] });
    await lab.follow(fresh);
    expect(again.localPort).toBe(listener.localPort);
    expect((await lab.ask(again)).status).toBe(503);
  });

  it('are closed with their connections when they are deleted', async () => {
    const { listener, loadBalancer } = await listening((group) => lab.namedTarget(group, 'a'));
    const socket = connect(listener.localPort!, '127.0.0.1');
    await once(socket, 'connect');
    loadBalancer.listeners.length = 0;
    const closed = once(socket, 'close');
    await lab.follow();
    await closed;
    await expect(lab.ask(listener)).rejects.toThrow('ECONNREFUSED');
  });

  it('speak another protocol once they are modified, on the same port', async () => {
    const { listener } = await listening((group) => lab.namedTarget(group, 'a'));
    const port = listener.localPort;
    listener.protocol = 'HTTPS';
    await lab.follow();
    expect(listener.localPort).toBe(port);
    expect((await lab.ask(listener)).body).toBe('a');
  });
});

describe('what a target gets of a request', () => {
  async function received(
    headers: Record<string, string | string[]>,
    attributes: Record<string, string> = {},
    port = 80,
  ): Promise<IncomingMessage['headers']> {
    const { listener, loadBalancer } = await listening(
      (group) =>
        lab.httpTarget(group, (request, response) => {
          response.end(JSON.stringify(request.headers));
        }),
      { port },
    );
    for (const [key, value] of Object.entries(attributes)) loadBalancer.attributes.set(key, value);
    const { body } = await lab.ask(listener, '/', { headers });
    return JSON.parse(body.replaceAll(String(listener.localPort), 'LOCAL')) as IncomingMessage['headers'];
  }

  it('is who asks, how, and by which listener', async () => {
    expect(await received({ 'X-Forwarded-Proto': 'ftp', 'X-Forwarded-Port': '1' }, {}, 8080)).toEqual({
      host: '127.0.0.1:LOCAL',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '8080',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
      connection: 'keep-alive',
    });
  });

  it.each([
    [undefined, '203.0.113.7', '203.0.113.7, 127.0.0.1'],
    ['append', '203.0.113.7', '203.0.113.7, 127.0.0.1'],
    ['preserve', '203.0.113.7', '203.0.113.7'],
    ['preserve', undefined, undefined],
    ['remove', '203.0.113.7', undefined],
  ])('has X-Forwarded-For as mode %s makes it of %s', async (mode, before, after) => {
    const headers = before === undefined ? {} : { 'X-Forwarded-For': before };
    const attributes: Record<string, string> =
      mode === undefined ? {} : { 'routing.http.xff_header_processing.mode': mode };
    expect((await received(headers, attributes))['x-forwarded-for']).toBe(after);
  });

  it('has the port of the client if the load balancer is to tell it', async () => {
    const headers = await received({}, { 'routing.http.xff_client_port.enabled': 'true' });
    expect(headers['x-forwarded-for']).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it.each([
    [80, 'shop.example', 'shop.example'],
    [80, 'shop.example:80', 'shop.example'],
    [8080, 'shop.example', 'shop.example:8080'],
    [8080, 'shop.example:99', 'shop.example:99'],
  ])('has a host with the port of listener %i: %s becomes %s', async (port, before, after) => {
    expect((await received({ host: before }, {}, port)).host).toBe(after);
  });

  it('has the very host if the load balancer is to preserve it', async () => {
    const attributes = { 'routing.http.preserve_host_header.enabled': 'true' };
    expect((await received({ host: 'shop.example' }, attributes, 8080)).host).toBe('shop.example');
  });

  it.each([
    [
      'Root=1-67891233-abcdef012345678912345678',
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/,
    ],
    ['Self=1-1-2;Root=1-2-3;CalledFrom=app', /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-2-3;CalledFrom=app$/],
    ['CalledFrom=app', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};CalledFrom=app$/],
  ])('goes on with the trace %s', async (before, after) => {
    expect((await received({ 'X-Amzn-Trace-Id': before }))['x-amzn-trace-id']).toMatch(after);
  });

  it('has no headers that are the connection’s', async () => {
    const headers = await received({
      connection: 'close, X-Private',
      'keep-alive': 'timeout=1',
      te: 'trailers',
      'proxy-connection': 'close',
      'x-private': '1',
      'x-public': ['1', '2'],
    });
    expect(headers).toMatchObject({ 'x-public': '1, 2', connection: 'keep-alive' });
    for (const name of ['keep-alive', 'te', 'proxy-connection', 'x-private']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('has no header with an odd name if the load balancer is to drop those', async () => {
    const attributes = { 'routing.http.drop_invalid_header_fields.enabled': 'true' };
    expect(await received({ x_odd: '1' })).toHaveProperty('x_odd');
    await lab.close();
    expect(await received({ x_odd: '1' }, attributes)).not.toHaveProperty('x_odd');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is the body of a %s, with its length', async (method) => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, async (request, response) => {
        const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
        response.end(JSON.stringify([request.method, length, encoding, await textOf(request)]));
      }),
    );
    const { body } = await lab.ask(listener, '/', {
      method,
      body: 'twelve bytes',
      headers: { 'content-length': '12' },
    });
    expect(JSON.parse(body)).toEqual([method, '12', null, 'twelve bytes']);
  });

  it('is a body in chunks, with its trailers, as it comes', async () => {
    const first = gate<string>();
    const { listener } = await listening((group) =>
      lab.httpTarget(group, async (request, response) => {
        request.once('data', (chunk: Buffer) => {
          first.open(chunk.toString());
        });
        response.end(`${await textOf(request)} ${JSON.stringify(request.trailers)}`);
      }),
    );
    const request = requestHttp({
      port: listener.localPort,
      method: 'POST',
      agent: false,
      headers: { trailer: 'x-sum', 'transfer-encoding': 'chunked' },
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.write('one');
    expect(await first.opened).toBe('one');
    request.write(' two');
    request.addTrailers({ 'x-sum': '42' });
    request.end();
    const [response] = await answered;
    expect(await textOf(response)).toBe('one two {"x-sum":"42"}');
  });

  it('comes after the client was told to go on, without its Expect', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, async (request, response) => {
        response.end(`${request.headers.expect ?? 'none'} ${await textOf(request)}`);
      }),
    );
    const request = requestHttp({
      port: listener.localPort,
      method: 'POST',
      agent: false,
      headers: { expect: '100-continue', 'content-length': '2' },
    });
    request.flushHeaders();
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    await once(request, 'continue');
    request.end('ok');
    const [response] = await answered;
    expect(await textOf(response)).toBe('none ok');
  });
});

describe('what a client gets of an answer', () => {
  it('is its status, headers and body, without what is the connection’s', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeHead(418, 'Short and stout', [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Own', 'yes'],
          ['Connection', 'close, X-Private'],
          ['X-Private', '1'],
        ]);
        response.end('tea');
      }),
    );
    const answer = await lab.ask(listener, '/', { headers: { connection: 'keep-alive' } });
    expect(answer).toMatchObject({
      status: 418,
      body: 'tea',
      headers: { 'set-cookie': ['a=1', 'b=2'], 'x-own': 'yes', connection: 'keep-alive' },
    });
    expect(answer.headers).not.toHaveProperty('x-private');
    expect(answer.headers).not.toHaveProperty('keep-alive');
  });

  it.each([
    ['HEAD', 200, '12'],
    ['GET', 204, undefined],
    ['GET', 304, undefined],
  ])('has no body for %s with %i', async (method, status, length) => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeHead(status, length === undefined ? {} : { 'content-length': length });
        response.end();
      }),
    );
    const answer = await lab.ask(listener, '/', { method });
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([status, length, '']);
  });

  it('comes in chunks as the target sends it, with its trailers', async () => {
    const more = gate();
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeHead(200, { trailer: 'x-sum' });
        response.write('one');
        void more.opened.then(() => {
          response.addTrailers({ 'x-sum': '42' });
          response.end(' two');
        });
      }),
    );
    const request = requestHttp({ port: listener.localPort, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const [chunk] = (await once(response, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('one');
    more.open();
    const { body, trailers } = await answerOf(response);
    expect([body, trailers]).toEqual([' two', { 'x-sum': '42' }]);
  });

  it('is the whole of an answer that ends with its connection', async () => {
    const { listener } = await listening(async (group) => {
      const server = rawServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
      lab.target(group, await lab.serve(server));
    });
    expect((await lab.ask(listener)).body).toBe('all of it');
  });

  it('is the answer of a target that does not wait for the rest of the request', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (request, response) => {
        response.writeHead(413, { connection: 'close' }).end('enough', () => {
          request.socket.destroySoon();
        });
      }),
    );
    const request = requestHttp({ port: listener.localPort, method: 'POST', agent: false });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(100_000));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect([response.statusCode, await textOf(response)]).toEqual([413, 'enough']);
    request.destroy();
  });

  it('announces no trailers where it cannot have any', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeHead(200, { trailer: 'x-sum' });
        response.addTrailers({ 'x-sum': '42' });
        response.end('all');
      }),
    );
    expect(await lab.exchange(listener, 'GET / HTTP/1.0\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nall$/,
    );
  });

  it('is an early hint first', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
        response.end();
      }),
    );
    const request = requestHttp({ port: listener.localPort, agent: false }).end();
    const [hint] = (await once(request, 'information')) as [{ statusCode: number; headers: object }];
    expect(hint).toMatchObject({ statusCode: 103, headers: { link: '</a.css>; rel=preload; as=style' } });
  });

  it('is not more than it takes: a slow client holds the target back', async () => {
    const blocked = gate();
    const piece = Buffer.alloc(256 * 1024);
    let sent = 0;
    const total = 400;
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        const send = () => {
          while (sent < total) {
            sent++;
            if (!response.write(piece)) {
              response.once('drain', send);
              if (response.writableLength > 0) blocked.open();
              return;
            }
          }
          response.end();
        };
        send();
      }),
    );
    const request = requestHttp({ port: listener.localPort, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await blocked.opened;
    // Nothing is read, so the target comes to a standstill long before its end.
    let before = -1;
    await vi.waitFor(
      () => {
        const now = sent;
        const stands = now === before;
        before = now;
        expect(stands).toBe(true);
      },
      { interval: 100 },
    );
    expect(sent).toBeLessThan(total);
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) length += chunk.length;
    expect(length).toBe(total * piece.length);
  });

  it('comes over one connection after the other request', async () => {
    const { listener } = await listening((group) => lab.namedTarget(group, 'a'));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = [];
    for (let count = 0; count < 3; count++) {
      const request = requestHttp({ port: listener.localPort, agent }).end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      ports.push(response.socket.localPort);
      await textOf(response);
    }
    agent.destroy();
    expect(new Set(ports).size).toBe(1);
  });
});

describe('WebSockets', () => {
  const upgrade = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  it('pass through in both directions', async () => {
    const { listener } = await listening(async (group) => {
      const server = rawServer((socket) => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello ',
        );
        socket.on('data', (chunk: Buffer) => socket.end(chunk.toString().toUpperCase()));
      });
      lab.target(group, await lab.serve(server));
    });
    const socket = connect(listener.localPort!, '127.0.0.1');
    socket.write(upgrade);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 101 .*upgrade: websocket/is);
    socket.write('ping');
    expect(await textOf(socket)).toMatch(/PING$/);
  });

  it('are refused as the target refuses them', async () => {
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        response.writeHead(403).end('no');
      }),
    );
    expect(await lab.exchange(listener, upgrade)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[^]*no/);
  });

  it('fail with 502 where no target can be reached', async () => {
    const { listener } = await listening((group) => lab.target(group, { kind: 'refused' }));
    expect(await lab.exchange(listener, upgrade)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
  });
});

describe('the load balancer’s own answers', () => {
  async function failing(setUp: Parameters<typeof listening>[0], timeScale?: number) {
    const { listener } = await listening(setUp, timeScale === undefined ? {} : { timeScale });
    const answer = await lab.ask(listener);
    expect(answer.headers).toMatchObject({ server: 'awselb/2.0', 'content-type': 'text/html' });
    return answer;
  }

  it.each([
    ['closes the connection', (socket: Socket) => socket.end()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['answers what is no HTTP', (socket: Socket) => socket.end('what?\r\n\r\n')],
    [
      'answers with too many headers',
      (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`),
    ],
  ])('is 502 where the target %s', async (_, answer) => {
    const { status, body } = await failing(async (group) => {
      lab.target(group, await lab.serve(rawServer((socket) => void answer(socket))));
    });
    expect([status, body]).toEqual([502, errorBody('502 Bad Gateway')]);
    expect(lab.counted()).toMatchObject([
      { requests: 1, loadBalancerCodes: { 5: 1 }, targetCodes: { 5: 0 } },
    ]);
  });

  it('is 502 where the target refuses the connection', async () => {
    expect((await failing((group) => lab.target(group, { kind: 'refused' }))).status).toBe(502);
  });

  it('is 503 where there is no target', async () => {
    const { status, body } = await failing(() => undefined);
    expect([status, body]).toEqual([503, errorBody('503 Service Temporarily Unavailable')]);
    expect(lab.counted()).toMatchObject([{ requests: 0, loadBalancerCodes: { 5: 1 } }]);
  });

  it('is 504 where no connection is made within 10 s', async () => {
    const before = performance.now();
    const { status, body } = await failing((group) => lab.target(group, { kind: 'silent' }), 100);
    expect([status, body]).toEqual([504, errorBody('504 Gateway Time-out')]);
    expect(performance.now() - before).toBeGreaterThan(95);
  });

  it('is 504 where the target does not answer within the idle timeout', async () => {
    const { status } = await failing((group) => lab.httpTarget(group, () => undefined), 1000);
    expect(status).toBe(504);
  });

  it('is 408 where the client does not go on sending within the idle timeout', async () => {
    const { listener } = await listening((group) => lab.httpTarget(group, () => undefined), {
      timeScale: 1000,
    });
    const answer = await lab.exchange(
      listener,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Time-out\r\n/);
  });

  it.each([
    ['GET /\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 400],
    ['TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
  ])('tells a client that sends %j', async (request, status) => {
    const { listener } = await listening((group) => lab.namedTarget(group, 'a'));
    const socket = connect({ port: listener.localPort!, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(request);
    expect(await textOf(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('breaks off where the target does', async () => {
    const { listener } = await listening(async (group) => {
      const server = rawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
      });
      lab.target(group, await lab.serve(server));
    });
    await expect(lab.ask(listener)).rejects.toThrow('aborted');
  });

  it('is not needed by a client that has gone: its request ends at the target too', async () => {
    const arrived = gate();
    const gone = gate();
    const { listener } = await listening((group) =>
      lab.httpTarget(group, (_, response) => {
        arrived.open();
        response.on('close', () => {
          gone.open();
        });
      }),
    );
    const socket = connect(listener.localPort!, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await arrived.opened;
    socket.destroy();
    await gone.opened;
    await vi.waitFor(() => {
      expect(lab.counted()).toMatchObject([{ requests: 1, loadBalancerCodes: { 4: 1 } }]);
    });
  });
});

describe('drains', () => {
  it('count what is in flight, and cut it with 504 while the client’s connection goes on', async () => {
    const arrived = gate();
    const { listener, group } = await listening((each) =>
      lab.httpTarget(each, (request, response) => {
        if (request.url === '/quick') response.end('quick');
        else arrived.open();
      }),
    );
    const [target] = group.targets;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const request = requestHttp({ port: listener.localPort, agent, path: '/slow' }).end();
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    await arrived.opened;
    expect(lab.flights.count(group, target!)).toBe(1);
    expect(lab.flights.cut(group, target!)).toBe(1);
    const [response] = await answered;
    expect(response.statusCode).toBe(504);
    const port = response.socket.localPort;
    await textOf(response);
    const next = requestHttp({ port: listener.localPort, agent, path: '/quick' }).end();
    const [quick] = (await once(next, 'response')) as [IncomingMessage];
    expect([quick.socket.localPort, await textOf(quick)]).toEqual([port, 'quick']);
    agent.destroy();
    expect(lab.flights.count(group, target!)).toBe(0);
    expect(lab.counted()).toMatchObject([
      { requests: 2, cut: 1, loadBalancerCodes: { 5: 1 }, targetCodes: { 2: 1 } },
    ]);
  });

  it('break off an answer that has begun', async () => {
    const { listener, group } = await listening((each) =>
      lab.httpTarget(each, (_, response) => void response.write('half')),
    );
    const request = requestHttp({ port: listener.localPort, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'data');
    const broken = once(response, 'error');
    lab.flights.cut(group, group.targets[0]!);
    await broken;
    expect(lab.counted()).toMatchObject([{ cut: 1 }]);
  });
});

describe('HTTPS', () => {
  it('is decrypted by the load balancer, which says so', async () => {
    const { listener } = await listening(
      (group) =>
        lab.httpTarget(group, (request, response) => {
          response.end(
            JSON.stringify([request.headers['x-forwarded-proto'], request.headers['x-forwarded-port']]),
          );
        }),
      { protocol: 'HTTPS', port: 443 },
    );
    expect((await lab.ask(listener)).body).toBe('["https","443"]');
  });

  it('takes HTTP/2 unless it is off', async () => {
    const { listener, loadBalancer } = await listening(
      (group) =>
        lab.httpTarget(group, async (request, response) => {
          response.setHeader('x-method', request.method ?? '');
          response.end(JSON.stringify([request.headers.host, request.headers.cookie, await textOf(request)]));
        }),
      { protocol: 'HTTPS', port: 443 },
    );
    const session = connectHttp2(`https://127.0.0.1:${listener.localPort!}`, { rejectUnauthorized: false });
    const stream = session.request({
      ':method': 'POST',
      ':authority': 'shop.example',
      cookie: ['a=1', 'b=2'],
    });
    stream.end('body');
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers).toMatchObject({ ':status': 200, 'x-method': 'POST' });
    expect(await textOf(stream)).toBe('["shop.example","a=1; b=2","body"]');
    loadBalancer.attributes.set('routing.http2.enabled', 'false');
    const closed = once(session, 'close');
    await lab.follow();
    await closed;
    const refused = connectHttp2(`https://127.0.0.1:${listener.localPort!}`, { rejectUnauthorized: false });
    await once(refused, 'error');
    expect((await lab.ask(listener)).status).toBe(200);
  });

  it('reaches targets too, whoever has signed their certificate', async () => {
    lab = new ListenerLab();
    const group = { ...lab.group('secure'), protocol: 'HTTPS' as const };
    lab.world.targetGroups.splice(0, 1, group);
    const server = createHttpsServer(await selfSignedCertificate(), (_, response) => response.end('secret'));
    lab.target(group, await lab.serve(server));
    const listener = await lab.listener(lab.loadBalancer(), forward(group));
    expect((await lab.ask(listener)).body).toBe('secret');
  });
});

describe('HTTP/2 targets', () => {
  async function http2Listener(
    protocolVersion: string,
    answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  ) {
    lab = new ListenerLab();
    const group = lab.group('h2', 'application', protocolVersion);
    const server = createHttp2Server();
    server.on('stream', answer);
    lab.target(group, await lab.serve(server));
    const listener = await lab.listener(lab.loadBalancer(), forward(group), { protocol: 'HTTPS', port: 443 });
    const session = connectHttp2(`https://127.0.0.1:${listener.localPort!}`, { rejectUnauthorized: false });
    return { group, listener, session };
  }

  it('get gRPC calls, and their answers come with trailers', async () => {
    const { session } = await http2Listener('GRPC', (stream, headers) => {
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc',
          'x-te': String(headers.te),
          'x-for': String(headers['x-forwarded-for']),
        },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => {
        stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'fine' });
      });
      stream.pipe(stream);
    });
    const call = session.request({
      ':method': 'POST',
      ':path': '/a.B/C',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const trailers = once(call, 'trailers') as Promise<[object]>;
    const answered = once(call, 'response') as Promise<[object]>;
    call.write('one ');
    const [headers] = await answered;
    expect(headers).toMatchObject({ ':status': 200, 'x-te': 'trailers', 'x-for': '127.0.0.1' });
    call.end('two');
    expect(await textOf(call)).toBe('one two');
    expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0', 'grpc-message': 'fine' });
    session.destroy();
  });

  it('answer with 502 where they break off, and the next request gets another connection', async () => {
    let calls = 0;
    const { session } = await http2Listener('HTTP2', (stream) => {
      if (calls++ === 0) stream.session?.destroy();
      else stream.respond({ ':status': 204 }, { endStream: true });
    });
    const statuses: unknown[] = [];
    for (let count = 0; count < 2; count++) {
      const call = session.request({ ':path': '/' });
      const [headers] = (await once(call, 'response')) as [Record<string, unknown>];
      statuses.push(headers[':status']);
      await textOf(call);
    }
    expect(statuses).toEqual([502, 204]);
    session.destroy();
  });

  it('get no requests of another protocol: those are 464', async () => {
    const { listener, session, group } = await http2Listener('GRPC', (stream) => {
      stream.respond({ ':status': 200 }, { endStream: true });
    });
    expect((await lab.ask(listener, '/', { method: 'POST' })).status).toBe(464);
    const call = session.request({ ':method': 'GET', ':path': '/' });
    const [headers] = (await once(call, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(464);
    session.destroy();
    const plain = lab.group('plain');
    lab.world.targetGroups.splice(lab.world.targetGroups.indexOf(group), 1);
    await lab.namedTarget(plain, 'a');
    listener.rules[0]!.action = forward(plain);
    const again = connectHttp2(`https://127.0.0.1:${listener.localPort!}`, { rejectUnauthorized: false });
    const grpc = again.request({ ':method': 'POST', ':path': '/', 'content-type': 'application/grpc' });
    const [refused] = (await once(grpc, 'response')) as [Record<string, unknown>];
    expect(refused[':status']).toBe(464);
    again.destroy();
  });
});

describe('attributes of a listener', () => {
  it('add headers to answers, in place of the target’s own, and remove the server’s name', async () => {
    const { listener, group } = await listening((each) =>
      lab.httpTarget(each, (_, response) => {
        response.writeHead(200, { server: 'own', 'x-frame-options': 'SAMEORIGIN' }).end();
      }),
    );
    expect((await lab.ask(listener)).headers).toMatchObject({
      server: 'own',
      'x-frame-options': 'SAMEORIGIN',
    });
    listener.attributes.set('routing.http.response.x_frame_options.header_value', 'DENY');
    listener.attributes.set('routing.http.response.server.enabled', 'false');
    const forwarded = await lab.ask(listener);
    group.targets = [];
    for (const { headers } of [forwarded, await lab.ask(listener)]) {
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers).not.toHaveProperty('server');
    }
  });

  it('give the headers about TLS another name', async () => {
    const { listener, loadBalancer } = await listening(
      (group) =>
        lab.httpTarget(group, (request, response) => {
          response.end(JSON.stringify(request.headers));
        }),
      { protocol: 'HTTPS', port: 443 },
    );
    loadBalancer.attributes.set('routing.http.x_amzn_tls_version_and_cipher_suite.enabled', 'true');
    listener.attributes.set('routing.http.request.x_amzn_tls_version.header_name', 'X-Version');
    expect(JSON.parse((await lab.ask(listener)).body)).toMatchObject({
      'x-version': 'TLSv1.3',
      'x-amzn-tls-cipher-suite': expect.stringMatching(/^TLS_/) as string,
    });
  });
});
