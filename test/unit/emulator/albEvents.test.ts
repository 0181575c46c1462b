// What a function is told of a request through a load balancer, and what the client is answered.
import { describe, expect, it } from 'vitest';
import {
  albAnswer,
  albEvent,
  healthCheckEvent,
  type AlbRequest,
} from '../../../src/emulator/functions/albEvents';
import { echo } from '../../../src/emulator/functions/echo';
import { buildWorld } from '../../../src/emulator/scenario/buildWorld';
import { sampleScenario } from '../../../src/emulator/scenario/bundledScenarios';
import type { TargetGroup } from '../../../src/emulator/world/loadBalancingTypes';
import { start } from './harness';

function groupWith(multiValueHeaders: boolean): TargetGroup {
  const group = buildWorld(sampleScenario, start).targetGroups.find(({ name }) => name === 'orders-events')!;
  group.attributes.set('lambda.multi_value_headers.enabled', String(multiValueHeaders));
  return group;
}

const single = groupWith(false);
const multi = groupWith(true);

const request = (parts: Partial<AlbRequest> & { text?: string } = {}): AlbRequest => ({
  method: 'GET',
  path: '/orders',
  query: '',
  headers: [],
  ...parts,
  body: parts.body ?? Buffer.from(parts.text ?? ''),
});

describe('an event', () => {
  const repeated = request({
    method: 'POST',
    query: 'a=1&b=x%20y&a=2=3&c&&d=',
    headers: [
      'Host',
      'shop.example',
      'X-Color',
      'red',
      'x-color',
      'blue',
      'Content-Type',
      'application/json; charset=utf-8',
    ],
    text: '{"é":1}',
  });

  it('has the last value of each header and parameter, which are as they were sent', () => {
    expect(albEvent(single, repeated)).toEqual({
      requestContext: { elb: { targetGroupArn: single.arn } },
      httpMethod: 'POST',
      path: '/orders',
      queryStringParameters: { a: '2=3', b: 'x%20y', c: '', d: '' },
      headers: { host: 'shop.example', 'x-color': 'blue', 'content-type': 'application/json; charset=utf-8' },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('has all values with multi-value headers', () => {
    expect(albEvent(multi, repeated)).toEqual({
      requestContext: { elb: { targetGroupArn: multi.arn } },
      httpMethod: 'POST',
      path: '/orders',
      multiValueQueryStringParameters: { a: ['1', '2=3'], b: ['x%20y'], c: [''], d: [''] },
      multiValueHeaders: {
        host: ['shop.example'],
        'x-color': ['red', 'blue'],
        'content-type': ['application/json; charset=utf-8'],
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('keeps names that JavaScript knows', () => {
    const event = albEvent(single, request({ query: '__proto__=1', headers: ['__proto__', '2'] }));
    expect(JSON.stringify(event)).toContain(
      '"queryStringParameters":{"__proto__":"1"},"headers":{"__proto__":"2"}',
    );
  });

  it.each([
    ['text/plain', [], false],
    ['text/csv; charset=latin1', [], false],
    ['application/json', [], false],
    ['application/javascript', [], false],
    ['Application/XML', [], false],
    ['application/json', ['content-encoding', 'gzip'], true],
    ['application/octet-stream', [], true],
    ['application/problem+json', [], true],
    ['image/png', [], true],
    [undefined, [], true],
  ])('with a body of %s %j is in base64: %s', (type, others, isBase64Encoded) => {
    const headers = [...(type === undefined ? [] : ['Content-Type', type]), ...others];
    expect(albEvent(single, request({ headers, text: 'abc' }))).toMatchObject({
      body: isBase64Encoded ? 'YWJj' : 'abc',
      isBase64Encoded,
    });
  });

  it('without a body is not in base64', () => {
    expect(albEvent(single, request())).toMatchObject({ body: '', isBase64Encoded: false });
  });

  it('of a health check says so', () => {
    const checked = { ...single, healthCheck: { ...single.healthCheck, path: '/health?deep=1' } };
    expect(healthCheckEvent(checked)).toEqual({
      requestContext: { elb: { targetGroupArn: single.arn } },
      httpMethod: 'GET',
      path: '/health',
      queryStringParameters: { deep: '1' },
      headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
      body: '',
      isBase64Encoded: false,
    });
  });
});

const returned = (value: unknown) => ({ kind: 'returned' as const, value, log: '' });
const answerOf = (group: TargetGroup, value: unknown) => {
  const answer = albAnswer(group, returned(value));
  return answer && { ...answer, body: Buffer.from(answer.body).toString('latin1') };
};

describe('an answer', () => {
  it('is what the handler returned, without what is the connection’s', () => {
    expect(
      answerOf(single, {
        statusCode: 404,
        statusDescription: '404 Nothing Here',
        headers: {
          'Content-Type': 'text/plain',
          'Content-Length': '99',
          Connection: 'close',
          'X-Color': 'red',
        },
        body: 'no',
        isBase64Encoded: false,
      }),
    ).toEqual({
      status: 404,
      message: 'Nothing Here',
      headers: ['Content-Type', 'text/plain', 'X-Color', 'red'],
      body: 'no',
    });
  });

  it('needs a status only; what has no type is of bytes', () => {
    expect(answerOf(single, { statusCode: 204 })).toEqual({
      status: 204,
      message: undefined,
      headers: ['Content-Type', 'application/octet-stream'],
      body: '',
    });
  });

  it('is decoded where it is in base64', () => {
    expect(answerOf(single, { statusCode: 200, body: '/wCA', isBase64Encoded: true })?.body).toBe(
      '\xff\x00\x80',
    );
  });

  it.each([
    [single, ['a', '1', 'Content-Type', 'application/octet-stream']],
    [multi, ['b', '2', 'b', '3', 'Content-Type', 'application/octet-stream']],
  ])('has the headers of the group’s kind only', (group, headers) => {
    const answer = answerOf(group, {
      statusCode: 200,
      headers: { a: '1' },
      multiValueHeaders: { b: ['2', '3'] },
    });
    expect(answer?.headers).toEqual(headers);
  });

  it.each([
    ['nothing', null],
    ['a string', 'hello'],
    ['a list', [200]],
    ['no status', { body: 'hello' }],
    ['a status in words', { statusCode: '200' }],
    ['a status that is none', { statusCode: 99 }],
    ['half a status', { statusCode: 200.5 }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['headers that are none', { statusCode: 200, headers: 'a' }],
    ['a header that is a number', { statusCode: 200, headers: { age: 5 } }],
    ['a header of two lines', { statusCode: 200, headers: { a: '1\r\nb: 2' } }],
    ['a header with a strange name', { statusCode: 200, headers: { 'a b': '1' } }],
    ['a body that is not base64', { statusCode: 200, body: '?', isBase64Encoded: true }],
    ['more than a megabyte', { statusCode: 200, body: 'a'.repeat(1_048_576) }],
  ])('cannot be made of %s', (_, value) => {
    expect(answerOf(single, value)).toBeUndefined();
  });

  it('cannot be made of a failure', () => {
    const failed = { kind: 'failed' as const, errorType: 'Error', errorMessage: 'no', log: '' };
    expect(albAnswer(single, failed)).toBeUndefined();
  });

  it.each([single, multi])('of an echo is what was asked', (group) => {
    const event = albEvent(group, request({ query: 'a=1' }));
    const answer = answerOf(group, echo(event));
    expect(answer).toMatchObject({
      status: 200,
      message: 'OK',
      headers: ['content-type', 'application/json'],
    });
    expect(JSON.parse(answer?.body ?? '')).toEqual(event);
  });

  it('of an echo to anybody else is the payload', () => {
    expect(echo({ a: 1 })).toEqual({ a: 1 });
  });
});
