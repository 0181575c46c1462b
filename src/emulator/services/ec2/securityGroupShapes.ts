// Security groups and their rules as EC2 tells of them.
import type {
  IpPermission,
  IpRange,
  Ipv6Range,
  PrefixListId,
  ReferencedSecurityGroup,
  RevokedSecurityGroupRule,
  SecurityGroup as SecurityGroupShape,
  SecurityGroupRule as RuleShape,
  UserIdGroupPair,
} from '@aws-sdk/client-ec2';
import type { SecurityGroup, SecurityGroupRule, VpcPeering } from '../../world/networkTypes';
import { isBetween } from '../../world/peerings';
import type { World } from '../../world/world';
import { tagShapes } from './filters';

export function securityGroupArn({ region, accountId }: World, groupId: string): string {
  return `arn:aws:ec2:${region}:${accountId}:security-group/${groupId}`;
}

export function securityGroupShape(world: World, group: SecurityGroup): SecurityGroupShape {
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: world.accountId,
    SecurityGroupArn: securityGroupArn(world, group.id),
    IpPermissions: permissionShapes(world, group, 'ingress'),
    IpPermissionsEgress: permissionShapes(world, group, 'egress'),
    Tags: tagShapes(group.tags),
  };
}

/** The rules of one protocol and range of ports are one permission. */
function permissionShapes(
  world: World,
  group: SecurityGroup,
  direction: SecurityGroupRule['direction'],
): IpPermission[] {
  const permissions = new Map<string, SecurityGroupRule[]>();
  for (const rule of group.rules.filter((each) => each.direction === direction)) {
    const key = JSON.stringify([rule.protocol, rule.fromPort, rule.toPort]);
    permissions.set(key, [...(permissions.get(key) ?? []), rule]);
  }
  return [...permissions.values()].map((rules) => permissionShape(world, group, rules));
}

function permissionShape(
  world: World,
  group: SecurityGroup,
  rules: readonly SecurityGroupRule[],
): IpPermission {
  const [first] = rules;
  const ranges: IpRange[] = [];
  const ipv6Ranges: Ipv6Range[] = [];
  const prefixLists: PrefixListId[] = [];
  const groups: UserIdGroupPair[] = [];
  for (const { peer, description: Description } of rules) {
    switch (peer.kind) {
      case 'cidr':
        ranges.push({ CidrIp: peer.cidr, Description });
        break;
      case 'ipv6Cidr':
        ipv6Ranges.push({ CidrIpv6: peer.cidr, Description });
        break;
      case 'prefixList':
        prefixLists.push({ PrefixListId: peer.prefixListId, Description });
        break;
      case 'group':
        groups.push({ ...groupPair(world, group, peer.groupId), Description });
    }
  }
  return {
    IpProtocol: first?.protocol,
    FromPort: first?.fromPort,
    ToPort: first?.toPort,
    IpRanges: ranges,
    Ipv6Ranges: ipv6Ranges,
    PrefixListIds: prefixLists,
    UserIdGroupPairs: groups,
  };
}

/** A group of another VPC is told with the peering that leads there. */
function groupPair(
  world: World,
  group: SecurityGroup,
  referencedId: string,
): UserIdGroupPair & ReferencedSecurityGroup {
  const pair = { GroupId: referencedId, UserId: world.accountId };
  const referenced = world.securityGroups.find(({ id }) => id === referencedId);
  if (referenced?.vpcId === group.vpcId) return pair;
  const peering = world.peerings.findLast(
    (each) => referenced !== undefined && isBetween(each, group.vpcId, referenced.vpcId),
  );
  return { ...pair, VpcId: referenced?.vpcId, ...peeringShape(peering) };
}

function peeringShape(peering: VpcPeering | undefined) {
  return peering && { VpcPeeringConnectionId: peering.id, PeeringStatus: peering.status };
}

export function ruleShape(world: World, group: SecurityGroup, rule: SecurityGroupRule): RuleShape {
  const { id, direction, peer, tags } = rule;
  return {
    SecurityGroupRuleId: id,
    SecurityGroupRuleArn: `arn:aws:ec2:${world.region}:${world.accountId}:security-group-rule/${id}`,
    GroupId: group.id,
    GroupOwnerId: world.accountId,
    IsEgress: direction === 'egress',
    ...plainRuleShape(rule),
    ReferencedGroupInfo: peer.kind === 'group' ? groupPair(world, group, peer.groupId) : undefined,
    Tags: tagShapes(tags),
  };
}

export function revokedRuleShape(group: SecurityGroup, rule: SecurityGroupRule): RevokedSecurityGroupRule {
  const { id, direction, peer } = rule;
  return {
    SecurityGroupRuleId: id,
    GroupId: group.id,
    IsEgress: direction === 'egress',
    ...plainRuleShape(rule),
    ReferencedGroupId: peer.kind === 'group' ? peer.groupId : undefined,
  };
}

function plainRuleShape({ protocol, fromPort, toPort, peer, description }: SecurityGroupRule) {
  return {
    IpProtocol: protocol,
    FromPort: fromPort ?? -1,
    ToPort: toPort ?? -1,
    CidrIpv4: peer.kind === 'cidr' ? peer.cidr : undefined,
    CidrIpv6: peer.kind === 'ipv6Cidr' ? peer.cidr : undefined,
    PrefixListId: peer.kind === 'prefixList' ? peer.prefixListId : undefined,
    Description: description,
  };
}
