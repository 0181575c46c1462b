// What the rest of the product may ask of an account in a Region: model types in, model types out, problems as errors.
import type { AttachmentState, AutoScalingGroup } from '../model/autoScaling';
import type { Connection } from '../model/connection';
import type { GroupSettings } from '../model/functionReplacement';
import type { HealthCheckChange } from '../model/healthCheckEdit';
import type {
  FunctionQualifier,
  GroupNetwork,
  Instance,
  LambdaFunction,
  LoadBalancerChoice,
  Subnet,
} from '../model/network';
import type { MetricQuery, MetricValue } from '../model/metric';
import type { Priority, RequestFamily } from '../model/requestBudget';
import type { Route, RoutingAction } from '../model/routing';
import type { MissingRule } from '../model/securityGroups/missingRules';
import type {
  LoadBalancer,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
} from '../model/securityGroups/network';
import type { RegisteredTarget, TargetIdentity } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';

export interface CallOptions {
  readonly priority: Priority;
  readonly signal?: AbortSignal;
}

/** Awaited before every attempt of every request, retries included: where the request budget is kept. */
export type Admission = (family: RequestFamily, options: CallOptions) => Promise<void>;

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/** Which network interfaces: all those that have one of the values. */
export interface NetworkInterfaceQuery {
  readonly by: 'instance' | 'ipv4' | 'ipv6' | 'description' | 'securityGroup';
  readonly values: readonly string[];
}

/** Milliseconds since the epoch; the end is not part of it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Every method rejects with a `Problem`, or with the reason of its signal when that aborts. */
export interface Cloud {
  readonly connection: Connection;
  /** The profile whose credentials are used; undefined where they are the environment's, or the emulator's. */
  readonly profile: string | undefined;
  /** The address that the target-group calls go to, where it is not the provider's own. */
  readonly endpoint: string | undefined;
  identity(options: CallOptions): Promise<CallerIdentity>;
  /** All target groups of the Region, a page at a time. */
  targetGroups(options: CallOptions): AsyncIterable<readonly TargetGroup[]>;
  /** The health of the whole group, or of the targets asked for (those that are not there come back as unused). */
  targetHealth(
    groupArn: string,
    options: CallOptions,
    targets?: readonly TargetIdentity[],
  ): Promise<RegisteredTarget[]>;
  groupAttributes(groupArn: string, options: CallOptions): Promise<ReadonlyMap<string, string>>;
  /** The quotas of the account in the Region by the API's names, such as `targets-per-target-group`. */
  accountLimits(options: CallOptions): Promise<ReadonlyMap<string, number>>;
  registerTargets(groupArn: string, targets: readonly TargetIdentity[], options: CallOptions): Promise<void>;
  deregisterTargets(
    groupArn: string,
    targets: readonly TargetIdentity[],
    options: CallOptions,
  ): Promise<void>;
  /** What a group of type `alb` of that VPC can take, and what it cannot. */
  applicationLoadBalancers(vpcId: string, options: CallOptions): Promise<LoadBalancerChoice[]>;
  /** ARNs of the application load balancers that have a listener on the port: what a group of type `alb` can take. */
  applicationLoadBalancersOnPort(vpcId: string, port: number, options: CallOptions): Promise<string[]>;
  instancesOfVpc(vpcId: string, options: CallOptions): Promise<Instance[]>;
  /** Those of the ids that exist. */
  instancesById(ids: readonly string[], options: CallOptions): Promise<Instance[]>;
  network(vpcId: string, options: CallOptions): Promise<GroupNetwork>;
  /** Instance id → name of the Auto Scaling group that owns it. */
  autoScalingOwners(instanceIds: readonly string[], options: CallOptions): Promise<Map<string, string>>;
  autoScalingGroups(options: CallOptions): Promise<AutoScalingGroup[]>;
  /** From then on the Auto Scaling group registers its instances with the target group. */
  attachTargetGroup(autoScalingGroup: string, groupArn: string, options: CallOptions): Promise<void>;
  /** Its instances are deregistered. */
  detachTargetGroup(autoScalingGroup: string, groupArn: string, options: CallOptions): Promise<void>;
  /** Undefined when it is not attached, or attached as a traffic source. */
  attachmentState(
    autoScalingGroup: string,
    groupArn: string,
    options: CallOptions,
  ): Promise<AttachmentState | undefined>;
  functions(options: CallOptions): Promise<LambdaFunction[]>;
  qualifiers(lambdaFunction: LambdaFunction, options: CallOptions): Promise<FunctionQualifier[]>;
  /** The resource policy of a function, version or alias as JSON; undefined when it has none. */
  functionPolicy(functionArn: string, options: CallOptions): Promise<string | undefined>;
  /** Adds the permission that lets Elastic Load Balancing invoke the function for the group. */
  allowInvoke(
    functionArn: string,
    statement: { statementId: string; action: string; principal: string; sourceArn: string },
    options: CallOptions,
  ): Promise<void>;
  groupSettings(groupArn: string, options: CallOptions): Promise<GroupSettings>;
  /** Undefined when there is none of that name. */
  groupByName(name: string, options: CallOptions): Promise<TargetGroup | undefined>;
  /** A Lambda group with those health check settings and tags; returns its ARN. Again with the same: the same group. */
  createFunctionGroup(name: string, like: GroupSettings, options: CallOptions): Promise<string>;
  setGroupAttributes(
    groupArn: string,
    attributes: ReadonlyMap<string, string>,
    options: CallOptions,
  ): Promise<void>;
  modifyHealthCheck(groupArn: string, change: HealthCheckChange, options: CallOptions): Promise<void>;
  deleteGroup(groupArn: string, options: CallOptions): Promise<void>;
  /** The default actions and rules of all listeners of a load balancer. */
  routes(loadBalancerArn: string, options: CallOptions): Promise<Route[]>;
  /** What a route does now; undefined when it is not there any more. */
  routeActions(
    route: Pick<Route, 'kind' | 'arn'>,
    options: CallOptions,
  ): Promise<readonly RoutingAction[] | undefined>;
  setRouteActions(
    route: Pick<Route, 'kind' | 'arn'>,
    actions: readonly RoutingAction[],
    options: CallOptions,
  ): Promise<void>;
  loadBalancers(arns: readonly string[], options: CallOptions): Promise<LoadBalancer[]>;
  /** Those of the Region. */
  allLoadBalancers(options: CallOptions): Promise<LoadBalancer[]>;
  /** Those of the ids that exist. */
  securityGroups(ids: readonly string[], options: CallOptions): Promise<SecurityGroup[]>;
  networkInterfaces(query: NetworkInterfaceQuery, options: CallOptions): Promise<NetworkInterface[]>;
  /** Those of the ids that exist. */
  subnetsById(ids: readonly string[], options: CallOptions): Promise<Subnet[]>;
  /** The blocks of a managed prefix list. */
  prefixListEntries(id: string, options: CallOptions): Promise<string[]>;
  /** The VPCs that have an active peering with the VPC. */
  peeredVpcs(vpcId: string, options: CallOptions): Promise<string[]>;
  /**
   * The values of each metric by the minute, in the order of the queries; minutes of which nothing is published are
   * missing. AWS charges for each metric that is asked for.
   */
  metricData(
    queries: readonly MetricQuery[],
    range: TimeRange,
    options: CallOptions,
  ): Promise<readonly (readonly MetricValue[])[]>;
  /** Adds all of the rules to the security group, or none. */
  authorize(
    securityGroupId: string,
    direction: SecurityGroupRule['direction'],
    rules: readonly MissingRule[],
    options: CallOptions,
  ): Promise<void>;
}
