// A scenario: what a world starts with, written by people, with names in place of ARNs and ids.
import type {
  LoadBalancerSchemeEnum,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheckAnswer, Tags } from '../world/world';

export interface Scenario {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly vpcs?: readonly VpcEntry[];
  readonly instances?: readonly InstanceEntry[];
  /** Addresses where something listens: how each answers a health check. */
  readonly addresses?: Readonly<Record<string, HealthCheckAnswer>>;
  readonly functions?: readonly FunctionEntry[];
  readonly targetGroups?: readonly TargetGroupEntry[];
  readonly loadBalancers?: readonly LoadBalancerEntry[];
  readonly autoScalingGroups?: readonly AutoScalingGroupEntry[];
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
  readonly answers?: HealthCheckAnswer;
  readonly tags?: Tags;
}

export interface FunctionEntry {
  readonly name: string;
  readonly description?: string;
  readonly runtime?: string;
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
  readonly answers?: HealthCheckAnswer;
  readonly tags?: Tags;
  readonly listeners?: readonly ListenerEntry[];
}

export interface ListenerEntry {
  readonly protocol: ProtocolEnum;
  readonly port: number;
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
