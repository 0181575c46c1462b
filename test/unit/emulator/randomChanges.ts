// Random calls of every operation that changes something: sensible often enough to succeed, and refused otherwise.
import fc from 'fast-check';
import type { World } from '../../../src/emulator/world/world';

/** Picks one of several, undefined if there is none. */
type Pick = <Item>(items: readonly Item[]) => Item | undefined;

type MakeInput = (world: World, pick: Pick) => object;

const names = ['alpha', 'beta', 'gamma'];
const ports = [80, 81, 443, 8080];
const certificates = ['1', '2', '3'].map(
  (digit) => `arn:aws:acm:us-east-1:123456789012:certificate/${digit.repeat(8)}-aaaa-bbbb-cccc-dddddddddddd`,
);

/** In place of what there is none of. */
const missing = 'missing';

const name = (pick: Pick) => pick(names) ?? '';
const port = (pick: Pick) => pick(ports) ?? 80;
const vpcId = ({ vpcs }: World, pick: Pick) => pick(vpcs)?.id ?? missing;
const subnetId = ({ subnets }: World, pick: Pick) => pick(subnets)?.id ?? missing;
const instanceId = ({ instances }: World, pick: Pick) => pick(instances)?.id ?? missing;
const securityGroupId = ({ securityGroups }: World, pick: Pick) => pick(securityGroups)?.id ?? missing;
const groupArn = ({ targetGroups }: World, pick: Pick) => pick(targetGroups)?.arn ?? missing;
const loadBalancerArn = ({ loadBalancers }: World, pick: Pick) => pick(loadBalancers)?.arn ?? missing;
const allListeners = ({ loadBalancers }: World) => loadBalancers.flatMap(({ listeners }) => listeners);
const listenerArn = (world: World, pick: Pick) => pick(allListeners(world))?.arn ?? missing;
const ruleArn = (world: World, pick: Pick) =>
  pick(allListeners(world).flatMap(({ rules }) => rules))?.arn ?? missing;
const functionName = ({ functions }: World, pick: Pick) => pick(functions)?.name ?? missing;
const scalingGroupName = ({ autoScalingGroups }: World, pick: Pick) =>
  pick(autoScalingGroups)?.name ?? missing;
const subnetsOfOneVpc = ({ subnets }: World, pick: Pick) => {
  const vpc = pick(subnets)?.vpcId;
  return subnets.filter((each) => each.vpcId === vpc).map(({ id }) => id);
};

function target(world: World, pick: Pick): object {
  const group = pick(world.targetGroups);
  const id = {
    instance: instanceId(world, pick),
    ip: pick(['10.0.1.50', '10.0.1.51', '10.0.2.60', '10.0.2.22', '192.168.0.1']),
    lambda: pick(world.functions)?.arn,
    alb: loadBalancerArn(world, pick),
  }[group?.targetType ?? 'instance'];
  const override = group?.targetType === 'lambda' ? undefined : pick([undefined, 8081]);
  return {
    TargetGroupArn: group?.arn ?? missing,
    Targets: [{ Id: id ?? '', ...(override === undefined ? {} : { Port: override }) }],
  };
}

function forward(world: World, pick: Pick): object[] {
  return pick([
    [{ Type: 'forward', TargetGroupArn: groupArn(world, pick) }],
    [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  ]) as object[];
}

const paths = (pick: Pick) => [{ Field: 'path-pattern', Values: [`/${name(pick)}/*`] }];

function permission({ prefixLists }: World, pick: Pick): object {
  const peers = [
    { IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ...prefixLists.map(({ id }) => ({ PrefixListIds: [{ PrefixListId: id }] })),
  ];
  return { IpProtocol: 'tcp', FromPort: port(pick), ToPort: 9000, ...pick(peers) };
}

function revocation(world: World, pick: Pick, direction: 'ingress' | 'egress'): object {
  const group = pick(world.securityGroups);
  const rule = pick((group?.rules ?? []).filter((each) => each.direction === direction));
  return { GroupId: group?.id ?? missing, SecurityGroupRuleIds: [rule?.id ?? missing] };
}

function trafficSource({ autoScalingGroups, targetGroups }: World, pick: Pick): object {
  const group = pick(autoScalingGroups);
  const attached = (group?.attachments ?? []).filter(({ by }) => by === 'trafficSources');
  const others = targetGroups.filter(({ targetType }) => targetType === 'instance').map(({ arn }) => arn);
  const arns = [...attached.map(({ targetGroupArn }) => targetGroupArn), ...others];
  return {
    AutoScalingGroupName: group?.name ?? missing,
    TrafficSources: [{ Identifier: pick(arns) ?? missing, Type: 'elbv2' }],
  };
}

function taggable(world: World, pick: Pick): (string | undefined)[] {
  return [pick([groupArn, loadBalancerArn, listenerArn, ruleArn])?.(world, pick)];
}

function ec2Taggable(world: World, pick: Pick): (string | undefined)[] {
  return [pick([vpcId, subnetId, instanceId, securityGroupId])?.(world, pick)];
}

function scalingTag(world: World, pick: Pick): object {
  return {
    ResourceId: scalingGroupName(world, pick),
    ResourceType: 'auto-scaling-group',
    Key: name(pick),
    Value: name(pick),
    PropagateAtLaunch: true,
  };
}

/** By service and action. */
export const inputs: Readonly<Record<string, MakeInput>> = {
  'elasticloadbalancing CreateTargetGroup': (world, pick) =>
    pick([
      { Name: name(pick), Protocol: 'HTTP', Port: port(pick), VpcId: vpcId(world, pick) },
      { Name: name(pick), Protocol: 'TCP', Port: 80, VpcId: vpcId(world, pick), TargetType: 'ip' },
      { Name: name(pick), TargetType: 'lambda', Tags: [{ Key: 'team', Value: name(pick) }] },
    ]) ?? {},
  'elasticloadbalancing DeleteTargetGroup': (world, pick) => ({ TargetGroupArn: groupArn(world, pick) }),
  'elasticloadbalancing ModifyTargetGroup': (world, pick) => ({
    TargetGroupArn: groupArn(world, pick),
    HealthCheckIntervalSeconds: pick([10, 20, 1000]),
  }),
  'elasticloadbalancing ModifyTargetGroupAttributes': (world, pick) => ({
    TargetGroupArn: groupArn(world, pick),
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: pick(['0', '15', '60']) }],
  }),
  'elasticloadbalancing RegisterTargets': target,
  'elasticloadbalancing DeregisterTargets': target,
  'elasticloadbalancing CreateLoadBalancer': (world, pick) => ({
    Name: name(pick),
    Type: pick(['application', 'network']),
    Subnets: subnetsOfOneVpc(world, pick),
  }),
  'elasticloadbalancing DeleteLoadBalancer': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
  }),
  'elasticloadbalancing ModifyLoadBalancerAttributes': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
    Attributes: [{ Key: 'deletion_protection.enabled', Value: pick(['true', 'false']) }],
  }),
  'elasticloadbalancing SetSecurityGroups': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
    SecurityGroups: [securityGroupId(world, pick)],
  }),
  'elasticloadbalancing SetSubnets': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
    Subnets: subnetsOfOneVpc(world, pick),
  }),
  'elasticloadbalancing SetIpAddressType': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
    IpAddressType: 'ipv4',
  }),
  'elasticloadbalancing CreateListener': (world, pick) => ({
    LoadBalancerArn: loadBalancerArn(world, pick),
    ...pick([
      { Protocol: 'HTTP' },
      { Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificates[0] }] },
      { Protocol: 'TCP' },
    ]),
    Port: port(pick),
    DefaultActions: forward(world, pick),
  }),
  'elasticloadbalancing DeleteListener': (world, pick) => ({ ListenerArn: listenerArn(world, pick) }),
  'elasticloadbalancing ModifyListener': (world, pick) => ({
    ListenerArn: listenerArn(world, pick),
    DefaultActions: forward(world, pick),
  }),
  'elasticloadbalancing ModifyListenerAttributes': (world, pick) => ({
    ListenerArn: listenerArn(world, pick),
    Attributes: [{ Key: 'routing.http.response.server.enabled', Value: pick(['true', 'false']) }],
  }),
  'elasticloadbalancing AddListenerCertificates': (world, pick) => ({
    ListenerArn: pick(allListeners(world).filter(({ protocol }) => protocol === 'HTTPS'))?.arn ?? missing,
    Certificates: [{ CertificateArn: pick(certificates) }],
  }),
  'elasticloadbalancing RemoveListenerCertificates': (world, pick) => ({
    ListenerArn: pick(allListeners(world).filter(({ protocol }) => protocol === 'HTTPS'))?.arn ?? missing,
    Certificates: [{ CertificateArn: pick(certificates) }],
  }),
  'elasticloadbalancing CreateRule': (world, pick) => ({
    ListenerArn: listenerArn(world, pick),
    Priority: port(pick),
    Conditions: paths(pick),
    Actions: forward(world, pick),
  }),
  'elasticloadbalancing DeleteRule': (world, pick) => ({ RuleArn: ruleArn(world, pick) }),
  'elasticloadbalancing ModifyRule': (world, pick) => ({
    RuleArn: ruleArn(world, pick),
    Conditions: paths(pick),
  }),
  'elasticloadbalancing SetRulePriorities': (world, pick) => ({
    RulePriorities: [{ RuleArn: ruleArn(world, pick), Priority: port(pick) }],
  }),
  'elasticloadbalancing AddTags': (world, pick) => ({
    ResourceArns: taggable(world, pick),
    Tags: [{ Key: name(pick), Value: name(pick) }],
  }),
  'elasticloadbalancing RemoveTags': (world, pick) => ({
    ResourceArns: taggable(world, pick),
    TagKeys: [name(pick)],
  }),
  'ec2 RunInstances': (world, pick) => ({
    ImageId: 'ami-0123456789abcdef0',
    MinCount: 1,
    MaxCount: pick([1, 2]),
    SubnetId: subnetId(world, pick),
    ClientToken: pick([undefined, name(pick)]),
  }),
  'ec2 StartInstances': (world, pick) => ({ InstanceIds: [instanceId(world, pick)] }),
  'ec2 StopInstances': (world, pick) => ({ InstanceIds: [instanceId(world, pick)] }),
  'ec2 RebootInstances': (world, pick) => ({ InstanceIds: [instanceId(world, pick)] }),
  'ec2 TerminateInstances': (world, pick) => ({ InstanceIds: [instanceId(world, pick)] }),
  'ec2 ModifyInstanceAttribute': (world, pick) => ({
    InstanceId: instanceId(world, pick),
    Groups: [securityGroupId(world, pick)],
  }),
  'ec2 ModifyNetworkInterfaceAttribute': (world, pick) => ({
    NetworkInterfaceId: pick(world.networkInterfaces)?.id ?? missing,
    Groups: [securityGroupId(world, pick)],
  }),
  'ec2 CreateVpc': (_world, pick) => ({ CidrBlock: `10.${port(pick) % 250}.0.0/16` }),
  'ec2 DeleteVpc': (world, pick) => ({ VpcId: vpcId(world, pick) }),
  'ec2 CreateSubnet': (world, pick) => {
    const vpc = pick(world.vpcs);
    const place = port(pick) % 250;
    return {
      VpcId: vpc?.id,
      CidrBlock: vpc?.cidr.replace(/\.0\.0\/16$/, `.${place}.0/24`),
      AvailabilityZone: pick(world.zones)?.name,
    };
  },
  'ec2 DeleteSubnet': (world, pick) => ({ SubnetId: subnetId(world, pick) }),
  'ec2 CreateManagedPrefixList': (_world, pick) => ({
    PrefixListName: name(pick),
    AddressFamily: 'IPv4',
    MaxEntries: 4,
    Entries: [{ Cidr: `10.${port(pick) % 250}.0.0/16` }],
  }),
  'ec2 CreateSecurityGroup': (world, pick) => ({
    GroupName: name(pick),
    Description: 'made at random',
    VpcId: vpcId(world, pick),
  }),
  'ec2 DeleteSecurityGroup': (world, pick) => ({ GroupId: securityGroupId(world, pick) }),
  'ec2 AuthorizeSecurityGroupIngress': (world, pick) => ({
    GroupId: securityGroupId(world, pick),
    IpPermissions: [permission(world, pick)],
  }),
  'ec2 AuthorizeSecurityGroupEgress': (world, pick) => ({
    GroupId: securityGroupId(world, pick),
    IpPermissions: [permission(world, pick)],
  }),
  'ec2 RevokeSecurityGroupIngress': (world, pick) => revocation(world, pick, 'ingress'),
  'ec2 RevokeSecurityGroupEgress': (world, pick) => revocation(world, pick, 'egress'),
  'ec2 CreateVpcPeeringConnection': (world, pick) => ({
    VpcId: vpcId(world, pick),
    PeerVpcId: vpcId(world, pick),
  }),
  'ec2 AcceptVpcPeeringConnection': ({ peerings }, pick) => ({
    VpcPeeringConnectionId: pick(peerings)?.id ?? missing,
  }),
  'ec2 RejectVpcPeeringConnection': ({ peerings }, pick) => ({
    VpcPeeringConnectionId: pick(peerings)?.id ?? missing,
  }),
  'ec2 DeleteVpcPeeringConnection': ({ peerings }, pick) => ({
    VpcPeeringConnectionId: pick(peerings)?.id ?? missing,
  }),
  'ec2 CreateTags': (world, pick) => ({
    Resources: ec2Taggable(world, pick),
    Tags: [{ Key: name(pick), Value: name(pick) }],
  }),
  'ec2 DeleteTags': (world, pick) => ({
    Resources: ec2Taggable(world, pick),
    Tags: [{ Key: name(pick) }],
  }),
  'lambda AddPermission': (world, pick) => ({
    FunctionName: functionName(world, pick),
    StatementId: name(pick),
    Action: 'lambda:InvokeFunction',
    Principal: 'elasticloadbalancing.amazonaws.com',
    SourceArn: groupArn(world, pick),
  }),
  'lambda RemovePermission': (world, pick) => ({
    FunctionName: functionName(world, pick),
    StatementId: name(pick),
  }),
  'lambda CreateFunction': (_world, pick) => ({
    FunctionName: name(pick),
    Role: 'arn:aws:iam::123456789012:role/any',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: emptyZip },
  }),
  'lambda UpdateFunctionCode': (world, pick) => ({
    FunctionName: functionName(world, pick),
    ZipFile: emptyZip,
    Publish: pick([true, false]),
  }),
  'lambda UpdateFunctionConfiguration': (world, pick) => ({
    FunctionName: functionName(world, pick),
    Timeout: pick([3, 5]),
  }),
  'lambda DeleteFunction': (world, pick) => ({ FunctionName: functionName(world, pick) }),
  'lambda PublishVersion': (world, pick) => ({
    FunctionName: functionName(world, pick),
    Description: name(pick),
  }),
  'lambda CreateAlias': (world, pick) => ({
    FunctionName: functionName(world, pick),
    Name: name(pick),
    FunctionVersion: pick(['$LATEST', '1']),
  }),
  'lambda UpdateAlias': (world, pick) => ({
    FunctionName: functionName(world, pick),
    Name: name(pick),
    FunctionVersion: pick(['$LATEST', '1']),
  }),
  'lambda DeleteAlias': (world, pick) => ({ FunctionName: functionName(world, pick), Name: name(pick) }),
  'autoscaling CreateAutoScalingGroup': (world, pick) => ({
    AutoScalingGroupName: name(pick),
    LaunchTemplate: { LaunchTemplateName: 'any' },
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: pick([0, 1, 2]),
    VPCZoneIdentifier: subnetId(world, pick),
    TargetGroupARNs: pick([[], [groupArn(world, pick)]]),
  }),
  'autoscaling UpdateAutoScalingGroup': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    MinSize: pick([0, 1]),
    MaxSize: pick([3, 4]),
  }),
  'autoscaling DeleteAutoScalingGroup': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    ForceDelete: pick([true, false]),
  }),
  'autoscaling SetDesiredCapacity': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    DesiredCapacity: pick([0, 1, 3]),
  }),
  'autoscaling AttachLoadBalancerTargetGroups': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    TargetGroupARNs: [groupArn(world, pick)],
  }),
  'autoscaling DetachLoadBalancerTargetGroups': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    TargetGroupARNs: [groupArn(world, pick)],
  }),
  'autoscaling AttachTrafficSources': trafficSource,
  'autoscaling DetachTrafficSources': trafficSource,
  'autoscaling AttachInstances': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    InstanceIds: [instanceId(world, pick)],
  }),
  'autoscaling DetachInstances': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    InstanceIds: [instanceId(world, pick)],
    ShouldDecrementDesiredCapacity: pick([true, false]),
  }),
  'autoscaling TerminateInstanceInAutoScalingGroup': (world, pick) => ({
    InstanceId: instanceId(world, pick),
    ShouldDecrementDesiredCapacity: pick([true, false]),
  }),
  'autoscaling SetInstanceProtection': (world, pick) => ({
    AutoScalingGroupName: scalingGroupName(world, pick),
    InstanceIds: [instanceId(world, pick)],
    ProtectedFromScaleIn: pick([true, false]),
  }),
  'autoscaling CreateOrUpdateTags': (world, pick) => ({ Tags: [scalingTag(world, pick)] }),
  'autoscaling DeleteTags': (world, pick) => ({ Tags: [scalingTag(world, pick)] }),
};

/** A zip without files. */
const emptyZip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

export interface RandomCall {
  readonly service: string;
  readonly action: string;
  /** How much emulator time passes before it. */
  readonly milliseconds: number;
  /** Whether somebody reads something meanwhile, so that what is due happens then. */
  readonly isRead: boolean;
  readonly choices: readonly number[];
}

export const randomCall: fc.Arbitrary<RandomCall> = fc
  .record({
    of: fc.constantFrom(...Object.keys(inputs)),
    milliseconds: fc.constantFrom(0, 0, 1, 700, 3000, 20_000, 400_000),
    isRead: fc.boolean(),
    choices: fc.array(fc.nat(10_000), { minLength: 6, maxLength: 6 }),
  })
  .map(({ of, ...call }) => {
    const [service = '', action = ''] = of.split(' ');
    return { service, action, ...call };
  });

export function inputOf({ service, action, choices }: RandomCall, world: World): object {
  let next = 0;
  const pick: Pick = (items) => items[(choices[next++ % choices.length] ?? 0) % Math.max(1, items.length)];
  const input = inputs[`${service} ${action}`]?.(world, pick) ?? {};
  // As if decoded: what is left out is not there.
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
