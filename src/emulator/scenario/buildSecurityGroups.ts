// Makes a scenario's security groups, the default one of each VPC included, and the peerings of its VPCs.
import { isBlock } from '../world/addresses';
import { newResourceId } from '../world/names';
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule } from '../world/networkTypes';
import { defaultSecurityGroup, everywhere, newSecurityGroup } from '../world/securityGroups';
import type { World } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { Scenario, SecurityGroupEntry, SecurityGroupRuleEntry } from './scenario';
import { ScenarioError } from './scenarioError';

export function buildSecurityGroups(world: World, scenario: Scenario): void {
  requireUniqueNames('securityGroups', scenario.securityGroups);
  for (const { id } of world.vpcs) defaultSecurityGroup(world, id);
  const made = (scenario.securityGroups ?? []).map((entry) => {
    const vpc = find('VPC', world.vpcs, (each) => each.tags.Name === entry.vpc, entry.vpc);
    const group = newSecurityGroup(world, vpc.id, entry.name, entry.description ?? entry.name);
    world.securityGroups.push(group);
    return { entry, group };
  });
  // Rules name groups, also those that come later.
  for (const { entry, group } of made) group.rules = rulesOf(world, entry, group);
}

function rulesOf(
  world: World,
  { inbound = [], outbound }: SecurityGroupEntry,
  group: SecurityGroup,
): SecurityGroupRule[] {
  return [
    ...inbound.map((rule) => ruleOf(world, group, 'ingress', rule)),
    ...(outbound?.map((rule) => ruleOf(world, group, 'egress', rule)) ?? [everywhere(world, group.id)]),
  ];
}

function ruleOf(
  world: World,
  group: SecurityGroup,
  direction: SecurityGroupRule['direction'],
  { protocol, ports, peer }: SecurityGroupRuleEntry,
): SecurityGroupRule {
  const { from, to } = portsOf(group, ports) ?? wholeRange(protocol);
  return {
    id: newResourceId(world, 'sgr', group.id),
    direction,
    protocol: protocol === 'all' ? '-1' : protocol,
    fromPort: from,
    toPort: to,
    peer: peerOf(world, peer),
    description: undefined,
    tags: {},
  };
}

function wholeRange(protocol: SecurityGroupRuleEntry['protocol']) {
  if (protocol === 'all') return { from: undefined, to: undefined };
  return protocol === 'icmp' ? { from: -1, to: -1 } : { from: 0, to: 65535 };
}

function portsOf({ name }: SecurityGroup, ports: number | string | undefined) {
  if (ports === undefined) return undefined;
  const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(ports)) ?? [];
  if (from === '' || Number(from) > Number(to) || Number(to) > 65535) {
    throw new ScenarioError(`security group '${name}': '${ports}' is not a port or a range of ports`);
  }
  return { from: Number(from), to: Number(to) };
}

function peerOf(world: World, peer: string): SecurityGroupPeer {
  if (isBlock(peer)) return { kind: peer.includes(':') ? 'ipv6Cidr' : 'cidr', cidr: peer };
  const { id } = find('security group', world.securityGroups, (each) => each.name === peer, peer);
  return { kind: 'group', groupId: id };
}

/** The ids of the groups that an instance or a load balancer names, or of the VPC's default one. */
export function securityGroupIds(
  world: World,
  vpcId: string,
  { name, securityGroups }: { readonly name: string; readonly securityGroups?: readonly string[] },
): string[] {
  if (!securityGroups) return [defaultSecurityGroup(world, vpcId).id];
  return securityGroups.map((each) => {
    const group = find('security group', world.securityGroups, (known) => known.name === each, each);
    if (group.vpcId !== vpcId) {
      throw new ScenarioError(`'${name}' cannot have security group '${each}', which is in another VPC`);
    }
    return group.id;
  });
}

export function buildPeerings(world: World, scenario: Scenario, past: number): void {
  for (const { requester, accepter } of scenario.peerings ?? []) {
    const [requesterVpcId = '', accepterVpcId = ''] = [requester, accepter].map(
      (name) => find('VPC', world.vpcs, (each) => each.tags.Name === name, name).id,
    );
    world.peerings.push({
      id: newResourceId(world, 'pcx', `${requester}/${accepter}`),
      requesterVpcId,
      accepterVpcId,
      createdAt: past,
      tags: {},
      status: 'active',
    });
  }
}
