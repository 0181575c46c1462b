// Ten thousand malformed requests, and strange ones that could be meant: none crashes the emulator or hangs it, and
// what is refused has a code.
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Harness } from './harness';
import { malformed, post, type RawRequest } from './malformed';
import { strangeRequest, wordsOf } from './strange';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 10 });
const hangsAfterMilliseconds = 20_000;

let aws: Harness;
let url: string;
beforeAll(async () => {
  aws = await Harness.start();
  url = aws.emulator.url;
});
afterAll(async () => {
  agent.destroy();
  await aws.stop();
});

function send({ service, method, path, headers, body }: RawRequest): Promise<Reply> {
  const scope = `AKID/20260115/us-east-1/${service}/aws4_request`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      // Not through URL, which would mend the path.
      { host: '127.0.0.1', port: new URL(url).port, path, method, agent, timeout: hangsAfterMilliseconds },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('latin1');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    const all = {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-length': String(body.length),
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) outgoing.setHeader(name, value);
    outgoing.once('timeout', () => outgoing.destroy(new Error('The emulator hangs')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Each protocol has its own place for it. */
function codeOf({ headers, body }: Reply): string | undefined {
  const header = headers['x-amzn-errortype'];
  if (typeof header === 'string') return header;
  return /<Code>([\w.]+)<\/Code>/.exec(body)?.[1] ?? /__type.{1,4}?([\w.#]+)/s.exec(body)?.[1];
}

const requestsPerRun = 10;
const runs = 1000;

it('ten thousand malformed requests are each refused with a code', { timeout: 300_000 }, async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(malformed, { minLength: requestsPerRun, maxLength: requestsPerRun }),
      async (requests) => {
        const replies = await Promise.all(requests.map(send));
        for (const [index, reply] of replies.entries()) {
          const described = () => {
            const { body, ...rest } = requests[index] ?? { body: Buffer.alloc(0) };
            return JSON.stringify({ ...rest, body: Buffer.from(body).toString().slice(0, 500), reply }).slice(
              0,
              3000,
            );
          };
          expect(reply.status, described()).toBeGreaterThanOrEqual(400);
          expect(reply.status, described()).toBeLessThan(500);
          expect(codeOf(reply), described()).toMatch(/^[\w.#]+$/);
          refused++;
        }
      },
    ),
    { numRuns: runs },
  );
  expect(refused).toBeGreaterThanOrEqual(runs * requestsPerRun);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});

it('strange requests are answered or refused with a code', { timeout: 300_000 }, async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const requests = fc.array(strangeRequest(wordsOf(aws)), {
    minLength: requestsPerRun,
    maxLength: requestsPerRun,
  });
  await fc.assert(
    fc.asyncProperty(requests, async (sequence) => {
      for (const each of sequence) {
        const reply = await send(each);
        const described = `${JSON.stringify({ ...each, body: Buffer.from(each.body).toString() })} ${String(log.mock.lastCall?.[0])}`;
        expect(reply.status, described).toBeLessThan(500);
        if (reply.status >= 300) expect(codeOf(reply), described).toMatch(/^[\w.#]+$/);
      }
    }),
    { numRuns: 300 },
  );
  log.mockRestore();
});

/** As large as the emulator takes them: what took time by the square of the length would take minutes. */
const repeated = (count: number, pair: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => pair(index + 1)).join('&');

it.each([
  ['elasticloadbalancing', 'a deep key', `Action=RegisterTargets&${'a.'.repeat(500_000)}=x`],
  [
    'elasticloadbalancing',
    'many parameters',
    `Action=RegisterTargets&${repeated(80_000, (n) => `zz${n}=1`)}`,
  ],
  [
    'elasticloadbalancing',
    'many targets',
    `Action=DeregisterTargets&TargetGroupArn=GROUP&${repeated(19_000, (n) => `Targets.member.${n}.Id=i-${String(n).padStart(17, '0')}`)}`,
  ],
  [
    'elasticloadbalancing',
    'many names',
    `Action=DescribeTargetGroups&${repeated(30_000, (n) => `Names.member.${n}=n${n}`)}`,
  ],
  ['ec2', 'many ids', `Action=DescribeInstances&${repeated(30_000, (n) => `InstanceId.${n}=i-${n}`)}`],
  [
    'ec2',
    'many filters',
    `Action=DescribeInstances&${repeated(15_000, (n) => `Filter.${n}.Name=vpc-id&Filter.${n}.Value.1=x`)}`,
  ],
  ['lambda', 'deep JSON', '['.repeat(1_000_000)],
  ['lambda', 'many members', `{${Array.from({ length: 80_000 }, (_, n) => `"z${n}":1`).join()}}`],
])('a request to %s with %s is answered soon', async (service, _what, text) => {
  const path = service === 'lambda' ? '/2015-03-31/functions/orders-events/policy' : '/';
  const group = aws.emulator.world().targetGroups.find(({ targetType }) => targetType === 'instance');
  const body = Buffer.from(text.replace('GROUP', encodeURIComponent(group?.arn ?? '')));
  const before = performance.now();
  const reply = await send({ ...post, service, path, body });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(reply.status).toBeLessThan(500);
  expect(reply.status).not.toBe(413);
});

it('the emulator’s own door refuses what it does not understand, whatever it is', async () => {
  const routes = [
    'POST /clock',
    'POST /faults',
    'POST /rate-limits',
    'PUT /addresses',
    'PATCH /',
    'POST /zz',
  ];
  const member = fc.constantFrom(
    'action',
    'times',
    'probability',
    'deny',
    'expireCredentials',
    'like',
    'zz',
    '*',
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.json(),
    fc
      .dictionary(member, fc.jsonValue(), { maxKeys: 4 })
      .map((value) => JSON.stringify({ ...value, '10.0.0.300': 1 })),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), body, async (route, text) => {
      const [method = '', path = ''] = route.split(' ');
      const reply = await send({
        ...post,
        service: '',
        method,
        path: `/_emulator${path}`,
        body: Buffer.from(text),
      });
      expect(reply.status, `${route} ${text}`).toBeLessThan(500);
      if (reply.status !== 200) expect(JSON.parse(reply.body)).toHaveProperty('error');
      await aws.door('DELETE', '/faults');
      await aws.door('DELETE', '/rate-limits');
    }),
    { numRuns: 300 },
  );
});
