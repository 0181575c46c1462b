// Every question that the product asks of an account, in the API's pages and translated to the model's terms.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type OpenCloud } from '../../../src/aws/index';
import type { TargetGroup } from '../../../src/model/targetGroup';
import { problemOf } from '../support/problems';
import { functions, groups, instances, world } from '../support/scenarios';
import { TestEmulator } from '../support/testEmulator';

const OPTIONS = { priority: 'user' } as const;

function open(emulator: TestEmulator): Promise<OpenCloud> {
  return connect({
    connection: { kind: 'emulator', region: 'us-east-1' },
    emulatorEndpoint: emulator.url,
    admit: () => Promise.resolve(),
  });
}

async function pagesOf(cloud: OpenCloud): Promise<(readonly TargetGroup[])[]> {
  const pages = [];
  for await (const page of cloud.targetGroups(OPTIONS)) pages.push(page);
  return pages;
}

describe('in the sample world', () => {
  let emulator: TestEmulator;
  let cloud: OpenCloud;
  beforeAll(async () => {
    emulator = await TestEmulator.start();
    cloud = await open(emulator);
  });
  beforeEach(() => emulator.reset());
  afterAll(async () => {
    cloud.close();
    await emulator.close();
  });

  it('tells who is calling', async () => {
    expect(await cloud.identity(OPTIONS)).toEqual({
      accountId: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/emulator',
    });
  });

  it('tells the account’s own quotas', async () => {
    expect((await cloud.accountLimits(OPTIONS)).get('targets-per-target-group')).toBe(1000);
  });

  it('lists groups with what the checks need of them', async () => {
    const [page = []] = await pagesOf(cloud);
    expect(page.map(({ name }) => name)).toContain('tcp-ingest');
    expect(page.find(({ name }) => name === 'checkout-web')).toEqual({
      arn: emulator.group('checkout-web'),
      name: 'checkout-web',
      targetType: 'instance',
      protocol: 'HTTP',
      port: 80,
      vpcId: emulator.vpc('shop'),
      ipAddressType: 'ipv4',
      loadBalancerArns: [emulator.loadBalancer('shop-web')],
      healthCheck: {
        enabled: true,
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/healthz',
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: '200',
      },
    });
  });

  it('leaves out what a Lambda group does not have', async () => {
    const group = (await pagesOf(cloud)).flat().find(({ name }) => name === 'image-resize');
    expect(group).toMatchObject({
      targetType: 'lambda',
      loadBalancerArns: [emulator.loadBalancer('shop-web')],
    });
    for (const absent of ['protocol', 'port', 'vpcId']) expect(group).not.toHaveProperty(absent);
  });

  it('reads the health of a whole group', async () => {
    const targets = await cloud.targetHealth(emulator.group('checkout-web'), OPTIONS);
    expect(targets).toHaveLength(3);
    expect(targets).toContainEqual({
      id: emulator.instance('web-1'),
      port: 80,
      healthCheckPort: '80',
      health: { state: 'healthy' },
    });
    expect(targets).toContainEqual({
      id: emulator.instance('web-3'),
      port: 80,
      healthCheckPort: '80',
      health: {
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: 'Health checks failed with these codes: [503]',
      },
    });
  });

  it('reads the zone of an address', async () => {
    const targets = await cloud.targetHealth(emulator.group('payments-api'), OPTIONS);
    expect(targets).toContainEqual(
      expect.objectContaining({ id: '192.168.10.5', port: 8443, availabilityZone: 'all' }),
    );
  });

  it('reads the health of the targets asked for, there or not', async () => {
    const targets = await cloud.targetHealth(emulator.group('payments-api'), OPTIONS, [
      { id: '10.0.1.21', port: 8081 },
      { id: '10.0.1.99', port: 1 },
    ]);
    expect(targets.map(({ id, port, health }) => [id, port, health.state, health.reason])).toEqual([
      ['10.0.1.21', 8081, 'healthy', undefined],
      ['10.0.1.99', 1, 'unused', 'Target.NotRegistered'],
    ]);
  });

  it('reads a group’s attributes', async () => {
    const attributes = await cloud.groupAttributes(emulator.group('checkout-web'), OPTIONS);
    expect(attributes.get('deregistration_delay.timeout_seconds')).toBe('30');
    expect(attributes.get('stickiness.enabled')).toBe('false');
  });

  it('registers and deregisters by id, port and zone', async () => {
    const group = emulator.group('payments-api');
    const targets = [
      { id: '10.0.1.50', port: 81 },
      { id: '192.168.10.5', port: 82, availabilityZone: 'all' },
    ];
    await cloud.registerTargets(group, targets, OPTIONS);
    await cloud.deregisterTargets(group, targets, OPTIONS);
    const sent = [
      { Id: '10.0.1.50', Port: 81 },
      { Id: '192.168.10.5', Port: 82, AvailabilityZone: 'all' },
    ];
    expect((await emulator.requests()).map(({ action, input }) => [action, input.Targets])).toEqual([
      ['RegisterTargets', sent],
      ['DeregisterTargets', sent],
    ]);
  });

  it('knows which application load balancers listen on a port', async () => {
    const shop = emulator.vpc('shop');
    const onPort = (vpcId: string, port: number) =>
      cloud.applicationLoadBalancersOnPort(vpcId, port, OPTIONS);
    expect(await onPort(shop, 80)).toEqual([emulator.loadBalancer('shop-web')]);
    expect(await onPort(emulator.vpc('legacy'), 80)).toEqual([emulator.loadBalancer('legacy-internal')]);
    // The network load balancer's port.
    expect(await onPort(shop, 9000)).toEqual([]);
  });

  it('lists the instances of a VPC', async () => {
    const found = await cloud.instancesOfVpc(emulator.vpc('shop'), OPTIONS);
    expect(found.map(({ name }) => name).sort()).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5']);
    expect(found.find(({ name }) => name === 'web-5')?.state).toBe('stopped');
    expect(found.find(({ name }) => name === 'web-1')).toMatchObject({
      id: emulator.instance('web-1'),
      state: 'running',
      availabilityZone: 'us-east-1a',
      privateIpAddress: '10.0.1.11',
      vpcId: emulator.vpc('shop'),
      securityGroups: [{ id: expect.stringMatching(/^sg-/) as string, name: expect.any(String) as string }],
      tags: { Name: 'web-1' },
    });
  });

  it('finds those instances that exist', async () => {
    const ids = [emulator.instance('web-1'), 'i-00000000000000000', emulator.instance('web-4')];
    const found = await cloud.instancesById(ids, OPTIONS);
    expect(found.map(({ name }) => name).sort()).toEqual(['web-1', 'web-4']);
    await emulator.forgetRequests();
    expect(await cloud.instancesById([], OPTIONS)).toEqual([]);
    expect(await emulator.requests()).toEqual([]);
  });

  it('describes a network', async () => {
    const network = await cloud.network(emulator.vpc('shop'), OPTIONS);
    expect(network.vpc).toEqual({ id: emulator.vpc('shop'), name: 'shop', cidrBlocks: ['10.0.0.0/16'] });
    expect(
      network.subnets
        .map(({ name, availabilityZone, cidrBlocks }) => [name, availabilityZone, cidrBlocks])
        .sort(),
    ).toEqual([
      ['shop-a', 'us-east-1a', ['10.0.1.0/24']],
      ['shop-b', 'us-east-1b', ['10.0.2.0/24']],
      ['shop-c', 'us-east-1c', ['10.0.3.0/24']],
    ]);
    expect(network.availabilityZones).toEqual(
      expect.arrayContaining(['us-east-1a', 'us-east-1b', 'us-east-1c']),
    );
    // Not the addresses of the instances; each balancer by its name in the ARN.
    const balancers = new Set(network.loadBalancerAddresses.map(({ loadBalancer }) => loadBalancer));
    const nameOf = (name: string) => emulator.loadBalancer(name).split(':loadbalancer/')[1] ?? '';
    expect([...balancers].sort()).toEqual([nameOf('shop-web'), nameOf('shop-ingest')].sort());
    expect(network.loadBalancerAddresses).toHaveLength(5);
  });

  it('says that the VPC of a network is gone', async () => {
    const problem = await problemOf(cloud.network('vpc-00000000000000000', OPTIONS));
    expect(problem).toMatchObject({ kind: 'notFound', remedies: [{ kind: 'refresh' }] });
    expect(problem.message).toContain('vpc-00000000000000000');
  });

  it('knows the Auto Scaling group that owns an instance', async () => {
    const ids = ['web-1', 'web-2', 'web-4'].map((name) => emulator.instance(name));
    expect(await cloud.autoScalingOwners(ids, OPTIONS)).toEqual(
      new Map(ids.slice(0, 2).map((id) => [id, 'checkout-web-asg'])),
    );
  });

  it('lists functions', async () => {
    const found = await cloud.functions(OPTIONS);
    expect(found.map(({ name }) => name)).toEqual(['image-resize', 'nightly-report', 'orders-events']);
    expect(found[0]).toEqual({
      arn: emulator.functionArn('image-resize'),
      name: 'image-resize',
      runtime: 'python3.13',
      description: 'Resizes product images on the fly',
    });
  });

  it('lists aliases first, then versions from the newest, then $LATEST', async () => {
    const arn = emulator.functionArn('orders-events');
    const found = await cloud.qualifiers({ arn, name: 'orders-events' }, OPTIONS);
    expect(found.map(({ kind, name, arn: own, version }) => [kind, name, own, version])).toEqual([
      ['alias', 'live', `${arn}:live`, '4'],
      ['alias', 'previous', `${arn}:previous`, '3'],
      ['version', '4', `${arn}:4`, undefined],
      ['version', '3', `${arn}:3`, undefined],
      ['version', '2', `${arn}:2`, undefined],
      ['version', '1', `${arn}:1`, undefined],
      ['latest', '$LATEST', arn, undefined],
    ]);
  });

  it('reads the policy of a qualifier; it may have none', async () => {
    const arn = emulator.functionArn('orders-events');
    const policy = await cloud.functionPolicy(`${arn}:live`, OPTIONS);
    expect(policy).toContain(emulator.group('orders-events'));
    expect(await cloud.functionPolicy(`${arn}:previous`, OPTIONS)).toBeUndefined();
    expect(await cloud.functionPolicy(arn, OPTIONS)).toBeUndefined();
  });

  it('allows the load balancer to invoke a qualifier, which can then be registered', async () => {
    const arn = `${emulator.functionArn('image-resize')}:canary`;
    const group = emulator.group('image-resize');
    expect((await problemOf(cloud.registerTargets(group, [{ id: arn }], OPTIONS))).kind).toBe('accessDenied');
    const statement = {
      statementId: 'elb-image-resize',
      action: 'lambda:InvokeFunction',
      principal: 'elasticloadbalancing.amazonaws.com',
      sourceArn: group,
    };
    await cloud.allowInvoke(arn, statement, OPTIONS);
    await cloud.registerTargets(group, [{ id: arn }], OPTIONS);
    expect((await cloud.targetHealth(group, OPTIONS)).map(({ id }) => id)).toEqual([arn]);
    expect(await cloud.functionPolicy(arn, OPTIONS)).toContain('elb-image-resize');
  });
});

describe('in a large world', () => {
  let emulator: TestEmulator;
  let cloud: OpenCloud;
  beforeAll(async () => {
    emulator = await TestEmulator.start({
      scenario: world({
        targetGroups: groups(401),
        instances: instances(1001),
        functions: functions(51, 51),
        autoScalingGroups: [
          {
            name: 'all',
            minSize: 0,
            maxSize: 2000,
            instances: instances(51).map(({ name }) => name),
          },
        ],
      }),
    });
    cloud = await open(emulator);
  });
  beforeEach(() => emulator.forgetRequests());
  afterAll(async () => {
    cloud.close();
    await emulator.close();
  });

  it('lists groups by pages of 400', async () => {
    const pages = await pagesOf(cloud);
    expect(pages.map(({ length }) => length)).toEqual([400, 1]);
    expect(new Set(pages.flat().map(({ arn }) => arn)).size).toBe(401);
  });

  it('lists instances beyond the first page', async () => {
    const found = await cloud.instancesOfVpc(emulator.vpc('shop'), OPTIONS);
    expect(found).toHaveLength(1001);
    const owned = found.filter(({ autoScalingGroup }) => autoScalingGroup === 'all');
    expect(new Set(owned.map(({ name }) => name))).toEqual(new Set(instances(51).map(({ name }) => name)));
    expect(await emulator.count('DescribeInstances')).toBe(2);
  });

  it('asks for instances by 200 ids, and for owners by 50', async () => {
    const ids = instances(201).map(({ name }) => emulator.instance(name));
    expect(await cloud.instancesById(ids, OPTIONS)).toHaveLength(201);
    expect(await emulator.count('DescribeInstances')).toBe(2);
    expect((await cloud.autoScalingOwners(ids.slice(0, 51), OPTIONS)).size).toBe(51);
    expect(await emulator.count('DescribeAutoScalingInstances')).toBe(2);
  });

  it('lists functions, aliases and versions beyond the first page', async () => {
    const found = await cloud.functions(OPTIONS);
    expect(found).toHaveLength(51);
    const qualifiers = await cloud.qualifiers(found[50]!, OPTIONS);
    expect(qualifiers.filter(({ kind }) => kind === 'alias')).toHaveLength(51);
    expect(qualifiers.filter(({ kind }) => kind === 'version').map(({ name }) => Number(name))).toEqual(
      Array.from({ length: 51 }, (_, index) => 51 - index),
    );
  });

  it('registers and deregisters by 200 targets', async () => {
    const group = emulator.group('group-000');
    const targets = Array.from({ length: 201 }, (_, index) => ({ id: '10.0.0.77', port: 1000 + index }));
    await cloud.registerTargets(group, targets, OPTIONS);
    expect(await cloud.targetHealth(group, OPTIONS)).toHaveLength(201);
    await cloud.deregisterTargets(group, targets, OPTIONS);
    expect(await cloud.targetHealth(group, OPTIONS)).toHaveLength(0);
    const sizes = (await emulator.requests())
      .filter(({ action }) => action.endsWith('registerTargets') || action.endsWith('RegisterTargets'))
      .map(({ input }) => (input.Targets as unknown[]).length);
    expect(sizes).toEqual([200, 1, 200, 1]);
  });
});
