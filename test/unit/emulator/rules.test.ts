// Rules of listeners: what CreateRule and ModifyRule take, and SetRulePriorities and DeleteRule.
import {
  type Action,
  CreateRuleCommand,
  type CreateRuleCommandInput,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  type Rule,
  type RuleCondition,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOk, certificate, listenersOf, newGroup, newListener, newLoadBalancer } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
let loadBalancer: string;
let listener: string;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(async () => {
  await aws.reset();
  loadBalancer = (await newLoadBalancer(aws, 'web')).LoadBalancerArn!;
  listener = (await newListener(aws, loadBalancer)).ListenerArn!;
});
afterAll(() => aws.stop());

const path = (...Values: string[]): RuleCondition => ({
  Field: 'path-pattern',
  PathPatternConfig: { Values },
});

async function create(input: Partial<CreateRuleCommandInput> = {}): Promise<Rule> {
  const { Rules: rules = [] } = await aws.elbv2.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: 10,
      Conditions: [path('/a/*')],
      Actions: [answerOk],
      ...input,
    }),
  );
  return rules[0]!;
}

const rules = async () =>
  (await aws.elbv2.send(new DescribeRulesCommand({ ListenerArn: listener }))).Rules ?? [];
const order = async () => (await rules()).map(({ Priority }) => Priority);
const modify = (RuleArn: string, input: { Conditions?: RuleCondition[]; Actions?: Action[] }) =>
  aws.elbv2.send(new ModifyRuleCommand({ RuleArn, ...input }));
const remove = (RuleArn: string) => aws.elbv2.send(new DeleteRuleCommand({ RuleArn }));
const defaultRule = async () => (await rules()).find(({ IsDefault }) => IsDefault)!.RuleArn!;

describe('CreateRule', () => {
  it('makes a rule, in the order of priorities, the default last', async () => {
    const made = await create({ Priority: 20 });
    expect(made).toMatchObject({ Priority: '20', IsDefault: false, Actions: [answerOk] });
    expect(made.RuleArn).toMatch(/:listener-rule\/app\/web(\/[0-9a-f]{16}){3}$/);
    await create({ Priority: 5 });
    await create({ Priority: 100 });
    expect(await order()).toEqual(['5', '20', '100', 'default']);
  });

  it('refuses a priority that is in use, or out of range', async () => {
    await create();
    expect(await failure(create())).toEqual({
      name: 'PriorityInUseException',
      message: "Priority '10' is currently in use",
    });
    for (const Priority of [0, 50001, 1.5]) {
      expect(await failure(create({ Priority }))).toMatchObject({ name: 'ValidationError' });
    }
    await create({ Priority: 50000 });
  });

  it('makes a hundred for a load balancer at most, the default ones not counted', async () => {
    for (let Priority = 1; Priority <= 100; Priority++) await create({ Priority });
    expect(await failure(create({ Priority: 101 }))).toMatchObject({ name: 'TooManyRulesException' });
  });

  it('is refused at a Network Load Balancer, and at no listener', async () => {
    const [tcp] = await listenersOf(aws, aws.loadBalancer('shop-ingest'));
    expect(await failure(create({ ListenerArn: tcp!.ListenerArn! }))).toMatchObject({
      name: 'UnsupportedProtocolException',
    });
    expect(await failure(create({ ListenerArn: `${listener}0` }))).toMatchObject({
      name: 'ListenerNotFoundException',
    });
  });

  it('refuses transforms, which it does not have', async () => {
    const call = create({ Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [] } }] });
    expect((await failure(call)).message).toContain('does not implement the parameter Transforms');
  });
});

describe('conditions', () => {
  const accepted: [string, RuleCondition, RuleCondition?][] = [
    [
      'a host in the old form, which is told in both',
      { Field: 'host-header', Values: ['*.shop.example'] },
      {
        Field: 'host-header',
        Values: ['*.shop.example'],
        HostHeaderConfig: { Values: ['*.shop.example'] },
      },
    ],
    [
      'paths',
      path('/a', '/b?', '/~x$y"z\'@:+&'),
      { ...path('/a', '/b?', '/~x$y"z\'@:+&'), Values: ['/a', '/b?', '/~x$y"z\'@:+&'] },
    ],
    [
      'a header',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'User-Agent', Values: ['*x*'] } },
    ],
    [
      'methods',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'MY-METHOD_X'] } },
    ],
    [
      'a query string, with and without a key',
      {
        Field: 'query-string',
        QueryStringConfig: { Values: [{ Key: 'v', Value: '1*' }, { Value: 'beta' }] },
      },
    ],
    ['sources', { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8', '2001:db8::/32'] } }],
  ];
  it.each(accepted)('may be %s', async (_, condition, told = condition) => {
    expect((await create({ Conditions: [condition] })).Conditions).toEqual([told]);
  });

  it('may be several of different kinds, and of headers and query strings also of the same', async () => {
    const header = (name: string): RuleCondition => ({
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: name, Values: ['x'] },
    });
    const made = await create({ Conditions: [path('/a'), header('A'), header('B')] });
    expect(made.Conditions).toHaveLength(3);
  });

  const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
    Field: 'http-header',
    HttpHeaderConfig: { HttpHeaderName, Values },
  });
  const host = (...Values: string[]): RuleCondition => ({
    Field: 'host-header',
    HostHeaderConfig: { Values },
  });
  const refused: [string, RuleCondition[], string?][] = [
    ['none', [], 'A condition must be specified'],
    ['one without a field', [{ Values: ['/a'] }], 'A condition field must be specified'],
    ['an unknown field', [{ Field: 'cookie', Values: ['/a'] }]],
    ['one without values', [path()]],
    ['two of paths', [path('/a'), path('/b')]],
    [
      'six values',
      [path('/a', '/b', '/c'), host('a.b', 'c.d', 'e.f')],
      "A rule can only have '5' condition values",
    ],
    ['six wildcards', [path('/*/*/*', '/?/?/?')], "A rule can only have '5' condition wildcards"],
    ['two values in the old form', [{ Field: 'path-pattern', Values: ['/a', '/b'] }]],
    [
      'both forms at once',
      [{ ...path('/a'), Values: ['/a'] }],
      "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'",
    ],
    ['the values of another field', [{ ...path('/a'), HostHeaderConfig: { Values: ['a.b'] } }]],
    [
      'a path of 129 characters',
      [path(`/${'a'.repeat(128)}`)],
      "The 'path-pattern' value is too long; the limit is '128'",
    ],
    ['a path with a space', [path('/a b')]],
    ['a host without a dot', [host('localhost')]],
    ['a host with a port', [host('a.example:8080')]],
    ['a host that ends in digits', [host('10.0.0.1')]],
    ['a host of 129 characters', [host(`${'a'.repeat(124)}.test`)]],
    ['a header without a name', [{ Field: 'http-header', HttpHeaderConfig: { Values: ['x'] } }]],
    ['the header Host', [header('host', 'x')]],
    ['a header name with a space', [header('My Header', 'x')]],
    ['a header name of 41 characters', [header('h'.repeat(41), 'x')]],
    ['a header value of 129 characters', [header('h', 'x'.repeat(129))]],
    [
      'a method in small letters',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }],
    ],
    ['a query without a value', [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a' }] } }]],
    ['a source that is no block', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }]],
  ];
  it.each(refused)('are refused: %s', async (_, conditions, message) => {
    expect(await failure(create({ Conditions: conditions }))).toMatchObject({
      name: 'ValidationError',
      ...(message && { message }),
    });
    expect(await order()).toEqual(['default']);
  });

  it('as regular expressions are refused by name', async () => {
    const call = create({ Conditions: [{ Field: 'path-pattern', RegexValues: ['^/a'] }] });
    expect((await failure(call)).message).toContain('RegexValues');
  });
});

describe('a forward action', () => {
  const forward = (ForwardConfig: Action['ForwardConfig'], TargetGroupArn?: string): Action[] => [
    { Type: 'forward', ...(TargetGroupArn ? { TargetGroupArn } : {}), ForwardConfig },
  ];

  it('has up to five groups with weights, and stickiness', async () => {
    const groups = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => newGroup(aws, name)));
    const tuples = groups.map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: index }));
    const config = {
      TargetGroups: tuples.slice(0, 5),
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 604800 },
    };
    const [action] = (await create({ Actions: forward(config) })).Actions!;
    expect(action).toMatchObject({ Type: 'forward', ForwardConfig: config });
    expect(action?.TargetGroupArn).toBeUndefined();
    const call = create({ Priority: 11, Actions: forward({ TargetGroups: tuples }) });
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('weighs 1 where nothing else is said, and is not sticky', async () => {
    const TargetGroupArn = await newGroup(aws, 'a');
    const [action] = (await create({ Actions: forward({ TargetGroups: [{ TargetGroupArn }] }) })).Actions!;
    expect(action).toMatchObject({
      TargetGroupArn,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    });
  });

  it('may name its group twice over, but not two groups', async () => {
    const [a, b] = [await newGroup(aws, 'a'), await newGroup(aws, 'b')];
    await create({ Actions: forward({ TargetGroups: [{ TargetGroupArn: a }] }, a) });
    const call = create({ Priority: 11, Actions: forward({ TargetGroups: [{ TargetGroupArn: b }] }, a) });
    expect(await failure(call)).toMatchObject({ name: 'InvalidLoadBalancerActionException' });
  });

  it('is refused with weights, stickiness and groups that are not valid', async () => {
    const TargetGroupArn = await newGroup(aws, 'a');
    const sticky = (TargetGroupStickinessConfig: object) => ({
      TargetGroups: [{ TargetGroupArn }],
      TargetGroupStickinessConfig,
    });
    const refused: [Action['ForwardConfig'], string][] = [
      [{ TargetGroups: [{ TargetGroupArn, Weight: -1 }] }, 'ValidationError'],
      [{ TargetGroups: [{ TargetGroupArn, Weight: 1000 }] }, 'ValidationError'],
      [{ TargetGroups: [{ TargetGroupArn }, { TargetGroupArn }] }, 'ValidationError'],
      [sticky({ Enabled: true }), 'ValidationError'],
      [sticky({ Enabled: true, DurationSeconds: 0 }), 'ValidationError'],
      [sticky({ Enabled: true, DurationSeconds: 604801 }), 'ValidationError'],
      [{ TargetGroups: [] }, 'InvalidLoadBalancerActionException'],
      [{ TargetGroups: [{ TargetGroupArn: `${TargetGroupArn}0` }] }, 'TargetGroupNotFoundException'],
      [
        { TargetGroups: [{ TargetGroupArn: aws.group('payments-api') }] },
        'TargetGroupAssociationLimitException',
      ],
    ];
    for (const [config, name] of refused) {
      expect(await failure(create({ Actions: forward(config) }))).toMatchObject({ name });
    }
  });
});

describe('a redirect action', () => {
  const redirect = (RedirectConfig: Partial<NonNullable<Action['RedirectConfig']>>): Action[] => [
    { Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', ...RedirectConfig } },
  ];

  it('keeps what it does not change', async () => {
    const [action] = (await create({ Actions: redirect({ Protocol: 'HTTPS', Port: '443' }) })).Actions!;
    expect(action?.RedirectConfig).toEqual({
      Protocol: 'HTTPS',
      Port: '443',
      Host: '#{host}',
      Path: '/#{path}',
      Query: '#{query}',
      StatusCode: 'HTTP_301',
    });
  });

  it.each([
    ['that changes nothing', {}],
    ['that changes the query only', { Query: 'x=1' }],
    ['to its own protocol and port', { Protocol: 'HTTP' as const, Port: '8080' }],
  ])('%s is a loop', async (_, config) => {
    expect(await failure(create({ Actions: redirect(config) }))).toEqual({
      name: 'InvalidLoadBalancerActionException',
      message: 'The redirect configuration is not valid because it creates a loop.',
    });
  });

  it.each([
    ['a protocol that is none', { Protocol: 'TCP' as 'HTTP' }],
    ['port 0', { Port: '0' }],
    ['port 65536', { Port: '65536' }],
    ['a path without a slash', { Path: 'a' }],
    ['a path of 129 characters', { Path: `/${'a'.repeat(128)}` }],
    ['an empty host', { Host: '' }],
    ['status 307', { Port: '1', StatusCode: 'HTTP_307' as 'HTTP_301' }],
  ])('is refused with %s', async (_, config) => {
    expect(await failure(create({ Actions: redirect(config) }))).toMatchObject({ name: 'ValidationError' });
  });

  it('does not go from HTTPS to HTTP', async () => {
    const secure = await newListener(aws, loadBalancer, {
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [certificate()],
    });
    const call = create({
      ListenerArn: secure.ListenerArn!,
      Actions: redirect({ Protocol: 'HTTP', Port: '80' }),
    });
    expect(await failure(call)).toMatchObject({ name: 'InvalidLoadBalancerActionException' });
  });
});

describe('a fixed response', () => {
  const respond = (FixedResponseConfig: Action['FixedResponseConfig']): Action[] => [
    { Type: 'fixed-response', FixedResponseConfig },
  ];

  it.each(['200', '404', '503'])('may have status %s, a type and a body', async (StatusCode) => {
    const config = { StatusCode, ContentType: 'application/json', MessageBody: 'x'.repeat(1024) };
    expect((await create({ Actions: respond(config) })).Actions).toMatchObject(respond(config));
  });

  it.each([
    ['status 301', { StatusCode: '301' }],
    ['a status that is none', { StatusCode: '2xx' }],
    ['a type that it does not send', { StatusCode: '200', ContentType: 'image/png' }],
    ['a body of 1,025 characters', { StatusCode: '200', MessageBody: 'x'.repeat(1025) }],
  ])('is refused with %s', async (_, config) => {
    expect(await failure(create({ Actions: respond(config) }))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('actions', () => {
  it.each([
    ['none', [], 'ValidationError'],
    ['two that route', [answerOk, answerOk], 'InvalidLoadBalancerActionException'],
    ['an unknown type', [{ Type: 'drop' as 'forward' }], 'ValidationError'],
    [
      'authentication, which the emulator does not have',
      [{ Type: 'authenticate-oidc' as const, Order: 1 }, answerOk],
      'InvalidParameterValue',
    ],
    [
      'a redirect without its settings',
      [{ Type: 'redirect' as const }],
      'InvalidLoadBalancerActionException',
    ],
    [
      'the settings of another type',
      [{ ...answerOk, RedirectConfig: { StatusCode: 'HTTP_301' as const } }],
      'InvalidLoadBalancerActionException',
    ],
    ['order 0', [{ ...answerOk, Order: 0 }], 'ValidationError'],
  ])('are refused: %s', async (_, Actions, name) => {
    expect(await failure(create({ Actions }))).toMatchObject({ name });
  });
});

describe('ModifyRule', () => {
  it('changes conditions or actions and leaves the other', async () => {
    const { RuleArn: arn = '' } = await create();
    await modify(arn, { Conditions: [path('/new')] });
    const Actions = [{ Type: 'forward' as const, TargetGroupArn: await newGroup(aws, 'a') }];
    const { Rules: changed } = await modify(arn, { Actions });
    expect(changed).toMatchObject([{ RuleArn: arn, Priority: '10', Conditions: [path('/new')], Actions }]);
    expect((await rules())[0]).toEqual(changed![0]);
  });

  it('is refused for the default rule, without a change, and where there is no rule', async () => {
    const { RuleArn: arn = '' } = await create();
    const standing = await defaultRule();
    expect(await failure(modify(standing, { Actions: [answerOk] }))).toEqual({
      name: 'OperationNotPermittedException',
      message: `Default rule '${standing}' cannot be modified`,
    });
    expect(await failure(modify(arn, {}))).toEqual({
      name: 'ValidationError',
      message: 'Either conditions or actions must be specified',
    });
    expect(await failure(modify(`${arn}0`, { Actions: [answerOk] }))).toMatchObject({
      name: 'RuleNotFoundException',
    });
  });
});

describe('DeleteRule', () => {
  it('deletes a rule and sets its target group free, but never deletes the default one', async () => {
    const TargetGroupArn = await newGroup(aws, 'a');
    const { RuleArn: arn = '' } = await create({ Actions: [{ Type: 'forward', TargetGroupArn }] });
    await remove(arn);
    expect(await order()).toEqual(['default']);
    expect(await failure(remove(arn))).toMatchObject({ name: 'RuleNotFoundException' });
    const other = await newLoadBalancer(aws, 'other');
    await newListener(aws, other.LoadBalancerArn!, { DefaultActions: [{ Type: 'forward', TargetGroupArn }] });
    expect(await failure(remove(await defaultRule()))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
  });
});

describe('SetRulePriorities', () => {
  const set = (...RulePriorities: { RuleArn: string; Priority: number }[]) =>
    aws.elbv2.send(new SetRulePrioritiesCommand({ RulePriorities }));
  let first: string;
  let second: string;
  beforeEach(async () => {
    first = (await create({ Priority: 1 })).RuleArn!;
    second = (await create({ Priority: 2 })).RuleArn!;
    await create({ Priority: 3 });
  });

  it('reorders rules, which may trade places', async () => {
    await set({ RuleArn: first, Priority: 2 }, { RuleArn: second, Priority: 1 });
    expect((await rules()).slice(0, 2).map(({ RuleArn }) => RuleArn)).toEqual([second, first]);
    await set({ RuleArn: second, Priority: 40 });
    expect(await order()).toEqual(['2', '3', '40', 'default']);
  });

  it('refuses what would leave two rules with one priority, the default rule, and other listeners', async () => {
    expect(await failure(set({ RuleArn: first, Priority: 3 }))).toMatchObject({
      name: 'PriorityInUseException',
    });
    expect(
      await failure(set({ RuleArn: first, Priority: 9 }, { RuleArn: second, Priority: 9 })),
    ).toMatchObject({ name: 'ValidationError' });
    expect(await failure(set({ RuleArn: await defaultRule(), Priority: 9 }))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
    const next = await newListener(aws, loadBalancer, { Port: 9090 });
    const elsewhere = await create({ ListenerArn: next.ListenerArn! });
    expect(
      await failure(set({ RuleArn: first, Priority: 9 }, { RuleArn: elsewhere.RuleArn!, Priority: 8 })),
    ).toMatchObject({ name: 'ValidationError' });
    expect(await failure(set({ RuleArn: `${first}0`, Priority: 9 }))).toMatchObject({
      name: 'RuleNotFoundException',
    });
    expect(await order()).toEqual(['1', '2', '3', 'default']);
  });
});

describe('DescribeRules', () => {
  it('pages through a listener’s rules, and finds them by ARN', async () => {
    const { RuleArn: arn = '' } = await create({ Priority: 5 });
    await create({ Priority: 6 });
    const first = await aws.elbv2.send(new DescribeRulesCommand({ ListenerArn: listener, PageSize: 2 }));
    const rest = await aws.elbv2.send(
      new DescribeRulesCommand({ ListenerArn: listener, Marker: first.NextMarker }),
    );
    expect([...first.Rules!, ...rest.Rules!].map(({ Priority }) => Priority)).toEqual(['5', '6', 'default']);
    const { Rules: byArn } = await aws.elbv2.send(new DescribeRulesCommand({ RuleArns: [arn] }));
    expect(byArn).toMatchObject([{ RuleArn: arn, Priority: '5' }]);
    expect(await failure(aws.elbv2.send(new DescribeRulesCommand({})))).toMatchObject({
      name: 'ValidationError',
    });
  });
});
