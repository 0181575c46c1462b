// The one door to the cloud. This room is a bundle of its own, loaded on first use: the SDK is not there at activation.
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Client, MetadataBearer } from '@smithy/types';
import type { Connection, ProfileConnection } from '../model/connection';
import { Problem } from '../model/problem';
import {
  attachmentState,
  attachTargetGroup,
  autoScalingGroups,
  autoScalingOwners,
  detachTargetGroup,
} from './autoScaling';
import type { Admission, Cloud } from './cloud';
import { configuredEndpoint, isByEnvironment, listProfiles } from './configuration';
import { allowInvoke, functionPolicy, functions, qualifiers } from './functions';
import {
  createFunctionGroup,
  deleteGroup,
  groupByName,
  groupSettings,
  modifyHealthCheck,
  setGroupAttributes,
} from './groupChanges';
import { routeActions, routes, setRouteActions } from './listeners';
import { metricData } from './metrics';
import { instancesById, instancesOfVpc, network, subnetsById } from './instances';
import {
  allLoadBalancers,
  authorize,
  loadBalancers,
  networkInterfaces,
  peeredVpcs,
  prefixListEntries,
  securityGroups,
} from './securityGroups';
import { Service } from './service';
import {
  accountLimits,
  applicationLoadBalancers,
  applicationLoadBalancersOnPort,
  deregisterTargets,
  groupAttributes,
  registerTargets,
  targetGroups,
  targetHealth,
} from './targetGroups';

export { listProfiles };

export interface ConnectOptions {
  readonly connection: Connection;
  /** Where the emulator listens; needed for the emulator's connection only. */
  readonly emulatorEndpoint?: string;
  readonly admit: Admission;
}

export interface OpenCloud extends Cloud {
  /** Closes the sockets. */
  close(): void;
}

const CONNECTION_TIMEOUT_MILLISECONDS = 5_000;
const REQUEST_TIMEOUT_MILLISECONDS = 20_000;

/** Reads the configuration and makes the clients; sends nothing. Rejects with a `Problem` for a profile that is not there. */
export async function connect({ connection, emulatorEndpoint, admit }: ConnectOptions): Promise<OpenCloud> {
  const profile = connection.kind === 'emulator' ? undefined : await namedProfile(connection);
  const credentials =
    connection.kind === 'emulator'
      ? { accessKeyId: 'emulator', secretAccessKey: 'emulator' }
      : credentialsOf(profile, connection.region);
  const opened: { destroy(): void }[] = [];

  const open = async <Config, Input extends object, Output extends MetadataBearer>(
    serviceId: string,
    iamPrefix: string,
    makeClient: (options: ReturnType<typeof clientOptions>) => Client<Input, Output, Config>,
  ) => {
    const endpoint =
      connection.kind === 'emulator'
        ? emulatorEndpoint
        : await configuredEndpoint(serviceId, connection.profile);
    const service = new Service({
      client: makeClient(clientOptions(connection, credentials, endpoint)),
      connection,
      endpoint,
      iamPrefix,
      admit,
    });
    opened.push(service);
    return { service, endpoint };
  };

  const { service: elb, endpoint } = await open(
    'Elastic Load Balancing v2',
    'elasticloadbalancing',
    (options) => new ElasticLoadBalancingV2Client(options),
  );
  const { service: ec2 } = await open('EC2', 'ec2', (options) => new EC2Client(options));
  const { service: lambda } = await open('Lambda', 'lambda', (options) => new LambdaClient(options));
  const { service: autoScaling } = await open(
    'Auto Scaling',
    'autoscaling',
    (options) => new AutoScalingClient(options),
  );
  const { service: cloudWatch } = await open(
    'CloudWatch',
    'cloudwatch',
    (options) => new CloudWatchClient(options),
  );
  const { service: sts } = await open('STS', 'sts', (options) => new STSClient(options));

  return {
    connection,
    profile,
    endpoint,
    async identity(options) {
      const { Account = '', Arn = '' } = await sts.call(new GetCallerIdentityCommand({}), 'other', options);
      return { accountId: Account, arn: Arn };
    },
    targetGroups: (options) => targetGroups(elb, options),
    targetHealth: (arn, options, targets) => targetHealth(elb, arn, options, targets),
    groupAttributes: (arn, options) => groupAttributes(elb, arn, options),
    accountLimits: (options) => accountLimits(elb, options),
    registerTargets: (arn, targets, options) => registerTargets(elb, arn, targets, options),
    deregisterTargets: (arn, targets, options) => deregisterTargets(elb, arn, targets, options),
    applicationLoadBalancers: (vpcId, options) => applicationLoadBalancers(elb, vpcId, options),
    applicationLoadBalancersOnPort: (vpcId, port, options) =>
      applicationLoadBalancersOnPort(elb, vpcId, port, options),
    instancesOfVpc: (vpcId, options) => instancesOfVpc(ec2, vpcId, options),
    instancesById: (ids, options) => instancesById(ec2, ids, options),
    network: (vpcId, options) => network(ec2, vpcId, options),
    autoScalingGroups: (options) => autoScalingGroups(autoScaling, options),
    attachTargetGroup: (name, arn, options) => attachTargetGroup(autoScaling, name, arn, options),
    detachTargetGroup: (name, arn, options) => detachTargetGroup(autoScaling, name, arn, options),
    attachmentState: (name, arn, options) => attachmentState(autoScaling, name, arn, options),
    autoScalingOwners: (ids, options) => autoScalingOwners(autoScaling, ids, options),
    functions: (options) => functions(lambda, options),
    qualifiers: (lambdaFunction, options) => qualifiers(lambda, lambdaFunction, options),
    functionPolicy: (arn, options) => functionPolicy(lambda, arn, options),
    allowInvoke: (arn, statement, options) => allowInvoke(lambda, arn, statement, options),
    groupSettings: (arn, options) => groupSettings(elb, arn, options),
    groupByName: (name, options) => groupByName(elb, name, options),
    createFunctionGroup: (name, like, options) => createFunctionGroup(elb, name, like, options),
    setGroupAttributes: (arn, attributes, options) => setGroupAttributes(elb, arn, attributes, options),
    modifyHealthCheck: (arn, change, options) => modifyHealthCheck(elb, arn, change, options),
    deleteGroup: (arn, options) => deleteGroup(elb, arn, options),
    routes: (loadBalancerArn, options) => routes(elb, loadBalancerArn, options),
    routeActions: (route, options) => routeActions(elb, route, options),
    setRouteActions: (route, actions, options) => setRouteActions(elb, route, actions, options),
    loadBalancers: (arns, options) => loadBalancers(elb, arns, options),
    allLoadBalancers: (options) => allLoadBalancers(elb, options),
    securityGroups: (ids, options) => securityGroups(ec2, ids, options),
    networkInterfaces: (query, options) => networkInterfaces(ec2, query, options),
    subnetsById: (ids, options) => subnetsById(ec2, ids, options),
    prefixListEntries: (id, options) => prefixListEntries(ec2, id, options),
    metricData: (queries, range, options) => metricData(cloudWatch, queries, range, options),
    peeredVpcs: (vpcId, options) => peeredVpcs(ec2, vpcId, options),
    authorize: (id, direction, rules, options) => authorize(ec2, id, direction, rules, options),
    close() {
      for (const service of opened) service.destroy();
    },
  };
}

/** The connection's profile; undefined where its name stands for the credentials of the environment. */
async function namedProfile({ profile }: ProfileConnection): Promise<string | undefined> {
  const found = (await listProfiles()).find(({ name }) => name === profile);
  if (found === undefined) {
    throw new Problem(
      `The profile “${profile}” is not in the AWS configuration. Add it there, or connect another profile.`,
      {
        kind: 'unknownProfile',
        remedies: [{ kind: 'editConfiguration' }, { kind: 'addConnection' }, { kind: 'retry' }],
      },
    );
  }
  return isByEnvironment(found) ? undefined : profile;
}

function credentialsOf(profile: string | undefined, region: string) {
  const chain = { ignoreCache: true, clientConfig: { region } };
  // With a profile named, the chain passes the environment over.
  return fromNodeProviderChain(profile === undefined ? chain : { ...chain, profile });
}

function clientOptions(
  connection: Connection,
  credentials: ReturnType<typeof fromNodeProviderChain> | { accessKeyId: string; secretAccessKey: string },
  endpoint: string | undefined,
) {
  return {
    region: connection.region,
    credentials,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
      requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
      // Without it the SDK warns on the console and waits on.
      throwOnRequestTimeout: true,
    },
    // The configured endpoint is looked up for this connection's profile; the SDK would read the default profile's.
    ignoreConfiguredEndpointUrls: true,
    ...(connection.kind === 'profile' ? { profile: connection.profile } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}
