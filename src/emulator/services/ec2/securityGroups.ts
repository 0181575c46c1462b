// CreateSecurityGroup, DescribeSecurityGroups and DeleteSecurityGroup.
import {
  CreateSecurityGroup$,
  DeleteSecurityGroup$,
  DescribeSecurityGroups$,
  type CreateSecurityGroupRequest,
  type CreateSecurityGroupResult,
  type DeleteSecurityGroupRequest,
  type DeleteSecurityGroupResult,
  type DescribeSecurityGroupsRequest,
  type DescribeSecurityGroupsResult,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import type { SecurityGroup, SecurityGroupRule } from '../../world/networkTypes';
import { everywhere, newSecurityGroup } from '../../world/securityGroups';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage, tagShapes, type FilterTable } from './filters';
import { findSecurityGroup, findVpc, securityGroupsWithIds } from './lookup';
import { dependencyViolation, invalidParameterValue, missingParameter, noDefaultVpc } from './refusals';
import { securityGroupArn, securityGroupShape } from './securityGroupShapes';
import { readTagSpecifications } from './tagging';

export const createSecurityGroup = ec2Operation(
  CreateSecurityGroup$,
  ['GroupName', 'Description', 'VpcId', 'TagSpecifications'],
  (input: Checked<CreateSecurityGroupRequest>, { world }): CreateSecurityGroupResult => {
    const { GroupName: name, Description: description } = input;
    checkName(name);
    checkText('GroupDescription', description);
    if (input.VpcId === undefined) throw noDefaultVpc();
    const vpc = findVpc(world, input.VpcId);
    // Names differ by more than their case.
    const isSame = (each: SecurityGroup) =>
      each.vpcId === vpc.id && each.name.toLowerCase() === name.toLowerCase();
    if (world.securityGroups.some(isSame)) {
      throw new ApiError(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpc.id}'`,
      );
    }
    const tagsOf = readTagSpecifications(input.TagSpecifications, 'security-group');
    const group: SecurityGroup = {
      ...newSecurityGroup(world, vpc.id, name, description),
      tags: tagsOf('security-group'),
    };
    group.rules = [everywhere(world, group.id)];
    world.securityGroups.push(group);
    return {
      GroupId: group.id,
      SecurityGroupArn: securityGroupArn(world, group.id),
      Tags: tagShapes(group.tags),
    };
  },
);

function checkName(name: string): void {
  if (name === '') throw missingParameter('groupName');
  if (name.toLowerCase() === 'default') {
    throw new ApiError('InvalidGroup.Reserved', "The security group 'default' is reserved");
  }
  if (name.startsWith('sg-')) {
    throw invalidParameterValue(
      `Value (${name}) for parameter groupName is invalid. Group names may not be in the format 'sg-*'.`,
    );
  }
  checkText('groupName', name);
}

function checkText(parameter: string, text: string): void {
  if (text === '') throw missingParameter(parameter);
  if (!/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) {
    throw invalidParameterValue(
      `Value (${text}) for parameter ${parameter} is invalid. It must be at most 255 characters from the ` +
        'following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  }
}

export const describeSecurityGroups = ec2Operation(
  DescribeSecurityGroups$,
  ['GroupIds', 'GroupNames', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeSecurityGroupsRequest>, { world }): DescribeSecurityGroupsResult => {
    if (input.GroupNames && input.GroupNames.length > 0) throw noDefaultVpc();
    refuseIdsWithPages('groupIds', input.GroupIds, input);
    const found = applyFilters(
      securityGroupsWithIds(world, input.GroupIds),
      input.Filters,
      {
        description: (group) => [group.description],
        'group-id': (group) => [group.id],
        'group-name': (group) => [group.name],
        'owner-id': () => [world.accountId],
        'vpc-id': (group) => [group.vpcId],
        ...ruleFilters(world, 'ip-permission', 'ingress'),
        ...ruleFilters(world, 'egress.ip-permission', 'egress'),
      },
      ({ tags }) => tags,
    );
    const { items, next } = resultsPage(found, (group) => group.id, input);
    return { SecurityGroups: items.map((group) => securityGroupShape(world, group)), NextToken: next };
  },
);

function ruleFilters(
  world: World,
  prefix: string,
  direction: SecurityGroupRule['direction'],
): FilterTable<SecurityGroup> {
  const table: FilterTable<SecurityGroupRule> = {
    cidr: ({ peer }) => (peer.kind === 'cidr' ? [peer.cidr] : []),
    'from-port': ({ fromPort }) => (fromPort === undefined ? [] : [String(fromPort)]),
    'group-id': ({ peer }) => (peer.kind === 'group' ? [peer.groupId] : []),
    'group-name': ({ peer }) =>
      world.securityGroups
        .filter(({ id }) => peer.kind === 'group' && peer.groupId === id)
        .map(({ name }) => name),
    'ipv6-cidr': ({ peer }) => (peer.kind === 'ipv6Cidr' ? [peer.cidr] : []),
    'prefix-list-id': ({ peer }) => (peer.kind === 'prefixList' ? [peer.prefixListId] : []),
    protocol: ({ protocol }) => [protocol],
    'to-port': ({ toPort }) => (toPort === undefined ? [] : [String(toPort)]),
    'user-id': ({ peer }) => (peer.kind === 'group' ? [world.accountId] : []),
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, valuesOf]) => [
      `${prefix}.${name}`,
      (group: SecurityGroup) => group.rules.filter((rule) => rule.direction === direction).flatMap(valuesOf),
    ]),
  );
}

export const deleteSecurityGroup = ec2Operation(
  DeleteSecurityGroup$,
  ['GroupId', 'GroupName'],
  (input: Checked<DeleteSecurityGroupRequest>, { world }): DeleteSecurityGroupResult => {
    if (input.GroupName !== undefined) throw noDefaultVpc();
    if (input.GroupId === undefined) throw missingParameter('groupName or groupId');
    const group = findSecurityGroup(world, input.GroupId);
    if (group.name === 'default') {
      throw new ApiError(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    if (isUsed(world, group)) throw dependencyViolation(`resource ${group.id} has a dependent object`);
    world.securityGroups.splice(world.securityGroups.indexOf(group), 1);
    return { Return: true, GroupId: group.id };
  },
);

/** By a network interface or a load balancer, or by another group of its VPC: one of a peered VPC goes stale. */
function isUsed(world: World, { id, vpcId }: SecurityGroup): boolean {
  return (
    [...world.networkInterfaces, ...world.loadBalancers].some((each) => each.securityGroupIds.includes(id)) ||
    world.securityGroups.some(
      (other) =>
        other.id !== id &&
        other.vpcId === vpcId &&
        other.rules.some(({ peer }) => peer.kind === 'group' && peer.groupId === id),
    )
  );
}
