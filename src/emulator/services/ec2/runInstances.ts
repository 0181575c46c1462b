// RunInstances.
import {
  RunInstances$,
  type InstanceNetworkInterfaceSpecification,
  type Reservation,
  type RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import { ApiError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import { addressRefusal, freeAddresses } from '../../world/addresses';
import { launchInstances } from '../../world/instances';
import type { Instance, Subnet } from '../../world/networkTypes';
import type { World } from '../../world/world';
import { ec2Operation } from './ec2Operation';
import { reservationShapes } from './instanceShapes';
import { findSubnet } from './lookup';
import { checkSecurityGroups } from './networkInterfaces';
import {
  invalidParameterCombination,
  invalidParameterValue,
  missingParameter,
  noDefaultVpc,
  refuseOtherMembers,
} from './refusals';
import { readTagSpecifications } from './tagging';

type RunInput = Checked<RunInstancesRequest>;

export const runInstances = ec2Operation(
  RunInstances$,
  [
    'ClientToken',
    'IamInstanceProfile',
    'ImageId',
    'InstanceType',
    'KeyName',
    'MaxCount',
    'MinCount',
    'NetworkInterfaces',
    'PrivateIpAddress',
    'SecurityGroupIds',
    'SecurityGroups',
    'SubnetId',
    'TagSpecifications',
    'UserData',
  ],
  (input: RunInput, { world, now }): Reservation => {
    const { ClientToken: clientToken, ...rest } = input;
    const request = JSON.stringify(rest);
    const instances = launchedBefore(world, clientToken, request) ?? launch(world, input, request, now);
    const [reservation = {}] = reservationShapes(world, instances, now);
    return reservation;
  },
);

/** The same token with the same request is the same launch; the instances may have changed since. */
function launchedBefore(
  world: World,
  clientToken: string | undefined,
  request: string,
): readonly Instance[] | undefined {
  if (clientToken === undefined || clientToken === '') return undefined;
  if (clientToken.length > 64) throw invalidParameterValue('The client token is longer than 64 characters');
  const before = world.instances.filter((each) => each.launch?.clientToken === clientToken);
  if (before.length === 0) return undefined;
  if (before.some((each) => each.launch?.request !== request)) {
    throw new ApiError(
      'IdempotentParameterMismatch',
      'The client token has already been used for another request with different parameters.',
    );
  }
  return before;
}

function launch(world: World, input: RunInput, request: string, now: number): Instance[] {
  const { ImageId: imageId, InstanceType: type = 'm1.small', ClientToken: clientToken } = input;
  if (imageId === undefined) throw missingParameter('ImageId');
  if (!/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/.test(imageId)) {
    throw new ApiError('InvalidAMIID.Malformed', `Invalid id: "${imageId}" (expecting "ami-...")`);
  }
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(type)) {
    throw invalidParameterValue(`Invalid value '${type}' for InstanceType.`);
  }
  checkCounts(input);
  const place = placeOf(input);
  const subnet = findSubnet(world, place.subnetId);
  checkSecurityGroups(world, subnet, place.groups);
  checkAddress(world, subnet, place.privateAddress, input);
  const tagsOf = readTagSpecifications(input.TagSpecifications, 'instance', 'network-interface');
  return launchInstances(
    world,
    {
      subnet,
      count: countOf(world, subnet, input),
      type,
      imageId,
      securityGroupIds: place.groups,
      tags: tagsOf('instance'),
      networkInterfaceTags: tagsOf('network-interface'),
      networkInterfaceDescription: place.description,
      privateAddress: place.privateAddress,
      details: {
        ...(clientToken === undefined || clientToken === '' ? {} : { clientToken, request }),
        ...(input.KeyName === undefined ? {} : { keyName: input.KeyName }),
        ...userDataOf(input),
        ...instanceProfileOf(world, input),
      },
    },
    now,
  );
}

function checkCounts({ MinCount: least, MaxCount: most }: RunInput): void {
  for (const [name, count] of [
    ['minCount', least],
    ['maxCount', most],
  ] as const) {
    if (!Number.isInteger(count) || count < 1 || count > 1000) {
      throw invalidParameterValue(
        `Value (${count}) for parameter ${name} is invalid. It must be from 1 to 1000.`,
      );
    }
  }
  if (least > most) {
    throw invalidParameterCombination(`The parameter minCount (${least}) is above maxCount (${most})`);
  }
}

/** As many as can be had, up to the most; with fewer than the least it is for the launch to refuse. */
function countOf(world: World, subnet: Subnet, { MinCount: least, MaxCount: most }: RunInput): number {
  return Math.max(least, freeAddresses(world, subnet, most).length);
}

interface Place {
  readonly subnetId: string;
  readonly groups: readonly string[];
  readonly privateAddress: string | undefined;
  readonly description: string | undefined;
}

/** Where the instance goes is said at the top, or of its network interface. */
function placeOf(input: RunInput): Place {
  const { NetworkInterfaces: interfaces, SecurityGroups: names } = input;
  if (names && names.length > 0) throw noDefaultVpc();
  const place =
    interfaces && interfaces.length > 0
      ? placeOfInterface(input, interfaces)
      : {
          subnetId: input.SubnetId,
          groups: input.SecurityGroupIds ?? [],
          privateAddress: input.PrivateIpAddress,
          description: undefined,
        };
  if (place.subnetId === undefined) throw noDefaultVpc();
  return { ...place, subnetId: place.subnetId };
}

function placeOfInterface(input: RunInput, [first, second]: InstanceNetworkInterfaceSpecification[]) {
  const together = (words: string) =>
    invalidParameterCombination(
      `Network interfaces and an instance-level ${words} may not be specified on the same request`,
    );
  if (input.SubnetId !== undefined) throw together('subnet ID');
  if (input.SecurityGroupIds && input.SecurityGroupIds.length > 0) throw together('security groups');
  if (input.PrivateIpAddress !== undefined) throw together('private address');
  if (second) throw invalidParameterValue('The emulator has instances with one network interface only');
  refuseOtherMembers('NetworkInterfaces', first ?? {}, [
    'AssociatePublicIpAddress',
    'DeleteOnTermination',
    'Description',
    'DeviceIndex',
    'Groups',
    'PrivateIpAddress',
    'SubnetId',
  ]);
  if (first?.AssociatePublicIpAddress === true) {
    throw invalidParameterValue('The emulator has no public IP addresses');
  }
  if (first?.DeleteOnTermination === false) {
    throw invalidParameterValue('The emulator deletes the network interface of a terminated instance');
  }
  if (first?.DeviceIndex !== 0) {
    throw invalidParameterValue('The network interface of an instance must have the device index 0');
  }
  return {
    subnetId: first.SubnetId,
    groups: first.Groups ?? [],
    privateAddress: first.PrivateIpAddress,
    description: first.Description,
  };
}

function checkAddress(
  world: World,
  subnet: Subnet,
  address: string | undefined,
  { MaxCount: most }: RunInput,
): void {
  if (address === undefined) return;
  if (most > 1) {
    throw invalidParameterCombination('A private IP address cannot be specified for more than one instance');
  }
  switch (addressRefusal(world, subnet, address)) {
    case 'outside':
      throw invalidParameterValue(`Address ${address} does not fall within the subnet's address range`);
    case 'reserved':
      throw invalidParameterValue(`Address ${address} is in subnet's reserved address range`);
    case 'taken':
      throw new ApiError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
    case undefined:
  }
}

function userDataOf({ UserData: userData }: RunInput): { userData?: string } {
  if (userData === undefined) return {};
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(userData)) {
    throw invalidParameterValue('Invalid BASE64 encoding of user data.');
  }
  return { userData };
}

function instanceProfileOf(world: World, input: RunInput): { instanceProfile?: string } {
  const { Arn: arn, Name: name } = input.IamInstanceProfile ?? {};
  if (arn !== undefined && name !== undefined) {
    throw invalidParameterCombination(
      'The parameter iamInstanceProfile.name may not be used in combination with iamInstanceProfile.arn',
    );
  }
  if (arn !== undefined && !/^arn:aws:iam::\d{12}:instance-profile\/.+$/.test(arn)) {
    throw invalidParameterValue(
      `Value (${arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
    );
  }
  const instanceProfile =
    name === undefined ? arn : `arn:aws:iam::${world.accountId}:instance-profile/${name}`;
  return instanceProfile === undefined ? {} : { instanceProfile };
}
