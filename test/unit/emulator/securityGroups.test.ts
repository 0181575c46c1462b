// Security groups and their rules, as the API makes, tells, changes and deletes them.
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  CreateSecurityGroupCommand,
  type CreateSecurityGroupCommandInput,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  type IpPermission,
  ModifyInstanceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const create = (input: Partial<CreateSecurityGroupCommandInput> = {}) =>
  aws.ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: 'web',
      Description: 'Web servers',
      VpcId: aws.vpc('shop'),
      ...input,
    }),
  );
const newGroup = async (GroupName = 'web') => (await create({ GroupName })).GroupId ?? '';
const remove = (GroupId: string) => aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
const describeGroups = async (input: DescribeSecurityGroupsCommandInput) => {
  const { SecurityGroups: groups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand(input));
  return groups;
};
const described = async (id: string) => (await describeGroups({ GroupIds: [id] }))[0];
const allow = (GroupId: string, input: Partial<AuthorizeSecurityGroupIngressCommandInput>) =>
  aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...input }));
const disallow = (GroupId: string, input: Partial<RevokeSecurityGroupIngressCommandInput>) =>
  aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...input }));
const defaultGroup = (vpc: string) =>
  aws.emulator.world().securityGroups.find(({ vpcId, name }) => vpcId === aws.vpc(vpc) && name === 'default')
    ?.id ?? '';
const http: IpPermission = {
  IpProtocol: 'tcp',
  FromPort: 80,
  ToPort: 80,
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
};

describe('CreateSecurityGroup', () => {
  it('makes a group that lets everything out and nothing in', async () => {
    const { GroupId: id = '', Tags: tags } = await create({
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'team', Value: 'shop' }] }],
    });
    expect(tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    expect(await described(id)).toMatchObject({
      GroupName: 'web',
      Description: 'Web servers',
      VpcId: aws.vpc('shop'),
      OwnerId: '123456789012',
      IpPermissions: [],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      Tags: [{ Key: 'team', Value: 'shop' }],
    });
  });

  it('takes a name once in each VPC, whatever its case', async () => {
    await newGroup();
    expect(await failure(create())).toEqual({
      name: 'InvalidGroup.Duplicate',
      message: `The security group 'web' already exists for VPC '${aws.vpc('shop')}'`,
    });
    expect(await failure(create({ GroupName: 'WEB' }))).toMatchObject({ name: 'InvalidGroup.Duplicate' });
    expect((await create({ VpcId: aws.vpc('legacy') })).GroupId).toMatch(/^sg-/);
  });

  it.each<[string, Partial<CreateSecurityGroupCommandInput>, string]>([
    ['the name default', { GroupName: 'default' }, 'InvalidGroup.Reserved'],
    ['a name like an id', { GroupName: 'sg-web' }, 'InvalidParameterValue'],
    ['an empty name', { GroupName: '' }, 'MissingParameter'],
    ['a long name', { GroupName: 'w'.repeat(256) }, 'InvalidParameterValue'],
    ['a name with other characters', { GroupName: 'wéb' }, 'InvalidParameterValue'],
    ['a description with other characters', { Description: 'a"b' }, 'InvalidParameterValue'],
    ['no VPC', { VpcId: undefined }, 'VPCIdNotSpecified'],
    ['a VPC that is not there', { VpcId: 'vpc-0' }, 'InvalidVpcID.NotFound'],
  ])('refuses %s', async (_words, input, name) => {
    expect(await failure(create(input))).toMatchObject({ name });
  });
});

describe('DeleteSecurityGroup', () => {
  it('deletes what nothing needs', async () => {
    const id = await newGroup();
    await allow(id, { IpPermissions: [{ ...http, IpRanges: [], UserIdGroupPairs: [{ GroupId: id }] }] });
    await remove(id);
    expect(await failure(remove(id))).toEqual({
      name: 'InvalidGroup.NotFound',
      message: `The security group '${id}' does not exist`,
    });
  });

  it('leaves the default group', async () => {
    const id = defaultGroup('shop');
    expect(await failure(remove(id))).toEqual({
      name: 'CannotDelete',
      message: `the specified group: "${id}" name: "default" cannot be deleted by a user`,
    });
  });

  it('refuses one that an instance has', async () => {
    const id = await newGroup();
    const change = (Groups: string[]) =>
      aws.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: aws.instance('web-1'), Groups }));
    await change([id]);
    expect(await failure(remove(id))).toEqual({
      name: 'DependencyViolation',
      message: `resource ${id} has a dependent object`,
    });
    await change([defaultGroup('shop')]);
    await remove(id);
  });

  it('refuses one that a rule of another names', async () => {
    const [id, other] = [await newGroup('web'), await newGroup('db')];
    const IpPermissions = [{ ...http, IpRanges: [], UserIdGroupPairs: [{ GroupId: id }] }];
    await allow(other, { IpPermissions });
    expect(await failure(remove(id))).toMatchObject({ name: 'DependencyViolation' });
    await disallow(other, { IpPermissions });
    await remove(id);
  });
});

describe('authorizing', () => {
  it('makes a rule of each protocol, range and peer, and tells them', async () => {
    const [id, other] = [await newGroup('web'), await newGroup('lb')];
    const { Return: done, SecurityGroupRules: rules = [] } = await allow(id, {
      IpPermissions: [
        {
          ...http,
          IpRanges: [{ CidrIp: '10.0.0.9/16', Description: 'inside' }, { CidrIp: '192.168.0.0/24' }],
          Ipv6Ranges: [{ CidrIpv6: 'fd00::1/64' }],
          UserIdGroupPairs: [{ GroupId: other, UserId: '123456789012' }],
        },
        { IpProtocol: '6', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: '-1', FromPort: 0, ToPort: 0, IpRanges: [{ CidrIp: '10.9.0.0/16' }] },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'of', Value: 'test' }] }],
    });
    expect(done).toBe(true);
    const common = { GroupId: id, GroupOwnerId: '123456789012', IsEgress: false };
    expect(rules).toMatchObject([
      {
        ...common,
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        CidrIpv4: '10.0.0.0/16',
        Description: 'inside',
      },
      { ...common, IpProtocol: 'tcp', CidrIpv4: '192.168.0.0/24', Tags: [{ Key: 'of', Value: 'test' }] },
      { ...common, IpProtocol: 'tcp', CidrIpv6: 'fd00::/64' },
      { ...common, ReferencedGroupInfo: { GroupId: other, UserId: '123456789012' } },
      { ...common, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
      { ...common, IpProtocol: 'icmp', FromPort: 8, ToPort: -1 },
      { ...common, IpProtocol: '-1', FromPort: -1, ToPort: -1 },
    ]);
    expect(new Set(rules.map(({ SecurityGroupRuleId: rule }) => rule)).size).toBe(7);
    const { IpPermissions: permissions = [] } = (await described(id)) ?? {};
    expect(permissions).toHaveLength(4);
    expect(permissions[0]).toMatchObject({
      IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'inside' }, { CidrIp: '192.168.0.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: 'fd00::/64' }],
      UserIdGroupPairs: [{ GroupId: other, UserId: '123456789012' }],
    });
    expect(permissions[3]).not.toHaveProperty('FromPort');
  });

  it('takes one permission at the top', async () => {
    const id = await newGroup();
    const flat = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' };
    const { SecurityGroupRules: rules } = await allow(id, flat);
    expect(rules).toMatchObject([{ IpProtocol: 'tcp', FromPort: 80, CidrIpv4: '0.0.0.0/0' }]);
    expect(await failure(allow(id, { ...flat, IpPermissions: [http] }))).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    await disallow(id, flat);
    expect((await described(id))?.IpPermissions).toEqual([]);
  });

  it('of what is there already is refused, and with it all the rest', async () => {
    const id = await newGroup();
    await allow(id, { IpPermissions: [http] });
    const two = [
      { ...http, FromPort: 81, ToPort: 81 },
      { ...http, IpRanges: [{ CidrIp: '9.9.9.9/0', Description: 'x' }] },
    ];
    expect(await failure(allow(id, { IpPermissions: two }))).toEqual({
      name: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists',
    });
    expect((await described(id))?.IpPermissions).toHaveLength(1);
    expect(
      await failure(
        aws.ec2.send(
          new AuthorizeSecurityGroupEgressCommand({
            GroupId: id,
            IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          }),
        ),
      ),
    ).toEqual({
      name: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 0.0.0.0/0, ALL, ALLOW" already exists',
    });
  });

  it('of more than sixty rules in a direction is refused', async () => {
    const id = await newGroup();
    const ranges = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ CidrIp: `10.0.${index}.0/24` }));
    const limit = { name: 'RulesPerSecurityGroupLimitExceeded' };
    expect(await failure(allow(id, { IpPermissions: [{ ...http, IpRanges: ranges(61) }] }))).toMatchObject(
      limit,
    );
    await allow(id, { IpPermissions: [{ ...http, IpRanges: ranges(60) }] });
    expect(await failure(allow(id, { IpPermissions: [http] }))).toMatchObject(limit);
  });

  it.each<[string, IpPermission[], string, RegExp]>([
    ['nothing', [], 'MissingParameter', /ipPermissions/],
    ['no protocol', [{ ...http, IpProtocol: undefined }], 'InvalidParameterValue', /'null' for protocol/],
    ['a protocol that is none', [{ ...http, IpProtocol: 'http' }], 'InvalidPermission.Malformed', /"http"/],
    ['a protocol above 255', [{ ...http, IpProtocol: '256' }], 'InvalidPermission.Malformed', /"256"/],
    [
      'no ports',
      [{ IpProtocol: 'tcp', IpRanges: http.IpRanges }],
      'InvalidParameterValue',
      /Must specify both from and to ports/,
    ],
    [
      'half a range',
      [{ ...http, ToPort: undefined }],
      'InvalidParameterValue',
      /Must specify both from and to ports/,
    ],
    [
      'a port above 65535',
      [{ ...http, ToPort: 65536 }],
      'InvalidPermission.Malformed',
      /\(65536\) out of range/,
    ],
    ['a port below 0', [{ ...http, FromPort: -1 }], 'InvalidPermission.Malformed', /\(-1\) out of range/],
    ['a range that is upside down', [{ ...http, FromPort: 81 }], 'InvalidPermission.Malformed', /\(81:80\)/],
    ['no source', [{ ...http, IpRanges: [] }], 'MissingParameter', /source/],
    [
      'what is no block',
      [{ ...http, IpRanges: [{ CidrIp: '10.0.0.1' }] }],
      'InvalidParameterValue',
      /CIDR block 10\.0\.0\.1 is malformed/,
    ],
    [
      'an IPv6 block as an IPv4 one',
      [{ ...http, IpRanges: [{ CidrIp: '::/0' }] }],
      'InvalidParameterValue',
      /malformed/,
    ],
    [
      'a group that is not there',
      [{ ...http, UserIdGroupPairs: [{ GroupId: 'sg-0' }] }],
      'InvalidGroup.NotFound',
      /'sg-0'/,
    ],
    [
      'a group of another account',
      [{ ...http, UserIdGroupPairs: [{ GroupId: 'sg-0', UserId: '999999999999' }] }],
      'InvalidParameterValue',
      /'999999999999'/,
    ],
    [
      'a group by name',
      [{ ...http, UserIdGroupPairs: [{ GroupName: 'lb' }] }],
      'VPCIdNotSpecified',
      /GroupName/,
    ],
    [
      'a prefix list',
      [{ ...http, PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
      'InvalidPrefixListID.NotFound',
      /'pl-1'/,
    ],
    ['the same twice', [http, http], 'InvalidParameterValue', /must not appear multiple times/],
    [
      'a description with other characters',
      [{ ...http, IpRanges: [{ CidrIp: '1.0.0.0/8', Description: 'é' }] }],
      'InvalidParameterValue',
      /Invalid rule description/,
    ],
  ])('%s is refused', async (_words, IpPermissions, name, message) => {
    const id = await newGroup();
    const refusal = await failure(allow(id, { IpPermissions }));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toMatch(message);
    expect((await described(id))?.IpPermissions).toEqual([]);
  });
});

describe('revoking', () => {
  const rulesOf = async (id: string) => {
    const { SecurityGroupRules: rules = [] } = await aws.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [id] }] }),
    );
    return rules;
  };

  it('takes rules away, whatever their description', async () => {
    const id = await newGroup();
    await allow(id, {
      IpPermissions: [{ ...http, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }] }],
    });
    const { RevokedSecurityGroupRules: revoked } = await disallow(id, { IpPermissions: [http] });
    expect(revoked).toMatchObject([
      {
        GroupId: id,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: 80,
        CidrIpv4: '0.0.0.0/0',
        Description: 'all',
      },
    ]);
    expect((await described(id))?.IpPermissions).toEqual([]);
  });

  it('of what is not there is refused, and with it all the rest', async () => {
    const id = await newGroup();
    await allow(id, { IpPermissions: [http] });
    const two = [http, { ...http, FromPort: 79 }];
    expect(await failure(disallow(id, { IpPermissions: two }))).toEqual({
      name: 'InvalidPermission.NotFound',
      message: 'The specified rule does not exist in this security group.',
    });
    expect((await described(id))?.IpPermissions).toHaveLength(1);
  });

  it('goes by the ids of rules of its own direction too', async () => {
    const id = await newGroup();
    await allow(id, { IpPermissions: [http] });
    const rules = await rulesOf(id);
    const inbound = rules.find(({ IsEgress: out }) => out === false)?.SecurityGroupRuleId ?? '';
    const outbound = rules.find(({ IsEgress: out }) => out === true)?.SecurityGroupRuleId ?? '';
    expect(await failure(disallow(id, { SecurityGroupRuleIds: [inbound, outbound] }))).toEqual({
      name: 'InvalidSecurityGroupRuleId.NotFound',
      message: `The security group rule ID '${outbound}' does not exist`,
    });
    expect(await failure(disallow(id, { SecurityGroupRuleIds: ['rule'] }))).toMatchObject({
      name: 'InvalidSecurityGroupRuleId.Malformed',
    });
    await disallow(id, { SecurityGroupRuleIds: [inbound] });
    await aws.ec2.send(
      new RevokeSecurityGroupEgressCommand({ GroupId: id, SecurityGroupRuleIds: [outbound] }),
    );
    expect(await rulesOf(id)).toEqual([]);
    expect(await failure(disallow(id, {}))).toMatchObject({ name: 'MissingParameter' });
  });
});

describe('describing', () => {
  it('filters groups by their rules', async () => {
    const [id, other] = [await newGroup('web'), await newGroup('lb')];
    await allow(id, {
      IpPermissions: [
        { ...http, IpRanges: [{ CidrIp: '10.1.0.0/16' }], UserIdGroupPairs: [{ GroupId: other }] },
      ],
    });
    const found = async (Name: string, value: string) =>
      (await describeGroups({ Filters: [{ Name, Values: [value] }] })).map(({ GroupId: group }) => group);
    expect(await found('ip-permission.cidr', '10.1.0.0/16')).toEqual([id]);
    expect(await found('ip-permission.from-port', '80')).toEqual([id]);
    expect(await found('ip-permission.group-id', other)).toEqual([id]);
    expect(await found('ip-permission.protocol', 'tcp')).toEqual([id]);
    expect(await found('egress.ip-permission.protocol', 'tcp')).toEqual([]);
    expect(await found('group-name', 'lb')).toEqual([other]);
    expect(await found('description', 'Web*')).toHaveLength(2);
  });

  it('refuses names, which are those of a default VPC, and ids that are not there', async () => {
    expect(await failure(describeGroups({ GroupNames: ['web'] }))).toMatchObject({
      name: 'VPCIdNotSpecified',
    });
    expect(await failure(describeGroups({ GroupIds: ['web'] }))).toMatchObject({
      name: 'InvalidGroupId.Malformed',
    });
    expect(await failure(described('sg-0'))).toMatchObject({ name: 'InvalidGroup.NotFound' });
  });
});
