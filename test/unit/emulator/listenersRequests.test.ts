// What a target gets of a request to a listener: headers, bodies, and nothing of the connection.
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { gate, textOf } from './listenerLab';
import { lab, listening } from './httpListeners';

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
