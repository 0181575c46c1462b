// What listeners do with requests: their default actions and their rules, in the API's own spelling.
import { nameInArn } from './target';

/**
 * An action of a listener or rule as the API gives it. It is sent back as it came: what is not named here is kept without
 * being understood.
 */
export interface RoutingAction {
  readonly Type?: string | undefined;
  readonly Order?: number | undefined;
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?: ForwardConfig | undefined;
  readonly AuthenticateOidcConfig?: object | undefined;
}

interface ForwardConfig {
  readonly TargetGroups?: readonly WeightedGroup[] | undefined;
  readonly TargetGroupStickinessConfig?:
    { readonly Enabled?: boolean | undefined; readonly DurationSeconds?: number | undefined } | undefined;
}

export interface WeightedGroup {
  readonly TargetGroupArn?: string | undefined;
  /** The API takes 1 where it is left out. */
  readonly Weight?: number | undefined;
}

/** One place where a listener decides what becomes of a request: its default action, or a rule. */
export interface Route {
  readonly kind: 'default' | 'rule';
  /** Of the rule, or of the listener whose default action it is. */
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly listener: { readonly protocol?: string; readonly port?: number };
  /** Of a rule: a number as the API spells it. */
  readonly priority?: string;
  /** Of a rule, each in words: `path /orders/*`. */
  readonly conditions: readonly string[];
  readonly actions: readonly RoutingAction[];
}

/** `shop-web HTTP:80, rule 20 (path /orders/*)`, or `shop-web HTTP:80, default action` */
export function routeInWords({
  kind,
  loadBalancerArn,
  listener,
  priority = '',
  conditions,
}: Pick<Route, 'kind' | 'loadBalancerArn' | 'listener' | 'priority' | 'conditions'>): string {
  const place = `${nameInArn(loadBalancerArn)} ${listener.protocol ?? ''}:${listener.port ?? ''}`;
  if (kind === 'default') return `${place}, default action`;
  return `${place}, rule ${priority}${conditions.length === 0 ? '' : ` (${conditions.join(' and ')})`}`;
}

/** The groups that an action forwards to, with their weights; none for an action of another kind. */
export function groupsOf({ TargetGroupArn, ForwardConfig }: RoutingAction): readonly WeightedGroup[] {
  const weighted = ForwardConfig?.TargetGroups ?? [];
  if (weighted.length > 0) return weighted;
  return TargetGroupArn === undefined ? [] : [{ TargetGroupArn }];
}

export function forwardsTo(actions: readonly RoutingAction[], groupArn: string): boolean {
  return actions.some(
    (action) =>
      action.TargetGroupArn === groupArn ||
      groupsOf(action).some(({ TargetGroupArn }) => TargetGroupArn === groupArn),
  );
}

/**
 * Whether two lists of actions do the same. The API fills in weights and orders, names a single group twice, and promises
 * no order of groups, so they are compared by what they mean.
 */
export function areSameActions(one: readonly RoutingAction[], other: readonly RoutingAction[]): boolean {
  return JSON.stringify(meaningOf(one)) === JSON.stringify(meaningOf(other));
}

function meaningOf(actions: readonly RoutingAction[]): unknown {
  return [...actions].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0)).map(meaningOfOne);
}

function meaningOfOne(action: RoutingAction): unknown {
  const { TargetGroupArn, ForwardConfig, AuthenticateOidcConfig } = action;
  const groups = groupsOf(action).map(({ TargetGroupArn: arn = '', Weight = 1 }) => ({
    arn,
    weight: Weight,
  }));
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  return sorted({
    ...action,
    Order: undefined,
    TargetGroupArn: groups.length === 0 ? TargetGroupArn : undefined,
    ForwardConfig: {
      // A group that is alone gets everything, whatever its weight.
      groups:
        groups.length === 1 ? groups.map(({ arn }) => arn) : groups.sort((a, b) => (a.arn < b.arn ? -1 : 1)),
      stickiness: Enabled ? DurationSeconds : undefined,
    },
    // A secret is never read back, and that the one there is to be used is said to the API only.
    AuthenticateOidcConfig: {
      ...AuthenticateOidcConfig,
      ClientSecret: undefined,
      UseExistingClientSecret: undefined,
    },
  });
}

/** The same members in one order, without those that are undefined. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
