// Security groups and the ends of the traffic that they let through, as EC2 and Elastic Load Balancing tell of them.

/** Something looked up, or one sentence without its full stop on why it could not be. */
export type Known<T> = { readonly known: T } | { readonly unknown: string };

export type RulePeer =
  | { readonly kind: 'block'; readonly block: string }
  /** `peeringStatus` is there for a group of a peered VPC; only `active` counts, and without one there is no peering in between. */
  | { readonly kind: 'group'; readonly groupId: string; readonly peeringStatus?: string }
  | { readonly kind: 'prefixList'; readonly prefixListId: string };

/** One protocol, its ports, and one source (inbound) or destination (outbound). */
export interface SecurityGroupRule {
  readonly direction: 'inbound' | 'outbound';
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a protocol's number. */
  readonly protocol: string;
  /** First port, or the ICMP type; -1 or absent for all. */
  readonly fromPort?: number;
  /** Last port, or the ICMP code; -1 or absent for all. */
  readonly toPort?: number;
  readonly peer: RulePeer;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly rules: readonly SecurityGroupRule[];
}

export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  /** 0 is an instance's primary interface. */
  readonly deviceIndex?: number;
  readonly instanceId?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly addresses: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network' | 'gateway';
  readonly vpcId: string;
  /** Empty for a Network Load Balancer without security groups. */
  readonly securityGroupIds: readonly string[];
  readonly subnetIds: readonly string[];
  /** Names of the Availability Zones that it has enabled, each with a subnet. */
  readonly zones: readonly string[];
  /** `internet-facing` or `internal`. */
  readonly scheme?: string;
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  readonly state?: string;
}

/** What a network interface of a load balancer is described as: `ELB app/NAME/ID`. */
export function interfaceDescription({ arn }: Pick<LoadBalancer, 'arn'>): string {
  return `ELB ${arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length)}`;
}
