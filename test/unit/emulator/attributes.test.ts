// Attributes of target groups, load balancers and listeners: which there are by kind, and which values they take.
import {
  DescribeListenerAttributesCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  ModifyListenerAttributesCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  type ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certificate, listenersOf, newGroup, newListener, newLoadBalancer } from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

type Pairs = readonly (readonly [string, string])[];

const shapes = (pairs: Pairs) => pairs.map(([Key, Value]) => ({ Key, Value }));
const values = (list: { Key?: string | undefined; Value?: string | undefined }[] = []) =>
  Object.fromEntries(list.map(({ Key = '', Value }): [string, string | undefined] => [Key, Value]));

describe('attributes of a target group', () => {
  const read = async (TargetGroupArn: string) =>
    values((await aws.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))).Attributes);
  const modify = (TargetGroupArn: string, ...pairs: Pairs) =>
    aws.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: shapes(pairs) }));
  const delay = 'deregistration_delay.timeout_seconds';

  it('start as the API’s defaults and are changed one by one', async () => {
    const arn = aws.group('batch-workers');
    const before = await read(arn);
    expect(before).toMatchObject({
      [delay]: '300',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'slow_start.duration_seconds': '0',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    });
    await modify(arn, [delay, '3600']);
    expect(await read(arn)).toEqual({ ...before, [delay]: '3600' });
  });

  it('are those of the group’s kind; another’s are refused', async () => {
    const lambda = aws.group('orders-events');
    const tcp = aws.group('tcp-ingest');
    expect(await read(lambda)).toHaveProperty(['lambda.multi_value_headers.enabled'], 'false');
    expect(await read(lambda)).not.toHaveProperty([delay]);
    expect(await read(tcp)).not.toHaveProperty(['slow_start.duration_seconds']);
    expect(await failure(modify(lambda, [delay, '10']))).toEqual({
      name: 'InvalidConfigurationRequestException',
      message: `A target group with target type 'lambda' does not support the attribute ${delay}`,
    });
    expect(await failure(modify(tcp, ['slow_start.duration_seconds', '30']))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });

  it.each<[ProtocolEnum, 'ip' | 'instance', string, string, string]>([
    ['TCP', 'ip', 'false', 'false', 'true'],
    ['TLS', 'ip', 'false', 'false', 'true'],
    ['TCP', 'instance', 'true', 'false', 'true'],
    ['UDP', 'ip', 'true', 'true', 'false'],
    ['TCP_UDP', 'instance', 'true', 'true', 'false'],
  ])('of %s and %ss start with what suits them', async (Protocol, TargetType, keeps, cuts, cutsUnhealthy) => {
    expect(await read(await newGroup(aws, 'fresh', { Protocol, TargetType }))).toMatchObject({
      'preserve_client_ip.enabled': keeps,
      'deregistration_delay.connection_termination.enabled': cuts,
      'target_health_state.unhealthy.connection_termination.enabled': cutsUnhealthy,
      'stickiness.type': 'source_ip',
      'proxy_protocol_v2.enabled': 'false',
    });
  });

  it.each([
    [delay, '-1'],
    [delay, '3601'],
    [delay, '10.5'],
    [delay, 'ten'],
    ['slow_start.duration_seconds', '29'],
    ['slow_start.duration_seconds', '901'],
    ['stickiness.enabled', 'yes'],
    ['stickiness.type', 'cookie'],
    ['stickiness.lb_cookie.duration_seconds', '0'],
    ['stickiness.lb_cookie.duration_seconds', '604801'],
    ['stickiness.app_cookie.cookie_name', 'AWSALB2'],
    ['load_balancing.algorithm.type', 'random'],
    ['load_balancing.cross_zone.enabled', 'on'],
    ['target_group_health.dns_failover.minimum_healthy_targets.percentage', '101'],
    ['no.such.attribute', '1'],
    ['toString', '1'],
  ])('refuse %s = %s', async (key, value) => {
    const arn = aws.group('checkout-web');
    const before = await read(arn);
    expect(await failure(modify(arn, [delay, '7'], [key, value]))).toMatchObject({ name: 'ValidationError' });
    expect(await read(arn)).toEqual(before);
  });

  it.each<[string, string, Pairs]>([
    ['checkout-web', 'stickiness of another kind', [['stickiness.type', 'source_ip']]],
    ['checkout-web', 'mitigation with round robin', [['load_balancing.algorithm.anomaly_mitigation', 'on']]],
    [
      'checkout-web',
      'slow start with another algorithm',
      [
        ['slow_start.duration_seconds', '30'],
        ['load_balancing.algorithm.type', 'least_outstanding_requests'],
      ],
    ],
    [
      'checkout-web',
      'an application’s cookie without a name',
      [
        ['stickiness.enabled', 'true'],
        ['stickiness.type', 'app_cookie'],
      ],
    ],
    [
      'tcp-ingest',
      'a draining interval while unhealthy targets are cut',
      [['target_health_state.unhealthy.draining_interval_seconds', '10']],
    ],
  ])('of %s refuse %s', async (group, _, pairs) => {
    const before = await read(aws.group(group));
    expect(await failure(modify(aws.group(group), ...pairs))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
    expect(await read(aws.group(group))).toEqual(before);
  });

  it('of UDP always keep the client’s address, and those of TLS are never sticky', async () => {
    const udp = await newGroup(aws, 'udp', { Protocol: 'UDP' });
    expect(await failure(modify(udp, ['preserve_client_ip.enabled', 'false']))).toEqual({
      name: 'InvalidConfigurationRequestException',
      message: 'preserve_client_ip.enabled cannot be false if the target group protocol is UDP or TCP_UDP',
    });
    const unhealthy = 'target_health_state.unhealthy.connection_termination.enabled';
    expect(await failure(modify(udp, [unhealthy, 'true']))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
    const tls = await newGroup(aws, 'tls', { Protocol: 'TLS' });
    expect(await failure(modify(tls, ['stickiness.enabled', 'true']))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });

  it('of GENEVE fail over in one way', async () => {
    const arn = await newGroup(aws, 'geneve', { Protocol: 'GENEVE', Port: 6081 });
    const [one, other] = ['target_failover.on_deregistration', 'target_failover.on_unhealthy'] as const;
    expect(await failure(modify(arn, [one, 'rebalance']))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
    await modify(arn, [one, 'rebalance'], [other, 'rebalance']);
    expect(await read(arn)).toMatchObject({ [one]: 'rebalance', [other]: 'rebalance' });
  });

  it('are given once each', async () => {
    expect(await failure(modify(aws.group('checkout-web'), [delay, '1'], [delay, '2']))).toMatchObject({
      name: 'ValidationError',
    });
    expect(await failure(modify(aws.group('checkout-web')))).toMatchObject({ name: 'ValidationError' });
  });
});

describe('attributes of a load balancer', () => {
  const read = async (LoadBalancerArn: string) =>
    values((await aws.elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))).Attributes);
  const modify = (LoadBalancerArn: string, ...pairs: Pairs) =>
    aws.elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: shapes(pairs) }));

  it('start as the API’s defaults, by type and scheme', async () => {
    expect(await read(aws.loadBalancer('shop-web'))).toMatchObject({
      'idle_timeout.timeout_seconds': '60',
      'client_keep_alive.seconds': '3600',
      'deletion_protection.enabled': 'false',
      'load_balancing.cross_zone.enabled': 'true',
      'routing.http2.enabled': 'true',
      'routing.http.xff_header_processing.mode': 'append',
      'ipv6.deny_all_igw_traffic': 'false',
    });
    const network = await read(aws.loadBalancer('shop-ingest'));
    expect(network).toMatchObject({
      'load_balancing.cross_zone.enabled': 'false',
      'dns_record.client_routing_policy': 'any_availability_zone',
      'ipv6.deny_all_igw_traffic': 'true',
    });
    expect(network).not.toHaveProperty(['idle_timeout.timeout_seconds']);
  });

  it('are changed, all or nothing', async () => {
    const arn = aws.loadBalancer('shop-web');
    await modify(arn, ['idle_timeout.timeout_seconds', '4000'], ['routing.http2.enabled', 'false']);
    const before = await read(arn);
    expect(before).toMatchObject({
      'idle_timeout.timeout_seconds': '4000',
      'routing.http2.enabled': 'false',
    });
    await failure(modify(arn, ['idle_timeout.timeout_seconds', '1'], ['routing.http2.enabled', 'maybe']));
    expect(await read(arn)).toEqual(before);
  });

  it.each<[string, string, string, string]>([
    ['shop-web', 'idle_timeout.timeout_seconds', '4001', 'ValidationError'],
    ['shop-web', 'idle_timeout.timeout_seconds', '0', 'ValidationError'],
    ['shop-web', 'client_keep_alive.seconds', '59', 'ValidationError'],
    ['shop-web', 'load_balancing.cross_zone.enabled', 'false', 'ValidationError'],
    ['shop-web', 'routing.http.desync_mitigation_mode', 'off', 'ValidationError'],
    ['shop-web', 'no.such.attribute', '1', 'ValidationError'],
    ['shop-web', 'access_logs.s3.enabled', 'true', 'InvalidConfigurationRequestException'],
    [
      'shop-web',
      'dns_record.client_routing_policy',
      'any_availability_zone',
      'InvalidConfigurationRequestException',
    ],
    ['shop-ingest', 'idle_timeout.timeout_seconds', '60', 'InvalidConfigurationRequestException'],
    ['shop-ingest', 'dns_record.client_routing_policy', 'nearest', 'ValidationError'],
  ])('of %s refuse %s = %s', async (name, key, value, error) => {
    expect(await failure(modify(aws.loadBalancer(name), [key, value]))).toMatchObject({ name: error });
  });
});

describe('attributes of a listener', () => {
  const read = async (ListenerArn: string) =>
    values((await aws.elbv2.send(new DescribeListenerAttributesCommand({ ListenerArn }))).Attributes);
  const modify = (ListenerArn: string, ...pairs: Pairs) =>
    aws.elbv2.send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes: shapes(pairs) }));
  const idle = 'tcp.idle_timeout.seconds';
  const server = 'routing.http.response.server.enabled';

  it('are those of its protocol', async () => {
    const [tcp] = await listenersOf(aws, aws.loadBalancer('shop-ingest'));
    expect(await read(tcp!.ListenerArn!)).toEqual({ [idle]: '350' });
    await modify(tcp!.ListenerArn!, [idle, '6000']);
    expect(await read(tcp!.ListenerArn!)).toEqual({ [idle]: '6000' });
    for (const value of ['59', '6001']) {
      expect(await failure(modify(tcp!.ListenerArn!, [idle, value]))).toMatchObject({
        name: 'ValidationError',
      });
    }
    expect(await failure(modify(tcp!.ListenerArn!, [server, 'false']))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });

  it('name and add headers', async () => {
    const { LoadBalancerArn: web = '' } = await newLoadBalancer(aws, 'web');
    const { ListenerArn: arn = '' } = await newListener(aws, web, {
      Protocol: 'HTTPS',
      Certificates: [certificate()],
    });
    const version = 'routing.http.request.x_amzn_tls_version.header_name';
    const frame = 'routing.http.response.x_frame_options.header_value';
    expect(await read(arn)).toMatchObject({ [server]: 'true', [version]: 'X-Amzn-Tls-Version', [frame]: '' });
    await modify(arn, [version, 'My-Version'], [frame, 'DENY']);
    expect(await read(arn)).toMatchObject({ [version]: 'My-Version', [frame]: 'DENY' });
    for (const pair of [
      [version, 'My Version'],
      [frame, 'PERHAPS'],
      [server, '1'],
    ] as const) {
      expect(await failure(modify(arn, pair))).toMatchObject({ name: 'ValidationError' });
    }
  });
});
