// Reads the permissions of AuthorizeSecurityGroup… and RevokeSecurityGroup…: each names a protocol, ports and peers.
import type { IpPermission } from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { canonicalBlock } from '../../world/addresses';
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule } from '../../world/networkTypes';
import { arePeered } from '../../world/peerings';
import type { World } from '../../world/world';
import { findPrefixList, findSecurityGroup } from './lookup';
import { invalidParameterValue, noDefaultVpc, refuseOtherMembers } from './refusals';

/** What a rule is: two with the same are the same rule. */
export type Permission = Pick<
  SecurityGroupRule,
  'direction' | 'protocol' | 'fromPort' | 'toPort' | 'peer' | 'description'
>;

export function permissionKey({ direction, protocol, fromPort, toPort, peer }: Permission): string {
  return JSON.stringify([direction, protocol, fromPort, toPort, peer]);
}

export function readPermissions(
  world: World,
  group: SecurityGroup,
  direction: Permission['direction'],
  given: readonly Checked<IpPermission>[],
): Permission[] {
  const permissions = given.flatMap((each) => readPermission(world, group, direction, each));
  if (new Set(permissions.map(permissionKey)).size < permissions.length) {
    throw invalidParameterValue('The same permission must not appear multiple times');
  }
  return permissions;
}

function readPermission(
  world: World,
  group: SecurityGroup,
  direction: Permission['direction'],
  given: Checked<IpPermission>,
): Permission[] {
  const protocol = readProtocol(given.IpProtocol);
  const ports = readPorts(protocol, given);
  const peers = readPeers(world, group, given);
  if (peers.length === 0) {
    throw new ApiError(
      'MissingParameter',
      direction === 'ingress'
        ? 'Missing source specification: include source security group or CIDR information'
        : 'Missing destination specification: include destination security group or CIDR information',
    );
  }
  return peers.map(({ peer, description }) => {
    checkDescription(description);
    return { direction, protocol, ...ports, peer, description };
  });
}

/** The protocols that have names, by their numbers. */
const protocolNames: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

function readProtocol(given: string | undefined): string {
  if (given === undefined || given === '') {
    throw invalidParameterValue(
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    );
  }
  const protocol = given.toLowerCase();
  if (protocol === '-1' || protocol === 'all') return '-1';
  if ([...protocolNames.values()].includes(protocol)) return protocol;
  if (!/^\d{1,3}$/.test(protocol) || Number(protocol) > 255) {
    throw new ApiError(
      'InvalidPermission.Malformed',
      `Unsupported IP protocol "${given}" - supported: [tcp, udp, icmp, icmpv6, -1] or a number from 0 to 255`,
    );
  }
  return protocolNames.get(String(Number(protocol))) ?? String(Number(protocol));
}

type Ports = Pick<Permission, 'fromPort' | 'toPort'>;

function readPorts(protocol: string, { FromPort: from, ToPort: to }: Checked<IpPermission>): Ports {
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return readPortRange(from, to);
    case 'icmp':
    case 'icmpv6':
      return readIcmpTypes(protocol, from, to);
    default:
      // All ports, whatever is said of them.
      return { fromPort: undefined, toPort: undefined };
  }
}

function readPortRange(from: number | undefined, to: number | undefined): Ports {
  if (from === undefined || to === undefined) {
    throw invalidParameterValue(
      "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    );
  }
  const beyond = [from, to].find((port) => !Number.isInteger(port) || port < 0 || port > 65535);
  if (beyond !== undefined) {
    throw new ApiError('InvalidPermission.Malformed', `TCP/UDP port (${beyond}) out of range`);
  }
  if (from > to) {
    throw new ApiError('InvalidPermission.Malformed', `Invalid TCP/UDP port range (${from}:${to})`);
  }
  return { fromPort: from, toPort: to };
}

/** A type and a code, -1 for all. */
function readIcmpTypes(protocol: string, type: number | undefined, code: number | undefined): Ports {
  if (protocol === 'icmp' && (type === undefined || code === undefined)) {
    throw invalidParameterValue(
      "Invalid value 'Must specify both from and to ports with ICMP.' for portRange.",
    );
  }
  const beyond = [type, code].find(
    (each) => each !== undefined && (!Number.isInteger(each) || each < -1 || each > 255),
  );
  if (beyond !== undefined) {
    throw new ApiError('InvalidPermission.Malformed', `ICMP type or code (${beyond}) out of range`);
  }
  return { fromPort: type ?? -1, toPort: code ?? -1 };
}

interface Peer {
  readonly peer: SecurityGroupPeer;
  readonly description: string | undefined;
}

function readPeers(world: World, group: SecurityGroup, given: Checked<IpPermission>): Peer[] {
  return [
    ...(given.IpRanges ?? []).map(({ CidrIp: cidr = '', Description: description }): Peer => {
      return { peer: { kind: 'cidr', cidr: readCidr(cidr, 'ipv4') }, description };
    }),
    ...(given.Ipv6Ranges ?? []).map(({ CidrIpv6: cidr = '', Description: description }): Peer => {
      return { peer: { kind: 'ipv6Cidr', cidr: readCidr(cidr, 'ipv6') }, description };
    }),
    ...(given.UserIdGroupPairs ?? []).map((pair): Peer => {
      return {
        peer: { kind: 'group', groupId: readGroup(world, group, pair) },
        description: pair.Description,
      };
    }),
    ...(given.PrefixListIds ?? []).map(({ PrefixListId: id = '', Description: description }): Peer => {
      return { peer: { kind: 'prefixList', prefixListId: findPrefixList(world, id).id }, description };
    }),
  ];
}

function readCidr(text: string, family: 'ipv4' | 'ipv6'): string {
  const block = canonicalBlock(text, family);
  if (block === undefined) throw invalidParameterValue(`CIDR block ${text} is malformed`);
  return block;
}

function readGroup(
  world: World,
  group: SecurityGroup,
  pair: NonNullable<Checked<IpPermission>['UserIdGroupPairs']>[number],
): string {
  refuseOtherMembers('IpPermissions.UserIdGroupPairs', pair, [
    'Description',
    'GroupId',
    'GroupName',
    // Told by the answers of the API, which some tools send back.
    'PeeringStatus',
    'UserId',
    'VpcId',
    'VpcPeeringConnectionId',
  ]);
  if (pair.UserId !== undefined && pair.UserId !== world.accountId) {
    throw invalidParameterValue(`The emulator has the account ${world.accountId} only, not '${pair.UserId}'`);
  }
  if (pair.GroupId === undefined) throw noDefaultVpc();
  const referenced = findSecurityGroup(world, pair.GroupId);
  if (referenced.vpcId !== group.vpcId && !arePeered(world, referenced.vpcId, group.vpcId)) {
    throw new ApiError(
      'InvalidGroup.NotFound',
      'You have specified two resources that belong to different networks.',
    );
  }
  return referenced.id;
}

function checkDescription(description: string | undefined): void {
  if (description === undefined || /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(description)) return;
  throw invalidParameterValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following ' +
      'set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  );
}
