// DescribeVpcs, DescribeSubnets, DescribeAvailabilityZones and DescribeNetworkInterfaces.
import {
  DescribeAvailabilityZones$,
  DescribeNetworkInterfaces$,
  DescribeSubnets$,
  DescribeVpcs$,
  type DescribeAvailabilityZonesRequest,
  type DescribeAvailabilityZonesResult,
  type DescribeNetworkInterfacesRequest,
  type DescribeNetworkInterfacesResult,
  type DescribeSubnetsRequest,
  type DescribeSubnetsResult,
  type DescribeVpcsRequest,
  type DescribeVpcsResult,
  type NetworkInterface as NetworkInterfaceShape,
  type NetworkInterfaceType,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import { operation, type Checked } from '../../wire/operation';
import { blockSize } from '../../world/addresses';
import type { NetworkInterface } from '../../world/networkInterfaceTypes';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { applyFilters, resultsPage, tagShapes, withIds } from './filters';

export const describeVpcs = operation(
  DescribeVpcs$,
  ['VpcIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeVpcsRequest>, { world }): DescribeVpcsResult => {
    const found = applyFilters(
      withIds(world.vpcs, input.VpcIds, { code: 'InvalidVpcID.NotFound', words: 'vpc' }),
      input.Filters,
      { 'vpc-id': (vpc) => [vpc.id], cidr: (vpc) => [vpc.cidr] },
      tagsOf,
    );
    const { items, next } = resultsPage(found, (vpc) => vpc.id, input);
    return {
      Vpcs: items.map((vpc) => ({
        VpcId: vpc.id,
        State: 'available',
        OwnerId: world.accountId,
        CidrBlock: vpc.cidr,
        CidrBlockAssociationSet: [
          {
            AssociationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
            CidrBlock: vpc.cidr,
            CidrBlockState: { State: 'associated' },
          },
        ],
        Ipv6CidrBlockAssociationSet:
          vpc.ipv6Cidr === undefined
            ? []
            : [{ Ipv6CidrBlock: vpc.ipv6Cidr, Ipv6CidrBlockState: { State: 'associated' } }],
        InstanceTenancy: 'default',
        IsDefault: false,
        Tags: tagShapes(vpc.tags),
      })),
      NextToken: next,
    };
  },
);

function tagsOf({ tags }: { readonly tags: Tags }): Tags {
  return tags;
}

export const describeSubnets = operation(
  DescribeSubnets$,
  ['SubnetIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeSubnetsRequest>, { world }): DescribeSubnetsResult => {
    const found = applyFilters(
      withIds(world.subnets, input.SubnetIds, { code: 'InvalidSubnetID.NotFound', words: 'subnet' }),
      input.Filters,
      {
        'vpc-id': (subnet) => [subnet.vpcId],
        'subnet-id': (subnet) => [subnet.id],
        'availability-zone': (subnet) => [subnet.zone.name],
      },
      tagsOf,
    );
    const { items, next } = resultsPage(found, (subnet) => subnet.id, input);
    return {
      Subnets: items.map((subnet) => ({
        SubnetId: subnet.id,
        SubnetArn: `arn:aws:ec2:${world.region}:${world.accountId}:subnet/${subnet.id}`,
        State: 'available',
        VpcId: subnet.vpcId,
        OwnerId: world.accountId,
        CidrBlock: subnet.cidr,
        // A subnet keeps five of its addresses for itself.
        AvailableIpAddressCount:
          blockSize(subnet.cidr) -
          5 -
          world.networkInterfaces.filter((each) => each.subnet === subnet).length,
        AvailabilityZone: subnet.zone.name,
        AvailabilityZoneId: subnet.zone.id,
        Ipv6CidrBlockAssociationSet:
          subnet.ipv6Cidr === undefined
            ? []
            : [{ Ipv6CidrBlock: subnet.ipv6Cidr, Ipv6CidrBlockState: { State: 'associated' } }],
        DefaultForAz: false,
        MapPublicIpOnLaunch: false,
        Tags: tagShapes(subnet.tags),
      })),
      NextToken: next,
    };
  },
);

export const describeAvailabilityZones = operation(
  DescribeAvailabilityZones$,
  ['ZoneNames', 'ZoneIds', 'Filters'],
  (input: Checked<DescribeAvailabilityZonesRequest>, { world }): DescribeAvailabilityZonesResult => {
    const { ZoneNames: names, ZoneIds: ids } = input;
    const unknown =
      names?.find((name) => !world.zones.some((zone) => zone.name === name)) ??
      ids?.find((id) => !world.zones.some((zone) => zone.id === id));
    if (unknown !== undefined) {
      throw new ApiError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
    }
    const zones = applyFilters(
      world.zones.filter((zone) => (names?.includes(zone.name) ?? true) && (ids?.includes(zone.id) ?? true)),
      input.Filters,
      {
        'zone-name': (zone) => [zone.name],
        'zone-id': (zone) => [zone.id],
        'region-name': () => [world.region],
        state: () => ['available'],
      },
    );
    return {
      AvailabilityZones: zones.map((zone) => ({
        ZoneName: zone.name,
        ZoneId: zone.id,
        State: 'available',
        RegionName: world.region,
        GroupName: world.region,
        NetworkBorderGroup: world.region,
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required',
        Messages: [],
      })),
    };
  },
);

export const describeNetworkInterfaces = operation(
  DescribeNetworkInterfaces$,
  ['NetworkInterfaceIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeNetworkInterfacesRequest>, { world }): DescribeNetworkInterfacesResult => {
    const found = applyFilters(
      withIds(world.networkInterfaces, input.NetworkInterfaceIds, {
        code: 'InvalidNetworkInterfaceID.NotFound',
        words: 'networkInterface',
      }),
      input.Filters,
      {
        'network-interface-id': (each) => [each.id],
        'addresses.private-ip-address': (each) => [each.privateAddress],
        'private-ip-address': (each) => [each.privateAddress],
        'vpc-id': (each) => [each.subnet.vpcId],
        'subnet-id': (each) => [each.subnet.id],
        'availability-zone': (each) => [each.subnet.zone.name],
        description: (each) => [each.description],
        'interface-type': (each) => [interfaceType(each)],
        'requester-id': (each) => (each.owner.kind === 'loadBalancer' ? [loadBalancing] : []),
        'attachment.instance-id': (each) => (each.owner.kind === 'instance' ? [each.owner.instance.id] : []),
      },
    );
    const { items, next } = resultsPage(found, (each) => each.id, input);
    return { NetworkInterfaces: items.map((each) => interfaceShape(world, each)), NextToken: next };
  },
);

/** Who a load balancer's network interfaces say has asked for them. */
const loadBalancing = 'amazon-elb';

function interfaceType({ owner }: NetworkInterface): NetworkInterfaceType {
  return owner.kind === 'loadBalancer' && owner.loadBalancer.type === 'network'
    ? 'network_load_balancer'
    : 'interface';
}

function interfaceShape(world: World, networkInterface: NetworkInterface): NetworkInterfaceShape {
  const { id, subnet, privateAddress, description, owner } = networkInterface;
  const ofLoadBalancer = owner.kind === 'loadBalancer';
  return {
    NetworkInterfaceId: id,
    SubnetId: subnet.id,
    VpcId: subnet.vpcId,
    AvailabilityZone: subnet.zone.name,
    Description: description,
    OwnerId: world.accountId,
    RequesterId: ofLoadBalancer ? loadBalancing : undefined,
    RequesterManaged: ofLoadBalancer,
    InterfaceType: interfaceType(networkInterface),
    Status: 'in-use',
    PrivateIpAddress: privateAddress,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateAddress }],
    Groups: securityGroupShapes(world, networkInterface),
    TagSet: tagShapes(networkInterface.tags),
    Attachment: {
      InstanceId: ofLoadBalancer ? undefined : owner.instance.id,
      InstanceOwnerId: ofLoadBalancer ? loadBalancing : world.accountId,
      DeviceIndex: ofLoadBalancer ? 1 : 0,
      Status: 'attached',
    },
  };
}

/** The security groups of a network interface, by id and name. */
export function securityGroupShapes(
  world: World,
  { securityGroupIds }: NetworkInterface,
): { GroupId: string; GroupName: string }[] {
  return world.securityGroups
    .filter(({ id }) => securityGroupIds.includes(id))
    .map(({ id, name }) => ({ GroupId: id, GroupName: name }));
}
