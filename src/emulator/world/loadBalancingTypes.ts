// What Elastic Load Balancing has: load balancers with listeners and rules, target groups with targets.
import type {
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Subnet } from './networkTypes';
import type { Tags } from './tags';

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: LoadBalancerTypeEnum;
  readonly scheme: LoadBalancerSchemeEnum;
  readonly vpcId: string;
  readonly createdAt: number;
  readonly tags: Tags;
  readonly attributes: Map<string, string>;
  readonly listeners: Listener[];
  ipAddressType: string;
  subnets: readonly Subnet[];
  /** By subnet id: the addresses that were asked for. */
  privateAddresses?: ReadonlyMap<string, string>;
  securityGroupIds: readonly string[];
}

export interface Listener {
  readonly arn: string;
  readonly tags: Tags;
  readonly attributes: Map<string, string>;
  protocol: ProtocolEnum;
  port: number;
  /** ARNs; the first is the default one. */
  certificateArns: readonly string[];
  sslPolicy: string | undefined;
  alpnPolicy: string | undefined;
  /** Sorted by priority; the default rule is the last. */
  rules: Rule[];
  /** The loopback port that it has or would like to have; set when it is opened. */
  localPort: number | undefined;
}

export interface Rule {
  readonly arn: string;
  readonly tags: Tags;
  priority: number | 'default';
  /** All must hold; the default rule has none. */
  conditions: readonly Condition[];
  action: RuleAction;
}

/** One of the values must match. `*` and `?` are wildcards, except in methods and addresses. */
export type Condition =
  | { readonly field: 'host-header' | 'path-pattern'; readonly values: readonly string[] }
  | { readonly field: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly field: 'http-request-method'; readonly values: readonly string[] }
  | {
      readonly field: 'query-string';
      readonly values: readonly { readonly key: string | undefined; readonly value: string }[];
    }
  | { readonly field: 'source-ip'; readonly values: readonly string[] };

export type RuleAction = ForwardAction | RedirectAction | FixedResponseAction;

export interface ForwardAction {
  readonly type: 'forward';
  readonly targetGroups: readonly { readonly arn: string; readonly weight: number }[];
  /** Keeps a client with the group that it was sent to; undefined if it is off. */
  readonly stickinessSeconds: number | undefined;
}

/** Each part may hold `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}`. */
export interface RedirectAction {
  readonly type: 'redirect';
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly status: 301 | 302;
}

export interface FixedResponseAction {
  readonly type: 'fixed-response';
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
}

export interface HealthCheck {
  enabled: boolean;
  protocol: ProtocolEnum | undefined;
  port: string | undefined;
  path: string | undefined;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  matcher: { readonly httpCode: string } | { readonly grpcCode: string } | undefined;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: TargetTypeEnum;
  readonly ipAddressType: TargetGroupIpAddressTypeEnum | undefined;
  readonly protocol: ProtocolEnum | undefined;
  readonly protocolVersion: string | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  readonly healthCheck: HealthCheck;
  readonly attributes: Map<string, string>;
  readonly tags: Tags;
  targets: readonly RegisteredTarget[];
}

/** Identity is id + port + zone. */
export interface RegisteredTarget {
  readonly id: string;
  readonly port: number | undefined;
  /** As given at registration; answers show the subnet's zone where none was given. */
  readonly availabilityZone: string | undefined;
  readonly registeredAt: number;
  readonly deregistered?: { readonly at: number; readonly delayMilliseconds: number };
}
