// Listeners that decrypt, and targets that speak HTTPS, HTTP/2 and gRPC.
import { createServer as createHttpsServer } from 'node:https';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../src/emulator/network/certificates';
import { forward, textOf } from './listenerLab';
import { lab, listening, newLab } from './httpListeners';

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
    newLab();
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
    newLab();
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
