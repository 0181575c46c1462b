// CreateSubnet, DescribeSubnets and DeleteSubnet.
import {
  CreateSubnet$,
  DeleteSubnet$,
  DescribeSubnets$,
  type CreateSubnetRequest,
  type CreateSubnetResult,
  type DeleteSubnetRequest,
  type DescribeSubnetsRequest,
  type DescribeSubnetsResult,
  type Subnet as SubnetShape,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { blocksOverlap, blockWithin, freeAddressCount, prefixLength } from '../../world/addresses';
import { instanceState } from '../../world/instanceState';
import { newResourceId } from '../../world/names';
import type { Subnet, Vpc, Zone } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { readIpv4Block, readIpv6Block } from './cidrBlocks';
import { ec2Operation } from './ec2Operation';
import { applyFilters, resultsPage, tagShapes } from './filters';
import { findSubnet, findVpc, subnetsWithIds } from './lookup';
import { dependencyViolation, invalidParameterCombination, invalidParameterValue } from './refusals';
import { readTagSpecifications } from './tagging';

type CreateInput = Checked<CreateSubnetRequest>;

export const createSubnet = ec2Operation(
  CreateSubnet$,
  ['VpcId', 'CidrBlock', 'Ipv6CidrBlock', 'AvailabilityZone', 'AvailabilityZoneId', 'TagSpecifications'],
  (input: CreateInput, { world }): CreateSubnetResult => {
    const vpc = findVpc(world, input.VpcId);
    if (input.CidrBlock === undefined) {
      throw new ApiError('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    const cidr = readIpv4Block('cidrBlock', input.CidrBlock);
    checkRange(input.CidrBlock, cidr, vpc.cidr, prefixLength(cidr) <= 28);
    checkFree(world, vpc, cidr);
    const ipv6Cidr = ipv6BlockOf(world, vpc, input);
    const zone = zoneOf(world, input);
    const tagsOf = readTagSpecifications(input.TagSpecifications, 'subnet');
    const subnet: Subnet = {
      id: newResourceId(world, 'subnet'),
      vpcId: vpc.id,
      cidr,
      ...(ipv6Cidr === undefined ? {} : { ipv6Cidr }),
      zone,
      tags: tagsOf('subnet'),
    };
    world.subnets.push(subnet);
    return { Subnet: subnetShape(world, subnet) };
  },
);

function checkRange(text: string, block: string, ofVpc: string | undefined, sizeIsValid: boolean): void {
  if (ofVpc === undefined || !sizeIsValid || !blockWithin(block, ofVpc)) {
    throw new ApiError('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`);
  }
}

function checkFree(world: World, vpc: Vpc, block: string): void {
  const taken = world.subnets.filter(({ vpcId }) => vpcId === vpc.id);
  const blocks = taken.flatMap(({ cidr, ipv6Cidr }) => (ipv6Cidr === undefined ? [cidr] : [cidr, ipv6Cidr]));
  if (blocks.some((each) => blocksOverlap(each, block))) {
    throw new ApiError('InvalidSubnet.Conflict', `The CIDR '${block}' conflicts with another subnet`);
  }
}

function ipv6BlockOf(world: World, vpc: Vpc, { Ipv6CidrBlock: text }: CreateInput): string | undefined {
  if (text === undefined) return undefined;
  const block = readIpv6Block('ipv6CidrBlock', text);
  const prefix = prefixLength(block);
  checkRange(text, block, vpc.ipv6Cidr, prefix >= 44 && prefix <= 64 && prefix % 4 === 0);
  checkFree(world, vpc, block);
  return block;
}

function zoneOf(world: World, { AvailabilityZone: name, AvailabilityZoneId: id }: CreateInput): Zone {
  if (name !== undefined && id !== undefined) {
    throw invalidParameterCombination(
      'The parameter availabilityZone may not be used in combination with availabilityZoneId',
    );
  }
  const [zone] = world.zones.filter(
    (each) => (name === undefined || each.name === name) && (id === undefined || each.id === id),
  );
  if (!zone) {
    const key = name === undefined ? 'id' : 'name';
    throw invalidParameterValue(
      `Value (${name ?? id ?? ''}) for parameter availabilityZone${name === undefined ? 'Id' : ''} is invalid. ` +
        'Subnets can currently only be created in the following availability zones: ' +
        `${world.zones.map((each) => each[key]).join(', ')}.`,
    );
  }
  return zone;
}

export const describeSubnets = ec2Operation(
  DescribeSubnets$,
  ['SubnetIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeSubnetsRequest>, { world }): DescribeSubnetsResult => {
    const cidr = (subnet: Subnet) => [subnet.cidr];
    const zoneName = (subnet: Subnet) => [subnet.zone.name];
    const zoneId = (subnet: Subnet) => [subnet.zone.id];
    const isDefault = () => ['false'];
    const found = applyFilters(
      subnetsWithIds(world, input.SubnetIds),
      input.Filters,
      {
        'availability-zone': zoneName,
        availabilityZone: zoneName,
        'availability-zone-id': zoneId,
        availabilityZoneId: zoneId,
        'available-ip-address-count': (subnet) => [String(freeAddressCount(world, subnet))],
        'cidr-block': cidr,
        cidr,
        cidrBlock: cidr,
        'default-for-az': isDefault,
        defaultForAz: isDefault,
        'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) =>
          subnet.ipv6Cidr === undefined ? [] : [subnet.ipv6Cidr],
        'map-public-ip-on-launch': () => ['false'],
        'owner-id': () => [world.accountId],
        state: () => ['available'],
        'subnet-arn': (subnet) => [subnetArn(world, subnet)],
        'subnet-id': (subnet) => [subnet.id],
        'vpc-id': (subnet) => [subnet.vpcId],
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, (subnet) => subnet.id, input);
    return { Subnets: items.map((subnet) => subnetShape(world, subnet)), NextToken: next };
  },
);

function subnetArn({ region, accountId }: World, { id }: Subnet): string {
  return `arn:aws:ec2:${region}:${accountId}:subnet/${id}`;
}

function subnetShape(world: World, subnet: Subnet): SubnetShape {
  const { id, ipv6Cidr } = subnet;
  return {
    SubnetId: id,
    SubnetArn: subnetArn(world, subnet),
    State: 'available',
    VpcId: subnet.vpcId,
    OwnerId: world.accountId,
    CidrBlock: subnet.cidr,
    AvailableIpAddressCount: freeAddressCount(world, subnet),
    AvailabilityZone: subnet.zone.name,
    AvailabilityZoneId: subnet.zone.id,
    Ipv6CidrBlockAssociationSet:
      ipv6Cidr === undefined
        ? []
        : [
            {
              AssociationId: id.replace('subnet-', 'subnet-cidr-assoc-'),
              Ipv6CidrBlock: ipv6Cidr,
              Ipv6CidrBlockState: { State: 'associated' },
            },
          ],
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: false,
    Ipv6Native: false,
    MapPublicIpOnLaunch: false,
    Tags: tagShapes(subnet.tags),
  };
}

/** An instance that shuts down is still in its subnet. */
export const deleteSubnet = ec2Operation(
  DeleteSubnet$,
  ['SubnetId'],
  (input: Checked<DeleteSubnetRequest>, { world, now }): object => {
    const subnet = findSubnet(world, input.SubnetId);
    if (
      world.networkInterfaces.some((each) => each.subnet.id === subnet.id) ||
      world.instances.some(
        (each) => each.subnet.id === subnet.id && instanceState(each, now) === 'shutting-down',
      )
    ) {
      throw dependencyViolation(`The subnet '${subnet.id}' has dependencies and cannot be deleted.`);
    }
    world.subnets.splice(world.subnets.indexOf(subnet), 1);
    return {};
  },
);
