// Makes security groups: a VPC's default one, and others.
import { newResourceId } from './names';
import type { SecurityGroup, SecurityGroupRule } from './networkTypes';
import type { World } from './world';

/** Without rules. */
export function newSecurityGroup(
  world: World,
  vpcId: string,
  name: string,
  description: string,
): SecurityGroup {
  return {
    id: newResourceId(world, 'sg', `${vpcId}/${name}`),
    name,
    description,
    vpcId,
    tags: {},
    rules: [],
  };
}

/** The rule that every security group starts with: all traffic may leave. */
export function everywhere(world: World, groupId: string): SecurityGroupRule {
  return {
    id: newResourceId(world, 'sgr', groupId),
    direction: 'egress',
    protocol: '-1',
    fromPort: undefined,
    toPort: undefined,
    peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
    description: undefined,
    tags: {},
  };
}

/** Every VPC has one; its members let each other in. */
export function defaultSecurityGroup(world: World, vpcId: string): SecurityGroup {
  const found = world.securityGroups.find((each) => each.vpcId === vpcId && each.name === 'default');
  if (found) return found;
  const group = newSecurityGroup(world, vpcId, 'default', 'default VPC security group');
  group.rules = [
    {
      ...everywhere(world, group.id),
      direction: 'ingress',
      peer: { kind: 'group', groupId: group.id },
    },
    everywhere(world, group.id),
  ];
  world.securityGroups.push(group);
  return group;
}
