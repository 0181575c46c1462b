// The attributes of a load balancer, by its type: what they start as, and which values they take.
import type { LoadBalancerTypeEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  between,
  invalidConfiguration,
  oneOf,
  text,
  trueOrFalse,
  type AttributeRule,
  type AttributeTable,
} from './attributeTables';
import type { LoadBalancer } from './loadBalancingTypes';

type Owner = Pick<LoadBalancer, 'type' | 'scheme'>;
type Rule = AttributeRule<Owner>;

function ofTypes(...types: LoadBalancerTypeEnum[]): Pick<Rule, 'of'> {
  return { of: ({ type }) => types.includes(type) };
}

const any = ofTypes('application', 'network', 'gateway');
const notGateway = ofTypes('application', 'network');
const application = ofTypes('application');
const network = ofTypes('network');

function logs(name: string, types: Pick<Rule, 'of'>): Record<string, Rule> {
  return {
    [`${name}.s3.enabled`]: { ...types, initial: 'false', ...trueOrFalse },
    [`${name}.s3.bucket`]: { ...types, initial: '', ...text(63) },
    [`${name}.s3.prefix`]: { ...types, initial: '', ...text(1024) },
  };
}

function onOff(initial: 'true' | 'false'): Rule {
  return { ...application, initial, ...trueOrFalse };
}

export const loadBalancerAttributes: AttributeTable<Owner> = {
  owner: 'Load balancer',
  describe: ({ type }) => `A load balancer of type '${type}'`,
  rules: {
    ...logs('access_logs', notGateway),
    ...logs('connection_logs', application),
    ...logs('health_check_logs', application),
    'idle_timeout.timeout_seconds': { ...application, initial: '60', ...between(1, 4000) },
    'client_keep_alive.seconds': { ...application, initial: '3600', ...between(60, 604800) },
    'deletion_protection.enabled': { ...any, initial: 'false', ...trueOrFalse },
    'load_balancing.cross_zone.enabled': {
      ...any,
      initial: ({ type }) => String(type === 'application'),
      accepts: (value, { type }) =>
        type === 'application' ? value === 'true' : trueOrFalse.accepts(value, {}),
      values: 'true or false, and true for Application Load Balancers',
    },
    'routing.http.desync_mitigation_mode': {
      ...application,
      initial: 'defensive',
      ...oneOf('monitor', 'defensive', 'strictest'),
    },
    'routing.http.drop_invalid_header_fields.enabled': onOff('false'),
    'routing.http.preserve_host_header.enabled': onOff('false'),
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': onOff('false'),
    'routing.http.xff_client_port.enabled': onOff('false'),
    'routing.http.xff_header_processing.mode': {
      ...application,
      initial: 'append',
      ...oneOf('append', 'preserve', 'remove'),
    },
    'routing.http2.enabled': onOff('true'),
    'waf.fail_open.enabled': onOff('false'),
    'ipv6.deny_all_igw_traffic': {
      ...notGateway,
      initial: ({ scheme }) => String(scheme === 'internal'),
      ...trueOrFalse,
    },
    'zonal_shift.config.enabled': { ...notGateway, initial: 'false', ...trueOrFalse },
    'dns_record.client_routing_policy': {
      ...network,
      initial: 'any_availability_zone',
      ...oneOf('availability_zone_affinity', 'partial_availability_zone_affinity', 'any_availability_zone'),
    },
    'secondary_ips.auto_assigned.per_subnet': { ...network, initial: '0', ...between(0, 7) },
  },
  conflict(attributes) {
    const withoutBucket = ['access_logs', 'connection_logs', 'health_check_logs'].find(
      (name) => attributes.get(`${name}.s3.enabled`) === 'true' && attributes.get(`${name}.s3.bucket`) === '',
    );
    return withoutBucket === undefined
      ? undefined
      : invalidConfiguration(`${withoutBucket}.s3.bucket must be specified if ${withoutBucket} are enabled`);
  },
};
