// Target groups themselves: listing, paging, creating, deleting, attributes, tags and limits.
import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  DescribeAccountLimitsCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type DescribeTargetGroupsCommandInput,
  ModifyTargetGroupAttributesCommand,
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

describe('attributes', () => {
  const modify = (group: string, Key: string, Value: string) =>
    aws.elbv2.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: aws.group(group),
        Attributes: [{ Key, Value }],
      }),
    );
  const attributes = async (group: string) => {
    const { Attributes: list = [] } = await aws.elbv2.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn: aws.group(group) }),
    );
    return new Map(list.map(({ Key, Value }) => [Key, Value]));
  };
  const delay = 'deregistration_delay.timeout_seconds';

  it('start as the API’s defaults and are changed one by one', async () => {
    expect((await attributes('batch-workers')).get(delay)).toBe('300');
    await modify('batch-workers', delay, '3600');
    const changed = await attributes('batch-workers');
    expect(changed.get(delay)).toBe('3600');
    expect(changed.get('stickiness.enabled')).toBe('false');
  });

  it('are those of the group’s kind', async () => {
    expect((await attributes('orders-events')).has(delay)).toBe(false);
    expect((await attributes('tcp-ingest')).has('preserve_client_ip.enabled')).toBe(true);
    expect((await attributes('tcp-ingest')).has('slow_start.duration_seconds')).toBe(false);
    expect(await failure(modify('orders-events', delay, '10'))).toMatchObject({ name: 'ValidationError' });
    expect(await failure(modify('tcp-ingest', 'slow_start.duration_seconds', '30'))).toMatchObject({
      name: 'ValidationError',
    });
  });

  it.each([
    [delay, '-1'],
    [delay, '3601'],
    [delay, '10.5'],
    [delay, 'ten'],
    ['slow_start.duration_seconds', '29'],
    ['stickiness.type', 'source_ip'],
    ['load_balancing.algorithm.type', 'random'],
    ['load_balancing.algorithm.anomaly_mitigation', 'on'],
    ['no.such.attribute', '1'],
  ])('refuse %s = %s', async (key, value) => {
    const before = await attributes('checkout-web');
    expect(await failure(modify('checkout-web', key, value))).toMatchObject({ name: 'ValidationError' });
    expect(await attributes('checkout-web')).toEqual(before);
  });
});

describe('the account', () => {
  it('tells its limits, and tags of what is there only', async () => {
    const { Limits: limits } = await aws.elbv2.send(new DescribeAccountLimitsCommand({}));
    expect(limits).toEqual(
      expect.arrayContaining([
        { Name: 'target-groups', Max: '3000' },
        { Name: 'targets-per-application-load-balancer', Max: '1000' },
      ]),
    );
    const unknown = aws.elbv2.send(
      new DescribeTagsCommand({ ResourceArns: [`${aws.group('checkout-web')}0`] }),
    );
    expect(await failure(unknown)).toMatchObject({ name: 'TargetGroupNotFoundException' });
  });
});
