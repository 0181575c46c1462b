// Makes target groups, load balancers and listeners for tests, through the API.
import {
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeListenersCommand,
  type Listener,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Harness } from './harness';

/** In the VPC `shop`, over HTTP. */
export async function newGroup(
  aws: Harness,
  Name: string,
  input: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const { TargetGroups: groups = [] } = await aws.elbv2.send(
    new CreateTargetGroupCommand({
      Name,
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: aws.vpc('shop'),
      ...input,
    }),
  );
  return groups[0]!.TargetGroupArn!;
}

/** An internal Application Load Balancer in two subnets of the VPC `shop`. */
export async function newLoadBalancer(
  aws: Harness,
  Name: string,
  input: Partial<CreateLoadBalancerCommandInput> = {},
): Promise<LoadBalancer> {
  const { LoadBalancers: made = [] } = await aws.elbv2.send(
    new CreateLoadBalancerCommand({
      Name,
      Scheme: 'internal',
      ...(input.SubnetMappings ? {} : { Subnets: [aws.subnet('shop-a'), aws.subnet('shop-b')] }),
      ...input,
    }),
  );
  return made[0]!;
}

export const answerOk = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: 'ok' },
} as const;

/** Over HTTP, with an answer of its own. */
export async function newListener(
  aws: Harness,
  LoadBalancerArn: string,
  input: Partial<CreateListenerCommandInput> = {},
): Promise<Listener> {
  const { Listeners: made = [] } = await aws.elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 8080,
      DefaultActions: [answerOk],
      ...input,
    }),
  );
  return made[0]!;
}

export async function listenersOf(aws: Harness, LoadBalancerArn: string): Promise<Listener[]> {
  const { Listeners: found = [] } = await aws.elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }));
  return found;
}

export const certificate = (name = 'one', region = 'us-east-1') => ({
  CertificateArn: `arn:aws:acm:${region}:123456789012:certificate/${name}`,
});

/** A scenario with addresses of both families, a peered VPC and one that is not. */
export const dualStack = {
  name: 'dual-stack',
  accountId: '123456789012',
  region: 'us-east-1',
  vpcs: [
    {
      name: 'shop',
      cidr: '10.0.0.0/16',
      ipv6Cidr: '2001:db8:1::/56',
      subnets: [
        { name: 'shop-a', cidr: '10.0.1.0/24', ipv6Cidr: '2001:db8:1:1::/64', zone: 'a' },
        { name: 'shop-b', cidr: '10.0.2.0/24', ipv6Cidr: '2001:db8:1:2::/64', zone: 'b' },
        { name: 'shop-c', cidr: '10.0.3.0/24', zone: 'c' },
      ],
    },
    {
      name: 'peer',
      cidr: '10.1.0.0/16',
      ipv6Cidr: '2001:db8:2::/56',
      subnets: [
        { name: 'peer-a', cidr: '10.1.1.0/24', zone: 'a' },
        { name: 'peer-b', cidr: '10.1.2.0/24', zone: 'b' },
      ],
    },
    { name: 'stranger', cidr: '10.2.0.0/16', ipv6Cidr: '2001:db8:3::/56' },
  ],
  peerings: [{ requester: 'peer', accepter: 'shop' }],
  loadBalancers: [
    { name: 'own', type: 'application', subnets: ['shop-a', 'shop-b'] },
    { name: 'peered', type: 'application', subnets: ['peer-a', 'peer-b'] },
  ],
  targetGroups: [
    { name: 'four', targetType: 'ip', protocol: 'HTTP', port: 80, vpc: 'shop' },
    { name: 'six', targetType: 'ip', protocol: 'HTTP', port: 80, vpc: 'shop', ipAddressType: 'ipv6' },
  ],
} as const;
