// The traffic that a load balancer and a target need between them, and so what the security groups have to let through.
import { loadBalancerKind, type TargetGroup } from '../targetGroup';
import type { TargetIdentity } from '../target';
import type { AddressFamily } from '../ipAddress';
import type { Packets } from './evaluation';
import type { LoadBalancer } from './network';

export type Purpose = 'traffic' | 'healthCheck' | 'pathMtuDiscovery';

export interface Flow {
  readonly purpose: Purpose;
  readonly packets: Packets;
  /** Whose addresses the packets carry when they reach the target. */
  readonly source: 'loadBalancer' | 'clients';
}

const PRESERVE_CLIENT_IP = 'preserve_client_ip.enabled';

/**
 * The user guide of Network Load Balancers, "Client IP preservation": on by default for targets by instance id, and by IP
 * address with UDP or TCP_UDP; off by default by IP address with TCP or TLS. For a load balancer as a target it is always on.
 */
export function preservesClientIp(
  { targetType, protocol = '' }: TargetGroup,
  attributes: ReadonlyMap<string, string>,
): boolean {
  const set = attributes.get(PRESERVE_CLIENT_IP);
  if (set !== undefined) return set === 'true';
  return targetType !== 'ip' || TRANSPORTS[protocol]?.includes('udp') === true;
}

const TRANSPORTS: Readonly<Record<string, readonly ('tcp' | 'udp')[]>> = {
  UDP: ['udp'],
  TCP_UDP: ['tcp', 'udp'],
  QUIC: ['udp'],
  TCP_QUIC: ['tcp', 'udp'],
};

/** One sentence on why there is nothing to check for the group; undefined where there is. */
export function whyNotChecked({ name, targetType, loadBalancerArns }: TargetGroup): string | undefined {
  if (targetType === 'lambda') {
    return `${name} has a Lambda function as its target: it is invoked, not connected to, so no security group is between them.`;
  }
  if (loadBalancerArns.length === 0) {
    return `No load balancer uses ${name}, so there is nobody to let in. Add a listener or a rule that forwards to it first.`;
  }
  if (loadBalancerArns.every((arn) => loadBalancerKind(arn) === 'gateway')) {
    return `${name} belongs to a Gateway Load Balancer, which this check does not judge: its appliances are reached by GENEVE on UDP port 6081.`;
  }
  return undefined;
}

/** The user guide, "Target security groups": both the listener port and the health check port, and inbound ICMP. */
export function flowsTo(
  target: TargetIdentity,
  group: TargetGroup,
  { type }: Pick<LoadBalancer, 'type'>,
  keepsClientIp: boolean,
): Flow[] {
  const port = target.port ?? group.port ?? 0;
  const checkPort = group.healthCheck.port ?? 'traffic-port';
  const source = type === 'network' && keepsClientIp ? 'clients' : 'loadBalancer';
  const transports = TRANSPORTS[group.protocol ?? ''] ?? ['tcp'];
  return [
    ...transports.map((protocol): Flow => ({ purpose: 'traffic', packets: { protocol, port }, source })),
    {
      purpose: 'healthCheck',
      packets: { protocol: 'tcp', port: checkPort === 'traffic-port' ? port : Number(checkPort) },
      source: 'loadBalancer',
    },
    { purpose: 'pathMtuDiscovery', packets: PATH_MTU[familyOfGroup(group)], source: 'loadBalancer' },
  ];
}

/** "Destination unreachable: fragmentation needed" of ICMP, and "packet too big" of ICMPv6. */
const PATH_MTU: Readonly<Record<AddressFamily, Packets>> = {
  ipv4: { protocol: 'icmp', type: 3, code: 4 },
  ipv6: { protocol: 'icmpv6', type: 2, code: 0 },
};

/** Load balancers speak one family with all targets of a group. */
export function familyOfGroup({ ipAddressType = 'ipv4' }: TargetGroup): AddressFamily {
  return ipAddressType;
}
