// Where a listener sends a request: rules, groups by weight, targets by algorithm, stickiness.
import { afterEach, describe, expect, it } from 'vitest';
import type {
  Condition,
  RedirectAction,
  RegisteredTarget,
  Rule,
  RuleAction,
  TargetGroup,
} from '../../../src/emulator/world/loadBalancingTypes';
import { forward, ListenerLab, type Answer } from './listenerLab';

let lab = new ListenerLab();

afterEach(async () => {
  await lab.close();
});

function fixed(body: string): RuleAction {
  return { type: 'fixed-response', status: 200, contentType: 'text/plain', body };
}

function rule(priority: number, conditions: Condition[], action: RuleAction): Omit<Rule, 'arn' | 'tags'> {
  return { priority, conditions, action };
}

/** How often each answer comes in so many requests, one after the other. */
async function tally(count: number, ask: () => Promise<Answer>): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const { body } = await ask();
    found[body] = (found[body] ?? 0) + 1;
  }
  return found;
}

describe('rules', () => {
  const header = (value: string): Condition => ({ field: 'http-header', name: 'X-Kind', values: [value] });
  const query = (value: string, key?: string): Condition => ({
    field: 'query-string',
    values: [{ key, value }],
  });

  it.each<[Condition, string, { method?: string; headers?: Record<string, string | string[]> }, boolean]>([
    [{ field: 'host-header', values: ['shop.example'] }, '/', { headers: { host: 'SHOP.example:81' } }, true],
    [{ field: 'host-header', values: ['Shop.Example'] }, '/', { headers: { host: 'shop.example' } }, true],
    [{ field: 'host-header', values: ['*.example'] }, '/', { headers: { host: 'a.b.example' } }, true],
    [{ field: 'host-header', values: ['*.example'] }, '/', { headers: { host: 'example' } }, false],
    [{ field: 'host-header', values: ['s?op.example'] }, '/', { headers: { host: 'sop.example' } }, false],
    [
      { field: 'host-header', values: ['a.example', 'b.example'] },
      '/',
      { headers: { host: 'b.example' } },
      true,
    ],
    [{ field: 'path-pattern', values: ['/img/*'] }, '/img/a/b.png', {}, true],
    [{ field: 'path-pattern', values: ['/img/*'] }, '/img/', {}, true],
    [{ field: 'path-pattern', values: ['/img/*'] }, '/img', {}, false],
    [{ field: 'path-pattern', values: ['/img/*'] }, '/IMG/a', {}, false],
    [{ field: 'path-pattern', values: ['/a?c'] }, '/abc', {}, true],
    [{ field: 'path-pattern', values: ['/a?c'] }, '/abbc', {}, false],
    [{ field: 'path-pattern', values: ['/*.php'] }, '/a.html?b=.php', {}, false],
    [{ field: 'path-pattern', values: ['*a*b*c'] }, '/xaxbxbxc', {}, true],
    [{ field: 'path-pattern', values: ['/a.c'] }, '/abc', {}, false],
    [header('blue'), '/', { headers: { 'x-kind': 'Blue' } }, true],
    [header('*lu*'), '/', { headers: { 'x-kind': ['red', 'blue'] } }, true],
    [header('blue'), '/', { headers: { 'x-kind': 'bluer' } }, false],
    [header('*'), '/', {}, false],
    [{ field: 'http-request-method', values: ['GET', 'PURGE'] }, '/', { method: 'PURGE' }, true],
    [{ field: 'http-request-method', values: ['GET'] }, '/', { method: 'POST' }, false],
    [query('2', 'version'), '/?a=b&VERSION=2', {}, true],
    [query('2', 'version'), '/?version=21', {}, false],
    [query('*two*'), '/?a=b&c=onetwothree', {}, true],
    [query('1\\*'), '/?a=1*', {}, true],
    [query('1\\*'), '/?a=12', {}, false],
    [query('*'), '/', {}, true],
    [{ field: 'source-ip', values: ['10.0.0.0/8', '127.0.0.0/8'] }, '/', {}, true],
    [
      { field: 'source-ip', values: ['10.0.0.0/8', '::1/128'] },
      '/',
      { headers: { 'x-forwarded-for': '10.0.0.1' } },
      false,
    ],
  ])('with the condition %j take %s %j: %s', async (condition, path, request, taken) => {
    lab = new ListenerLab();
    const rules = [rule(1, [condition], fixed('taken'))];
    const listener = await lab.listener(lab.loadBalancer(), fixed('default'), { rules });
    expect((await lab.ask(listener, path, request)).body).toBe(taken ? 'taken' : 'default');
  });

  it('are tried by priority, and all conditions of one must hold', async () => {
    lab = new ListenerLab();
    const path: Condition = { field: 'path-pattern', values: ['/a*'] };
    const rules = [rule(1, [path, header('x')], fixed('both')), rule(2, [path], fixed('path'))];
    const listener = await lab.listener(lab.loadBalancer(), fixed('default'), { rules });
    expect((await lab.ask(listener, '/a', { headers: { 'x-kind': 'x' } })).body).toBe('both');
    expect((await lab.ask(listener, '/a')).body).toBe('path');
    expect((await lab.ask(listener, '/b')).body).toBe('default');
  });

  it('take effect at once when they change', async () => {
    lab = new ListenerLab();
    const listener = await lab.listener(lab.loadBalancer(), fixed('before'));
    expect((await lab.ask(listener)).body).toBe('before');
    listener.rules[0]!.action = fixed('after');
    expect((await lab.ask(listener)).body).toBe('after');
  });

  it('answer by themselves', async () => {
    lab = new ListenerLab();
    const action = { ...fixed('{"gone":true}'), status: 410, contentType: 'application/json' } as RuleAction;
    const listener = await lab.listener(lab.loadBalancer(), action);
    const { status, body, headers } = await lab.ask(listener);
    expect([status, body]).toEqual([410, '{"gone":true}']);
    expect(headers).toMatchObject({
      server: 'awselb/2.0',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '13',
    });
    expect((await lab.ask(listener, '/', { method: 'HEAD' })).headers['content-length']).toBe('13');
  });

  const unchanged: RedirectAction = {
    type: 'redirect',
    protocol: '#{protocol}',
    host: '#{host}',
    port: '#{port}',
    path: '/#{path}',
    query: '#{query}',
    status: 301,
  };

  it.each<[Partial<RedirectAction>, string, string]>([
    [{ protocol: 'HTTPS', port: '443' }, '/a/b?c=d', 'https://shop.example:443/a/b?c=d'],
    [{ host: 'new.#{host}' }, '/', 'http://new.shop.example:8080/'],
    [{ path: '/old/#{path}', status: 302 }, '/a', 'http://shop.example:8080/old/a'],
    [
      { path: '/#{host}/#{port}', query: '#{query}&x=1' },
      '/a?b=c',
      'http://shop.example:8080/shop.example/8080?b=c&x=1',
    ],
    [{ path: '/fixed', query: '' }, '/a?b=c', 'http://shop.example:8080/fixed'],
  ])('redirect with %j from %s to %s', async (changes, path, location) => {
    lab = new ListenerLab();
    const action = { ...unchanged, ...changes };
    const listener = await lab.listener(lab.loadBalancer(), action, { port: 8080 });
    const answer = await lab.ask(listener, path, { headers: { host: 'shop.example:8080' } });
    expect([answer.status, answer.headers.location]).toEqual([action.status, location]);
    expect(answer.headers.server).toBe('awselb/2.0');
  });
});

describe('the group of a request', () => {
  it('is chosen by weight, evenly mixed', async () => {
    lab = new ListenerLab();
    const [a, b, c] = [lab.group('a'), lab.group('b'), lab.group('c')];
    for (const group of [a, b, c]) await lab.namedTarget(group, group.name);
    const action = forward({ group: a, weight: 3 }, { group: b, weight: 1 }, { group: c, weight: 0 });
    const listener = await lab.listener(lab.loadBalancer(), action);
    expect(await tally(4, () => lab.ask(listener))).toEqual({ a: 3, b: 1 });
    expect(await tally(8, () => lab.ask(listener))).toEqual({ a: 6, b: 2 });
  });

  it('is not another one because it has no targets', async () => {
    lab = new ListenerLab();
    const [a, b] = [lab.group('a'), lab.group('b')];
    await lab.namedTarget(a, 'a');
    const listener = await lab.listener(lab.loadBalancer(), forward(a, b));
    const statuses = [(await lab.ask(listener)).status, (await lab.ask(listener)).status];
    expect(statuses.sort()).toEqual([200, 503]);
  });

  it('is none where no group has a weight', async () => {
    lab = new ListenerLab();
    const group = lab.group('a');
    await lab.namedTarget(group, 'a');
    const listener = await lab.listener(lab.loadBalancer(), forward({ group, weight: 0 }));
    expect((await lab.ask(listener)).status).toBe(503);
  });
});

describe('the target of a request', () => {
  async function threeTargets(algorithm?: string) {
    lab = new ListenerLab();
    const group = lab.group('web');
    if (algorithm !== undefined) group.attributes.set('load_balancing.algorithm.type', algorithm);
    const targets: RegisteredTarget[] = [];
    for (const name of ['a', 'b', 'c']) targets.push(await lab.namedTarget(group, name));
    const listener = await lab.listener(lab.loadBalancer(), forward(group));
    return { group, targets, listener };
  }

  it('is each in turn', async () => {
    const { listener } = await threeTargets();
    expect(await tally(9, () => lab.ask(listener))).toEqual({ a: 3, b: 3, c: 3 });
  });

  it('is at once another when the targets change', async () => {
    const { group, listener } = await threeTargets();
    group.targets = group.targets.slice(1);
    expect(await tally(4, () => lab.ask(listener))).toEqual({ b: 2, c: 2 });
  });

  it('is one with the fewest requests in flight', async () => {
    const { group, targets, listener } = await threeTargets('least_outstanding_requests');
    const flight = { cut: () => undefined };
    lab.flights.begin(group, targets[0]!, flight);
    lab.flights.begin(group, targets[1]!, { cut: () => undefined });
    expect(await tally(4, () => lab.ask(listener))).toEqual({ c: 4 });
    lab.flights.end(group, targets[0]!, flight);
    expect(await tally(4, () => lab.ask(listener))).toEqual({ a: 2, c: 2 });
  });

  it('is any at random', async () => {
    const { listener } = await threeTargets('weighted_random');
    const found = await tally(100, () => lab.ask(listener));
    // Each misses a hundred draws once in 10^17 times.
    expect(Object.keys(found).sort()).toEqual(['a', 'b', 'c']);
  });

  it('is a warming one by its share, which grows with time', async () => {
    const { group, targets, listener } = await threeTargets();
    group.attributes.set('slow_start.duration_seconds', '100');
    for (const target of targets) lab.healthySince.set(target, lab.now - 1_000_000);
    lab.healthySince.set(targets[2]!, lab.now);
    lab.now += 25_000;
    expect(await tally(9, () => lab.ask(listener))).toEqual({ a: 4, b: 4, c: 1 });
    lab.now += 25_000;
    expect(await tally(10, () => lab.ask(listener))).toEqual({ a: 4, b: 4, c: 2 });
    lab.now += 50_000;
    expect(await tally(9, () => lab.ask(listener))).toEqual({ a: 3, b: 3, c: 3 });
  });

  it('is any where all are warming', async () => {
    const { group, targets, listener } = await threeTargets();
    group.attributes.set('slow_start.duration_seconds', '100');
    for (const target of targets) lab.healthySince.set(target, lab.now);
    expect(await tally(3, () => lab.ask(listener))).toEqual({ a: 1, b: 1, c: 1 });
  });
});

describe('stickiness', () => {
  /** The cookies that an answer sets, by name. */
  function jar({ headers }: Answer): Record<string, string> {
    const cookies = headers['set-cookie'] ?? [];
    return Object.fromEntries(cookies.map((cookie) => [cookie.split('=', 1)[0]!, cookie]));
  }

  function sent(cookies: Record<string, string>): { headers: Record<string, string> } {
    return {
      headers: {
        cookie: Object.values(cookies)
          .map((cookie) => cookie.split(';')[0]!)
          .join('; '),
      },
    };
  }

  async function stickyGroup(attributes: Record<string, string>, headers: Record<string, string> = {}) {
    lab = new ListenerLab();
    const group = lab.group('web');
    group.attributes.set('stickiness.enabled', 'true');
    for (const [key, value] of Object.entries(attributes)) group.attributes.set(key, value);
    for (const name of ['a', 'b', 'c']) {
      await lab.httpTarget(group, (request, response) => {
        response.writeHead(200, request.url === '/login' ? headers : {}).end(name);
      });
    }
    const listener = await lab.listener(lab.loadBalancer(), forward(group));
    return { group, listener };
  }

  it('binds a client to its target by a cookie, for the duration', async () => {
    const { listener } = await stickyGroup({ 'stickiness.lb_cookie.duration_seconds': '60' });
    const first = await lab.ask(listener);
    const cookies = jar(first);
    expect(Object.keys(cookies)).toEqual(['AWSALB', 'AWSALBCORS']);
    expect(cookies.AWSALB).toMatch(/^AWSALB=[\w+/=]+; Expires=[\w, :]+ GMT; Path=\/$/);
    expect(cookies.AWSALBCORS).toMatch(/; Path=\/; SameSite=None$/);
    expect(await tally(5, () => lab.ask(listener, '/', sent(cookies)))).toEqual({ [first.body]: 5 });
    lab.now += 59_999;
    const renewed = jar(await lab.ask(listener, '/', sent(cookies)));
    lab.now += 1;
    expect(Object.keys(await tally(3, () => lab.ask(listener, '/', sent(cookies))))).toHaveLength(3);
    expect(await tally(3, () => lab.ask(listener, '/', sent(renewed)))).toEqual({ [first.body]: 3 });
  });

  it('is kept by the cookie for other sites’ requests alone', async () => {
    const { listener } = await stickyGroup({});
    const { body, ...first } = await lab.ask(listener);
    const { AWSALBCORS: cookie = '' } = jar({ body, ...first });
    expect(await tally(4, () => lab.ask(listener, '/', sent({ cookie })))).toEqual({ [body]: 4 });
  });

  it('sends a client to another target when its own takes no requests, and binds it to that', async () => {
    const { listener, group } = await stickyGroup({});
    const first = await lab.ask(listener);
    const bound = sent(jar(first));
    group.targets = group.targets.filter((_, index) => ['a', 'b', 'c'][index] !== first.body);
    const second = await lab.ask(listener, '/', bound);
    expect(second.body).not.toBe(first.body);
    expect(await tally(4, () => lab.ask(listener, '/', sent(jar(second))))).toEqual({ [second.body]: 4 });
  });

  it.each([
    'AWSALB=rubbish',
    'AWSALB=',
    'AWSALB',
    '=;;=',
    `AWSALB=${Buffer.from('9e99\nx').toString('base64')}`,
  ])('is not impressed by the cookie %j', async (cookie) => {
    const { listener } = await stickyGroup({});
    expect(await tally(3, () => lab.ask(listener, '/', { headers: { cookie } }))).toEqual({
      a: 1,
      b: 1,
      c: 1,
    });
  });

  it('by the application’s cookie begins when the target sets that, and needs both', async () => {
    const { listener } = await stickyGroup(
      { 'stickiness.type': 'app_cookie', 'stickiness.app_cookie.cookie_name': 'SESSION' },
      { 'set-cookie': 'SESSION=1; Path=/' },
    );
    expect(jar(await lab.ask(listener))).toEqual({});
    const first = await lab.ask(listener, '/login');
    const cookies = jar(first);
    expect(Object.keys(cookies)).toEqual(['SESSION', 'AWSALBAPP-0']);
    expect(await tally(4, () => lab.ask(listener, '/', sent(cookies)))).toEqual({ [first.body]: 4 });
    const { 'AWSALBAPP-0': own = '' } = cookies;
    expect(Object.keys(await tally(3, () => lab.ask(listener, '/', sent({ own }))))).toHaveLength(3);
  });

  it('binds a client to its group', async () => {
    lab = new ListenerLab();
    const groups: TargetGroup[] = [];
    for (const name of ['a', 'b']) {
      const group = lab.group(name);
      groups.push(group);
      await lab.namedTarget(group, name);
    }
    const action = { ...forward(...groups), stickinessSeconds: 60 };
    const listener = await lab.listener(lab.loadBalancer(), action);
    const first = await lab.ask(listener);
    const cookies = jar(first);
    expect(Object.keys(cookies)).toEqual(['AWSALBTG', 'AWSALBTGCORS']);
    expect(await tally(4, () => lab.ask(listener, '/', sent(cookies)))).toEqual({ [first.body]: 4 });
    lab.now += 60_000;
    expect(await tally(4, () => lab.ask(listener, '/', sent(cookies)))).toEqual({ a: 2, b: 2 });
    listener.rules[0]!.action = {
      ...action,
      targetGroups: action.targetGroups.map(({ arn }, index) => ({ arn, weight: index })),
    };
    expect(await tally(2, () => lab.ask(listener, '/', sent(cookies)))).toEqual({ b: 2 });
  });
});
