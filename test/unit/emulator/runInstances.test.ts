// RunInstances: what is launched and where, what is refused, and asking twice.
import {
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  CreateSecurityGroupCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness, start } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const image = 'ami-0123456789abcdef0';
const run = (input: Partial<RunInstancesCommandInput>) =>
  aws.ec2.send(
    new RunInstancesCommand({
      ImageId: image,
      InstanceType: 't3.micro',
      SubnetId: aws.subnet('shop-a'),
      MinCount: 1,
      MaxCount: 1,
      ...input,
    }),
  );
const launch = async (input: Partial<RunInstancesCommandInput> = {}): Promise<Instance> => {
  const { Instances: [instance] = [] } = await run(input);
  if (!instance) throw new Error('Nothing was launched');
  return instance;
};
const newGroup = async (name: string, vpc = 'shop') => {
  const { GroupId: id = '' } = await aws.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: aws.vpc(vpc) }),
  );
  return id;
};
const described = async (...InstanceIds: (string | undefined)[]) => {
  const { Reservations: reservations = [] } = await aws.ec2.send(
    new DescribeInstancesCommand({ InstanceIds: InstanceIds.map((id) => id ?? '') }),
  );
  return reservations;
};
const defaultGroup = (vpc: string) =>
  aws.emulator.world().securityGroups.find(({ vpcId, name }) => vpcId === aws.vpc(vpc) && name === 'default')
    ?.id;

describe('an instance', () => {
  it('is pending, then runs, at a free address of its subnet, in the default security group', async () => {
    const instance = await launch();
    expect(instance).toMatchObject({
      ImageId: image,
      InstanceType: 't3.micro',
      State: { Code: 0, Name: 'pending' },
      SubnetId: aws.subnet('shop-a'),
      VpcId: aws.vpc('shop'),
      Placement: { AvailabilityZone: 'us-east-1a' },
      LaunchTime: new Date(start),
      SecurityGroups: [{ GroupId: defaultGroup('shop'), GroupName: 'default' }],
    });
    expect(instance.PrivateIpAddress).toMatch(/^10\.0\.1\.\d+$/);
    expect(instance.PrivateDnsName).toBe(
      `ip-${(instance.PrivateIpAddress ?? '').replaceAll('.', '-')}.ec2.internal`,
    );
    aws.clock.advance(3000);
    const [reservation] = await described(instance.InstanceId);
    expect(reservation?.Instances?.[0]?.State?.Name).toBe('running');
  });

  it('can be a target and answers 200', async () => {
    const { InstanceId: id = '' } = await launch({ SubnetId: aws.subnet('shop-b') });
    aws.clock.advance(3000);
    await aws.register('checkout-web', { Id: id });
    expect(aws.emulator.world().instances.find((each) => each.id === id)?.answers).toEqual({
      kind: 'status',
      status: 200,
    });
  });

  it('has what the launch says of it', async () => {
    const group = await newGroup('web');
    const instance = await launch({
      PrivateIpAddress: '10.0.1.77',
      SecurityGroupIds: [group],
      KeyName: 'ops',
      UserData: Buffer.from('#!/bin/sh').toString('base64'),
      IamInstanceProfile: { Name: 'web' },
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: [
            { Key: 'Name', Value: 'new' },
            { Key: 'emulator:answers', Value: 'slow:50' },
          ],
        },
        { ResourceType: 'network-interface', Tags: [{ Key: 'of', Value: 'new' }] },
      ],
    });
    expect(instance).toMatchObject({
      PrivateIpAddress: '10.0.1.77',
      KeyName: 'ops',
      IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/web' },
      SecurityGroups: [{ GroupId: group, GroupName: 'web' }],
      Tags: [
        { Key: 'Name', Value: 'new' },
        { Key: 'emulator:answers', Value: 'slow:50' },
      ],
    });
  });

  it('can be given its place by a network interface', async () => {
    const group = await newGroup('web');
    const instance = await launch({
      SubnetId: undefined,
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: aws.subnet('shop-c'),
          Groups: [group],
          PrivateIpAddress: '10.0.3.9',
          Description: 'primary',
          AssociatePublicIpAddress: false,
          DeleteOnTermination: true,
        },
      ],
    });
    expect(instance).toMatchObject({
      SubnetId: aws.subnet('shop-c'),
      PrivateIpAddress: '10.0.3.9',
      SecurityGroups: [{ GroupId: group }],
      NetworkInterfaces: [{ Description: 'primary', Attachment: { DeviceIndex: 0 } }],
    });
  });
});

describe('several instances', () => {
  it('are one reservation, each with its own address and index', async () => {
    const { ReservationId: id, Instances: instances = [] } = await run({ MinCount: 3, MaxCount: 3 });
    expect(instances.map(({ AmiLaunchIndex: index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(instances.map(({ PrivateIpAddress: address }) => address)).size).toBe(3);
    expect(new Set(instances.map(({ InstanceId: instance }) => instance)).size).toBe(3);
    const reservations = await described(...instances.map(({ InstanceId: instance }) => instance));
    expect(reservations).toHaveLength(1);
    expect(reservations[0]?.ReservationId).toBe(id);
    expect(reservations[0]?.Instances).toHaveLength(3);
  });

  it('are as many as there are addresses for, from the least to the most', async () => {
    const free = async () => {
      const { Subnets: [subnet] = [] } = await aws.ec2.send(
        new DescribeSubnetsCommand({ SubnetIds: [aws.subnet('shop-c')] }),
      );
      return subnet?.AvailableIpAddressCount ?? 0;
    };
    const before = await free();
    const SubnetId = aws.subnet('shop-c');
    expect(await failure(run({ SubnetId, MinCount: before + 1, MaxCount: before + 1 }))).toEqual({
      name: 'InsufficientFreeAddressesInSubnet',
      message: `There are not enough free addresses in subnet '${SubnetId}' to satisfy the requested number of instances.`,
    });
    expect(await free()).toBe(before);
    const { Instances: instances = [] } = await run({ SubnetId, MinCount: 1, MaxCount: before + 1 });
    expect(instances).toHaveLength(before);
    expect(await free()).toBe(0);
    await aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instances[0]?.InstanceId ?? ''] }));
    expect(await free()).toBe(1);
  });
});

describe('a client token', () => {
  it('makes the same request the same launch', async () => {
    const first = await launch({ ClientToken: 'once' });
    expect((await launch({ ClientToken: 'once' })).InstanceId).toBe(first.InstanceId);
    expect((await launch({ ClientToken: 'twice' })).InstanceId).not.toBe(first.InstanceId);
    expect(await failure(run({ ClientToken: 'once', InstanceType: 't3.large' }))).toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });
});

describe('RunInstances refuses', () => {
  it.each<[string, () => Partial<RunInstancesCommandInput>, string, RegExp]>([
    ['no subnet', () => ({ SubnetId: undefined }), 'VPCIdNotSpecified', /No default VPC/],
    [
      'a subnet that is not there',
      () => ({ SubnetId: 'subnet-0' }),
      'InvalidSubnetID.NotFound',
      /'subnet-0' does not exist/,
    ],
    ['no image', () => ({ ImageId: undefined }), 'MissingParameter', /ImageId/],
    [
      'a malformed image',
      () => ({ ImageId: 'ubuntu' }),
      'InvalidAMIID.Malformed',
      /"ubuntu" \(expecting "ami-\.\.\."\)/,
    ],
    [
      'a type that is none',
      () => ({ InstanceType: 'huge' as 't3.micro' }),
      'InvalidParameterValue',
      /'huge' for InstanceType/,
    ],
    ['none at all', () => ({ MinCount: 0 }), 'InvalidParameterValue', /minCount/],
    ['more at least than at most', () => ({ MinCount: 2 }), 'InvalidParameterCombination', /minCount/],
    [
      'an address of another subnet',
      () => ({ PrivateIpAddress: '10.0.2.40' }),
      'InvalidParameterValue',
      /does not fall within/,
    ],
    [
      'an address that is AWS’s',
      () => ({ PrivateIpAddress: '10.0.1.3' }),
      'InvalidParameterValue',
      /reserved address range/,
    ],
    [
      'an address in use',
      () => ({ PrivateIpAddress: '10.0.1.11' }),
      'InvalidIPAddress.InUse',
      /10\.0\.1\.11 is in use/,
    ],
    [
      'an address where something listens',
      () => ({ PrivateIpAddress: '10.0.1.21' }),
      'InvalidIPAddress.InUse',
      /10\.0\.1\.21/,
    ],
    [
      'one address for two',
      () => ({ PrivateIpAddress: '10.0.1.77', MaxCount: 2 }),
      'InvalidParameterCombination',
      /more than one/,
    ],
    [
      'a security group that is not there',
      () => ({ SecurityGroupIds: ['sg-0'] }),
      'InvalidGroup.NotFound',
      /'sg-0' does not exist/,
    ],
    [
      'a malformed security group',
      () => ({ SecurityGroupIds: ['web'] }),
      'InvalidGroupId.Malformed',
      /expecting "sg-\.\.\."/,
    ],
    [
      'a security group of another VPC',
      () => ({ SecurityGroupIds: [defaultGroup('legacy') ?? ''] }),
      'InvalidParameter',
      /belong to different networks/,
    ],
    ['security groups by name', () => ({ SecurityGroups: ['web'] }), 'VPCIdNotSpecified', /GroupName/],
    [
      'two places',
      () => ({ NetworkInterfaces: [{ DeviceIndex: 0 }] }),
      'InvalidParameterCombination',
      /instance-level subnet ID/,
    ],
    [
      'a public address',
      () => ({
        SubnetId: undefined,
        NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
      }),
      'InvalidParameterValue',
      /no public IP/,
    ],
    [
      'what of a network interface is not implemented',
      () => ({ SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: 'eni-1' }] }),
      'InvalidParameterValue',
      /NetworkInterfaces\.NetworkInterfaceId/,
    ],
    [
      'tags of what it does not make',
      () => ({ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }] }),
      'InvalidParameterValue',
      /'volume' is not a valid taggable/,
    ],
    [
      'a tag that says no way to answer',
      () => ({
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'emulator:answers', Value: 'maybe' }] },
        ],
      }),
      'InvalidParameterValue',
      /'maybe' of the tag emulator:answers must be a status/,
    ],
    ['user data that is not base64', () => ({ UserData: '#!' }), 'InvalidParameterValue', /BASE64/],
    [
      'what is not implemented, by name',
      () => ({ EbsOptimized: true }),
      'InvalidParameterValue',
      /EbsOptimized/,
    ],
  ])('%s', async (_words, input, name, message) => {
    const before = aws.emulator.world().instances.length;
    const refusal = await failure(run(input()));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toMatch(message);
    expect(aws.emulator.world().instances).toHaveLength(before);
  });
});
