// Load balancers that come, change and go: CreateLoadBalancer, DeleteLoadBalancer and the Set operations.
import {
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dualStack, listenersOf, newGroup, newListener, newLoadBalancer } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const described = async (name: string, from = aws) =>
  (await from.elbv2.send(new DescribeLoadBalancersCommand({ Names: [name] }))).LoadBalancers![0]!;
const interfacesOf = (name: string) =>
  aws.emulator
    .world()
    .networkInterfaces.filter(
      ({ owner }) => owner.kind === 'loadBalancer' && owner.loadBalancer.name === name,
    );
const defaultGroup = (vpc: string) =>
  aws.emulator.world().securityGroups.find((each) => each.vpcId === aws.vpc(vpc) && each.name === 'default')!
    .id;
const remove = (LoadBalancerArn: string) =>
  aws.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));

describe('CreateLoadBalancer', () => {
  it('makes an Application Load Balancer with the API’s defaults, that is active after a while', async () => {
    const made = await newLoadBalancer(aws, 'fresh', { Scheme: undefined });
    expect(made).toMatchObject({
      LoadBalancerName: 'fresh',
      Type: 'application',
      Scheme: 'internet-facing',
      IpAddressType: 'ipv4',
      VpcId: aws.vpc('shop'),
      SecurityGroups: [defaultGroup('shop')],
      State: { Code: 'provisioning' },
      CreatedTime: new Date(aws.emulator.now()),
    });
    expect(made.LoadBalancerArn).toMatch(
      /^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/fresh\/[0-9a-f]{16}$/,
    );
    aws.clock.advance(3000);
    expect((await described('fresh')).State).toEqual({ Code: 'active' });
  });

  it('gives it a network interface with a free address in every subnet', async () => {
    const taken = new Set(aws.emulator.world().networkInterfaces.map((each) => each.privateAddress));
    await newLoadBalancer(aws, 'fresh');
    const interfaces = interfacesOf('fresh');
    expect(interfaces.map(({ subnet }) => subnet.tags.Name)).toEqual(['shop-a', 'shop-b']);
    for (const { privateAddress } of interfaces) expect(taken).not.toContain(privateAddress);
    await newLoadBalancer(aws, 'next');
    const addresses = [...interfacesOf('next'), ...interfacesOf('fresh')].map((each) => each.privateAddress);
    expect(new Set(addresses).size).toBe(4);
  });

  it('makes a Network Load Balancer without security groups, in one subnet if it likes', async () => {
    const made = await newLoadBalancer(aws, 'fresh', { Type: 'network', Subnets: [aws.subnet('shop-c')] });
    expect(made).toMatchObject({ Type: 'network', AvailabilityZones: [{ ZoneName: 'us-east-1c' }] });
    expect(made.SecurityGroups ?? []).toEqual([]);
  });

  it('gives an internal Network Load Balancer the address that it asks for', async () => {
    const mapping = (PrivateIPv4Address: string) => ({
      Type: 'network' as const,
      SubnetMappings: [{ SubnetId: aws.subnet('shop-a'), PrivateIPv4Address }],
    });
    const made = await newLoadBalancer(aws, 'fresh', mapping('10.0.1.200'));
    expect(made.AvailabilityZones).toMatchObject([
      { LoadBalancerAddresses: [{ PrivateIPv4Address: '10.0.1.200' }] },
    ]);
    expect(interfacesOf('fresh').map((each) => each.privateAddress)).toEqual(['10.0.1.200']);
    for (const address of ['10.0.1.200', '10.0.1.11', '10.0.1.1', '10.0.2.200']) {
      expect(await failure(newLoadBalancer(aws, 'next', mapping(address)))).toMatchObject({
        name: 'InvalidConfigurationRequestException',
      });
    }
  });

  it('is idempotent, but not with other settings', async () => {
    const first = await newLoadBalancer(aws, 'fresh');
    const subnets = { Subnets: [aws.subnet('shop-b'), aws.subnet('shop-a')] };
    expect((await newLoadBalancer(aws, 'fresh', subnets)).LoadBalancerArn).toBe(first.LoadBalancerArn);
    expect(interfacesOf('fresh')).toHaveLength(2);
    expect(await failure(newLoadBalancer(aws, 'fresh', { Scheme: 'internet-facing' }))).toEqual({
      name: 'DuplicateLoadBalancerNameException',
      message: "A load balancer with the same name 'fresh' exists, but with different settings",
    });
  });

  it.each(['', 'a'.repeat(33), '-a', 'a-', 'a_b', 'internal-a'])('refuses the name “%s”', async (name) => {
    expect(await failure(newLoadBalancer(aws, name))).toMatchObject({ name: 'ValidationError' });
  });

  it.each([
    ['one subnet', ['shop-a'], 'ValidationError'],
    ['no subnet', [], 'ValidationError'],
    [
      'two subnets of one VPC and one of another',
      ['shop-a', 'legacy-b'],
      'InvalidConfigurationRequestException',
    ],
    ['a subnet twice', ['shop-a', 'shop-a'], 'InvalidConfigurationRequestException'],
  ])('refuses %s for an Application Load Balancer', async (_, names, name) => {
    const call = newLoadBalancer(aws, 'fresh', { Subnets: names.map((each) => aws.subnet(each)) });
    expect(await failure(call)).toMatchObject({ name });
    expect(interfacesOf('fresh')).toEqual([]);
  });

  it.each([
    ['an unknown subnet', { Subnets: ['subnet-0', 'subnet-1'] }, 'SubnetNotFoundException'],
    ['an unknown security group', { SecurityGroups: ['sg-0'] }, 'InvalidSecurityGroupException'],
    ['an unknown type', { Type: 'classic' as 'network' }, 'ValidationError'],
    ['an unknown scheme', { Scheme: 'public' as 'internal' }, 'ValidationError'],
    ['IPv6 where subnets have none', { IpAddressType: 'dualstack' as const }, 'InvalidSubnetException'],
    ['a Gateway Load Balancer', { Type: 'gateway' as const }, 'InvalidParameterValue'],
    ['a pool that it does not have', { CustomerOwnedIpv4Pool: 'ipv4pool-coip-1' }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, name) => {
    expect(await failure(newLoadBalancer(aws, 'fresh', input))).toMatchObject({ name });
  });

  it('refuses an Elastic IP address that does not exist, and any for an Application Load Balancer', async () => {
    const mappings = ['shop-a', 'shop-b'].map((name) => ({
      SubnetId: aws.subnet(name),
      AllocationId: 'eipalloc-1',
    }));
    const call = (Type: 'network' | 'application') =>
      newLoadBalancer(aws, 'fresh', { Type, Scheme: 'internet-facing', SubnetMappings: mappings });
    expect(await failure(call('network'))).toMatchObject({ name: 'AllocationIdNotFoundException' });
    expect(await failure(call('application'))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });

  it('refuses a security group of another VPC', async () => {
    const call = newLoadBalancer(aws, 'fresh', { SecurityGroups: [defaultGroup('legacy')] });
    expect(await failure(call)).toEqual({
      name: 'InvalidConfigurationRequestException',
      message: `Security group '${defaultGroup('legacy')}' does not belong to VPC '${aws.vpc('shop')}'`,
    });
  });

  it('refuses a subnet with fewer than eight free addresses', async () => {
    const small = await Harness.start({
      ...dualStack,
      loadBalancers: [],
      vpcs: [
        {
          name: 'shop',
          cidr: '10.0.0.0/16',
          subnets: [
            { name: 'shop-a', cidr: '10.0.1.0/28', zone: 'a' },
            { name: 'shop-b', cidr: '10.0.2.0/28', zone: 'b' },
          ],
        },
        ...dualStack.vpcs.slice(1),
      ],
      targetGroups: [],
    });
    try {
      for (const name of ['1', '2', '3', '4']) await newLoadBalancer(small, name);
      expect(await failure(newLoadBalancer(small, '5'))).toMatchObject({ name: 'InvalidSubnetException' });
    } finally {
      await small.stop();
    }
  });

  it('makes fifty of a type at most', async () => {
    const present = aws.emulator.world().loadBalancers.filter(({ type }) => type === 'application').length;
    for (let count = present; count < 50; count++) await newLoadBalancer(aws, `many-${count}`);
    expect(await failure(newLoadBalancer(aws, 'one-more'))).toMatchObject({
      name: 'TooManyLoadBalancersException',
    });
    await newLoadBalancer(aws, 'other-type', { Type: 'network' });
  });
});

describe('DeleteLoadBalancer', () => {
  it('takes listeners and network interfaces with it, and succeeds where there is none', async () => {
    const arn = aws.loadBalancer('legacy-internal');
    await remove(arn);
    await remove(arn);
    expect(await failure(described('legacy-internal'))).toMatchObject({
      name: 'LoadBalancerNotFoundException',
    });
    expect(interfacesOf('legacy-internal')).toEqual([]);
    expect(await aws.states('legacy-reports')).toEqual([
      `${aws.instance('legacy-reports')}:80 unused Target.NotInUse`,
    ]);
  });

  it('is refused while deletion protection is on', async () => {
    const arn = aws.loadBalancer('legacy-internal');
    const protect = (Value: string) =>
      aws.elbv2.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: arn,
          Attributes: [{ Key: 'deletion_protection.enabled', Value }],
        }),
      );
    await protect('true');
    expect(await failure(remove(arn))).toEqual({
      name: 'OperationNotPermittedException',
      message: `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    });
    await protect('false');
    await remove(arn);
  });

  it('is refused while the load balancer is a target', async () => {
    const arn = aws.loadBalancer('shop-web');
    expect(await failure(remove(arn))).toMatchObject({ name: 'ResourceInUseException' });
    await aws.deregister('web-via-nlb', { Id: arn });
    await remove(arn);
  });

  it('gives a later one of the name another ARN', async () => {
    const first = await newLoadBalancer(aws, 'fresh');
    await remove(first.LoadBalancerArn!);
    expect((await newLoadBalancer(aws, 'fresh')).LoadBalancerArn).not.toBe(first.LoadBalancerArn);
  });
});

describe('SetSecurityGroups', () => {
  const set = (LoadBalancerArn: string, SecurityGroups: string[]) =>
    aws.elbv2.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));

  it('changes those of the load balancer and its network interfaces', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh');
    const other = { ...aws.emulator.world().securityGroups[0]!, id: 'sg-2', vpcId: aws.vpc('shop') };
    aws.emulator.world().securityGroups.push(other);
    expect((await set(arn, ['sg-2'])).SecurityGroupIds).toEqual(['sg-2']);
    expect((await described('fresh')).SecurityGroups).toEqual(['sg-2']);
    for (const each of interfacesOf('fresh')) expect(each.securityGroupIds).toEqual(['sg-2']);
  });

  it('refuses unknown ones, those of another VPC, more than five, and none', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh');
    const { securityGroups } = aws.emulator.world();
    const more = Array.from({ length: 6 }, (_, index) => `sg-${index}`);
    for (const id of more) securityGroups.push({ ...securityGroups[0]!, id, vpcId: aws.vpc('shop') });
    for (const [ids, name] of [
      [['sg-none'], 'InvalidSecurityGroupException'],
      [[defaultGroup('legacy')], 'InvalidConfigurationRequestException'],
      [more, 'InvalidConfigurationRequestException'],
      [[], 'ValidationError'],
    ] as const) {
      expect(await failure(set(arn, [...ids]))).toMatchObject({ name });
    }
  });

  it('is refused for a Network Load Balancer that was made without', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh', { Type: 'network' });
    expect(await failure(set(arn, [defaultGroup('shop')]))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });
});

describe('SetSubnets', () => {
  const set = (LoadBalancerArn: string, ...names: string[]) =>
    aws.elbv2.send(
      new SetSubnetsCommand({ LoadBalancerArn, Subnets: names.map((name) => aws.subnet(name)) }),
    );

  it('moves the load balancer, whose interface stays where it was already', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh');
    const [, kept] = interfacesOf('fresh');
    const { AvailabilityZones: zones } = await set(arn, 'shop-b', 'shop-c');
    expect(zones).toMatchObject([{ ZoneName: 'us-east-1b' }, { ZoneName: 'us-east-1c' }]);
    expect(interfacesOf('fresh').map(({ subnet }) => subnet.tags.Name)).toEqual(['shop-b', 'shop-c']);
    expect(interfacesOf('fresh')[0]).toBe(kept);
  });

  it('refuses what is not enough, and another VPC', async () => {
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh');
    expect(await failure(set(arn, 'shop-a'))).toMatchObject({ name: 'ValidationError' });
    expect(await failure(set(arn, 'legacy-a', 'legacy-b'))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
    expect(interfacesOf('fresh').map(({ subnet }) => subnet.tags.Name)).toEqual(['shop-a', 'shop-b']);
  });

  it('makes targets in a zone that is enabled no longer unused', async () => {
    const GroupArn = await newGroup(aws, 'fresh');
    const { LoadBalancerArn: arn = '' } = await newLoadBalancer(aws, 'fresh');
    await newListener(aws, arn, { DefaultActions: [{ Type: 'forward', TargetGroupArn: GroupArn }] });
    await aws.register('fresh', { Id: '10.0.3.23' });
    expect(await aws.states('fresh')).toEqual(['10.0.3.23:80@us-east-1c unused Target.NotInUse']);
    await set(arn, 'shop-b', 'shop-c');
    expect((await aws.states('fresh'))[0]).not.toContain('unused');
    expect(await listenersOf(aws, arn)).toHaveLength(1);
  });
});

describe('SetIpAddressType', () => {
  it('needs subnets with IPv6, and only an Application Load Balancer can do without public IPv4', async () => {
    const dual = await Harness.start(dualStack);
    try {
      const set = (LoadBalancerArn: string, IpAddressType: 'dualstack' | 'dualstack-without-public-ipv4') =>
        dual.elbv2.send(new SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType }));
      await set(dual.loadBalancer('own'), 'dualstack-without-public-ipv4');
      expect((await described('own', dual)).IpAddressType).toBe('dualstack-without-public-ipv4');
      expect(await failure(set(dual.loadBalancer('peered'), 'dualstack'))).toMatchObject({
        name: 'InvalidSubnetException',
      });
      const { LoadBalancerArn: network = '' } = await newLoadBalancer(dual, 'net', { Type: 'network' });
      expect(await failure(set(network, 'dualstack-without-public-ipv4'))).toMatchObject({
        name: 'InvalidConfigurationRequestException',
      });
      await set(network, 'dualstack');
      expect((await described('net', dual)).IpAddressType).toBe('dualstack');
    } finally {
      await dual.stop();
    }
  });
});
