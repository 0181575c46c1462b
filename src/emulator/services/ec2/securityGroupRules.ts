// AuthorizeSecurityGroup… and RevokeSecurityGroup…, in both directions, and DescribeSecurityGroupRules.
import {
  AuthorizeSecurityGroupEgress$,
  AuthorizeSecurityGroupIngress$,
  DescribeSecurityGroupRules$,
  RevokeSecurityGroupEgress$,
  RevokeSecurityGroupIngress$,
  type AuthorizeSecurityGroupEgressRequest,
  type AuthorizeSecurityGroupIngressRequest,
  type AuthorizeSecurityGroupIngressResult,
  type DescribeSecurityGroupRulesRequest,
  type DescribeSecurityGroupRulesResult,
  type IpPermission,
  type RevokeSecurityGroupEgressRequest,
  type RevokeSecurityGroupIngressRequest,
  type RevokeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { newResourceId } from '../../world/names';
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { applyFilters, refuseIdsWithPages, resultsPage } from './filters';
import { allSecurityGroupRules, findSecurityGroup, rulesWithIds } from './lookup';
import { permissionKey, readPermissions, type Permission } from './permissions';
import { invalidParameterCombination, missingParameter, noDefaultVpc } from './refusals';
import { revokedRuleShape, ruleShape } from './securityGroupShapes';
import { readTagSpecifications } from './tagging';

type Direction = SecurityGroupRule['direction'];

/** What the four operations have in common. */
interface RulesInput {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: Checked<IpPermission>[] | undefined;
}

/** Inbound, one permission can be given at the top; its group would be one of the default VPC. */
type IngressInput = RulesInput &
  Pick<
    AuthorizeSecurityGroupIngressRequest,
    'CidrIp' | 'FromPort' | 'IpProtocol' | 'SourceSecurityGroupName' | 'ToPort'
  >;

const flatMembers = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'SourceSecurityGroupName'] as const;

/** How many rules a group can have in each direction. */
const mostRules = 60;

function groupOf(world: World, { GroupId: id, GroupName: name }: RulesInput): SecurityGroup {
  if (id !== undefined) return findSecurityGroup(world, id);
  throw name === undefined ? missingParameter('groupName or groupId') : noDefaultVpc();
}

function ingressPermissions(input: IngressInput): Checked<IpPermission>[] | undefined {
  const flat = flatMembers.find((member) => input[member] !== undefined);
  if (flat === undefined) return input.IpPermissions;
  if (input.IpPermissions) {
    const name = flat.charAt(0).toLowerCase() + flat.slice(1);
    throw invalidParameterCombination(
      `The parameter 'ipPermissions' may not be used in combination with '${name}'`,
    );
  }
  if (input.SourceSecurityGroupName !== undefined) throw noDefaultVpc();
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] }];
}

export const authorizeSecurityGroupIngress = ec2Operation(
  AuthorizeSecurityGroupIngress$,
  ['GroupId', 'GroupName', 'IpPermissions', 'TagSpecifications', ...flatMembers],
  (input: Checked<AuthorizeSecurityGroupIngressRequest>, { world }): AuthorizeSecurityGroupIngressResult =>
    authorize(world, 'ingress', { ...input, IpPermissions: ingressPermissions(input) }),
);

export const authorizeSecurityGroupEgress = ec2Operation(
  AuthorizeSecurityGroupEgress$,
  ['GroupId', 'IpPermissions', 'TagSpecifications'],
  (input: Checked<AuthorizeSecurityGroupEgressRequest>, { world }): AuthorizeSecurityGroupIngressResult =>
    authorize(world, 'egress', input),
);

/** All of them or none. */
function authorize(
  world: World,
  direction: Direction,
  input: RulesInput & Pick<AuthorizeSecurityGroupIngressRequest, 'TagSpecifications'>,
): AuthorizeSecurityGroupIngressResult {
  const group = groupOf(world, input);
  if (!input.IpPermissions || input.IpPermissions.length === 0) throw missingParameter('ipPermissions');
  const permissions = readPermissions(world, group, direction, input.IpPermissions);
  const present = new Set(group.rules.map(permissionKey));
  const duplicate = permissions.find((each) => present.has(permissionKey(each)));
  if (duplicate) {
    throw new ApiError(
      'InvalidPermission.Duplicate',
      `the specified rule "${permissionWords(duplicate)}" already exists`,
    );
  }
  const inDirection = group.rules.filter((rule) => rule.direction === direction);
  if (sum([...inDirection, ...permissions].map((each) => weight(world, each))) > mostRules) {
    throw new ApiError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  const tagsOf = readTagSpecifications(input.TagSpecifications, 'security-group-rule');
  const rules = permissions.map((permission): SecurityGroupRule => ({
    id: newResourceId(world, 'sgr', group.id),
    ...permission,
    tags: tagsOf('security-group-rule'),
  }));
  group.rules = [...group.rules, ...rules];
  return { Return: true, SecurityGroupRules: rules.map((rule) => ruleShape(world, group, rule)) };
}

/** A prefix list counts as many rules as it can have entries. */
function weight(world: World, { peer }: Permission): number {
  if (peer.kind !== 'prefixList') return 1;
  return world.prefixLists.find(({ id }) => id === peer.prefixListId)?.maxEntries ?? 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW` */
function permissionWords({ protocol, fromPort, toPort, peer }: Permission): string {
  const ports =
    fromPort === undefined || toPort === undefined
      ? []
      : protocol.startsWith('icmp')
        ? [`icmp type: ${fromPort}`, `icmp code: ${toPort}`]
        : [`from port: ${fromPort}`, `to port: ${toPort}`];
  const words = protocol === '-1' ? 'ALL' : protocol.toUpperCase();
  return [`peer: ${peerWords(peer)}`, words, ...ports, 'ALLOW'].join(', ');
}

function peerWords(peer: SecurityGroupPeer): string {
  switch (peer.kind) {
    case 'group':
      return peer.groupId;
    case 'prefixList':
      return peer.prefixListId;
    default:
      return peer.cidr;
  }
}

export const revokeSecurityGroupIngress = ec2Operation(
  RevokeSecurityGroupIngress$,
  ['GroupId', 'GroupName', 'IpPermissions', 'SecurityGroupRuleIds', ...flatMembers],
  (input: Checked<RevokeSecurityGroupIngressRequest>, { world }): RevokeSecurityGroupIngressResult =>
    revoke(world, 'ingress', { ...input, IpPermissions: ingressPermissions(input) }),
);

export const revokeSecurityGroupEgress = ec2Operation(
  RevokeSecurityGroupEgress$,
  ['GroupId', 'IpPermissions', 'SecurityGroupRuleIds'],
  (input: Checked<RevokeSecurityGroupEgressRequest>, { world }): RevokeSecurityGroupIngressResult =>
    revoke(world, 'egress', input),
);

/** All of them or none: outside the default VPC a rule that is not there is an error. */
function revoke(
  world: World,
  direction: Direction,
  input: RulesInput & Pick<RevokeSecurityGroupIngressRequest, 'SecurityGroupRuleIds'>,
): RevokeSecurityGroupIngressResult {
  const group = groupOf(world, input);
  const rules = group.rules.filter((rule) => rule.direction === direction);
  const revoked = chosenRules(world, group, direction, rules, input);
  group.rules = group.rules.filter((rule) => !revoked.includes(rule));
  return { Return: true, RevokedSecurityGroupRules: revoked.map((rule) => revokedRuleShape(group, rule)) };
}

function chosenRules(
  world: World,
  group: SecurityGroup,
  direction: Direction,
  rules: readonly SecurityGroupRule[],
  {
    IpPermissions: given = [],
    SecurityGroupRuleIds: ids = [],
  }: RulesInput & Pick<RevokeSecurityGroupIngressRequest, 'SecurityGroupRuleIds'>,
): SecurityGroupRule[] {
  if (given.length > 0 && ids.length > 0) {
    throw invalidParameterCombination(
      "The parameter 'ipPermissions' may not be used in combination with 'securityGroupRuleIds'",
    );
  }
  if (given.length > 0) {
    return readPermissions(world, group, direction, given).map((permission) => {
      const found = rules.find((rule) => permissionKey(rule) === permissionKey(permission));
      if (found) return found;
      throw new ApiError(
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      );
    });
  }
  if (ids.length > 0) return [...rulesWithIds(rules, ids)];
  throw new ApiError(
    'MissingParameter',
    "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.",
  );
}

export const describeSecurityGroupRules = ec2Operation(
  DescribeSecurityGroupRules$,
  ['SecurityGroupRuleIds', 'Filters', 'NextToken', 'MaxResults'],
  (input: Checked<DescribeSecurityGroupRulesRequest>, { world }): DescribeSecurityGroupRulesResult => {
    const { SecurityGroupRuleIds: ids } = input;
    refuseIdsWithPages('securityGroupRuleIds', ids, input);
    const found = applyFilters(
      rulesWithIds(allSecurityGroupRules(world), ids),
      input.Filters,
      { 'group-id': ({ group }) => [group.id], 'security-group-rule-id': ({ id }) => [id] },
      ({ rule }) => rule.tags,
    );
    const { items, next } = resultsPage(found, ({ id }) => id, input);
    return {
      SecurityGroupRules: items.map(({ group, rule }) => ruleShape(world, group, rule)),
      NextToken: next,
    };
  },
);
