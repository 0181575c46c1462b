// Finds what a request refers to by id; what is not there is refused with the kind's own code.
import { ApiError } from '../../apiError';
import { visibleInstances } from '../../world/instances';
import type { NetworkInterface } from '../../world/networkInterfaceTypes';
import type {
  Instance,
  PrefixList,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Vpc,
  VpcPeering,
} from '../../world/networkTypes';
import { visiblePeerings } from '../../world/peerings';
import type { World } from '../../world/world';

/** A kind of thing as its refusals name it. */
interface Kind {
  readonly code: string;
  readonly words: string;
}

const vpcKind: Kind = { code: 'InvalidVpcID', words: 'vpc ID' };
const subnetKind: Kind = { code: 'InvalidSubnetID', words: 'subnet ID' };
const instanceKind: Kind = { code: 'InvalidInstanceID', words: 'instance ID' };
const networkInterfaceKind: Kind = { code: 'InvalidNetworkInterfaceID', words: 'networkInterface ID' };
const peeringKind: Kind = { code: 'InvalidVpcPeeringConnectionID', words: 'vpcPeeringConnection ID' };
const securityGroupKind: Kind = { code: 'InvalidGroup', words: 'security group' };
const prefixListKind: Kind = { code: 'InvalidPrefixListID', words: 'prefix list ID' };
const ruleKind: Kind = { code: 'InvalidSecurityGroupRuleId', words: 'security group rule ID' };

/** Those with the ids, or all without any. */
function withIds<Item extends { readonly id: string }>(
  all: readonly Item[],
  ids: readonly string[] | undefined,
  { code, words }: Kind,
): readonly Item[] {
  if (!ids || ids.length === 0) return all;
  const wanted = new Set(ids);
  const found = all.filter(({ id }) => wanted.has(id));
  const known = new Set(found.map(({ id }) => id));
  const missing = [...wanted].filter((id) => !known.has(id));
  if (missing.length > 0) {
    const several = missing.length > 1;
    throw new ApiError(
      `${code}.NotFound`,
      `The ${words}${several ? 's' : ''} '${missing.join(', ')}' ${several ? 'do' : 'does'} not exist`,
    );
  }
  return found;
}

/** The only one asked for: what is not there has been refused. */
function only<Item>([found]: readonly Item[]): Item {
  return found as Item;
}

export function vpcsWithIds(world: World, ids: readonly string[] | undefined): readonly Vpc[] {
  return withIds(world.vpcs, ids, vpcKind);
}

export function findVpc(world: World, id: string): Vpc {
  return only(vpcsWithIds(world, [id]));
}

export function subnetsWithIds(world: World, ids: readonly string[] | undefined): readonly Subnet[] {
  return withIds(world.subnets, ids, subnetKind);
}

export function findSubnet(world: World, id: string): Subnet {
  return only(subnetsWithIds(world, [id]));
}

export function instancesWithIds(
  world: World,
  now: number,
  ids: readonly string[] | undefined,
): readonly Instance[] {
  const malformed = ids?.find((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) {
    throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  }
  return withIds(visibleInstances(world, now), ids, instanceKind);
}

export function findInstance(world: World, now: number, id: string): Instance {
  return only(instancesWithIds(world, now, [id]));
}

export function networkInterfacesWithIds(
  world: World,
  ids: readonly string[] | undefined,
): readonly NetworkInterface[] {
  return withIds(world.networkInterfaces, ids, networkInterfaceKind);
}

export function findNetworkInterface(world: World, id: string): NetworkInterface {
  return only(networkInterfacesWithIds(world, [id]));
}

export function peeringsWithIds(
  world: World,
  now: number,
  ids: readonly string[] | undefined,
): readonly VpcPeering[] {
  return withIds(visiblePeerings(world, now), ids, peeringKind);
}

export function findPeering(world: World, now: number, id: string): VpcPeering {
  return only(peeringsWithIds(world, now, [id]));
}

export function securityGroupsWithIds(
  world: World,
  ids: readonly string[] | undefined,
): readonly SecurityGroup[] {
  const malformed = ids?.find((id) => !id.startsWith('sg-'));
  if (malformed !== undefined) {
    throw new ApiError('InvalidGroupId.Malformed', `Invalid id: "${malformed}" (expecting "sg-...")`);
  }
  return withIds(world.securityGroups, ids, securityGroupKind);
}

export function findSecurityGroup(world: World, id: string): SecurityGroup {
  return only(securityGroupsWithIds(world, [id]));
}

export function prefixListsWithIds(world: World, ids: readonly string[] | undefined): readonly PrefixList[] {
  return withIds(world.prefixLists, ids, prefixListKind);
}

export function findPrefixList(world: World, id: string): PrefixList {
  return only(prefixListsWithIds(world, [id]));
}

interface RuleOfGroup {
  readonly id: string;
  readonly group: SecurityGroup;
  readonly rule: SecurityGroupRule;
}

export function allSecurityGroupRules(world: World): RuleOfGroup[] {
  return world.securityGroups.flatMap((group) => group.rules.map((rule) => ({ id: rule.id, group, rule })));
}

export function rulesWithIds<Rule extends { readonly id: string }>(
  rules: readonly Rule[],
  ids: readonly string[] | undefined,
): readonly Rule[] {
  const malformed = ids?.find((id) => !id.startsWith('sgr-'));
  if (malformed !== undefined) {
    throw new ApiError(
      'InvalidSecurityGroupRuleId.Malformed',
      `The security group rule ID '${malformed}' is malformed`,
    );
  }
  return withIds(rules, ids, ruleKind);
}

export function findSecurityGroupRule(world: World, id: string): SecurityGroupRule {
  return only(rulesWithIds(allSecurityGroupRules(world), [id])).rule;
}
