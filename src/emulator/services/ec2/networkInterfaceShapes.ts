// Network interfaces as EC2 tells of them.
import type { NetworkInterface as NetworkInterfaceShape, NetworkInterfaceType } from '@aws-sdk/client-ec2';
import type { NetworkInterface } from '../../world/networkInterfaceTypes';
import type { World } from '../../world/world';
import { tagShapes } from './filters';

/** Who a load balancer's network interfaces say has asked for them. */
export const loadBalancing = 'amazon-elb';

export function interfaceType({ owner }: NetworkInterface): NetworkInterfaceType {
  if (owner.kind !== 'loadBalancer') return 'interface';
  switch (owner.loadBalancer.type) {
    case 'network':
      return 'network_load_balancer';
    case 'gateway':
      return 'gateway_load_balancer';
    default:
      return 'interface';
  }
}

export function attachmentId({ id, owner }: NetworkInterface): string {
  return id.replace('eni-', owner.kind === 'loadBalancer' ? 'ela-attach-' : 'eni-attach-');
}

export function privateDnsName({ region }: World, { privateAddress }: NetworkInterface): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${privateAddress.replaceAll('.', '-')}.${domain}`;
}

/** The security groups of a network interface, by id and name. */
export function securityGroupShapes(
  world: World,
  { securityGroupIds }: NetworkInterface,
): { GroupId: string; GroupName: string }[] {
  return world.securityGroups
    .filter(({ id }) => securityGroupIds.includes(id))
    .map(({ id, name }) => ({ GroupId: id, GroupName: name }));
}

export function networkInterfaceShape(
  world: World,
  networkInterface: NetworkInterface,
): NetworkInterfaceShape {
  const { id, subnet, privateAddress, description, owner } = networkInterface;
  const ofLoadBalancer = owner.kind === 'loadBalancer';
  const dnsName = privateDnsName(world, networkInterface);
  return {
    NetworkInterfaceId: id,
    SubnetId: subnet.id,
    VpcId: subnet.vpcId,
    AvailabilityZone: subnet.zone.name,
    AvailabilityZoneId: subnet.zone.id,
    Description: description,
    OwnerId: world.accountId,
    RequesterId: ofLoadBalancer ? loadBalancing : undefined,
    RequesterManaged: ofLoadBalancer,
    InterfaceType: interfaceType(networkInterface),
    SourceDestCheck: !ofLoadBalancer,
    Status: 'in-use',
    PrivateIpAddress: privateAddress,
    PrivateDnsName: dnsName,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateAddress, PrivateDnsName: dnsName }],
    Ipv6Addresses: [],
    Groups: securityGroupShapes(world, networkInterface),
    TagSet: tagShapes(networkInterface.tags),
    Attachment: {
      AttachmentId: attachmentId(networkInterface),
      InstanceId: ofLoadBalancer ? undefined : owner.instance.id,
      InstanceOwnerId: ofLoadBalancer ? loadBalancing : world.accountId,
      AttachTime: new Date(ofLoadBalancer ? owner.loadBalancer.createdAt : owner.instance.launchedAt),
      DeleteOnTermination: !ofLoadBalancer,
      DeviceIndex: ofLoadBalancer ? 1 : 0,
      Status: 'attached',
    },
  };
}
