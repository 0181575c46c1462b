// EC2: instances and networks.
import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  type Instance as ApiInstance,
  type NetworkInterface,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { GroupNetwork, Instance, LoadBalancerAddress, Subnet, Vpc } from '../model/network';
import { Problem } from '../model/problem';
import type { CallOptions } from './cloud';
import { allOf, pages } from './pages';
import { present } from './present';
import type { ServiceOf } from './service';

type Ec2 = ServiceOf<EC2Client>;

/** EC2's maximum number of values in one filter. */
const VALUES_A_FILTER = 200;
/** Network interfaces of load balancers are described as `ELB app/NAME/ID`. */
const LOAD_BALANCER_INTERFACE = 'ELB ';

export function instancesOfVpc(ec2: Ec2, vpcId: string, options: CallOptions): Promise<Instance[]> {
  return describeInstances(ec2, [{ Name: 'vpc-id', Values: [vpcId] }], options);
}

/** By filter and not by `InstanceIds`, which fails as a whole when one id does not exist any more. */
export async function instancesById(
  ec2: Ec2,
  ids: readonly string[],
  options: CallOptions,
): Promise<Instance[]> {
  const found: Instance[] = [];
  for (let start = 0; start < ids.length; start += VALUES_A_FILTER) {
    const values = ids.slice(start, start + VALUES_A_FILTER);
    found.push(...(await describeInstances(ec2, [{ Name: 'instance-id', Values: values }], options)));
  }
  return found;
}

/** The ids are those of one load balancer's subnets, fewer than a filter can have. */
export function subnetsById(ec2: Ec2, ids: readonly string[], options: CallOptions): Promise<Subnet[]> {
  return describeSubnets(ec2, [{ Name: 'subnet-id', Values: [...ids] }], options);
}

export async function network(ec2: Ec2, vpcId: string, options: CallOptions): Promise<GroupNetwork> {
  const inVpc = [{ Name: 'vpc-id', Values: [vpcId] }];
  const [vpcs, subnets, interfaces, zones] = await Promise.all([
    ec2.call(new DescribeVpcsCommand({ Filters: inVpc }), 'other', options),
    describeSubnets(ec2, inVpc, options),
    describeLoadBalancerAddresses(ec2, inVpc, options),
    ec2.call(new DescribeAvailabilityZonesCommand({}), 'other', options),
  ]);
  const vpc = vpcs.Vpcs?.[0];
  if (vpc === undefined) {
    throw new Problem(`The VPC ${vpcId} of the target group no longer exists. Refresh the list.`, {
      kind: 'notFound',
      remedies: [{ kind: 'refresh' }],
    });
  }
  return {
    vpc: {
      id: vpcId,
      cidrBlocks: [
        ...(vpc.CidrBlockAssociationSet ?? [{ CidrBlock: vpc.CidrBlock }]).flatMap(
          ({ CidrBlock }) => CidrBlock ?? [],
        ),
        ...(vpc.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
      ],
      ...present({ name: nameTag(vpc.Tags) }),
    } satisfies Vpc,
    subnets,
    loadBalancerAddresses: interfaces,
    availabilityZones: (zones.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []),
  };
}

function describeInstances(ec2: Ec2, Filters: Filter[], options: CallOptions): Promise<Instance[]> {
  const source = pages(
    (NextToken) =>
      ec2.call(new DescribeInstancesCommand({ Filters, MaxResults: 1000, NextToken }), 'other', options),
    ({ NextToken }) => NextToken,
  );
  return allOf(source, ({ Reservations = [] }) =>
    Reservations.flatMap(({ Instances = [] }) => Instances.map(toInstance)),
  );
}

function describeSubnets(ec2: Ec2, Filters: Filter[], options: CallOptions): Promise<Subnet[]> {
  const source = pages(
    (NextToken) => ec2.call(new DescribeSubnetsCommand({ Filters, NextToken }), 'other', options),
    ({ NextToken }) => NextToken,
  );
  return allOf(source, ({ Subnets = [] }) =>
    Subnets.map((subnet) => ({
      id: subnet.SubnetId ?? '',
      availabilityZone: subnet.AvailabilityZone ?? '',
      cidrBlocks: [
        ...(subnet.CidrBlock === undefined ? [] : [subnet.CidrBlock]),
        ...(subnet.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
      ],
      ...present({ name: nameTag(subnet.Tags) }),
    })),
  );
}

function describeLoadBalancerAddresses(
  ec2: Ec2,
  inVpc: Filter[],
  options: CallOptions,
): Promise<LoadBalancerAddress[]> {
  const Filters = [...inVpc, { Name: 'description', Values: [`${LOAD_BALANCER_INTERFACE}*`] }];
  const source = pages(
    (NextToken) => ec2.call(new DescribeNetworkInterfacesCommand({ Filters, NextToken }), 'other', options),
    ({ NextToken }) => NextToken,
  );
  return allOf(source, ({ NetworkInterfaces = [] }) => NetworkInterfaces.flatMap(addressesOf));
}

function addressesOf({
  Description = '',
  PrivateIpAddresses = [],
  Ipv6Addresses = [],
}: NetworkInterface): LoadBalancerAddress[] {
  const loadBalancer = Description.slice(LOAD_BALANCER_INTERFACE.length);
  const addresses = [
    ...PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
  ];
  return addresses.flatMap((address) => (address === undefined ? [] : [{ address, loadBalancer }]));
}

function toInstance(instance: ApiInstance): Instance {
  return {
    id: instance.InstanceId ?? '',
    state: instance.State?.Name ?? 'pending',
    ...present({
      name: nameTag(instance.Tags),
      type: instance.InstanceType,
      availabilityZone: instance.Placement?.AvailabilityZone,
      privateIpAddress: instance.PrivateIpAddress,
      vpcId: instance.VpcId,
      subnetId: instance.SubnetId,
      launchedAt: instance.LaunchTime?.getTime(),
      autoScalingGroup: tag(instance.Tags, 'aws:autoscaling:groupName'),
    }),
    securityGroups: (instance.SecurityGroups ?? []).flatMap(({ GroupId, GroupName }) =>
      GroupId === undefined ? [] : [{ id: GroupId, ...present({ name: GroupName }) }],
    ),
    tags: Object.fromEntries(
      (instance.Tags ?? []).flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])),
    ),
  };
}

function nameTag(tags: readonly Tag[] | undefined): string | undefined {
  const name = tag(tags, 'Name');
  return name === '' ? undefined : name;
}

function tag(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}
