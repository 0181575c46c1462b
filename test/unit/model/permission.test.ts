// Which resource policies let Elastic Load Balancing invoke a function.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ELB_PRINCIPAL, invokeStatement, letsLoadBalancerInvoke } from '../../../src/model/permission';
import { FUNCTION_ARN, GROUP_ARN } from './samples';

type Statement = Record<string, unknown>;

/** As `AddPermission` writes it. */
const ADDED: Statement = {
  Sid: 'elb1',
  Effect: 'Allow',
  Principal: { Service: ELB_PRINCIPAL },
  Action: 'lambda:InvokeFunction',
  Resource: FUNCTION_ARN,
  Condition: { ArnLike: { 'AWS:SourceArn': GROUP_ARN } },
};

function statement(changes: Statement): Statement {
  return { ...ADDED, ...changes };
}

function lets(statements: unknown, functionArn = FUNCTION_ARN): boolean {
  const policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
  return letsLoadBalancerInvoke(policy, functionArn, GROUP_ARN);
}

test.each<[string, Statement]>([
  ['what AddPermission writes', {}],
  ['anybody', { Principal: '*' }],
  ['anybody, in long', { Principal: { AWS: '*' } }],
  ['a list of services', { Principal: { Service: ['s3.amazonaws.com', ELB_PRINCIPAL] } }],
  ['a list of actions', { Action: ['lambda:GetFunction', 'lambda:InvokeFunction'] }],
  ['lambda:*', { Action: 'lambda:*' }],
  ['lambda:Invoke*', { Action: 'lambda:Invoke*' }],
  ['*', { Action: '*' }],
  ['an action in other letters', { Action: 'Lambda:invokefunction' }],
  ['a list of resources', { Resource: ['arn:other', FUNCTION_ARN] }],
  ['any resource', { Resource: '*' }],
  ['no condition', { Condition: undefined }],
  ['an empty condition', { Condition: {} }],
  ['ArnEquals', { Condition: { ArnEquals: { 'aws:SourceArn': GROUP_ARN } } }],
  ['StringEquals', { Condition: { StringEquals: { 'aws:sourcearn': GROUP_ARN } } }],
  [
    'StringLike with wildcards',
    { Condition: { StringLike: { 'AWS:SourceArn': '*targetgroup/checkout-???/*' } } },
  ],
  [
    'ArnLike with wildcards',
    { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:elasticloadbalancing:*:*:targetgroup/*' } } },
  ],
  [
    'one of several sources',
    { Condition: { ArnLike: { 'AWS:SourceArn': ['arn:aws:s3:::bucket', GROUP_ARN] } } },
  ],
  ['ArnLikeIfExists', { Condition: { ArnLikeIfExists: { 'AWS:SourceArn': GROUP_ARN } } }],
  [
    'the account of the group too',
    {
      Condition: {
        ArnLike: { 'AWS:SourceArn': GROUP_ARN },
        StringEquals: { 'AWS:SourceAccount': '111122223333' },
      },
    },
  ],
  ['any action but another', { Action: undefined, NotAction: 'lambda:DeleteFunction' }],
])('lets: %s', (_, changes) => {
  expect(lets([statement(changes)])).toBe(true);
  // A single statement need not be in a list.
  expect(lets(statement(changes))).toBe(true);
});

test.each<[string, Statement]>([
  ['no effect', { Effect: undefined }],
  ['no principal', { Principal: undefined }],
  ['no resource', { Resource: undefined }],
  ['another service', { Principal: { Service: 's3.amazonaws.com' } }],
  ['a name that only begins alike', { Principal: { Service: `${ELB_PRINCIPAL}.cn` } }],
  ['an account', { Principal: { AWS: '111122223333' } }],
  ['a principal of no sense', { Principal: [ELB_PRINCIPAL] }],
  ['anybody but the load balancer', { Principal: undefined, NotPrincipal: { Service: ELB_PRINCIPAL } }],
  ['another action', { Action: 'lambda:InvokeFunctionUrl' }],
  ['an action that ends too early', { Action: 'lambda:Invoke' }],
  ['another function', { Resource: `${FUNCTION_ARN}-2` }],
  ['an alias only', { Resource: `${FUNCTION_ARN}:live` }],
  ['another group', { Condition: { ArnLike: { 'AWS:SourceArn': `${GROUP_ARN}0` } } }],
  ['a wildcard for StringEquals', { Condition: { StringEquals: { 'AWS:SourceArn': '*' } } }],
  ['a wildcard beyond a colon', { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:*:targetgroup/*' } } }],
  [
    'a pattern that is not a whole ARN',
    { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:elasticloadbalancing:*' } } },
  ],
  ['no source at all', { Condition: { ArnLike: { 'AWS:SourceArn': [] } } }],
  ['another account', { Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } } }],
  ['a negated condition', { Condition: { ArnNotLike: { 'AWS:SourceArn': GROUP_ARN } } }],
  ['an unknown key', { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } }],
  ['an operator that only looks like one', { Condition: { constructor: { 'AWS:SourceArn': GROUP_ARN } } }],
  ['an unknown operator', { Condition: { Bool: { 'AWS:SourceArn': 'true' } } }],
  [
    'an unknown condition beside a good one',
    { Condition: { ArnLike: { 'AWS:SourceArn': GROUP_ARN }, Bool: { 'aws:SecureTransport': 'true' } } },
  ],
  ['a condition of no sense', { Condition: 'yes' }],
  ['tests of no sense', { Condition: { ArnLike: GROUP_ARN } }],
])('does not let: %s', (_, changes) => {
  expect(lets([statement(changes)])).toBe(false);
});

describe('a statement that denies', () => {
  test.each<[string, Statement]>([
    ['the same', {}],
    ['anybody everything', { Principal: '*', Action: '*', Resource: '*', Condition: undefined }],
    ['others than S3', { Principal: undefined, NotPrincipal: { Service: 's3.amazonaws.com' } }],
    ['all but the other group', { Condition: { ArnNotEquals: { 'AWS:SourceArn': `${GROUP_ARN}0` } } }],
    ['by a condition that cannot be judged', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  ])('wins: %s', (_, changes) => {
    const deny = statement({ ...changes, Effect: 'Deny' });
    expect(lets([ADDED, deny])).toBe(false);
    expect(lets([deny, ADDED])).toBe(false);
  });

  test.each<[string, Statement]>([
    ['another action', { Action: 'lambda:InvokeFunctionUrl' }],
    ['another service', { Principal: { Service: 's3.amazonaws.com' } }],
    ['another group', { Condition: { ArnEquals: { 'AWS:SourceArn': `${GROUP_ARN}0` } } }],
    ['other accounts', { Condition: { StringNotEquals: { 'AWS:SourceAccount': '111122223333' } } }],
  ])('does no harm: %s', (_, changes) => {
    expect(lets([ADDED, statement({ ...changes, Effect: 'Deny' })])).toBe(true);
  });
});

it('is one right statement among others', () => {
  expect(
    lets([statement({ Action: 'x' }), statement({ Condition: { Bool: {} }, Principal: {} }), ADDED]),
  ).toBe(true);
  expect(lets([])).toBe(false);
});

it('is for an alias by the alias’s own policy, and for $LATEST by the unqualified one', () => {
  expect(lets([ADDED], `${FUNCTION_ARN}:live`)).toBe(false);
  expect(lets([statement({ Resource: `${FUNCTION_ARN}:live` })], `${FUNCTION_ARN}:live`)).toBe(true);
  expect(lets([ADDED], `${FUNCTION_ARN}:$LATEST`)).toBe(true);
});

test.each([
  undefined,
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{"Statement":null}',
  '{"Statement":[null,1,"x"]}',
  '{}',
])('no policy, or text that is none, gives no permission: %s', (policy) => {
  expect(letsLoadBalancerInvoke(policy, FUNCTION_ARN, GROUP_ARN)).toBe(false);
});

it('a pattern of many stars does not take for ever', () => {
  const pattern = `${'*a'.repeat(2000)}b`;
  const arn = `arn:aws:x:::${'a'.repeat(4000)}`;
  const policy = JSON.stringify({
    Statement: statement({ Condition: { StringLike: { 'AWS:SourceArn': pattern } } }),
  });
  const before = performance.now();
  expect(letsLoadBalancerInvoke(policy, FUNCTION_ARN, arn)).toBe(false);
  expect(performance.now() - before).toBeLessThan(2000);
});

describe('properties', () => {
  it('reads anything without throwing', () => {
    const element = fc.oneof(fc.jsonValue(), fc.constantFrom('*', ELB_PRINCIPAL, FUNCTION_ARN, GROUP_ARN));
    const anyStatement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: element,
      Action: element,
      Resource: element,
      Condition: fc.oneof(
        element,
        fc.dictionary(fc.constantFrom('ArnLike', 'StringNotLike', 'constructor'), element),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(anyStatement)), (input) => {
        const policy = typeof input === 'string' ? input : JSON.stringify({ Statement: input });
        expect(typeof letsLoadBalancerInvoke(policy, FUNCTION_ARN, GROUP_ARN)).toBe('boolean');
      }),
    );
  });

  it('the statement that we add lets the group in, and no other group', () => {
    const groupArn = fc
      .tuple(
        fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/),
        fc.stringMatching(/^[0-9a-f]{16}$/),
      )
      .map(([name, id]) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/${id}`);
    fc.assert(
      fc.property(groupArn, groupArn, (ours, other) => {
        const { statementId, action, principal, sourceArn } = invokeStatement(ours);
        expect(statementId).toMatch(/^[a-zA-Z0-9_-]{1,100}$/);
        const policy = JSON.stringify({
          Statement: [
            statement({
              Sid: statementId,
              Principal: { Service: principal },
              Action: action,
              Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } },
            }),
          ],
        });
        expect(letsLoadBalancerInvoke(policy, FUNCTION_ARN, ours)).toBe(true);
        expect(letsLoadBalancerInvoke(policy, FUNCTION_ARN, other)).toBe(ours === other);
        expect(invokeStatement(other).statementId === statementId).toBe(ours === other);
      }),
    );
  });

  it('ids that must be cut still differ by their ends', () => {
    const long = (end: string) => invokeStatement(`${'x'.repeat(200)}/${end}`).statementId;
    expect(long('1')).not.toBe(long('2'));
  });

  it('the id of a statement is legal for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(invokeStatement(text).statementId).toMatch(/^[a-zA-Z0-9_-]{1,100}$/);
      }),
    );
  });
});

it('the statement for a group is named by the group', () => {
  expect(invokeStatement(GROUP_ARN)).toEqual({
    statementId: 'elb-checkout-web-73e2d6bc24d8a067',
    action: 'lambda:InvokeFunction',
    principal: 'elasticloadbalancing.amazonaws.com',
    sourceArn: GROUP_ARN,
  });
});
