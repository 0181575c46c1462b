// A target group with what the tree and the checks need of it, in the API's own terms.
import type { TargetType } from './target';

export interface HealthCheck {
  readonly enabled: boolean;
  /** `HTTP`, `HTTPS`, `TCP`, …; absent where the API gives none. */
  readonly protocol?: string;
  /** A port number, or `traffic-port`. */
  readonly port?: string;
  readonly path?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  /** HTTP codes or gRPC codes that pass, such as `200-299`. */
  readonly matcher?: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: TargetType;
  /** Absent for a Lambda group. */
  readonly protocol?: string;
  /** The default port of its targets; absent for a Lambda group. */
  readonly port?: number;
  /** Absent for a Lambda group. */
  readonly vpcId?: string;
  readonly ipAddressType?: 'ipv4' | 'ipv6';
  readonly loadBalancerArns: readonly string[];
  readonly healthCheck: HealthCheck;
}

/** `HTTP:80`; a Lambda group has neither protocol nor port. */
export function protocolAndPort(group: Pick<TargetGroup, 'protocol' | 'port'>): string | undefined {
  return group.protocol === undefined ? undefined : `${group.protocol}:${group.port ?? ''}`;
}

/** The kind of load balancer that a balancer's ARN tells: `app`, `net` or `gwy` in `loadbalancer/KIND/NAME/ID`. */
export function loadBalancerKind(arn: string): 'application' | 'network' | 'gateway' | undefined {
  const kinds = { app: 'application', net: 'network', gwy: 'gateway' } as const;
  const kind = /:loadbalancer\/([a-z]+)\//.exec(arn)?.[1];
  return kind === undefined ? undefined : kinds[kind as keyof typeof kinds];
}

/** By a protocol that only Network Load Balancers have, or by its load balancer. */
export function isOfNetworkLoadBalancer({ loadBalancerArns, protocol }: TargetGroup): boolean {
  const byProtocol =
    protocol !== undefined && ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'].includes(protocol);
  return byProtocol || loadBalancerArns.some((arn) => loadBalancerKind(arn) === 'network');
}
