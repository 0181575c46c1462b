// The parts of an account that can become targets, and the networks that decide whether they may.

export interface Instance {
  readonly id: string;
  /** The Name tag. */
  readonly name?: string;
  /** `InstanceStateName` of EC2: `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string;
  readonly type?: string;
  readonly availabilityZone?: string;
  readonly privateIpAddress?: string;
  readonly vpcId?: string;
  readonly subnetId?: string;
  /** Milliseconds since the epoch. */
  readonly launchedAt?: number;
  /** The tag `aws:autoscaling:groupName`: the Auto Scaling group that owns the instance. */
  readonly autoScalingGroup?: string;
  /** Of its primary network interface. */
  readonly securityGroups?: readonly SecurityGroupName[];
  /** Key → value; Name and the tags of AWS included. */
  readonly tags?: Readonly<Record<string, string>>;
}

interface SecurityGroupName {
  readonly id: string;
  readonly name?: string;
}

export interface Subnet {
  readonly id: string;
  readonly name?: string;
  readonly availabilityZone: string;
  /** IPv4 and IPv6 blocks, such as `10.0.1.0/24`. */
  readonly cidrBlocks: readonly string[];
}

export interface Vpc {
  readonly id: string;
  readonly name?: string;
  readonly cidrBlocks: readonly string[];
}

/** An address that a load balancer holds in the group's VPC, from its network interface. */
export interface LoadBalancerAddress {
  readonly address: string;
  /** The interface's description without `ELB `, such as `app/shop/50dc6c495c0c9188`. */
  readonly loadBalancer: string;
}

/** What the checks of addresses need to know of a group's network. */
export interface GroupNetwork {
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
  readonly loadBalancerAddresses: readonly LoadBalancerAddress[];
  /** Names of the Region's zones. */
  readonly availabilityZones: readonly string[];
}

/** An Application Load Balancer, with what decides whether it can be a target. */
export interface LoadBalancerChoice {
  readonly arn: string;
  readonly name: string;
  readonly vpcId: string;
  /** `internet-facing` or `internal`. */
  readonly scheme: string;
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  readonly state: string;
  readonly zones: readonly string[];
  readonly dnsName: string;
  /** Absent for a load balancer of another VPC. */
  readonly listenerPorts?: readonly number[];
}

export interface LambdaFunction {
  readonly arn: string;
  readonly name: string;
  readonly runtime?: string;
  readonly description?: string;
}

/** A version or an alias of a function: what can be registered. */
export interface FunctionQualifier {
  readonly kind: 'latest' | 'version' | 'alias';
  /** `$LATEST`, a version's number, or an alias's name. */
  readonly name: string;
  /** The ARN to register: with the qualifier, except for `$LATEST`, whose unqualified ARN means the same. */
  readonly arn: string;
  /** The version that an alias points at. */
  readonly version?: string;
  readonly description?: string;
}
