// Functions behind a listener: events in, answers out, and what becomes of failures.
import { afterEach, describe, expect, it } from 'vitest';
import type { AlbEvent } from '../../../src/emulator/functions/albEvents';
import type { Invocation, InvocationResult } from '../../../src/emulator/functions/invocation';
import { forward, gate, ListenerLab } from './listenerLab';

let lab = new ListenerLab();

afterEach(async () => {
  await lab.close();
});

/** A listener before a function that does so with its events. */
async function listening(handler: (event: AlbEvent, signal: AbortSignal) => Promise<InvocationResult>) {
  const invocations: Invocation[] = [];
  lab = new ListenerLab(1, (invocation, signal) => {
    invocations.push(invocation);
    return handler(invocation.payload as AlbEvent, signal!);
  });
  const group = lab.group('fn', 'lambda');
  const target = lab.functionTarget(group, 'hello');
  const listener = await lab.listener(lab.loadBalancer(), forward(group));
  return { group, target, listener, invocations };
}

function returned(value: unknown): Promise<InvocationResult> {
  return Promise.resolve({ kind: 'returned', value, log: '' });
}

describe('a function behind a listener', () => {
  it('gets a request as an event, and what it returns is the answer', async () => {
    const { listener, target, invocations } = await listening((event) =>
      returned({
        statusCode: 201,
        statusDescription: '201 Made',
        headers: { 'x-own': 'yes' },
        body: JSON.stringify(event),
      }),
    );
    const answer = await lab.ask(listener, '/a?b=c', {
      method: 'POST',
      headers: { host: 'shop.example', 'content-type': 'text/plain' },
      body: 'hello',
    });
    expect([answer.status, answer.headers['x-own']]).toEqual([201, 'yes']);
    expect(JSON.parse(answer.body)).toMatchObject({
      httpMethod: 'POST',
      path: '/a',
      queryStringParameters: { b: 'c' },
      headers: { host: 'shop.example', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-port': '80' },
      body: 'hello',
      isBase64Encoded: false,
    });
    expect(invocations).toMatchObject([{ arn: target.id, fn: { name: 'hello' } }]);
    expect(lab.counted()).toMatchObject([{ requests: 1, targetCodes: { 2: 1 } }]);
  });

  it('answers HEAD without a body', async () => {
    const { listener } = await listening(() => returned({ statusCode: 200, body: 'four' }));
    const answer = await lab.ask(listener, '/', { method: 'HEAD' });
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([200, '4', '']);
  });

  it.each<[string, () => Promise<InvocationResult>]>([
    ['fails', () => Promise.resolve({ kind: 'failed', errorType: 'Error', errorMessage: 'no', log: '' })],
    ['returns no answer', () => returned('hello')],
  ])('is a 502 where it %s', async (_, handler) => {
    const { listener } = await listening(handler);
    expect((await lab.ask(listener)).status).toBe(502);
    expect(lab.counted()).toMatchObject([{ loadBalancerCodes: { 5: 1 } }]);
  });

  it('gets no body of more than 1 MB: that is a 413', async () => {
    const { listener, invocations } = await listening(() => returned({ statusCode: 200 }));
    const largest = Buffer.alloc(1024 * 1024, 'x');
    expect((await lab.ask(listener, '/', { method: 'POST', body: largest })).status).toBe(200);
    const more = Buffer.alloc(largest.length + 1, 'x');
    expect((await lab.ask(listener, '/', { method: 'POST', body: more })).status).toBe(413);
    expect(invocations).toHaveLength(1);
  });

  it('fails with 502 what is in flight when it is deregistered', async () => {
    const begun = gate();
    const given = gate<AbortSignal>();
    const { listener, group, target } = await listening((_, signal) => {
      begun.open();
      given.open(signal);
      return new Promise(() => undefined);
    });
    const answer = lab.ask(listener);
    await begun.opened;
    expect(lab.flights.cut(group, target)).toBe(1);
    expect((await answer).status).toBe(502);
    expect((await given.opened).aborted).toBe(true);
  });
});
