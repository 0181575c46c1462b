// What a client gets of a listener: answers of targets, WebSockets, and the load balancer’s own.
import { connect, type Socket } from 'node:net';
import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, gate, textOf } from './listenerLab';
import { errorBody, lab, listening, rawServer } from './httpListeners';

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
      { requests: 1, loadBalancerCodes: { 5: 1 }, targetCodes: { 5: 0 }, connectionErrors: 0 },
    ]);
  });

  it('is 502 where the target refuses the connection', async () => {
    expect((await failing((group) => lab.target(group, { kind: 'refused' }))).status).toBe(502);
    expect(lab.counted()).toMatchObject([{ connectionErrors: 1, loadBalancerCodes: { 5: 1 } }]);
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
    expect(lab.counted()).toMatchObject([{ connectionErrors: 1, loadBalancerCodes: { 5: 1 } }]);
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
