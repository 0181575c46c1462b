// Makes, changes and deletes listeners: the rules of the operations, for them and for scenarios.
import {
  DuplicateListenerException$,
  ProtocolEnum,
  ResourceInUseException$,
  TooManyListenersException$,
  type CreateListenerInput,
  type ModifyListenerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiError, validationError } from '../apiError';
import type { Checked } from '../wire/operation';
import { initialAttributes, invalidConfiguration } from './attributeTables';
import { checkOneOf, checkRange, notImplemented } from './constraints';
import { listenerAttributes } from './listenerAttributes';
import { listenerSecurity } from './listenerSecurity';
import type { Listener, LoadBalancer, Rule, RuleAction, TargetGroup } from './loadBalancingTypes';
import { loadBalancerPath, newListenerArn, newRuleArn } from './names';
import { presentTargets } from './presentTargets';
import { quotas } from './quotas';
import { routesChanged } from './routing';
import { ruleAction } from './ruleActions';
import { checkForward } from './ruleTargets';
import type { Tags } from './tags';
import type { World } from './world';

export type ListenerRequest = Omit<Checked<CreateListenerInput>, 'LoadBalancerArn' | 'Tags'>;
export type ListenerChange = Omit<Checked<ModifyListenerInput>, 'ListenerArn'>;

export function createListener(
  world: World,
  loadBalancer: LoadBalancer,
  request: ListenerRequest,
  tags: Tags,
  now: number,
): Listener {
  if (request.Protocol === undefined) throw validationError('A listener protocol must be specified');
  if (request.Port === undefined) throw validationError('A listener port must be specified');
  const { protocol, port } = checkSocket(loadBalancer, request.Protocol, request.Port);
  const security = listenerSecurity(world, protocol, request);
  const action = ruleAction({ type: loadBalancer.type, protocol, port }, request.DefaultActions);
  const same = loadBalancer.listeners.find((each) => each.port === port);
  if (same) {
    if (settingsOf(same, defaultRule(same).action) === settingsOf({ protocol, ...security }, action))
      return same;
    throw duplicate(loadBalancer);
  }
  checkForward(world, loadBalancer, protocol, action, now);
  if (loadBalancer.listeners.length >= quotas.listenersPerLoadBalancer) {
    throw ApiError.of(
      TooManyListenersException$,
      `The maximum number of listeners per load balancer '${quotas.listenersPerLoadBalancer}' has been reached`,
    );
  }
  const arn = newListenerArn(world, loadBalancerPath(loadBalancer.arn), port);
  const listener: Listener = {
    arn,
    tags,
    attributes: initialAttributes(listenerAttributes, { protocol }),
    protocol,
    port,
    ...security,
    rules: [
      { arn: newRuleArn(world, arn, 'default'), tags: {}, priority: 'default', conditions: [], action },
    ],
    localPort: undefined,
  };
  loadBalancer.listeners.push(listener);
  routesChanged(world);
  return listener;
}

/** All or nothing. */
export function modifyListener(
  world: World,
  loadBalancer: LoadBalancer,
  listener: Listener,
  change: ListenerChange,
  now: number,
): void {
  const { protocol, port } = checkSocket(
    loadBalancer,
    change.Protocol ?? listener.protocol,
    change.Port ?? listener.port,
  );
  if (loadBalancer.listeners.some((each) => each !== listener && each.port === port)) {
    throw duplicate(loadBalancer);
  }
  const security = listenerSecurity(world, protocol, change, listener);
  const place = { type: loadBalancer.type, protocol, port };
  const action = change.DefaultActions && ruleAction(place, change.DefaultActions);
  for (const rule of listener.rules) {
    const next = rule.priority === 'default' ? (action ?? rule.action) : rule.action;
    checkForward(world, loadBalancer, protocol, next, now, rule);
  }
  if (protocol !== listener.protocol) changeAttributeKeys(listener, protocol);
  Object.assign(listener, { protocol, port, ...security });
  if (action) defaultRule(listener).action = action;
  routesChanged(world);
}

/** The attributes of the new protocol; those that the old one had too keep their values. */
function changeAttributeKeys({ attributes }: Listener, protocol: Listener['protocol']): void {
  const fresh = initialAttributes(listenerAttributes, { protocol });
  for (const key of [...attributes.keys()]) if (!fresh.has(key)) attributes.delete(key);
  for (const [key, value] of fresh) if (!attributes.has(key)) attributes.set(key, value);
}

export function deleteListener(
  world: World,
  loadBalancer: LoadBalancer,
  listener: Listener,
  now: number,
): void {
  const group = world.targetGroups.find(
    (each) => each.targetType === 'alb' && each.port === listener.port && isTargetOf(loadBalancer, each, now),
  );
  if (group) {
    throw ApiError.of(
      ResourceInUseException$,
      `Listener '${listener.arn}' is in use: the load balancer is a target of target group '${group.arn}'`,
    );
  }
  loadBalancer.listeners.splice(loadBalancer.listeners.indexOf(listener), 1);
  routesChanged(world);
}

export function isTargetOf({ arn }: LoadBalancer, group: TargetGroup, now: number): boolean {
  return presentTargets(group, now).some(({ id, deregistered }) => id === arn && !deregistered);
}

export function defaultRule({ rules }: Pick<Listener, 'rules'>): Rule {
  const last = rules.at(-1);
  if (!last) throw new Error('A listener always has its default rule');
  return last;
}

function settingsOf(
  {
    protocol,
    certificateArns,
    sslPolicy,
    alpnPolicy,
  }: Pick<Listener, 'protocol' | 'certificateArns' | 'sslPolicy' | 'alpnPolicy'>,
  action: RuleAction,
): string {
  return JSON.stringify([protocol, certificateArns[0], sslPolicy, alpnPolicy, action]);
}

function duplicate({ arn }: LoadBalancer): ApiError {
  return ApiError.of(
    DuplicateListenerException$,
    `A listener already exists on this port for this load balancer '${arn}'`,
  );
}

const listenerProtocols = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
  gateway: ['GENEVE'],
} as const;

function checkSocket(
  { type, ipAddressType }: LoadBalancer,
  askedProtocol: string,
  port: number,
): Pick<Listener, 'protocol' | 'port'> {
  const protocol = checkOneOf('Protocol', ProtocolEnum, askedProtocol);
  checkRange('Port', port, 1, 65535);
  if (type === 'network' && (protocol === 'QUIC' || protocol === 'TCP_QUIC')) {
    throw notImplemented(`listeners with protocol '${protocol}'`);
  }
  const allowed: readonly string[] = listenerProtocols[type];
  if (!allowed.includes(protocol)) {
    throw validationError(`Listener protocol '${protocol}' must be one of '${allowed.join(', ')}'`);
  }
  if (ipAddressType !== 'ipv4' && (protocol === 'UDP' || protocol === 'TCP_UDP')) {
    throw invalidConfiguration(
      `Listener protocol '${protocol}' is not supported for dualstack load balancers`,
    );
  }
  return { protocol, port };
}
