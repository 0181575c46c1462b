// Instances as EC2 tells of them.
import type { Instance as InstanceShape, InstanceNetworkInterface, Reservation } from '@aws-sdk/client-ec2';
import { instanceState, type InstanceStateName } from '../../world/instanceState';
import type { NetworkInterface } from '../../world/networkInterfaceTypes';
import type { Instance } from '../../world/networkTypes';
import type { Tags } from '../../world/tags';
import type { World } from '../../world/world';
import { tagShapes } from './filters';
import { attachmentId, privateDnsName, securityGroupShapes } from './networkInterfaceShapes';

const stateCodes: Record<InstanceStateName, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function stateShape(state: InstanceStateName): { Code: number; Name: InstanceStateName } {
  return { Code: stateCodes[state], Name: state };
}

/** Auto Scaling tags what it owns. */
export function instanceTags(world: World, { id, tags }: Instance): Tags {
  const owner = world.autoScalingGroups.find(({ members }) =>
    members.some(({ instanceId }) => instanceId === id),
  );
  return owner === undefined ? tags : { ...tags, 'aws:autoscaling:groupName': owner.name };
}

/** A terminated instance has none any more. */
export function networkInterfaceOf(world: World, { id }: Instance): NetworkInterface | undefined {
  return world.networkInterfaces.find(({ owner }) => owner.kind === 'instance' && owner.instance.id === id);
}

/** Those launched together are one reservation. */
export function reservationShapes(world: World, instances: readonly Instance[], now: number): Reservation[] {
  const reservations = new Map<string, InstanceShape[]>();
  for (const instance of instances) {
    const together = reservations.get(instance.reservationId) ?? [];
    together.push(instanceShape(world, instance, now));
    reservations.set(instance.reservationId, together);
  }
  return [...reservations].map(([id, together]) => ({
    ReservationId: id,
    OwnerId: world.accountId,
    Groups: [],
    Instances: together,
  }));
}

function instanceShape(world: World, instance: Instance, now: number): InstanceShape {
  const { subnet, launch } = instance;
  const own = networkInterfaceOf(world, instance);
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    // EC2 says what the type is; it keeps its own list of them.
    InstanceType: instance.type as NonNullable<InstanceShape['InstanceType']>,
    State: stateShape(instanceState(instance, now)),
    ...reasonShapes(instance),
    KeyName: launch?.keyName,
    ClientToken: launch?.clientToken ?? '',
    IamInstanceProfile:
      launch?.instanceProfile === undefined
        ? undefined
        : { Arn: launch.instanceProfile, Id: instance.id.replace('i-', 'AIPA').toUpperCase() },
    AmiLaunchIndex: launch?.index ?? 0,
    LaunchTime: new Date(instance.launchedAt),
    Placement: {
      AvailabilityZone: subnet.zone.name,
      AvailabilityZoneId: subnet.zone.id,
      GroupName: '',
      Tenancy: 'default',
    },
    PrivateDnsName: own ? privateDnsName(world, own) : '',
    PublicDnsName: '',
    ...(own ? { SubnetId: subnet.id, VpcId: subnet.vpcId, PrivateIpAddress: own.privateAddress } : undefined),
    SecurityGroups: own ? securityGroupShapes(world, own) : [],
    NetworkInterfaces: own ? [ownInterfaceShape(world, instance, own)] : [],
    SourceDestCheck: own ? true : undefined,
    Architecture: 'x86_64',
    BlockDeviceMappings: [],
    EbsOptimized: false,
    EnaSupport: true,
    Hypervisor: 'xen',
    Monitoring: { State: 'disabled' },
    ProductCodes: [],
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Tags: tagShapes(instanceTags(world, instance)),
  };
}

/** Why it is not running. */
function reasonShapes({ goal }: Instance): Pick<InstanceShape, 'StateReason' | 'StateTransitionReason'> {
  if (goal.state === 'running') return { StateTransitionReason: '' };
  const code = 'Client.UserInitiatedShutdown';
  const at = new Date(goal.since).toISOString().slice(0, 19).replace('T', ' ');
  return {
    StateTransitionReason: `User initiated (${at} GMT)`,
    StateReason: { Code: code, Message: `${code}: User initiated shutdown` },
  };
}

function ownInterfaceShape(
  world: World,
  instance: Instance,
  own: NetworkInterface,
): InstanceNetworkInterface {
  return {
    NetworkInterfaceId: own.id,
    Description: own.description,
    OwnerId: world.accountId,
    Status: 'in-use',
    InterfaceType: 'interface',
    SourceDestCheck: true,
    SubnetId: own.subnet.id,
    VpcId: own.subnet.vpcId,
    PrivateIpAddress: own.privateAddress,
    PrivateDnsName: privateDnsName(world, own),
    PrivateIpAddresses: [
      {
        Primary: true,
        PrivateIpAddress: own.privateAddress,
        PrivateDnsName: privateDnsName(world, own),
      },
    ],
    Ipv6Addresses: [],
    Groups: securityGroupShapes(world, own),
    Attachment: {
      AttachmentId: attachmentId(own),
      AttachTime: new Date(instance.launchedAt),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
  };
}
