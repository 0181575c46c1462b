// What exists in one account and Region: plain data, changed by the operations only.
import type {
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  ProtocolEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** How an instance, an address or a load balancer answers a health check: a status code, or not at all. */
export type HealthCheckAnswer = number | 'timeout' | 'refuses';

export interface World {
  readonly accountId: string;
  readonly region: string;
  readonly zones: readonly Zone[];
  readonly vpcs: Vpc[];
  readonly subnets: Subnet[];
  readonly instances: Instance[];
  readonly networkInterfaces: NetworkInterface[];
  readonly loadBalancers: LoadBalancer[];
  readonly targetGroups: TargetGroup[];
  readonly functions: LambdaFunction[];
  readonly autoScalingGroups: AutoScalingGroup[];
  /** Addresses where something listens beside the instances. Any other address does not answer. */
  readonly addresses: Map<string, HealthCheckAnswer>;
}

export type Tags = Record<string, string>;

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export interface Vpc {
  readonly id: string;
  readonly name: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  readonly zone: Zone;
}

export interface Instance {
  readonly id: string;
  readonly subnet: Subnet;
  readonly privateAddress: string;
  readonly type: string;
  readonly tags: Tags;
  readonly answers: HealthCheckAnswer;
  launchedAt: number;
  /** The state last asked for, and when; it is reached a few seconds later. */
  goal: { readonly state: 'running' | 'stopped'; readonly since: number };
}

export interface NetworkInterface {
  readonly id: string;
  readonly subnet: Subnet;
  readonly privateAddress: string;
  readonly description: string;
  readonly owner:
    | { readonly kind: 'instance'; readonly instance: Instance }
    | { readonly kind: 'loadBalancer'; readonly loadBalancer: LoadBalancer };
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: LoadBalancerTypeEnum;
  readonly scheme: LoadBalancerSchemeEnum;
  readonly vpcId: string;
  readonly subnets: readonly Subnet[];
  readonly createdAt: number;
  readonly tags: Tags;
  readonly answers: HealthCheckAnswer;
  readonly listeners: Listener[];
}

export interface Listener {
  readonly arn: string;
  readonly protocol: ProtocolEnum;
  readonly port: number;
  /** Sorted by priority; the default rule is the last and has none. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly arn: string;
  readonly priority: number | 'default';
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  readonly forward: readonly { readonly targetGroupArn: string; readonly weight: number }[];
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
  targets: RegisteredTarget[];
}

/** Identity is id + port + zone. Everything else that the API tells follows from the times. */
export interface RegisteredTarget {
  readonly id: string;
  readonly port: number | undefined;
  /** As given at registration; answers show the subnet's zone where none was given. */
  readonly availabilityZone: string | undefined;
  readonly registeredAt: number;
  readonly deregistered?: { readonly at: number; readonly delayMilliseconds: number };
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  readonly description: string;
  readonly modifiedAt: number;
  /** Published versions, oldest first; $LATEST is always there and not in the list. */
  readonly versions: readonly string[];
  readonly aliases: readonly { readonly name: string; readonly version: string }[];
  /** Resource policies, by qualifier; the unqualified function's is under ''. */
  readonly policies: Map<string, PolicyStatement[]>;
}

export interface PolicyStatement {
  readonly sid: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly createdAt: number;
  readonly instanceIds: readonly string[];
  readonly targetGroupArns: readonly string[];
  readonly subnets: readonly Subnet[];
  readonly tags: Tags;
}

export function emptyWorld(accountId: string, region: string): World {
  return {
    accountId,
    region,
    zones: ['a', 'b', 'c'].map((letter, index) => ({
      name: `${region}${letter}`,
      id: `${zoneIdPrefix(region)}-az${index + 1}`,
    })),
    vpcs: [],
    subnets: [],
    instances: [],
    networkInterfaces: [],
    loadBalancers: [],
    targetGroups: [],
    functions: [],
    autoScalingGroups: [],
    addresses: new Map(),
  };
}

/** us-east-1 → use1 */
function zoneIdPrefix(region: string): string {
  const [area = '', ...rest] = region.split('-');
  const number = rest.pop() ?? '';
  return `${area}${rest.map((part) => part.charAt(0)).join('')}${number}`;
}
