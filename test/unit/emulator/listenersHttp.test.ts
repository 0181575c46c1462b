// HTTP listeners: where they open, drains behind them, and what their attributes do.
import { connect } from 'node:net';
import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { emptyWorld } from '../../../src/emulator/world/world';
import { forward, gate, textOf } from './listenerLab';
import { lab, listening } from './httpListeners';

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
