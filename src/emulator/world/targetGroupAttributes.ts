// The attributes of a target group: which a group has, what they start as, and which values they take.
import {
  between,
  invalidConfiguration,
  oneOf,
  trueOrFalse,
  wholeNumber,
  wordOr,
  type AttributeRule,
  type AttributeTable,
} from './attributeTables';
import type { ApiError } from '../apiError';
import type { TargetGroup } from './loadBalancingTypes';

/** What load balancer a group is made for, which decides its attributes and health checks. */
export type TargetGroupFamily = 'application' | 'network' | 'gateway' | 'lambda';

type Owner = Pick<TargetGroup, 'targetType' | 'protocol'>;
type Rule = AttributeRule<Owner>;

export function familyOf({
  targetType,
  protocol,
}: Pick<TargetGroup, 'targetType' | 'protocol'>): TargetGroupFamily {
  if (targetType === 'lambda') return 'lambda';
  if (protocol === 'HTTP' || protocol === 'HTTPS') return 'application';
  return protocol === 'GENEVE' ? 'gateway' : 'network';
}

function ofFamilies(...families: TargetGroupFamily[]): Pick<Rule, 'of'> {
  return { of: (owner) => families.includes(familyOf(owner)) };
}

function isDatagram({ protocol }: Owner): boolean {
  return protocol === 'UDP' || protocol === 'TCP_UDP';
}

const stickinessTypes: Record<TargetGroupFamily, readonly string[]> = {
  application: ['lb_cookie', 'app_cookie'],
  lambda: ['lb_cookie', 'app_cookie'],
  network: ['source_ip'],
  gateway: ['source_ip_dest_ip_proto', 'source_ip_dest_ip'],
};

const application = ofFamilies('application');
const network = ofFamilies('network');
const notGateway = ofFamilies('application', 'network', 'lambda');
const any = ofFamilies('application', 'network', 'gateway', 'lambda');

const failover: Rule = {
  ...ofFamilies('gateway'),
  initial: 'no_rebalance',
  ...oneOf('rebalance', 'no_rebalance'),
};

const rules: Readonly<Record<string, Rule>> = {
  'deregistration_delay.timeout_seconds': {
    ...ofFamilies('application', 'network', 'gateway'),
    initial: '300',
    ...between(0, 3600),
  },
  'deregistration_delay.connection_termination.enabled': {
    ...network,
    initial: (owner) => String(isDatagram(owner)),
    ...trueOrFalse,
  },
  'stickiness.enabled': { ...any, initial: 'false', ...trueOrFalse },
  'stickiness.type': {
    ...any,
    initial: (owner) => stickinessTypes[familyOf(owner)][0] ?? '',
    ...oneOf(...new Set(Object.values(stickinessTypes).flat())),
  },
  'stickiness.lb_cookie.duration_seconds': { ...application, initial: '86400', ...between(1, 604800) },
  'stickiness.app_cookie.cookie_name': {
    ...application,
    initial: '',
    accepts: (value) => !/^AWSALB/i.test(value),
    values: 'any name that does not start with AWSALB',
  },
  'stickiness.app_cookie.duration_seconds': { ...application, initial: '86400', ...between(1, 604800) },
  'slow_start.duration_seconds': {
    ...application,
    initial: '0',
    accepts: (value) => value === '0' || wholeNumber(value, 30, 900),
    values: '0 or 30 to 900',
  },
  'load_balancing.algorithm.type': {
    ...application,
    initial: 'round_robin',
    ...oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  },
  'load_balancing.algorithm.anomaly_mitigation': { ...application, initial: 'off', ...oneOf('on', 'off') },
  'load_balancing.cross_zone.enabled': {
    ...notGateway,
    initial: 'use_load_balancer_configuration',
    ...oneOf('true', 'false', 'use_load_balancer_configuration'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    ...notGateway,
    initial: '1',
    ...wordOr('off', 1, 1000),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    ...notGateway,
    initial: 'off',
    ...wordOr('off', 1, 100),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    ...notGateway,
    initial: '1',
    ...between(1, 1000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    ...notGateway,
    initial: 'off',
    ...wordOr('off', 1, 100),
  },
  'target_health_state.unhealthy.connection_termination.enabled': {
    ...network,
    initial: (owner) => String(!isDatagram(owner)),
    ...trueOrFalse,
  },
  'target_health_state.unhealthy.draining_interval_seconds': {
    ...network,
    initial: '0',
    ...between(0, 360000),
  },
  'preserve_client_ip.enabled': {
    ...network,
    // The targets of these see the load balancer's address, unless they are asked to see the client's.
    initial: ({ targetType, protocol }) =>
      String(!(targetType === 'ip' && (protocol === 'TCP' || protocol === 'TLS'))),
    ...trueOrFalse,
  },
  'proxy_protocol_v2.enabled': { ...network, initial: 'false', ...trueOrFalse },
  'lambda.multi_value_headers.enabled': { ...ofFamilies('lambda'), initial: 'false', ...trueOrFalse },
  'target_failover.on_deregistration': failover,
  'target_failover.on_unhealthy': failover,
};

export const targetGroupAttributes: AttributeTable<Owner> = {
  owner: 'Target group',
  describe: ({ targetType, protocol }) =>
    targetType === 'lambda'
      ? "A target group with target type 'lambda'"
      : `A target group with protocol '${protocol ?? ''}'`,
  rules,
  conflict: (attributes, owner) =>
    stickinessConflict(attributes, owner) ??
    balancingConflict(attributes) ??
    networkConflict(attributes, owner) ??
    failoverConflict(attributes),
};

function stickinessConflict(attributes: ReadonlyMap<string, string>, owner: Owner): ApiError | undefined {
  const type = attributes.get('stickiness.type') ?? '';
  const enabled = attributes.get('stickiness.enabled') === 'true';
  if (!stickinessTypes[familyOf(owner)].includes(type)) {
    return invalidConfiguration(
      owner.targetType === 'lambda'
        ? `Stickiness type '${type}' is not supported for target groups with target type 'lambda'`
        : `Stickiness type '${type}' is not supported for target groups with the ${owner.protocol ?? ''} protocol`,
    );
  }
  if (enabled && owner.protocol === 'TLS') {
    return invalidConfiguration('You cannot enable stickiness on target groups with the TLS protocol');
  }
  if (enabled && owner.targetType === 'lambda') {
    return invalidConfiguration("You cannot enable stickiness on target groups with target type 'lambda'");
  }
  if (type === 'app_cookie' && enabled && attributes.get('stickiness.app_cookie.cookie_name') === '') {
    return invalidConfiguration(
      "You must set an application cookie name to enable stickiness of type 'app_cookie'",
    );
  }
  return undefined;
}

function balancingConflict(attributes: ReadonlyMap<string, string>): ApiError | undefined {
  const algorithm = attributes.get('load_balancing.algorithm.type');
  if (
    attributes.get('load_balancing.algorithm.anomaly_mitigation') === 'on' &&
    algorithm !== 'weighted_random'
  ) {
    return invalidConfiguration(
      "Anomaly mitigation can be on only with the 'weighted_random' load balancing algorithm",
    );
  }
  if (Number(attributes.get('slow_start.duration_seconds') ?? 0) > 0 && algorithm !== 'round_robin') {
    return invalidConfiguration(
      "Slow start is supported only with the 'round_robin' load balancing algorithm",
    );
  }
  return undefined;
}

function networkConflict(attributes: ReadonlyMap<string, string>, owner: Owner): ApiError | undefined {
  const cutsUnhealthy = attributes.get('target_health_state.unhealthy.connection_termination.enabled');
  if (isDatagram(owner) && attributes.get('preserve_client_ip.enabled') === 'false') {
    return invalidConfiguration(
      'preserve_client_ip.enabled cannot be false if the target group protocol is UDP or TCP_UDP',
    );
  }
  if (isDatagram(owner) && cutsUnhealthy === 'true') {
    return invalidConfiguration(
      'target_health_state.unhealthy.connection_termination.enabled cannot be true if the target group protocol is UDP or TCP_UDP',
    );
  }
  if (
    cutsUnhealthy === 'true' &&
    attributes.get('target_health_state.unhealthy.draining_interval_seconds') !== '0'
  ) {
    return invalidConfiguration(
      'target_health_state.unhealthy.draining_interval_seconds can be set only if ' +
        'target_health_state.unhealthy.connection_termination.enabled is false',
    );
  }
  return undefined;
}

function failoverConflict(attributes: ReadonlyMap<string, string>): ApiError | undefined {
  return attributes.get('target_failover.on_deregistration') ===
    attributes.get('target_failover.on_unhealthy')
    ? undefined
    : invalidConfiguration(
        "'target_failover.on_deregistration' and 'target_failover.on_unhealthy' must have the same value",
      );
}

/** How long a target drains. Lambda groups have no such attribute and do not drain. */
export function deregistrationDelayMilliseconds(group: TargetGroup): number {
  return Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 0) * 1000;
}
