// The attributes of a target group: which a group has, what they start as, and which values they take.
import type { TargetGroup } from './loadBalancingTypes';

/** What load balancer a group is made for, which decides its attributes and health checks. */
export type TargetGroupFamily = 'application' | 'network' | 'gateway' | 'lambda';

export function familyOf({
  targetType,
  protocol,
}: Pick<TargetGroup, 'targetType' | 'protocol'>): TargetGroupFamily {
  if (targetType === 'lambda') return 'lambda';
  if (protocol === 'HTTP' || protocol === 'HTTPS') return 'application';
  return protocol === 'GENEVE' ? 'gateway' : 'network';
}

interface AttributeRule {
  readonly families: readonly TargetGroupFamily[];
  readonly initial: string | ((family: TargetGroupFamily) => string);
  readonly accepts: (value: string, family: TargetGroupFamily) => boolean;
  /** The values, in words, for the refusal of any other. */
  readonly values: string;
}

const withoutLambda = ['application', 'network', 'gateway'] as const;
const everyFamily = [...withoutLambda, 'lambda'] as const;

const trueOrFalse = { accepts: (value: string) => oneOf('true', 'false')(value), values: 'true or false' };

function oneOf(...values: string[]): (value: string) => boolean {
  return (value) => values.includes(value);
}

function wholeNumber(value: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function between(least: number, most: number): Pick<AttributeRule, 'accepts' | 'values'> {
  return { accepts: (value) => wholeNumber(value, least, most), values: `${least} to ${most}` };
}

function offOr(least: number, most: number): Pick<AttributeRule, 'accepts' | 'values'> {
  return {
    accepts: (value) => value === 'off' || wholeNumber(value, least, most),
    values: `off or ${least} to ${most}`,
  };
}

const stickinessTypes: Record<TargetGroupFamily, readonly string[]> = {
  application: ['lb_cookie', 'app_cookie'],
  lambda: ['lb_cookie', 'app_cookie'],
  network: ['source_ip'],
  gateway: ['source_ip_dest_ip_proto', 'source_ip_dest_ip'],
};

const failover = {
  families: ['gateway'],
  initial: 'no_rebalance',
  accepts: oneOf('rebalance', 'no_rebalance'),
  values: 'rebalance or no_rebalance',
} as const;

const rules: Readonly<Record<string, AttributeRule>> = {
  'deregistration_delay.timeout_seconds': { families: withoutLambda, initial: '300', ...between(0, 3600) },
  'deregistration_delay.connection_termination.enabled': {
    families: ['network'],
    initial: 'false',
    ...trueOrFalse,
  },
  'stickiness.enabled': { families: everyFamily, initial: 'false', ...trueOrFalse },
  'stickiness.type': {
    families: everyFamily,
    initial: (family) => stickinessTypes[family][0] ?? '',
    accepts: (value, family) => stickinessTypes[family].includes(value),
    values: "one of the load balancer type's kinds of stickiness",
  },
  'stickiness.lb_cookie.duration_seconds': {
    families: ['application', 'lambda'],
    initial: '86400',
    ...between(1, 604800),
  },
  'stickiness.app_cookie.cookie_name': {
    families: ['application', 'lambda'],
    initial: '',
    accepts: (value) => !/^AWSALB/i.test(value),
    values: 'any name that does not start with AWSALB',
  },
  'stickiness.app_cookie.duration_seconds': {
    families: ['application', 'lambda'],
    initial: '86400',
    ...between(1, 604800),
  },
  'slow_start.duration_seconds': {
    families: ['application'],
    initial: '0',
    accepts: (value) => value === '0' || wholeNumber(value, 30, 900),
    values: '0 or 30 to 900',
  },
  'load_balancing.algorithm.type': {
    families: ['application'],
    initial: 'round_robin',
    accepts: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
    values: 'round_robin, least_outstanding_requests or weighted_random',
  },
  'load_balancing.algorithm.anomaly_mitigation': {
    families: ['application'],
    initial: 'off',
    accepts: oneOf('on', 'off'),
    values: 'on or off',
  },
  'load_balancing.cross_zone.enabled': {
    families: everyFamily,
    initial: 'use_load_balancer_configuration',
    accepts: oneOf('true', 'false', 'use_load_balancer_configuration'),
    values: 'true, false or use_load_balancer_configuration',
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    families: ['application', 'network'],
    initial: '1',
    ...offOr(1, 1000),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    families: ['application', 'network'],
    initial: 'off',
    ...offOr(1, 100),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    families: ['application', 'network'],
    initial: '1',
    ...between(1, 1000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    families: ['application', 'network'],
    initial: 'off',
    ...offOr(1, 100),
  },
  'target_health_state.unhealthy.connection_termination.enabled': {
    families: ['network'],
    initial: 'true',
    ...trueOrFalse,
  },
  'target_health_state.unhealthy.draining_interval_seconds': {
    families: ['network'],
    initial: '0',
    ...between(0, 360000),
  },
  'preserve_client_ip.enabled': { families: ['network'], initial: 'true', ...trueOrFalse },
  'proxy_protocol_v2.enabled': { families: ['network'], initial: 'false', ...trueOrFalse },
  'lambda.multi_value_headers.enabled': { families: ['lambda'], initial: 'false', ...trueOrFalse },
  'target_failover.on_deregistration': failover,
  'target_failover.on_unhealthy': failover,
};

export function initialAttributes(family: TargetGroupFamily): Map<string, string> {
  return new Map(
    Object.entries(rules)
      .filter(([, rule]) => rule.families.includes(family))
      .map(([key, { initial }]) => [key, typeof initial === 'string' ? initial : initial(family)]),
  );
}

/** Why a group cannot have this attribute or this value of it, or undefined. */
export function attributeRefusal(group: TargetGroup, key: string, value: string): string | undefined {
  const family = familyOf(group);
  const rule = rules[key];
  if (!rule) return `Target group attribute key '${key}' is not recognized`;
  if (!rule.families.includes(family)) {
    return family === 'lambda'
      ? `Target group attribute key '${key}' is not supported on target groups with target type 'lambda'`
      : `Target group attribute key '${key}' is not supported on target groups with protocol '${group.protocol ?? ''}'`;
  }
  if (!rule.accepts(value, family)) {
    return `Target group attribute value '${value}' of '${key}' is not valid: it must be ${rule.values}`;
  }
  return undefined;
}

/** What only shows when the attributes are seen together. */
export function attributesConflict(attributes: ReadonlyMap<string, string>): string | undefined {
  if (
    attributes.get('load_balancing.algorithm.anomaly_mitigation') === 'on' &&
    attributes.get('load_balancing.algorithm.type') !== 'weighted_random'
  ) {
    return "Anomaly mitigation can be on only with the 'weighted_random' load balancing algorithm";
  }
  if (
    Number(attributes.get('slow_start.duration_seconds') ?? 0) > 0 &&
    attributes.get('load_balancing.algorithm.type') !== 'round_robin'
  ) {
    return "Slow start is supported only with the 'round_robin' load balancing algorithm";
  }
  if (
    attributes.get('target_failover.on_deregistration') !== attributes.get('target_failover.on_unhealthy')
  ) {
    return "'target_failover.on_deregistration' and 'target_failover.on_unhealthy' must have the same value";
  }
  return undefined;
}

/** How long a target drains. Lambda groups have no such attribute and do not drain. */
export function deregistrationDelayMilliseconds(group: TargetGroup): number {
  return Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 0) * 1000;
}
