// Names of new groups, and what becomes of actions when one group takes another's place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  movedActions,
  problemWithName,
  proposeName,
  stackOf,
  tagsToCopy,
} from '../../../src/model/functionReplacement';
import {
  areSameActions,
  forwardsTo,
  groupsOf,
  routeInWords,
  type RoutingAction,
} from '../../../src/model/routing';

const OLD = 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/old/1';
const NEW = 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/new/2';
const OTHERS = ['a', 'b', 'c'].map(
  (name) => `arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/${name}/9`,
);

const weighted = (arns: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...arns), { minLength: 1 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((TargetGroupArn) =>
        fc.record({
          TargetGroupArn: fc.constant(TargetGroupArn),
          Weight: fc.integer({ min: 0, max: 999 }),
        }),
      ),
    ),
  );
const stickiness = fc.option(
  fc.record({ Enabled: fc.boolean(), DurationSeconds: fc.integer({ min: 1, max: 604_800 }) }),
  { nil: undefined },
);
const forward = (arns: readonly string[]): fc.Arbitrary<RoutingAction> =>
  fc.oneof(
    fc.constantFrom(...arns).map((arn): RoutingAction => ({ Type: 'forward', TargetGroupArn: arn })),
    fc.constantFrom(...arns).map((arn): RoutingAction => ({
      Type: 'forward',
      TargetGroupArn: arn,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: arn, Weight: 1 }] },
    })),
    fc
      .tuple(weighted(arns), stickiness)
      .map(([TargetGroups, TargetGroupStickinessConfig]): RoutingAction => ({
        Type: 'forward',
        ForwardConfig: {
          TargetGroups,
          ...(TargetGroupStickinessConfig === undefined ? {} : { TargetGroupStickinessConfig }),
        },
      })),
  );
const authentication: fc.Arbitrary<RoutingAction> = fc.constantFrom<RoutingAction>(
  { Type: 'authenticate-cognito', AuthenticateCognitoConfig: { UserPoolArn: 'pool' } } as RoutingAction,
  {
    Type: 'authenticate-oidc',
    AuthenticateOidcConfig: { Issuer: 'https://login.example', ClientId: 'shop' },
  },
);
/** Up to two authentications, then a forward; sometimes a redirect alone. */
const actionsOf = (arns: readonly string[]) =>
  fc.oneof(
    fc
      .tuple(fc.array(authentication, { maxLength: 2 }), forward(arns))
      .map(([before, last]) => [...before, last].map((action, index) => ({ ...action, Order: index + 1 }))),
    fc.constant<RoutingAction[]>([{ Type: 'redirect', RedirectConfig: { Port: '443' } } as RoutingAction]),
  );

describe('what becomes of actions', () => {
  it('refers to the old group no more, and to the new one exactly where it referred to the old one', () => {
    fc.assert(
      fc.property(actionsOf([OLD, ...OTHERS]), (actions) => {
        const moved = movedActions(actions, OLD, NEW);
        expect(JSON.stringify(moved)).not.toContain(OLD);
        expect(forwardsTo(moved, NEW)).toBe(forwardsTo(actions, OLD));
      }),
    );
  });

  it('keeps weights, other groups, stickiness, order and all other actions', () => {
    fc.assert(
      fc.property(actionsOf([OLD, ...OTHERS]), (actions) => {
        // Going back gives what there was, so nothing else was touched.
        const back = movedActions(movedActions(actions, OLD, NEW), NEW, OLD);
        expect(back).toEqual(movedActions(actions, 'arn:none', 'arn:none'));
        expect(areSameActions(back, actions)).toBe(true);
        const total = (list: readonly RoutingAction[]) =>
          list.flatMap(groupsOf).reduce((sum, { Weight = 1 }) => sum + Weight, 0);
        expect(total(movedActions(actions, OLD, NEW))).toBe(total(actions));
      }),
    );
  });

  it('makes one share of two where the new group has one already', () => {
    const actions = (groups: readonly (readonly [string, number])[]): RoutingAction[] => [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
        },
      },
    ];
    expect(
      movedActions(
        actions([
          [OLD, 90],
          [NEW, 10],
          [OTHERS[0]!, 5],
        ]),
        OLD,
        NEW,
      ),
    ).toEqual(
      actions([
        [NEW, 100],
        [OTHERS[0]!, 5],
      ]),
    );
  });

  it('lets the API use the client secret that it does not tell', () => {
    const oidc = { Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientId: 'shop' }, Order: 1 };
    const [sent] = movedActions([oidc, { Type: 'forward', TargetGroupArn: OLD, Order: 2 }], OLD, NEW);
    expect(sent).toEqual({
      ...oidc,
      AuthenticateOidcConfig: { ClientId: 'shop', UseExistingClientSecret: true },
    });
  });
});

describe('comparing actions', () => {
  it('takes for the same what the API answers to what was sent', () => {
    const sent: RoutingAction[] = [{ Type: 'forward', TargetGroupArn: OLD }];
    const answered: RoutingAction[] = [
      {
        Type: 'forward',
        Order: 1,
        TargetGroupArn: OLD,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: OLD, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ];
    expect(areSameActions(sent, answered)).toBe(true);
  });

  it('sees another weight, another stickiness, and another action before it', () => {
    const actions = (weight: number, seconds: number): RoutingAction[] => [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: OLD, Weight: weight },
            { TargetGroupArn: NEW, Weight: 1 },
          ],
          TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: seconds },
        },
      },
    ];
    expect(areSameActions(actions(1, 60), actions(1, 60))).toBe(true);
    expect(areSameActions(actions(1, 60), actions(2, 60))).toBe(false);
    expect(areSameActions(actions(1, 60), actions(1, 61))).toBe(false);
    expect(areSameActions(actions(1, 60), [{ Type: 'authenticate-oidc' }, ...actions(1, 60)])).toBe(false);
  });
});

describe('the name of the new group', () => {
  it.each([
    ['orders', [], 'orders-2'],
    ['orders-2', [], 'orders-3'],
    ['orders', ['orders-2', 'orders-3'], 'orders-4'],
    ['a'.repeat(32), [], `${'a'.repeat(30)}-2`],
    [`${'a'.repeat(29)}-bc`, [], `${'a'.repeat(29)}-2`],
  ])('for %s, where there are %j, is %s', (name, taken, expected) => {
    expect(proposeName(name, new Set(taken))).toBe(expected);
  });

  it('is always one that the API takes', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/);
    fc.assert(
      fc.property(names, fc.array(names), (name, others) => {
        const taken = new Set([name, ...others]);
        expect(problemWithName(proposeName(name, taken), taken)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['', /Type a name/],
    ['a_b', /“_” cannot be in the name/],
    ['a'.repeat(33), /33 characters.*at most 32/],
    ['-a', /neither begins nor ends/],
    ['a-', /neither begins nor ends/],
    ['orders', /There is a target group orders already/],
  ])('“%s” is refused', (name, problem) => {
    expect(problemWithName(name, new Set(['orders']))).toMatch(problem);
  });
});

describe('tags', () => {
  const tags = new Map([
    ['team', 'orders'],
    ['aws:cloudformation:stack-name', 'shop'],
  ]);

  it('are copied but for those that AWS gives', () => {
    expect([...tagsToCopy(tags)]).toEqual([['team', 'orders']]);
    expect(stackOf(tags)).toBe('shop');
  });
});

describe('a route in words', () => {
  const place = {
    loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/shop/5',
    listener: { protocol: 'HTTPS', port: 443 },
  };

  it('is its load balancer, listener, and rule with conditions', () => {
    expect(routeInWords({ kind: 'default', conditions: [], ...place })).toBe(
      'shop HTTPS:443, default action',
    );
    expect(routeInWords({ kind: 'rule', priority: '20', conditions: ['host a', 'path /b'], ...place })).toBe(
      'shop HTTPS:443, rule 20 (host a and path /b)',
    );
  });
});
