// A scenario: what a world starts with, written by people, with names in place of ARNs and ids.
import type {
  LoadBalancerSchemeEnum,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Tags } from '../world/tags';

export interface Scenario {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly vpcs?: readonly VpcEntry[];
  readonly peerings?: readonly PeeringEntry[];
  readonly securityGroups?: readonly SecurityGroupEntry[];
  readonly instances?: readonly InstanceEntry[];
  /** Addresses (or address:port) where something listens, and how it answers. */
  readonly addresses?: Readonly<Record<string, Answers>>;
  readonly functions?: readonly FunctionEntry[];
  readonly targetGroups?: readonly TargetGroupEntry[];
  readonly loadBalancers?: readonly LoadBalancerEntry[];
  readonly autoScalingGroups?: readonly AutoScalingGroupEntry[];
}

/** How something answers, in the form of `parseBehaviour`; left out: 200. */
export type Answers = string | number;

/** Two VPCs by name, peered and accepted. */
interface PeeringEntry {
  readonly requester: string;
  readonly accepter: string;
}

export interface SecurityGroupEntry {
  readonly name: string;
  readonly vpc: string;
  readonly description?: string;
  readonly inbound?: readonly SecurityGroupRuleEntry[];
  /** Everything, if left out. */
  readonly outbound?: readonly SecurityGroupRuleEntry[];
}

export interface SecurityGroupRuleEntry {
  /** `tcp`, `udp`, `icmp` or `all`. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all';
  /** One port, or `FROM-TO`; every port if left out. */
  readonly ports?: number | string;
  /** A CIDR block, or the name of a security group: where from (inbound) or where to (outbound). */
  readonly peer: string;
}

export interface VpcEntry {
  readonly name: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  readonly subnets?: readonly SubnetEntry[];
}

export interface SubnetEntry {
  readonly name: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  /** The zone's letter: `a` in us-east-1 is us-east-1a. */
  readonly zone: 'a' | 'b' | 'c';
}

export interface InstanceEntry {
  readonly name: string;
  readonly subnet: string;
  readonly address: string;
  readonly type?: string;
  readonly state?: 'running' | 'stopped';
  readonly answers?: Answers;
  /** By name; the VPC's default group if left out. */
  readonly securityGroups?: readonly string[];
  readonly tags?: Tags;
}

export interface FunctionEntry {
  readonly name: string;
  readonly description?: string;
  readonly runtime?: string;
  /** A JavaScript module, beside the scenario's file, that exports `handler`; an echo if left out. */
  readonly code?: string;
  readonly timeoutSeconds?: number;
  /** How many versions are published: 3 gives 1, 2 and 3. */
  readonly versions?: number;
  /** Alias name → version. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Target groups that may invoke it, through which qualifier (the function itself without one). */
  readonly allows?: readonly { readonly targetGroup: string; readonly qualifier?: string }[];
}

export interface TargetGroupEntry {
  readonly name: string;
  readonly targetType: TargetTypeEnum;
  readonly protocol?: ProtocolEnum;
  readonly protocolVersion?: string;
  readonly port?: number;
  readonly vpc?: string;
  readonly ipAddressType?: TargetGroupIpAddressTypeEnum;
  readonly healthCheck?: HealthCheckEntry;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
  readonly targets?: readonly TargetEntry[];
}

interface HealthCheckEntry {
  readonly enabled?: boolean;
  readonly protocol?: ProtocolEnum;
  readonly port?: string;
  readonly path?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly codes?: string;
}

export type TargetEntry =
  | { readonly instance: string; readonly port?: number }
  | { readonly address: string; readonly port?: number; readonly zone?: 'a' | 'b' | 'c' | 'all' }
  | { readonly function: string; readonly qualifier?: string }
  | { readonly loadBalancer: string };

export interface LoadBalancerEntry {
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme?: LoadBalancerSchemeEnum;
  readonly subnets: readonly string[];
  /** By name; the VPC's default group if left out. */
  readonly securityGroups?: readonly string[];
  readonly tags?: Tags;
  readonly listeners?: readonly ListenerEntry[];
}

export interface ListenerEntry {
  readonly protocol: ProtocolEnum;
  readonly port: number;
  /** The loopback port to listen on; any free one if left out. */
  readonly localPort?: number;
  /** The default action's target group. */
  readonly forward: string;
  readonly rules?: readonly RuleEntry[];
}

export interface RuleEntry {
  readonly priority: number;
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  /** One target group, or several with their weights. */
  readonly forward: string | Readonly<Record<string, number>>;
}

interface AutoScalingGroupEntry {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly instances: readonly string[];
  readonly targetGroups?: readonly string[];
  readonly tags?: Tags;
}
