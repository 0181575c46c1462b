// The edges of the wire: who is turned away, and how refusals look in each protocol.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
afterAll(() => aws.stop());

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** node:http rather than fetch, which would not let Host be set. */
function send(
  body: string,
  {
    service = 'elasticloadbalancing',
    method = 'POST',
    path = '/',
    headers = {},
  }: { service?: string | undefined; method?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${aws.emulator.url}${path}`,
      { method, headers: { ...signed(service), 'content-length': Buffer.byteLength(body), ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function signed(service: string, region = 'us-east-1'): Record<string, string> {
  const scope = `AKID/20260115/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

describe('requests that are turned away', () => {
  it.each(['evil.example', 'evil.example:4566', '10.0.0.1', 'localhost.evil.example'])(
    'have the host %s',
    async (host) => {
      expect((await send('Action=DescribeTargetGroups', { headers: { host } })).status).toBe(403);
      expect((await send('', { method: 'GET', path: '/_emulator', headers: { host } })).status).toBe(403);
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
    'come from a page of %s',
    async (origin) => {
      expect((await send('Action=DescribeTargetGroups', { headers: { origin } })).status).toBe(403);
    },
  );

  it.each(['localhost:4566', '127.0.0.1', '[::1]:4566'])('but not for the host %s', async (host) => {
    expect((await send('Action=DescribeTargetGroups', { headers: { host } })).status).toBe(200);
  });

  it('are too large', async () => {
    expect((await send('a'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});

describe('refusals', () => {
  it('without a signature', async () => {
    const { status, body } = await send('Action=DescribeTargetGroups', { headers: { authorization: '' } });
    expect(status).toBe(403);
    expect(body).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it.each([
    ['AWS4-HMAC-SHA256 nonsense', 'IncompleteSignature'],
    [signed('s3').authorization ?? '', 'InvalidAction'],
    [signed('elasticloadbalancing', 'moon').authorization ?? '', 'SignatureDoesNotMatch'],
  ])('of the signature %s', async (authorization, code) => {
    const { body } = await send('Action=DescribeTargetGroups', { headers: { authorization } });
    expect(body).toContain(`<Code>${code}</Code>`);
  });

  it('in AWS Query', async () => {
    const { status, headers, body } = await send('Action=Nothing&Version=2015-12-01');
    expect(status).toBe(400);
    expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toContain(
      '<Error><Type>Sender</Type><Code>InvalidAction</Code>' +
        '<Message>Could not find operation Nothing for version 2015-12-01</Message></Error><RequestId>',
    );
  });

  it('of the classic API under the same signature scope', async () => {
    const { body } = await send('Action=DescribeTargetGroups&Version=2012-06-01');
    expect(body).toContain('Could not find operation DescribeTargetGroups for version 2012-06-01');
  });

  it('in EC2 Query', async () => {
    const { status, body } = await send('Action=Nothing&Version=2016-11-15', { service: 'ec2' });
    expect(status).toBe(400);
    expect(body).toContain('<Errors><Error><Code>InvalidAction</Code>');
    expect(body).toMatch(/<RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/);
  });

  it('in REST-JSON', async () => {
    const reply = await send('', { service: 'lambda', method: 'GET', path: '/2015-03-31/functions/nothing' });
    expect(reply.status).toBe(404);
    expect(reply.headers['x-amzn-errortype']).toBe('ResourceNotFoundException');
    expect(JSON.parse(reply.body)).toMatchObject({ Type: 'User' });
    const nowhere = await send('', { service: 'lambda', method: 'GET', path: '/2099-01-01/functions' });
    expect(nowhere.headers['x-amzn-errortype']).toBe('UnknownOperationException');
  });

  it.each([
    ['Action=DescribeTargetGroups&Colour=red', 'ValidationError'],
    ['Action=DescribeTargetGroups&PageSize=many', 'ValidationError'],
    ['Action=DescribeTargetGroups&PageSize=1&PageSize=2', 'ValidationError'],
    ['Action=DescribeTargetGroups&Names.member.x=a', 'ValidationError'],
    ['Action=DescribeTargetGroups&Names.1=a', 'ValidationError'],
    ['Action=DescribeTargetGroups&Names.member.1.Id=a', 'ValidationError'],
    ['Action=RegisterTargets', 'ValidationError'],
    ['Action=RegisterTargets&TargetGroupArn=a&Targets.member.1=a', 'ValidationError'],
    ['Action=CreateTargetGroup&Name=a&HealthCheckEnabled=yes', 'ValidationError'],
    ['Version=2015-12-01', 'MissingAction'],
    ['', 'MissingAction'],
    ['Action=constructor', 'InvalidAction'],
  ])('of the form %s', async (form, code) => {
    const { status, body } = await send(form);
    expect(status).toBe(400);
    expect(body).toContain(`<Code>${code}</Code>`);
  });

  it('escape what they repeat', async () => {
    const { body } = await send(`Action=${encodeURIComponent('</Message><x>&')}`);
    expect(body).toContain('&lt;/Message&gt;&lt;x&gt;&amp;');
  });
});

describe('a bug of the emulator', () => {
  it('is an InternalFailure, told on stderr, and does not end it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { targetGroups } = aws.emulator.world();
    // A group that nothing can read stands for any bug.
    targetGroups.push(undefined as never);
    const { status, body } = await send('Action=DescribeTargetGroups');
    targetGroups.pop();
    expect(status).toBe(500);
    expect(body).toContain('<Type>Receiver</Type><Code>InternalFailure</Code>');
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
    expect((await send('Action=DescribeTargetGroups')).status).toBe(200);
  });
});
