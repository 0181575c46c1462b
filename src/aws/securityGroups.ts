// What the check of security groups looks up in Elastic Load Balancing and EC2, and the rules that it adds.
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  type Filter,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type NetworkInterface as ApiNetworkInterface,
  type SecurityGroup as ApiSecurityGroup,
} from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer as ApiLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { chunksOf } from '../model/chunks';
import { nameInArn } from '../model/target';
import { ipPermission } from '../model/securityGroups/ipPermission';
import type { MissingRule } from '../model/securityGroups/missingRules';
import type {
  LoadBalancer,
  NetworkInterface,
  RulePeer,
  SecurityGroup,
  SecurityGroupRule,
} from '../model/securityGroups/network';
import type { CallOptions, NetworkInterfaceQuery } from './cloud';
import { allOf, pages } from './pages';
import { present } from './present';
import type { ServiceOf } from './service';

type Ec2 = ServiceOf<EC2Client>;
type Elb = ServiceOf<ElasticLoadBalancingV2Client>;

/** EC2's maximum number of values in one filter. */
const VALUES_A_FILTER = 200;
/** Elastic Load Balancing's maximum number of ARNs in one call. */
const ARNS_A_CALL = 20;

export function loadBalancers(
  elb: Elb,
  arns: readonly string[],
  options: CallOptions,
): Promise<LoadBalancer[]> {
  return inParts(arns, ARNS_A_CALL, async (LoadBalancerArns) => {
    const answer = await elb.call(new DescribeLoadBalancersCommand({ LoadBalancerArns }), 'read', options);
    return (answer.LoadBalancers ?? []).map(toLoadBalancer);
  });
}

/** Those of the Region. */
export function allLoadBalancers(elb: Elb, options: CallOptions): Promise<LoadBalancer[]> {
  return allOf(
    pages(
      (Marker) => elb.call(new DescribeLoadBalancersCommand({ Marker }), 'read', options),
      ({ NextMarker }) => NextMarker,
    ),
    ({ LoadBalancers = [] }) => LoadBalancers.map(toLoadBalancer),
  );
}

function toLoadBalancer(each: ApiLoadBalancer): LoadBalancer {
  const { LoadBalancerArn: arn = '', AvailabilityZones: zones = [] } = each;
  return {
    arn,
    name: each.LoadBalancerName ?? nameInArn(arn),
    type: each.Type ?? 'application',
    vpcId: each.VpcId ?? '',
    securityGroupIds: each.SecurityGroups ?? [],
    subnetIds: zones.flatMap(({ SubnetId }) => SubnetId ?? []),
    zones: zones.flatMap(({ ZoneName }) => ZoneName ?? []),
    ...present({ scheme: each.Scheme, state: each.State?.Code }),
  };
}

/** By filter and not by `GroupIds`, which fails as a whole when one does not exist any more. */
export function securityGroups(
  ec2: Ec2,
  ids: readonly string[],
  options: CallOptions,
): Promise<SecurityGroup[]> {
  return byFilter('group-id', ids, (Filters) =>
    allOf(
      pages(
        (NextToken) => ec2.call(new DescribeSecurityGroupsCommand({ Filters, NextToken }), 'other', options),
        ({ NextToken }) => NextToken,
      ),
      ({ SecurityGroups = [] }) => SecurityGroups.map(toSecurityGroup),
    ),
  );
}

const FILTERS: Readonly<Record<NetworkInterfaceQuery['by'], string>> = {
  instance: 'attachment.instance-id',
  ipv4: 'addresses.private-ip-address',
  ipv6: 'ipv6-addresses.ipv6-address',
  description: 'description',
  securityGroup: 'group-id',
};

export function networkInterfaces(
  ec2: Ec2,
  { by, values }: NetworkInterfaceQuery,
  options: CallOptions,
): Promise<NetworkInterface[]> {
  return byFilter(FILTERS[by], values, (Filters) =>
    allOf(
      pages(
        (NextToken) =>
          ec2.call(new DescribeNetworkInterfacesCommand({ Filters, NextToken }), 'other', options),
        ({ NextToken }) => NextToken,
      ),
      ({ NetworkInterfaces = [] }) => NetworkInterfaces.map(toNetworkInterface),
    ),
  );
}

/** The blocks of a prefix list, of the account's own or of a service of AWS. */
export function prefixListEntries(ec2: Ec2, PrefixListId: string, options: CallOptions): Promise<string[]> {
  return allOf(
    pages(
      (NextToken) =>
        ec2.call(new GetManagedPrefixListEntriesCommand({ PrefixListId, NextToken }), 'other', options),
      ({ NextToken }) => NextToken,
    ),
    ({ Entries = [] }) => Entries.flatMap(({ Cidr }) => Cidr ?? []),
  );
}

/** The ids of the VPCs that have an active peering with the VPC. */
export async function peeredVpcs(ec2: Ec2, vpcId: string, options: CallOptions): Promise<string[]> {
  const Filters = [{ Name: 'status-code', Values: ['active'] }];
  const source = pages(
    (NextToken) =>
      ec2.call(new DescribeVpcPeeringConnectionsCommand({ Filters, NextToken }), 'other', options),
    ({ NextToken }) => NextToken,
  );
  const ends = await allOf(source, ({ VpcPeeringConnections = [] }) =>
    VpcPeeringConnections.map(({ RequesterVpcInfo, AccepterVpcInfo }) => [
      RequesterVpcInfo?.VpcId ?? '',
      AccepterVpcInfo?.VpcId ?? '',
    ]),
  );
  return ends.filter((pair) => pair.includes(vpcId)).flatMap((pair) => pair.filter((id) => id !== vpcId));
}

/** All rules of one security group and direction in one call, which adds all of them or none. */
export async function authorize(
  ec2: Ec2,
  GroupId: string,
  direction: SecurityGroupRule['direction'],
  rules: readonly MissingRule[],
  options: CallOptions,
): Promise<void> {
  const IpPermissions: IpPermission[] = rules.map(ipPermission);
  await (direction === 'inbound'
    ? ec2.call(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }), 'modify', options)
    : ec2.call(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }), 'modify', options));
}

function toSecurityGroup(group: ApiSecurityGroup): SecurityGroup {
  return {
    id: group.GroupId ?? '',
    name: group.GroupName ?? '',
    vpcId: group.VpcId ?? '',
    rules: [
      ...(group.IpPermissions ?? []).flatMap((each) => toRules('inbound', each)),
      ...(group.IpPermissionsEgress ?? []).flatMap((each) => toRules('outbound', each)),
    ],
  };
}

function toRules(direction: SecurityGroupRule['direction'], permission: IpPermission): SecurityGroupRule[] {
  const rule = {
    direction,
    protocol: permission.IpProtocol ?? '-1',
    ...present({ fromPort: permission.FromPort, toPort: permission.ToPort }),
  };
  return peersOf(permission).map((peer) => ({ ...rule, peer }));
}

function peersOf(permission: IpPermission): RulePeer[] {
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp = '' }): RulePeer => ({ kind: 'block', block: CidrIp })),
    ...Ipv6Ranges.map(({ CidrIpv6 = '' }): RulePeer => ({ kind: 'block', block: CidrIpv6 })),
    ...UserIdGroupPairs.map(({ GroupId = '', PeeringStatus }): RulePeer => ({
      kind: 'group',
      groupId: GroupId,
      ...present({ peeringStatus: PeeringStatus }),
    })),
    ...PrefixListIds.map(({ PrefixListId = '' }): RulePeer => ({
      kind: 'prefixList',
      prefixListId: PrefixListId,
    })),
  ];
}

function toNetworkInterface(found: ApiNetworkInterface): NetworkInterface {
  const { PrivateIpAddresses = [], Ipv6Addresses = [] } = found;
  return {
    id: found.NetworkInterfaceId ?? '',
    description: found.Description ?? '',
    vpcId: found.VpcId ?? '',
    subnetId: found.SubnetId ?? '',
    addresses: [
      ...PrivateIpAddresses.flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
      ...Ipv6Addresses.flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    ],
    securityGroupIds: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    ...present({
      instanceId: found.Attachment?.InstanceId,
      deviceIndex: found.Attachment?.DeviceIndex,
    }),
  };
}

function byFilter<Item>(
  Name: string,
  values: readonly string[],
  read: (filters: Filter[]) => Promise<Item[]>,
): Promise<Item[]> {
  return inParts(values, VALUES_A_FILTER, (Values) => read([{ Name, Values }]));
}

/** One call after the other, none without values. */
async function inParts<Item>(
  values: readonly string[],
  size: number,
  read: (part: string[]) => Promise<Item[]>,
): Promise<Item[]> {
  const found: Item[] = [];
  for (const part of chunksOf(values, size)) found.push(...(await read(part)));
  return found;
}
