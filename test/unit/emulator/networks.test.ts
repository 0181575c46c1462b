// VPCs, subnets and peerings: what can be made, what cannot, and what is in the way of deleting.
import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  type CreateSubnetCommandInput,
  CreateVpcCommand,
  type CreateVpcCommandInput,
  CreateVpcPeeringConnectionCommand,
  type CreateVpcPeeringConnectionCommandInput,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  RejectVpcPeeringConnectionCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const createVpc = (input: CreateVpcCommandInput) => aws.ec2.send(new CreateVpcCommand(input));
const newVpc = async (CidrBlock = '10.7.0.0/16', rest: CreateVpcCommandInput = {}): Promise<string> =>
  (await createVpc({ CidrBlock, ...rest })).Vpc?.VpcId ?? '';
const createSubnet = (VpcId: string, CidrBlock: string, rest: Partial<CreateSubnetCommandInput> = {}) =>
  aws.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, ...rest }));
const newSubnet = async (...args: Parameters<typeof createSubnet>): Promise<string> =>
  (await createSubnet(...args)).Subnet?.SubnetId ?? '';
const deleteVpc = (VpcId: string) => aws.ec2.send(new DeleteVpcCommand({ VpcId }));
const deleteSubnet = (SubnetId: string) => aws.ec2.send(new DeleteSubnetCommand({ SubnetId }));
const vpcIds = async () => {
  const { Vpcs: vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand({}));
  return vpcs.map(({ VpcId: id }) => id);
};

describe('CreateVpc', () => {
  it('makes a VPC with its default security group, whose members let each other in', async () => {
    const { Vpc: vpc } = await createVpc({
      CidrBlock: '10.7.1.2/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'lab' }] }],
    });
    expect(vpc).toMatchObject({
      CidrBlock: '10.7.0.0/16',
      State: 'available',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'lab' }],
    });
    expect(await vpcIds()).toContain(vpc?.VpcId);
    const { SecurityGroups: groups } = await aws.ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc?.VpcId ?? ''] }] }),
    );
    const id = groups?.[0]?.GroupId;
    expect(groups).toMatchObject([
      {
        GroupName: 'default',
        Description: 'default VPC security group',
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id, UserId: '123456789012' }] }],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
  });

  it('gives an IPv6 block of Amazon’s where asked to', async () => {
    const { Vpc: vpc } = await createVpc({ CidrBlock: '10.7.0.0/16', AmazonProvidedIpv6CidrBlock: true });
    const block = vpc?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '';
    expect(block).toMatch(/^2600:1f18:[0-9a-f]{1,4}:[0-9a-f]{1,4}::\/56$/);
    const inBlock = block.replace('::/56', '::/64');
    const { Subnet: subnet } = await createSubnet(vpc?.VpcId ?? '', '10.7.1.0/24', {
      Ipv6CidrBlock: inBlock,
    });
    expect(subnet?.Ipv6CidrBlockAssociationSet).toMatchObject([{ Ipv6CidrBlock: inBlock }]);
    const again = createSubnet(vpc?.VpcId ?? '', '10.7.2.0/24', { Ipv6CidrBlock: inBlock });
    expect(await failure(again)).toMatchObject({ name: 'InvalidSubnet.Conflict' });
  });

  it.each<[string, CreateVpcCommandInput, string]>([
    ['no block', {}, 'MissingParameter'],
    ['what is no block', { CidrBlock: '10.7.0.0' }, 'InvalidParameterValue'],
    ['an IPv6 block', { CidrBlock: 'fd00::/16' }, 'InvalidParameterValue'],
    ['a block above /16', { CidrBlock: '10.0.0.0/15' }, 'InvalidVpc.Range'],
    ['a block below /28', { CidrBlock: '10.0.0.0/29' }, 'InvalidVpc.Range'],
    ['another tenancy', { CidrBlock: '10.7.0.0/16', InstanceTenancy: 'dedicated' }, 'InvalidParameterValue'],
  ])('refuses %s', async (_words, input, name) => {
    const before = await vpcIds();
    expect(await failure(createVpc(input))).toMatchObject({ name });
    expect(await vpcIds()).toEqual(before);
  });

  it.each(['10.7.0.0/16', '10.7.0.0/28'])('takes %s', async (block) => {
    expect((await createVpc({ CidrBlock: block })).Vpc?.CidrBlock).toBe(block);
  });

  it('never gives the id of one that was deleted', async () => {
    const first = await newVpc();
    await deleteVpc(first);
    expect(await newVpc()).not.toBe(first);
  });
});

describe('DeleteVpc', () => {
  const dependencyOf = (id: string) => ({
    name: 'DependencyViolation',
    message: `The vpc '${id}' has dependencies and cannot be deleted.`,
  });

  it('takes the default security group along', async () => {
    const id = await newVpc();
    await deleteVpc(id);
    expect(await vpcIds()).not.toContain(id);
    expect(aws.emulator.world().securityGroups.some(({ vpcId }) => vpcId === id)).toBe(false);
    expect(await failure(deleteVpc(id))).toEqual({
      name: 'InvalidVpcID.NotFound',
      message: `The vpc ID '${id}' does not exist`,
    });
  });

  it('waits for subnets and security groups', async () => {
    const VpcId = await newVpc();
    const subnet = await newSubnet(VpcId, '10.7.1.0/24');
    expect(await failure(deleteVpc(VpcId))).toEqual(dependencyOf(VpcId));
    await deleteSubnet(subnet);
    const { GroupId } = await aws.ec2.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: 'web', Description: 'web' }),
    );
    expect(await failure(deleteVpc(VpcId))).toEqual(dependencyOf(VpcId));
    await aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await deleteVpc(VpcId);
  });
});

describe('CreateSubnet', () => {
  it('makes a subnet in the zone asked for, with all but five of its addresses', async () => {
    const vpc = await newVpc();
    const { Subnet: subnet } = await createSubnet(vpc, '10.7.1.9/24', {
      AvailabilityZone: 'us-east-1b',
      TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'Name', Value: 'lab-b' }] }],
    });
    expect(subnet).toMatchObject({
      CidrBlock: '10.7.1.0/24',
      VpcId: vpc,
      AvailabilityZone: 'us-east-1b',
      AvailabilityZoneId: 'use1-az2',
      AvailableIpAddressCount: 251,
      Tags: [{ Key: 'Name', Value: 'lab-b' }],
    });
    const byId = await createSubnet(vpc, '10.7.2.0/24', { AvailabilityZoneId: 'use1-az3' });
    expect(byId.Subnet?.AvailabilityZone).toBe('us-east-1c');
    expect((await createSubnet(vpc, '10.7.3.0/28')).Subnet).toMatchObject({
      AvailabilityZone: 'us-east-1a',
      AvailableIpAddressCount: 11,
    });
  });

  it.each<[string, string, Partial<CreateSubnetCommandInput>, string]>([
    ['a block outside the VPC', '10.8.1.0/24', {}, 'InvalidSubnet.Range'],
    ['a block larger than the VPC', '10.0.0.0/8', {}, 'InvalidSubnet.Range'],
    ['a block below /28', '10.7.5.0/29', {}, 'InvalidSubnet.Range'],
    ['a block that is taken', '10.7.1.0/24', {}, 'InvalidSubnet.Conflict'],
    ['a block within another', '10.7.1.128/25', {}, 'InvalidSubnet.Conflict'],
    ['a block around another', '10.7.0.0/23', {}, 'InvalidSubnet.Conflict'],
    ['what is no block', 'lab', {}, 'InvalidParameterValue'],
    ['a zone that is not there', '10.7.5.0/24', { AvailabilityZone: 'us-east-1z' }, 'InvalidParameterValue'],
    [
      'a zone in two ways',
      '10.7.5.0/24',
      { AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az1' },
      'InvalidParameterCombination',
    ],
    ['IPv6 where the VPC has none', '10.7.5.0/24', { Ipv6CidrBlock: 'fd00::/64' }, 'InvalidSubnet.Range'],
    ['a VPC that is not there', '10.7.5.0/24', { VpcId: 'vpc-0' }, 'InvalidVpcID.NotFound'],
  ])('refuses %s', async (_words, block, rest, name) => {
    const vpc = await newVpc();
    await createSubnet(vpc, '10.7.1.0/24');
    expect(await failure(createSubnet(vpc, block, rest))).toMatchObject({ name });
  });

  it('lets two VPCs have the same block', async () => {
    await createSubnet(await newVpc(), '10.7.1.0/24');
    const { Subnet: subnet } = await createSubnet(await newVpc(), '10.7.1.0/24');
    expect(subnet?.CidrBlock).toBe('10.7.1.0/24');
  });
});

describe('DeleteSubnet', () => {
  it('waits for its instances to be gone', async () => {
    const subnet = await newSubnet(await newVpc(), '10.7.1.0/24');
    const { Instances: [instance] = [] } = await aws.ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-12345678', SubnetId: subnet, MinCount: 1, MaxCount: 1 }),
    );
    const violation = {
      name: 'DependencyViolation',
      message: `The subnet '${subnet}' has dependencies and cannot be deleted.`,
    };
    expect(await failure(deleteSubnet(subnet))).toEqual(violation);
    await aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance?.InstanceId ?? ''] }));
    expect(await failure(deleteSubnet(subnet))).toEqual(violation);
    aws.clock.advance(3000);
    await deleteSubnet(subnet);
    expect(await failure(deleteSubnet(subnet))).toMatchObject({ name: 'InvalidSubnetID.NotFound' });
  });

  it('is refused where a load balancer is', async () => {
    expect(await failure(deleteSubnet(aws.subnet('shop-a')))).toMatchObject({ name: 'DependencyViolation' });
  });
});

describe('the filters of DescribeSubnets', () => {
  it.each([
    ['cidr-block', '10.0.1.0/24'],
    ['cidr', '10.0.1.0/24'],
    ['tag:Name', 'shop-a'],
  ])('%s', async (Name, value) => {
    const { Subnets: subnets = [] } = await aws.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name, Values: [value] }] }),
    );
    expect(subnets.map(({ SubnetId: id }) => id)).toEqual([aws.subnet('shop-a')]);
  });
});

describe('a peering', () => {
  const create = (input: Partial<CreateVpcPeeringConnectionCommandInput> = {}) =>
    aws.ec2.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: aws.vpc('shop'),
        PeerVpcId: aws.vpc('legacy'),
        ...input,
      }),
    );
  const requested = async (input: Partial<CreateVpcPeeringConnectionCommandInput> = {}) =>
    (await create(input)).VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
  const accept = (VpcPeeringConnectionId: string) =>
    aws.ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const reject = (VpcPeeringConnectionId: string) =>
    aws.ec2.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const remove = (VpcPeeringConnectionId: string) =>
    aws.ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const described = async (id: string) => {
    const { VpcPeeringConnections: found = [] } = await aws.ec2.send(
      new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
    );
    return found[0];
  };
  const status = async (id: string) => (await described(id))?.Status?.Code;
  const hour = 60 * 60 * 1000;

  it('is requested and then accepted', async () => {
    const id = await requested();
    expect(await described(id)).toMatchObject({
      RequesterVpcInfo: { VpcId: aws.vpc('shop'), CidrBlock: '10.0.0.0/16', OwnerId: '123456789012' },
      AccepterVpcInfo: { VpcId: aws.vpc('legacy'), CidrBlock: '172.31.0.0/16', Region: 'us-east-1' },
      Status: { Code: 'pending-acceptance', Message: 'Pending Acceptance' },
    });
    await accept(id);
    expect(await status(id)).toBe('active');
    expect(await failure(accept(id))).toMatchObject({ name: 'InvalidStateTransition' });
    expect(await failure(reject(id))).toMatchObject({ name: 'InvalidStateTransition' });
  });

  it('that is there already is the answer, from either side', async () => {
    const id = await requested();
    expect(await requested()).toBe(id);
    await accept(id);
    expect(await requested({ VpcId: aws.vpc('legacy'), PeerVpcId: aws.vpc('shop') })).toBe(id);
  });

  it('of blocks that overlap has failed', async () => {
    const id = await requested({ PeerVpcId: await newVpc('10.0.128.0/17') });
    expect(await described(id)).toMatchObject({
      Status: {
        Code: 'failed',
        Message: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
      },
    });
    expect(await failure(accept(id))).toMatchObject({ name: 'InvalidStateTransition' });
  });

  it('that is over is to be seen for two hours', async () => {
    const [rejected, deleted] = [await requested(), await requested({ PeerVpcId: await newVpc() })];
    await reject(rejected);
    await accept(deleted);
    await remove(deleted);
    expect([await status(rejected), await status(deleted)]).toEqual(['rejected', 'deleted']);
    aws.clock.advance(2 * hour);
    expect(await failure(described(deleted))).toEqual({
      name: 'InvalidVpcPeeringConnectionID.NotFound',
      message: `The vpcPeeringConnection ID '${deleted}' does not exist`,
    });
    expect(await requested()).not.toBe(rejected);
  });

  it('expires after a week without acceptance', async () => {
    const id = await requested();
    aws.clock.advance(7 * 24 * hour);
    expect(await status(id)).toBe('expired');
    expect(await failure(accept(id))).toMatchObject({ name: 'InvalidStateTransition' });
  });

  it('goes with its VPC', async () => {
    const vpc = await newVpc();
    const id = await requested({ PeerVpcId: vpc });
    await deleteVpc(vpc);
    expect(await status(id)).toBe('deleted');
  });

  it.each<[string, Partial<CreateVpcPeeringConnectionCommandInput>, string, RegExp]>([
    ['another Region', { PeerRegion: 'eu-west-1' }, 'InvalidParameterValue', /'eu-west-1'/],
    ['another account', { PeerOwnerId: '999999999999' }, 'InvalidParameterValue', /'999999999999'/],
    ['a VPC that is not there', { PeerVpcId: 'vpc-0' }, 'InvalidVpcID.NotFound', /'vpc-0'/],
    ['nothing', { PeerVpcId: undefined }, 'MissingParameter', /peerVpcId/],
  ])('with %s is refused', async (_words, input, name, message) => {
    const refusal = await failure(create(input));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toMatch(message);
  });

  it('within the own Region and account can be asked for by their names', async () => {
    expect(await requested({ PeerRegion: 'us-east-1', PeerOwnerId: '123456789012' })).toMatch(/^pcx-/);
  });

  it('lets the rules of one VPC name groups of the other', async () => {
    const newGroup = async (vpc: string) => {
      const { GroupId: id = '' } = await aws.ec2.send(
        new CreateSecurityGroupCommand({ VpcId: aws.vpc(vpc), GroupName: 'web', Description: 'web' }),
      );
      return id;
    };
    const [own, other] = [await newGroup('shop'), await newGroup('legacy')];
    const allow = () =>
      aws.ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: own,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: other }] },
          ],
        }),
      );
    expect(await failure(allow())).toEqual({
      name: 'InvalidGroup.NotFound',
      message: 'You have specified two resources that belong to different networks.',
    });
    const id = await requested();
    await accept(id);
    const { SecurityGroupRules: rules } = await allow();
    expect(rules?.[0]?.ReferencedGroupInfo).toEqual({
      GroupId: other,
      UserId: '123456789012',
      VpcId: aws.vpc('legacy'),
      VpcPeeringConnectionId: id,
      PeeringStatus: 'active',
    });
  });
});
