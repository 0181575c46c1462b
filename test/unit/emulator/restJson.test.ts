// REST-JSON on the wire: bodies that do not fit what the API takes, and answers in bytes and headers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
afterAll(() => aws.stop());

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${aws.emulator.url}/2015-03-31/functions${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

const name = { FunctionName: 'a', Role: 'r', Code: {} };

describe('a body is refused', () => {
  it.each([
    ['without a required member', '{}', 'ValidationException', "Value null at 'functionName'"],
    ['that is no JSON', '{', 'InvalidRequestContentException', 'Could not parse request body into json'],
    ['that is no object', '[]', 'SerializationException', 'The request body must be a JSON object'],
    [
      'with a number for a text',
      { FunctionName: 1 },
      'SerializationException',
      'FunctionName must be a string',
    ],
    [
      'with a text for a number',
      { ...name, Timeout: '3' },
      'SerializationException',
      'Timeout must be a number',
    ],
    [
      'with a text for a truth',
      { ...name, Publish: 'true' },
      'SerializationException',
      'Publish must be a boolean',
    ],
    [
      'with a text for a structure',
      { ...name, Code: 'x' },
      'SerializationException',
      'Code must be a JSON object',
    ],
    ['with a text for a list', { ...name, Architectures: 'x' }, 'SerializationException', 'must be a list'],
    [
      'with a wrong item',
      { ...name, Architectures: [1] },
      'SerializationException',
      'Architectures.1 must be',
    ],
    ['with a wrong value', { ...name, Tags: { a: 1 } }, 'SerializationException', 'Tags.a must be a string'],
    [
      'with bytes that are not base64',
      { ...name, Code: { ZipFile: '???' } },
      'SerializationException',
      'Code.ZipFile',
    ],
    ['with an unknown member', { ...name, Colour: 1 }, 'InvalidParameterValueException', "'Colour'"],
    [
      'with an unknown member deep inside',
      { ...name, Code: { Zip: '' } },
      'InvalidParameterValueException',
      "'Code.Zip'",
    ],
  ])('%s', async (_, body, code, message) => {
    const answer = await send('POST', '', typeof body === 'string' ? body : JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(code);
    expect(await answer.text()).toContain(message);
  });

  it('only, not a member that is null', async () => {
    const answer = await send('POST', '', JSON.stringify({ ...name, Timeout: null }));
    expect(await answer.text()).toContain('Runtime and Handler are mandatory');
  });
});

it('answers bytes as they are, with the rest in headers', async () => {
  const answer = await send('POST', '/orders-events/invocations?Qualifier=live', '{"a":1}', {
    'X-Amz-Log-Type': 'Tail',
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('{"a":1}');
  expect(answer.headers.get('x-amz-executed-version')).toBe('4');
  expect(answer.headers.has('x-amz-log-result')).toBe(true);
  expect(answer.headers.get('content-type')).toBe('application/json');
});

it('answers without a body where the status has none', async () => {
  const answer = await send('POST', '/orders-events/invocations', '', { 'X-Amz-Invocation-Type': 'DryRun' });
  expect(answer.status).toBe(204);
  expect(await answer.text()).toBe('');
});
