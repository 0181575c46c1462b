// Elastic Load Balancing v2: the routes of load balancers, which are their listeners' default actions and rules.
import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Rule,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isProblem } from '../model/problem';
import type { Route, RoutingAction } from '../model/routing';
import type { CallOptions } from './cloud';
import { allOf, pages } from './pages';
import { present } from './present';
import type { ServiceOf } from './service';

type Elb = ServiceOf<ElasticLoadBalancingV2Client>;

export function listenersOf(elb: Elb, LoadBalancerArn: string, options: CallOptions): Promise<Listener[]> {
  const source = pages(
    (Marker) => elb.call(new DescribeListenersCommand({ LoadBalancerArn, Marker }), 'read', options),
    ({ NextMarker }) => NextMarker,
  );
  return allOf(source, ({ Listeners = [] }) => Listeners);
}

/** The default action of each listener, then its rules. */
export async function routes(elb: Elb, loadBalancerArn: string, options: CallOptions): Promise<Route[]> {
  const listeners = await listenersOf(elb, loadBalancerArn, options);
  const found = await Promise.all(
    listeners.map(async (listener) => [
      defaultRoute(loadBalancerArn, listener),
      ...(await rulesOf(elb, listener.ListenerArn ?? '', options)).map((rule) =>
        ruleRoute(loadBalancerArn, listener, rule),
      ),
    ]),
  );
  return found.flat().sort(byOrder);
}

/** Undefined when the listener or rule is not there any more. */
export async function routeActions(
  elb: Elb,
  { kind, arn }: Pick<Route, 'kind' | 'arn'>,
  options: CallOptions,
): Promise<readonly RoutingAction[] | undefined> {
  try {
    if (kind === 'rule') {
      const { Rules = [] } = await elb.call(new DescribeRulesCommand({ RuleArns: [arn] }), 'read', options);
      return Rules[0]?.Actions;
    }
    const { Listeners = [] } = await elb.call(
      new DescribeListenersCommand({ ListenerArns: [arn] }),
      'read',
      options,
    );
    return Listeners[0]?.DefaultActions;
  } catch (error) {
    if (isProblem(error) && ['RuleNotFound', 'ListenerNotFound'].includes(error.code ?? '')) return undefined;
    throw error;
  }
}

export async function setRouteActions(
  elb: Elb,
  { kind, arn }: Pick<Route, 'kind' | 'arn'>,
  actions: readonly RoutingAction[],
  options: CallOptions,
): Promise<void> {
  // They are the API's own, with nothing but a group exchanged.
  const sent = [...actions] as Action[];
  await (kind === 'rule'
    ? elb.call(new ModifyRuleCommand({ RuleArn: arn, Actions: sent }), 'modify', options)
    : elb.call(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: sent }), 'modify', options));
}

/** Without the default rule, which is the listener's default action again. */
async function rulesOf(elb: Elb, ListenerArn: string, options: CallOptions): Promise<Rule[]> {
  const source = pages(
    (Marker) => elb.call(new DescribeRulesCommand({ ListenerArn, Marker }), 'read', options),
    ({ NextMarker }) => NextMarker,
  );
  const rules = await allOf(source, ({ Rules = [] }) => Rules);
  return rules.filter(({ IsDefault }) => IsDefault !== true);
}

/** By port, and within a listener the rules in the order in which they are tried. */
function byOrder(a: Route, b: Route): number {
  return (a.listener.port ?? 0) - (b.listener.port ?? 0) || Number(a.priority ?? 0) - Number(b.priority ?? 0);
}

function defaultRoute(loadBalancerArn: string, listener: Listener): Route {
  return {
    kind: 'default',
    arn: listener.ListenerArn ?? '',
    loadBalancerArn,
    listener: present({ protocol: listener.Protocol, port: listener.Port }),
    conditions: [],
    actions: listener.DefaultActions ?? [],
  };
}

function ruleRoute(loadBalancerArn: string, listener: Listener, rule: Rule): Route {
  return {
    kind: 'rule',
    arn: rule.RuleArn ?? '',
    loadBalancerArn,
    listener: present({ protocol: listener.Protocol, port: listener.Port }),
    conditions: (rule.Conditions ?? []).map(conditionInWords),
    actions: rule.Actions ?? [],
    ...present({ priority: rule.Priority }),
  };
}

function conditionInWords(condition: RuleCondition): string {
  const values = (
    config: { Values?: string[] | undefined; RegexValues?: string[] | undefined } | undefined,
  ): string => [...(config?.Values ?? condition.Values ?? []), ...(config?.RegexValues ?? [])].join(' or ');
  switch (condition.Field) {
    case 'host-header':
      return `host ${values(condition.HostHeaderConfig)}`;
    case 'path-pattern':
      return `path ${values(condition.PathPatternConfig)}`;
    case 'http-header':
      return `header ${condition.HttpHeaderConfig?.HttpHeaderName ?? ''} ${values(condition.HttpHeaderConfig)}`;
    case 'http-request-method':
      return `method ${values(condition.HttpRequestMethodConfig)}`;
    case 'source-ip':
      return `source ${values(condition.SourceIpConfig)}`;
    case 'query-string':
      return `query ${(condition.QueryStringConfig?.Values ?? [])
        .map(({ Key, Value = '' }) => (Key === undefined ? Value : `${Key}=${Value}`))
        .join(' or ')}`;
    default:
      return condition.Field ?? '';
  }
}
