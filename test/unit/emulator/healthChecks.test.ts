// Health checks are real requests: what a target gets, when, and what becomes of its answers.
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupCommand,
  type CreateTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../src/emulator/network/certificates';
import { Harness } from './harness';

let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const servers: NetServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: NetServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What answers at an address of the emulator's world from now on. */
function answer(address: string, answers: string): Promise<unknown> {
  return aws.door('PUT', '/addresses', { [address]: answers });
}

/** A group of addresses in the shop's VPC with a listener of its own; checks every 5 s. */
async function group(input: Partial<CreateTargetGroupCommandInput> = {}): Promise<string> {
  const { TargetGroups: groups } = await aws.elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'checked',
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: aws.vpc('shop'),
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 2,
      ...input,
    }),
  );
  const arn = groups?.[0]?.TargetGroupArn ?? '';
  await aws.elbv2.send(
    new CreateListenerCommand({
      ...listenerFor(input),
      Port: 8888,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }],
    }),
  );
  return arn;
}

/** HTTP/2 and gRPC need a listener that decrypts. */
function listenerFor({
  Protocol: protocol,
  ProtocolVersion: version,
}: Partial<CreateTargetGroupCommandInput>) {
  if (protocol === 'TCP')
    return { LoadBalancerArn: aws.loadBalancer('shop-ingest'), Protocol: 'TCP' as const };
  const LoadBalancerArn = aws.loadBalancer('shop-web');
  if (version === undefined) return { LoadBalancerArn, Protocol: 'HTTP' as const };
  const Certificates = [{ CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/test' }];
  return { LoadBalancerArn, Protocol: 'HTTPS' as const, Certificates };
}

async function stateAfter(seconds: number): Promise<string | undefined> {
  aws.clock.advance(seconds * 1000);
  return (await aws.states('checked'))[0]?.replace(/^\S+ /, '');
}

/** Answers each request with the next status, the last one for good, and keeps what it was asked. */
function statuses(...codes: number[]): { listener: RequestListener; asked: IncomingMessage[] } {
  const asked: IncomingMessage[] = [];
  return {
    asked,
    listener: (request, response) => {
      asked.push(request);
      response.writeHead(codes[Math.min(asked.length, codes.length) - 1] ?? 200).end();
    },
  };
}

async function service(
  ...codes: number[]
): Promise<{ asked: IncomingMessage[]; server: Server; at: string }> {
  const { listener, asked } = statuses(...codes);
  const server = createServer(listener);
  return { asked, server, at: await listen(server) };
}

describe('a check', () => {
  it('is a GET of the path at the health check port, as the load balancer’s own client', async () => {
    const { asked, at } = await service();
    await answer('10.0.1.70:9999', at);
    await group({ HealthCheckPath: '/live?deep=1', HealthCheckPort: '9999' });
    await aws.register('checked', { Id: '10.0.1.70' });
    await stateAfter(6);
    expect(
      asked.map(({ method, url, headers }) => [method, url, headers.host, headers['user-agent']]),
    ).toEqual([['GET', '/live?deep=1', '10.0.1.70:9999', 'ELB-HealthChecker/2.0']]);
  });

  it('comes at the interval, from one interval after the target was taken up', async () => {
    const { asked, at } = await service();
    await answer('10.0.1.70', at);
    await group();
    await aws.register('checked', { Id: '10.0.1.70' });
    const counts: number[] = [];
    for (const seconds of [5, 1, 4, 1, 5, 5]) {
      await stateAfter(seconds);
      counts.push(asked.length);
    }
    expect(counts).toEqual([0, 1, 1, 2, 3, 4]);
  });

  it.each<[string, Partial<CreateTargetGroupCommandInput>, () => Promise<string>]>([
    [
      'HTTPS',
      { HealthCheckProtocol: 'HTTPS' },
      async () => listen(createHttpsServer(await selfSignedCertificate(), statuses(200).listener)),
    ],
    [
      'TCP',
      { Protocol: 'TCP', HealthCheckProtocol: 'TCP' },
      () => listen(createTcpServer((socket) => socket.end())),
    ],
    [
      'HTTP/2',
      { ProtocolVersion: 'HTTP2' },
      () => listen(createHttp2Server((_, response) => response.writeHead(200).end())),
    ],
    ['gRPC', { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0' } }, () => listen(grpcServer('0'))],
  ])('over %s makes a target healthy that answers well', async (_protocol, input, open) => {
    await answer('10.0.1.70', await open());
    await group(input);
    await aws.register('checked', { Id: '10.0.1.70' });
    expect(await stateAfter(16)).toBe('healthy');
  });

  it('over gRPC tells the code that it was answered', async () => {
    await answer('10.0.1.70', await listen(grpcServer('14')));
    await group({ ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0' } });
    await aws.register('checked', { Id: '10.0.1.70' });
    await stateAfter(11);
    const [health] = await aws.health('checked');
    expect(health?.TargetHealth?.Description).toBe('Health checks failed with these codes: [14]');
  });
});

function grpcServer(status: string) {
  return createHttp2Server((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/grpc' });
    response.addTrailers({ 'grpc-status': status });
    response.end();
  });
}

describe('thresholds', () => {
  it('count successes in a row to healthy, and failures in a row to unhealthy', async () => {
    const { at } = await service(200, 200, 200, 500, 200, 500, 500, 200, 200, 200);
    await answer('10.0.1.70', at);
    await group();
    await aws.register('checked', { Id: '10.0.1.70' });
    const states = [await stateAfter(6)];
    for (let check = 2; check <= 10; check++) states.push(await stateAfter(5));
    const checking = 'initial Elb.InitialHealthChecking';
    const unhealthy = 'unhealthy Target.ResponseCodeMismatch';
    expect(states).toEqual([
      checking,
      checking,
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      unhealthy,
      unhealthy,
      unhealthy,
      'healthy',
    ]);
  });

  it('hold from the next check on when they are changed', async () => {
    const { at } = await service();
    await answer('10.0.1.70', at);
    const arn = await group({ HealthyThresholdCount: 10 });
    await aws.register('checked', { Id: '10.0.1.70' });
    expect(await stateAfter(11)).toBe('initial Elb.InitialHealthChecking');
    await aws.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn: arn, HealthyThresholdCount: 3 }));
    expect(await stateAfter(5)).toBe('healthy');
  });
});

describe('a target', () => {
  it.each([
    ['refuses', 'unhealthy Target.FailedHealthChecks'],
    ['timeout', 'unhealthy Target.Timeout'],
    ['hangs', 'unhealthy Target.Timeout'],
    ['slow:3000', 'unhealthy Target.Timeout'],
    ['slow:20', 'healthy'],
    ['404', 'unhealthy Target.ResponseCodeMismatch'],
    ['download:1', 'healthy'],
  ])('that answers “%s” becomes %s', async (answers, expected) => {
    await answer('10.0.1.70', answers);
    await group();
    await aws.register('checked', { Id: '10.0.1.70' });
    await stateAfter(12);
    expect(await stateAfter(6)).toBe(expected);
  });

  it('that flaps is healthy and unhealthy in turn', async () => {
    await answer('10.0.1.70', 'flapping:60');
    await group();
    await aws.register('checked', { Id: '10.0.1.70' });
    const states = new Set<string | undefined>();
    for (let check = 0; check < 40; check++) states.add(await stateAfter(5));
    expect(states).toContain('healthy');
    expect(states).toContain('unhealthy Target.ResponseCodeMismatch');
  });

  it('is checked anew when a listener begins to use its group', async () => {
    const { TargetGroups: groups } = await aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'checked',
        TargetType: 'ip',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: aws.vpc('shop'),
      }),
    );
    await aws.register('checked', { Id: '10.0.1.50' });
    expect(await stateAfter(3600)).toBe('unused Target.NotInUse');
    await aws.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: aws.loadBalancer('shop-web'),
        Protocol: 'HTTP',
        Port: 8888,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: groups?.[0]?.TargetGroupArn }],
      }),
    );
    expect(await stateAfter(0)).toBe('initial Elb.RegistrationInProgress');
    expect(await stateAfter(1)).toBe('initial Elb.InitialHealthChecking');
    expect(await stateAfter(150)).toBe('healthy');
  });

  it('shows no old state after the clock was moved by days', async () => {
    await answer('10.0.1.70', '200');
    await group();
    await aws.register('checked', { Id: '10.0.1.70' });
    await stateAfter(30);
    await answer('10.0.1.70', 'timeout');
    expect(await stateAfter(86_400 * 3)).toBe('unhealthy Target.Timeout');
  });
});

describe('security groups', () => {
  async function defaultGroup(): Promise<string> {
    const { SecurityGroups: groups } = await aws.ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'vpc-id', Values: [aws.vpc('shop')] },
          { Name: 'group-name', Values: ['default'] },
        ],
      }),
    );
    return groups?.[0]?.GroupId ?? '';
  }

  const permission = (source: string) => [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: source }] }];

  async function webStates(seconds: number): Promise<string[]> {
    aws.clock.advance(seconds * 1000);
    return (await aws.states('checkout-web')).map((state) => state.replace(/^\S+ /, ''));
  }

  it('that do not let the load balancer in make its checks time out, until they do', async () => {
    const id = await defaultGroup();
    await aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: permission(id) }));
    expect(await webStates(15)).toEqual(Array(3).fill('unhealthy Target.Timeout'));
    await aws.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: id,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/16' }] },
        ],
      }),
    );
    expect(await webStates(15)).toEqual(['healthy', 'healthy', 'unhealthy Target.ResponseCodeMismatch']);
  });

  it('are asked about the health check port too', async () => {
    const id = await defaultGroup();
    await aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: permission(id) }));
    await aws.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: id,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: id }] }],
      }),
    );
    await aws.elbv2.send(
      new ModifyTargetGroupCommand({ TargetGroupArn: aws.group('checkout-web'), HealthCheckPort: '8081' }),
    );
    expect(await webStates(15)).toEqual(Array(3).fill('unhealthy Target.Timeout'));
  });
});
