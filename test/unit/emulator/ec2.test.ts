// EC2: instances with their filters and states, and the networks that they are in.
import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  paginateDescribeInstances,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const instances = async (input: DescribeInstancesCommandInput) => {
  const { Reservations: reservations = [] } = await aws.ec2.send(new DescribeInstancesCommand(input));
  return reservations.flatMap((reservation) => reservation.Instances ?? []);
};
const filtered = async (Name: string, ...Values: string[]) => {
  const found = await instances({ Filters: [{ Name, Values }] });
  return found.map((each) => each.Tags?.find((tag) => tag.Key === 'Name')?.Value).sort();
};

describe('DescribeInstances', () => {
  it('tells what a target picker needs', async () => {
    const [web1] = await instances({ InstanceIds: [aws.instance('web-1')] });
    expect(web1).toMatchObject({
      InstanceId: aws.instance('web-1'),
      State: { Code: 16, Name: 'running' },
      PrivateIpAddress: '10.0.1.11',
      SubnetId: aws.subnet('shop-a'),
      VpcId: aws.vpc('shop'),
      Placement: { AvailabilityZone: 'us-east-1a' },
      InstanceType: 't3.small',
      Tags: [
        { Key: 'Name', Value: 'web-1' },
        { Key: 'role', Value: 'web' },
        { Key: 'aws:autoscaling:groupName', Value: 'checkout-web-asg' },
      ],
    });
  });

  it('filters', async () => {
    expect(await filtered('vpc-id', aws.vpc('legacy'))).toEqual(['legacy-reports']);
    expect(await filtered('subnet-id', aws.subnet('shop-a'))).toEqual(['web-1', 'web-4']);
    expect(await filtered('instance-state-name', 'stopped', 'stopping')).toEqual(['web-5']);
    expect(await filtered('instance-id', aws.instance('web-2'))).toEqual(['web-2']);
    expect(await filtered('private-ip-address', '10.0.2.13')).toEqual(['web-3']);
    expect(await filtered('availability-zone', 'us-east-1a')).toEqual(['legacy-reports', 'web-1', 'web-4']);
    expect(await filtered('tag:Name', 'web-?')).toHaveLength(5);
    expect(await filtered('tag:role', 'w*')).toHaveLength(5);
    expect(await filtered('tag-key', 'role')).toHaveLength(5);
    expect(await filtered('tag:constructor', '*')).toEqual([]);
  });

  it('refuses ids that are not there and filters that it does not know', async () => {
    expect(await failure(instances({ InstanceIds: ['i-0123456789abcdef0'] }))).toEqual({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-0123456789abcdef0' does not exist",
    });
    expect(await failure(instances({ InstanceIds: ['web-1'] }))).toMatchObject({
      name: 'InvalidInstanceID.Malformed',
    });
    expect(await failure(filtered('host-id', 'h-1'))).toMatchObject({ name: 'InvalidParameterValue' });
    expect(await failure(instances({ IncludeManagedResources: true }))).toMatchObject({
      name: 'InvalidParameterValue',
    });
    expect(await failure(instances({ DryRun: true }))).toMatchObject({ name: 'DryRunOperation' });
  });

  it('pages', async () => {
    const pages: number[] = [];
    for await (const page of paginateDescribeInstances({ client: aws.ec2, pageSize: 5 }, {})) {
      pages.push(page.Reservations?.length ?? 0);
    }
    expect(pages).toEqual([5, 1]);
    expect(await failure(instances({ MaxResults: 4 }))).toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('instance states', () => {
  it('go through stopping and pending', async () => {
    const InstanceIds = [aws.instance('web-1')];
    const state = async () => (await instances({ InstanceIds }))[0]?.State?.Name;
    const { StoppingInstances: stopping } = await aws.ec2.send(new StopInstancesCommand({ InstanceIds }));
    expect(stopping).toEqual([
      {
        InstanceId: InstanceIds[0],
        PreviousState: { Code: 16, Name: 'running' },
        CurrentState: { Code: 64, Name: 'stopping' },
      },
    ]);
    expect(await failure(aws.ec2.send(new StartInstancesCommand({ InstanceIds })))).toMatchObject({
      name: 'IncorrectInstanceState',
    });
    aws.clock.advance(3000);
    expect(await state()).toBe('stopped');
    await aws.ec2.send(new StartInstancesCommand({ InstanceIds }));
    expect(await state()).toBe('pending');
    aws.clock.advance(3000);
    expect(await state()).toBe('running');
  });
});

describe('networks', () => {
  it('are VPCs, subnets and zones', async () => {
    const { Vpcs: vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand({ VpcIds: [aws.vpc('shop')] }));
    expect(vpcs).toMatchObject([{ CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'Name', Value: 'shop' }] }]);
    const { Subnets: subnets = [] } = await aws.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [aws.vpc('shop')] }] }),
    );
    expect(subnets.map((subnet) => subnet.CidrBlock).sort()).toEqual([
      '10.0.1.0/24',
      '10.0.2.0/24',
      '10.0.3.0/24',
    ]);
    const { AvailabilityZones: zones = [] } = await aws.ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(zones.map((zone) => [zone.ZoneName, zone.ZoneId])).toEqual([
      ['us-east-1a', 'use1-az1'],
      ['us-east-1b', 'use1-az2'],
      ['us-east-1c', 'use1-az3'],
    ]);
    expect(await failure(aws.ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] })))).toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
  });

  it('have an interface for each instance, and for each load balancer and subnet', async () => {
    const { NetworkInterfaces: ofLoadBalancers = [] } = await aws.ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'description', Values: ['ELB app/shop-web/*'] }],
      }),
    );
    expect(ofLoadBalancers).toHaveLength(2);
    expect(ofLoadBalancers[0]).toMatchObject({ RequesterManaged: true, VpcId: aws.vpc('shop') });
    const { NetworkInterfaces: ofInstance } = await aws.ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'addresses.private-ip-address', Values: ['10.0.1.11'] }],
      }),
    );
    expect(ofInstance).toMatchObject([{ Attachment: { InstanceId: aws.instance('web-1') } }]);
  });
});
