// Listeners: CreateListener, ModifyListener, DeleteListener, and their certificates.
import {
  AddListenerCertificatesCommand,
  type CreateListenerCommandInput,
  DeleteListenerCommand,
  DescribeListenerAttributesCommand,
  DescribeListenerCertificatesCommand,
  DescribeSSLPoliciesCommand,
  type DescribeSSLPoliciesCommandInput,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
  type ModifyListenerCommandInput,
  type ProtocolEnum,
  RemoveListenerCertificatesCommand,
  SetIpAddressTypeCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerOk,
  certificate,
  dualStack,
  listenersOf,
  newGroup,
  newListener,
  newLoadBalancer,
} from './balancing';
import { failure, Harness } from './harness';

let aws: Harness;
/** One of each type, without listeners. */
let web: string;
let net: string;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(async () => {
  await aws.reset();
  web = (await newLoadBalancer(aws, 'web')).LoadBalancerArn!;
  net = (await newLoadBalancer(aws, 'net', { Type: 'network' })).LoadBalancerArn!;
});
afterAll(() => aws.stop());

const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];
const https: Partial<CreateListenerCommandInput> = { Protocol: 'HTTPS', Certificates: [certificate()] };
const modify = (ListenerArn: string, input: Omit<ModifyListenerCommandInput, 'ListenerArn'>) =>
  aws.elbv2.send(new ModifyListenerCommand({ ListenerArn, ...input }));
const remove = (ListenerArn: string) => aws.elbv2.send(new DeleteListenerCommand({ ListenerArn }));

describe('CreateListener', () => {
  it('makes a listener with a default rule, and puts its target group in use', async () => {
    const group = await newGroup(aws, 'fresh');
    const made = await newListener(aws, web, { DefaultActions: forward(group) });
    expect(made).toMatchObject({
      LoadBalancerArn: web,
      Port: 8080,
      Protocol: 'HTTP',
      DefaultActions: [
        {
          Type: 'forward',
          TargetGroupArn: group,
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }] },
        },
      ],
    });
    expect(made.ListenerArn).toMatch(/:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
    const { TargetGroups: groups } = await aws.elbv2.send(
      new DescribeTargetGroupsCommand({ LoadBalancerArn: web }),
    );
    expect(groups).toMatchObject([{ TargetGroupName: 'fresh', LoadBalancerArns: [web] }]);
  });

  it('is idempotent; another one on the port is a duplicate', async () => {
    const first = await newListener(aws, web);
    expect((await newListener(aws, web)).ListenerArn).toBe(first.ListenerArn);
    const other = { ...answerOk, FixedResponseConfig: { StatusCode: '503' } };
    expect(await failure(newListener(aws, web, { DefaultActions: [other] }))).toEqual({
      name: 'DuplicateListenerException',
      message: `A listener already exists on this port for this load balancer '${web}'`,
    });
    expect(await listenersOf(aws, web)).toHaveLength(1);
  });

  it('gives HTTPS the API’s default security policy, and takes others that exist', async () => {
    expect(await newListener(aws, web, { ...https, Port: 443 })).toMatchObject({
      Certificates: [certificate()],
      SslPolicy: 'ELBSecurityPolicy-2016-08',
      MutualAuthentication: { Mode: 'off' },
    });
    const SslPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
    expect(await newListener(aws, web, { ...https, SslPolicy })).toMatchObject({ SslPolicy });
  });

  it('gives TLS an ALPN policy', async () => {
    const made = await newListener(aws, net, {
      Protocol: 'TLS',
      Certificates: [certificate()],
      AlpnPolicy: ['HTTP2Preferred'],
      DefaultActions: forward(await newGroup(aws, 'tls', { Protocol: 'TLS' })),
    });
    expect(made.AlpnPolicy).toEqual(['HTTP2Preferred']);
  });

  const refused: [string, Partial<CreateListenerCommandInput>, string, string?][] = [
    ['no protocol', { Protocol: undefined }, 'ValidationError', 'A listener protocol must be specified'],
    ['no port', { Port: undefined }, 'ValidationError', 'A listener port must be specified'],
    ['port 0', { Port: 0 }, 'ValidationError'],
    ['port 65536', { Port: 65536 }, 'ValidationError'],
    ['TCP', { Protocol: 'TCP' }, 'ValidationError', "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'"],
    ['no action', { DefaultActions: [] }, 'ValidationError'],
    [
      'HTTPS without a certificate',
      { Protocol: 'HTTPS' },
      'ValidationError',
      'A certificate must be specified for HTTPS listeners',
    ],
    ['two certificates', { ...https, Certificates: [certificate(), certificate('two')] }, 'ValidationError'],
    [
      'a certificate that is none',
      { ...https, Certificates: [{ CertificateArn: 'mine' }] },
      'ValidationError',
    ],
    [
      'a certificate of another Region',
      { ...https, Certificates: [certificate('one', 'eu-west-1')] },
      'CertificateNotFoundException',
    ],
    ['a certificate for HTTP', { Certificates: [certificate()] }, 'ValidationError'],
    ['a security policy for HTTP', { SslPolicy: 'ELBSecurityPolicy-2016-08' }, 'ValidationError'],
    ['an unknown security policy', { ...https, SslPolicy: 'mine' }, 'SSLPolicyNotFoundException'],
    ['an ALPN policy for HTTPS', { ...https, AlpnPolicy: ['None'] }, 'ValidationError'],
    [
      'mutual authentication',
      { ...https, MutualAuthentication: { Mode: 'verify' } },
      'InvalidParameterValue',
    ],
  ];
  it.each(refused)('refuses %s for an Application Load Balancer', async (_, input, name, message) => {
    expect(await failure(newListener(aws, web, input))).toMatchObject({ name, ...(message && { message }) });
    expect(await listenersOf(aws, web)).toEqual([]);
  });

  it('refuses an unknown ALPN policy', async () => {
    const call = newListener(aws, net, {
      Protocol: 'TLS',
      Certificates: [certificate()],
      AlpnPolicy: ['HTTP3Only'],
      DefaultActions: forward(await newGroup(aws, 'tls', { Protocol: 'TLS' })),
    });
    expect(await failure(call)).toMatchObject({ name: 'ALPNPolicyNotSupportedException' });
  });

  it('refuses other actions than forwarding for a Network Load Balancer', async () => {
    const call = newListener(aws, net, { Protocol: 'TCP' });
    expect(await failure(call)).toMatchObject({ name: 'InvalidLoadBalancerActionException' });
  });

  it('makes fifty for a load balancer at most', async () => {
    for (let port = 1; port <= 50; port++) await newListener(aws, web, { Port: port });
    expect(await failure(newListener(aws, web, { Port: 51 }))).toMatchObject({
      name: 'TooManyListenersException',
    });
  });
});

describe('a target group fits a listener', () => {
  const protocols: [ProtocolEnum, ProtocolEnum[]][] = [
    ['HTTP', ['HTTP', 'HTTPS']],
    ['HTTPS', ['HTTP', 'HTTPS']],
    ['TCP', ['TCP', 'TCP_UDP']],
    ['TLS', ['TCP', 'TLS']],
    ['UDP', ['UDP', 'TCP_UDP']],
    ['TCP_UDP', ['TCP_UDP']],
  ];
  it.each(protocols)('with protocol %s if its own is one of %j, and no other', async (protocol, fitting) => {
    const secure = protocol === 'HTTPS' || protocol === 'TLS' ? { Certificates: [certificate()] } : {};
    const all: ProtocolEnum[] = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP'];
    for (const [index, each] of all.entries()) {
      const group = await newGroup(aws, `g-${index}`, { Protocol: each });
      const call = newListener(aws, protocol.startsWith('HTTP') ? web : net, {
        Protocol: protocol,
        Port: 8080 + index,
        DefaultActions: forward(group),
        ...secure,
      });
      if (fitting.includes(each)) expect(await call).toMatchObject({ Protocol: protocol });
      else {
        expect(await failure(call)).toEqual({
          name: 'IncompatibleProtocolsException',
          message:
            `The listener and its associated target group '${group}' have incompatible protocols: ` +
            `'${protocol}' and '${each}'`,
        });
      }
    }
  });

  it('if it is of functions, only at an Application Load Balancer', async () => {
    const lambda = { TargetType: 'lambda', Protocol: undefined, Port: undefined, VpcId: undefined } as const;
    const group = await newGroup(aws, 'functions', lambda);
    expect(
      await failure(newListener(aws, net, { Protocol: 'TCP', DefaultActions: forward(group) })),
    ).toMatchObject({ name: 'IncompatibleProtocolsException' });
    await newListener(aws, web, { DefaultActions: forward(group) });
  });

  it('if it is of load balancers, with TCP only', async () => {
    const group = await newGroup(aws, 'albs', { TargetType: 'alb', Protocol: 'TCP' });
    const tls = { ...https, Protocol: 'TLS', DefaultActions: forward(group) } as const;
    expect(await failure(newListener(aws, net, tls))).toMatchObject({
      name: 'IncompatibleProtocolsException',
    });
    await newListener(aws, net, { Protocol: 'TCP', DefaultActions: forward(group) });
  });

  it.each(['HTTP2', 'GRPC'])('over HTTPS only if it speaks %s', async (ProtocolVersion) => {
    const group = await newGroup(aws, 'fresh', { ProtocolVersion });
    expect(await failure(newListener(aws, web, { DefaultActions: forward(group) }))).toEqual({
      name: 'InvalidConfigurationRequestException',
      message: `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${ProtocolVersion}'`,
    });
    await newListener(aws, web, {
      Protocol: 'HTTPS',
      Certificates: [certificate()],
      DefaultActions: forward(group),
    });
  });

  it('if it is there, in the same VPC, and with no other load balancer', async () => {
    const missing = `${aws.group('batch-workers')}0`;
    expect(await failure(newListener(aws, web, { DefaultActions: forward(missing) }))).toEqual({
      name: 'TargetGroupNotFoundException',
      message: `Target group '${missing}' not found`,
    });
    const elsewhere = await newGroup(aws, 'elsewhere', { VpcId: aws.vpc('legacy') });
    expect(await failure(newListener(aws, web, { DefaultActions: forward(elsewhere) }))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
    const used = aws.group('payments-api');
    expect(await failure(newListener(aws, web, { DefaultActions: forward(used) }))).toEqual({
      name: 'TargetGroupAssociationLimitException',
      message: `The following target groups cannot be associated with more than one load balancer: ${used}`,
    });
    await newListener(aws, aws.loadBalancer('shop-web'), { DefaultActions: forward(used) });
  });

  it('with addresses of IPv6 if the load balancer has such too, which then takes no UDP', async () => {
    const dual = await Harness.start(dualStack);
    try {
      const own = dual.loadBalancer('own');
      const six = { DefaultActions: forward(dual.group('six')) };
      expect(await failure(newListener(dual, own, six))).toMatchObject({
        name: 'InvalidConfigurationRequestException',
      });
      await dual.elbv2.send(
        new SetIpAddressTypeCommand({ LoadBalancerArn: own, IpAddressType: 'dualstack' }),
      );
      await newListener(dual, own, six);
      const { LoadBalancerArn: network = '' } = await newLoadBalancer(dual, 'net', {
        Type: 'network',
        IpAddressType: 'dualstack',
      });
      const udp = {
        Protocol: 'UDP',
        DefaultActions: forward(await newGroup(dual, 'udp', { Protocol: 'UDP' })),
      };
      expect(await failure(newListener(dual, network, udp as object))).toMatchObject({
        name: 'InvalidConfigurationRequestException',
      });
    } finally {
      await dual.stop();
    }
  });
});

describe('ModifyListener', () => {
  it('changes what is given and leaves the rest', async () => {
    const { ListenerArn: arn = '' } = await newListener(aws, web);
    const { Listeners: changed } = await modify(arn, { Port: 9090 });
    expect(changed).toMatchObject([
      { ListenerArn: arn, Port: 9090, Protocol: 'HTTP', DefaultActions: [answerOk] },
    ]);
    const group = await newGroup(aws, 'fresh');
    await modify(arn, { DefaultActions: forward(group) });
    expect(await listenersOf(aws, web)).toMatchObject([{ Port: 9090, DefaultActions: forward(group) }]);
  });

  it('asks for a certificate on the way to HTTPS, and drops it on the way back', async () => {
    const { ListenerArn: arn = '' } = await newListener(aws, web);
    const attributes = async () =>
      (await aws.elbv2.send(new DescribeListenerAttributesCommand({ ListenerArn: arn }))).Attributes!.map(
        ({ Key }) => Key,
      );
    const tlsOnly = 'routing.http.request.x_amzn_tls_version.header_name';
    expect(await attributes()).not.toContain(tlsOnly);
    expect(await failure(modify(arn, { Protocol: 'HTTPS' }))).toMatchObject({ name: 'ValidationError' });
    await modify(arn, https);
    expect(await attributes()).toContain(tlsOnly);
    expect(await listenersOf(aws, web)).toMatchObject([
      { Certificates: [certificate()], SslPolicy: 'ELBSecurityPolicy-2016-08' },
    ]);
    await modify(arn, { Protocol: 'HTTP' });
    const [back] = await listenersOf(aws, web);
    expect(back?.Certificates).toBeUndefined();
    expect(back?.SslPolicy).toBeUndefined();
    expect(await attributes()).not.toContain(tlsOnly);
  });

  it('refuses the port of another listener, and target groups that do not fit, whole', async () => {
    await newListener(aws, web, { Port: 8081 });
    const { ListenerArn: arn = '' } = await newListener(aws, web);
    expect(await failure(modify(arn, { Port: 8081 }))).toMatchObject({ name: 'DuplicateListenerException' });
    const tcp = await newGroup(aws, 'tcp', { Protocol: 'TCP' });
    const call = modify(arn, { Port: 9090, DefaultActions: forward(tcp) });
    expect(await failure(call)).toMatchObject({ name: 'IncompatibleProtocolsException' });
    expect((await listenersOf(aws, web)).map(({ Port }) => Port).sort()).toEqual([8080, 8081]);
  });

  it('refuses a protocol with which a rule’s target group does not go', async () => {
    const grpc = await newGroup(aws, 'grpc', { ProtocolVersion: 'GRPC' });
    const { ListenerArn: arn = '' } = await newListener(aws, web, {
      Protocol: 'HTTPS',
      Certificates: [certificate()],
      DefaultActions: forward(grpc),
    });
    expect(await failure(modify(arn, { Protocol: 'HTTP' }))).toMatchObject({
      name: 'InvalidConfigurationRequestException',
    });
  });
});

describe('DeleteListener', () => {
  it('deletes it and sets its target group free', async () => {
    const group = await newGroup(aws, 'fresh');
    const { ListenerArn: arn = '' } = await newListener(aws, web, { DefaultActions: forward(group) });
    await remove(arn);
    expect(await listenersOf(aws, web)).toEqual([]);
    expect(await failure(remove(arn))).toMatchObject({ name: 'ListenerNotFoundException' });
    const { LoadBalancerArn: other = '' } = await newLoadBalancer(aws, 'other');
    await newListener(aws, other, { DefaultActions: forward(group) });
  });

  it('is refused where the load balancer is a target on its port', async () => {
    const [listener] = await listenersOf(aws, aws.loadBalancer('shop-web'));
    expect(await failure(remove(listener!.ListenerArn!))).toMatchObject({ name: 'ResourceInUseException' });
  });
});

describe('certificates of a listener', () => {
  const named = (ListenerArn: string, names: string[]) => ({
    ListenerArn,
    Certificates: names.map((name) => certificate(name)),
  });
  const add = (arn: string, ...names: string[]) =>
    aws.elbv2.send(new AddListenerCertificatesCommand(named(arn, names)));
  const take = (arn: string, ...names: string[]) =>
    aws.elbv2.send(new RemoveListenerCertificatesCommand(named(arn, names)));
  const describeAll = async (ListenerArn: string) =>
    (await aws.elbv2.send(new DescribeListenerCertificatesCommand({ ListenerArn }))).Certificates!.map(
      ({ CertificateArn: arn, IsDefault: isDefault }) =>
        `${arn!.split('/')[1]}${isDefault ? ' default' : ''}`,
    );

  it('are added beside the default one, each once, and removed', async () => {
    const { ListenerArn: arn = '' } = await newListener(aws, web, https);
    await add(arn, 'two', 'three');
    await add(arn, 'two');
    expect(await describeAll(arn)).toEqual(['one default', 'three', 'two']);
    await take(arn, 'two', 'never-there');
    expect(await describeAll(arn)).toEqual(['one default', 'three']);
    expect(await failure(take(arn, 'one'))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
    await modify(arn, { Certificates: [certificate('new')] });
    expect(await describeAll(arn)).toEqual(['new default', 'three']);
  });

  it('are twenty-five at most, and none without HTTPS or TLS', async () => {
    const many = Array.from({ length: 26 }, (_, index) => `c-${index}`);
    const { ListenerArn: arn = '' } = await newListener(aws, web, https);
    expect(await failure(add(arn, ...many))).toMatchObject({
      name: 'TooManyCertificatesException',
    });
    await add(arn, ...many.slice(1));
    const { ListenerArn: plain = '' } = await newListener(aws, web, { Port: 80 });
    expect(await failure(add(plain, 'one'))).toMatchObject({
      name: 'ValidationError',
    });
  });
});

describe('security policies', () => {
  const policies = async (input: DescribeSSLPoliciesCommandInput) =>
    (await aws.elbv2.send(new DescribeSSLPoliciesCommand(input))).SslPolicies!;

  it('have protocols and ciphers in order of preference', async () => {
    const [policy] = await policies({ Names: ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06'] });
    expect(policy?.SslProtocols).toEqual(['TLSv1.3', 'TLSv1.2']);
    expect(policy?.Ciphers?.map(({ Name }) => Name)).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'TLS_CHACHA20_POLY1305_SHA256',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'ECDHE-RSA-AES256-GCM-SHA384',
    ]);
    expect(policy?.Ciphers?.map(({ Priority }) => Priority)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const [usual] = await policies({ Names: ['ELBSecurityPolicy-2016-08'] });
    expect(usual?.SslProtocols).toEqual(['TLSv1.2', 'TLSv1.1', 'TLSv1']);
    expect(usual?.Ciphers).toHaveLength(18);
  });

  it('are told page by page, by name and by type of load balancer', async () => {
    const all = await policies({});
    expect(all.length).toBeGreaterThan(20);
    const first = await aws.elbv2.send(new DescribeSSLPoliciesCommand({ PageSize: 5 }));
    const rest = await policies({ Marker: first.NextMarker });
    expect([...first.SslPolicies!, ...rest]).toEqual(all);
    expect(await policies({ LoadBalancerType: 'network' })).toEqual(all);
    expect(await policies({ LoadBalancerType: 'gateway' })).toEqual([]);
    expect(await failure(policies({ Names: ['mine'] }))).toMatchObject({
      name: 'SSLPolicyNotFoundException',
    });
  });
});
