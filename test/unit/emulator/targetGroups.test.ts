// Target groups themselves: listing, paging, creating, changing and deleting.
import {
  CreateTargetGroupCommand,
  ModifyTargetGroupCommand,
  type ModifyTargetGroupCommandInput,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type DescribeTargetGroupsCommandInput,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const names = async (input: DescribeTargetGroupsCommandInput) => {
  const { TargetGroups: groups = [] } = await aws.elbv2.send(new DescribeTargetGroupsCommand(input));
  return groups.map((group) => group.TargetGroupName);
};

describe('DescribeTargetGroups', () => {
  it('tells everything of a group', async () => {
    const { TargetGroups: groups } = await aws.elbv2.send(
      new DescribeTargetGroupsCommand({ Names: ['checkout-web'] }),
    );
    expect(groups).toEqual([
      {
        TargetGroupArn: aws.group('checkout-web'),
        TargetGroupName: 'checkout-web',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: aws.vpc('shop'),
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckEnabled: true,
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        HealthCheckPath: '/healthz',
        Matcher: { HttpCode: '200' },
        LoadBalancerArns: [aws.loadBalancer('shop-web')],
        TargetType: 'instance',
        ProtocolVersion: 'HTTP1',
        IpAddressType: 'ipv4',
      },
    ]);
  });

  it('pages through all, each once, while groups come and go', async () => {
    const seen: (string | undefined)[] = [];
    for await (const { TargetGroups: groups = [] } of paginateDescribeTargetGroups(
      { client: aws.elbv2, pageSize: 3 },
      {},
    )) {
      if (seen.length === 3) {
        // The group that the marker names.
        const last = aws.emulator.world().targetGroups.findIndex((group) => group.name === seen[2]);
        aws.emulator.world().targetGroups.splice(last, 1);
      }
      seen.push(...groups.map((group) => group.TargetGroupName));
    }
    expect(seen).toEqual([
      'batch-workers',
      'checkout-web',
      'image-resize',
      'legacy-reports',
      'orders-events',
      'payments-api',
      'tcp-ingest',
      'web-via-nlb',
    ]);
  });

  it('finds by load balancer, name and ARN', async () => {
    expect(await names({ LoadBalancerArn: aws.loadBalancer('shop-ingest') })).toEqual([
      'tcp-ingest',
      'web-via-nlb',
    ]);
    expect(await names({ Names: ['web-via-nlb', 'checkout-web'] })).toEqual(['checkout-web', 'web-via-nlb']);
    expect(await names({ TargetGroupArns: [aws.group('batch-workers')] })).toEqual(['batch-workers']);
  });

  it('refuses what is not there, and two kinds of choice at once', async () => {
    expect(await failure(names({ Names: ['checkout-web', 'nothing'] }))).toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
    expect(await failure(names({ TargetGroupArns: [`${aws.group('checkout-web')}0`] }))).toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
    expect(await failure(names({ LoadBalancerArn: `${aws.loadBalancer('shop-web')}0` }))).toMatchObject({
      name: 'LoadBalancerNotFoundException',
    });
    expect(
      await failure(names({ Names: ['checkout-web'], LoadBalancerArn: aws.loadBalancer('shop-web') })),
    ).toMatchObject({ name: 'ValidationError' });
    for (const input of [{ PageSize: 0 }, { PageSize: 401 }, { Marker: 'nonsense' }]) {
      expect(await failure(names(input))).toMatchObject({ name: 'ValidationError' });
    }
  });
});

describe('CreateTargetGroup', () => {
  const create = (input: Partial<CreateTargetGroupCommandInput>) =>
    aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'new-api',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: aws.vpc('shop'),
        ...input,
      }),
    );

  it('makes a group with the API’s defaults', async () => {
    const { TargetGroups: groups } = await create({ Tags: [{ Key: 'team', Value: 'api' }] });
    expect(groups).toMatchObject([
      {
        TargetGroupName: 'new-api',
        TargetType: 'instance',
        HealthCheckPath: '/',
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        Matcher: { HttpCode: '200' },
      },
    ]);
    const { TagDescriptions: tags } = await aws.elbv2.send(
      new DescribeTagsCommand({ ResourceArns: [aws.group('new-api')] }),
    );
    expect(tags).toEqual([{ ResourceArn: aws.group('new-api'), Tags: [{ Key: 'team', Value: 'api' }] }]);
  });

  it('is idempotent, but not with other settings', async () => {
    const first = await create({});
    const second = await create({});
    expect(second.TargetGroups).toEqual(first.TargetGroups);
    expect(await failure(create({ Port: 8081 }))).toMatchObject({
      name: 'DuplicateTargetGroupNameException',
    });
  });

  it('makes groups of functions without a network', async () => {
    const { TargetGroups: groups } = await aws.elbv2.send(
      new CreateTargetGroupCommand({ Name: 'fn', TargetType: 'lambda' }),
    );
    expect(groups).toMatchObject([{ HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35 }]);
    expect(await failure(create({ Name: 'fn-2', TargetType: 'lambda' }))).toMatchObject({
      name: 'ValidationError',
    });
  });

  it.each([
    { Name: '' },
    { Name: 'a'.repeat(33) },
    { Name: '-a' },
    { Name: 'a-' },
    { Name: 'a_b' },
    { Port: 0 },
    { VpcId: 'vpc-0' },
    { Protocol: undefined },
    { Protocol: 'SMTP' as 'HTTP' },
    { HealthCheckPath: 'healthz' },
    { HealthCheckIntervalSeconds: 4 },
    { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 },
    { HealthyThresholdCount: 11 },
    { Matcher: { HttpCode: '600' } },
  ])('refuses %o', async (input) => {
    expect(await failure(create(input))).toMatchObject({ name: 'ValidationError' });
    expect(await names({})).toHaveLength(8);
  });

  it('refuses a member that it does not implement', async () => {
    const refused = await failure(create({ TargetControlPort: 3000 }));
    expect(refused.message).toContain('does not implement the parameter TargetControlPort');
  });
});

describe('health checks of a new group', () => {
  const create = async (input: Partial<CreateTargetGroupCommandInput>) => {
    const { TargetGroups: groups = [] } = await aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'fresh',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: aws.vpc('shop'),
        ...input,
      }),
    );
    return groups[0]!;
  };
  const http = { HealthCheckProtocol: 'HTTP', HealthCheckPath: '/', HealthCheckPort: 'traffic-port' };
  const tcp = { HealthCheckProtocol: 'TCP', HealthCheckTimeoutSeconds: 10 };
  const toLoadBalancer = { TargetType: 'alb', Protocol: 'TCP' } as const;

  it.each<[string, Partial<CreateTargetGroupCommandInput>, object]>([
    ['HTTP', {}, { ...http, HealthCheckTimeoutSeconds: 5, Matcher: { HttpCode: '200' } }],
    [
      'gRPC',
      { ProtocolVersion: 'GRPC' },
      { HealthCheckPath: '/AWS.ALB/healthcheck', Matcher: { GrpcCode: '12' } },
    ],
    ['TCP', { Protocol: 'TCP' }, tcp],
    ['UDP', { Protocol: 'UDP' }, tcp],
    [
      'TCP, checked over HTTP',
      { Protocol: 'TCP', HealthCheckProtocol: 'HTTP' },
      { ...http, HealthCheckTimeoutSeconds: 6, Matcher: { HttpCode: '200-399' } },
    ],
    ['load balancers', toLoadBalancer, { ...http, Matcher: { HttpCode: '200-399' } }],
    [
      'GENEVE',
      { Protocol: 'GENEVE', Port: 6081 },
      { HealthCheckProtocol: 'TCP', HealthCheckPort: '80', HealthCheckIntervalSeconds: 10 },
    ],
  ])('for %s have the API’s defaults', async (_, input, expected) => {
    expect(await create(input)).toMatchObject(expected);
  });

  it.each<[string, Partial<CreateTargetGroupCommandInput>, string]>([
    ['a path for TCP', { Protocol: 'TCP', HealthCheckPath: '/' }, 'InvalidConfigurationRequestException'],
    [
      'a matcher for TCP',
      { Protocol: 'TCP', Matcher: { HttpCode: '200' } },
      'InvalidConfigurationRequestException',
    ],
    ['TCP for HTTP', { HealthCheckProtocol: 'TCP' }, 'ValidationError'],
    ['TCP for load balancers', { ...toLoadBalancer, HealthCheckProtocol: 'TCP' }, 'ValidationError'],
    ['UDP', { Protocol: 'UDP', HealthCheckProtocol: 'UDP' }, 'ValidationError'],
    ['no checks', { HealthCheckEnabled: false }, 'ValidationError'],
    ['HTTP codes for gRPC', { ProtocolVersion: 'GRPC', Matcher: { HttpCode: '200' } }, 'ValidationError'],
    ['gRPC codes for HTTP', { Matcher: { GrpcCode: '0' } }, 'ValidationError'],
    ['a code of 500 for HTTP', { Matcher: { HttpCode: '200-500' } }, 'ValidationError'],
    ['a backward range of codes', { Matcher: { HttpCode: '299-200' } }, 'ValidationError'],
    ['port 0', { HealthCheckPort: '0' }, 'ValidationError'],
    ['a path of 1,025 characters', { HealthCheckPath: `/${'a'.repeat(1024)}` }, 'ValidationError'],
    [
      'a timeout above the interval',
      { Protocol: 'TCP', HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 11 },
      'ValidationError',
    ],
    [
      'a group of load balancers over TLS',
      { ...toLoadBalancer, Protocol: 'TLS' },
      'InvalidConfigurationRequestException',
    ],
    ['GENEVE on another port', { Protocol: 'GENEVE' }, 'ValidationError'],
    ['a protocol version for TCP', { Protocol: 'TCP', ProtocolVersion: 'HTTP2' }, 'ValidationError'],
    ['a protocol version that is none', { ProtocolVersion: 'HTTP3' }, 'ValidationError'],
  ])('refuse %s', async (_, input, name) => {
    expect(await failure(create(input))).toMatchObject({ name });
  });
});

describe('ModifyTargetGroup', () => {
  const modify = async (group: string, input: Omit<ModifyTargetGroupCommandInput, 'TargetGroupArn'>) => {
    const { TargetGroups: groups = [] } = await aws.elbv2.send(
      new ModifyTargetGroupCommand({ TargetGroupArn: aws.group(group), ...input }),
    );
    return groups[0]!;
  };

  it('changes what is given of the health check and leaves the rest', async () => {
    const changed = await modify('checkout-web', {
      HealthCheckIntervalSeconds: 60,
      Matcher: { HttpCode: '200,204' },
    });
    expect(changed).toMatchObject({
      HealthCheckPath: '/healthz',
      HealthCheckIntervalSeconds: 60,
      HealthCheckTimeoutSeconds: 2,
      Matcher: { HttpCode: '200,204' },
    });
    const { TargetGroups: groups } = await aws.elbv2.send(
      new DescribeTargetGroupsCommand({ Names: ['checkout-web'] }),
    );
    expect(groups).toEqual([changed]);
  });

  it('drops path and matcher on the way to TCP, and has the defaults on the way to HTTP', async () => {
    const http = await modify('tcp-ingest', { HealthCheckProtocol: 'HTTP' });
    expect(http).toMatchObject({ HealthCheckPath: '/', Matcher: { HttpCode: '200-399' } });
    const tcp = await modify('tcp-ingest', { HealthCheckProtocol: 'TCP' });
    expect([tcp.HealthCheckPath, tcp.Matcher]).toEqual([undefined, undefined]);
  });

  it('switches the checks of functions on and off', async () => {
    expect(await modify('orders-events', { HealthCheckEnabled: true })).toMatchObject({
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 35,
    });
    await modify('orders-events', { HealthCheckEnabled: false });
    expect(await failure(modify('checkout-web', { HealthCheckEnabled: false }))).toMatchObject({
      name: 'ValidationError',
    });
  });

  it.each<[string, Omit<ModifyTargetGroupCommandInput, 'TargetGroupArn'>]>([
    ['an interval of 4 s', { HealthCheckIntervalSeconds: 4 }],
    ['an interval that is not above the timeout', { HealthCheckTimeoutSeconds: 5 }],
    ['a threshold of 1', { HealthyThresholdCount: 1 }],
    ['a threshold of 11', { UnhealthyThresholdCount: 11 }],
    ['a path without a slash', { HealthCheckPath: 'healthz' }],
  ])('refuses %s, and changes nothing', async (_, input) => {
    const before = await modify('checkout-web', {});
    expect(await failure(modify('checkout-web', input))).toMatchObject({ name: 'ValidationError' });
    expect(await modify('checkout-web', {})).toEqual(before);
  });

  it('refuses a group that is not there', async () => {
    const call = aws.elbv2.send(
      new ModifyTargetGroupCommand({ TargetGroupArn: `${aws.group('checkout-web')}0` }),
    );
    expect(await failure(call)).toMatchObject({ name: 'TargetGroupNotFoundException' });
  });
});

describe('DeleteTargetGroup', () => {
  const remove = (TargetGroupArn: string) => aws.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }));

  it('deletes a group that nothing uses, and succeeds where there is none', async () => {
    const arn = aws.group('batch-workers');
    await remove(arn);
    await remove(arn);
    expect(await names({})).not.toContain('batch-workers');
  });

  it('refuses one in use', async () => {
    expect(await failure(remove(aws.group('checkout-web')))).toMatchObject({
      name: 'ResourceInUseException',
    });
  });
});
