// What the tests of Auto Scaling have in common: the sample’s group, its members and their targets, in words.
import {
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Harness } from './harness';

/** As the sample has it: web-1 in zone a and web-2 in zone b, 2 to 4, attached to checkout-web. */
export const AutoScalingGroupName = 'checkout-web-asg';
export const second = 1000;

export let aws: Harness;
beforeAll(async () => {
  aws = await Harness.start();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

export async function group(name = AutoScalingGroupName) {
  const { AutoScalingGroups: found = [] } = await aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return found[0];
}

/** `name zone state`, one an instance; `new` for one that the scenario did not have. */
export async function members(name = AutoScalingGroupName): Promise<string[]> {
  const { Instances: instances = [] } = (await group(name)) ?? {};
  return instances.map(
    ({ InstanceId, AvailabilityZone, LifecycleState }) =>
      `${nameOf(InstanceId)} ${AvailabilityZone?.at(-1)} ${LifecycleState}`,
  );
}

function nameOf(id: string | undefined): string {
  return aws.emulator.world().instances.find((each) => each.id === id)?.tags.Name ?? 'new';
}

/** `name state`, one a target. */
export async function targets(name = 'checkout-web'): Promise<string[]> {
  return (await aws.health(name)).map(
    ({ Target, TargetHealth }) => `${nameOf(Target?.Id)} ${TargetHealth?.State}`,
  );
}

export async function instanceState(id: string): Promise<string | undefined> {
  const { Reservations: found = [] } = await aws.ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [id] }),
  );
  return found[0]?.Instances?.[0]?.State?.Name;
}

export function setCapacity(DesiredCapacity: number, name = AutoScalingGroupName) {
  return aws.autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity }));
}

export async function create(input: Partial<CreateAutoScalingGroupCommandInput> = {}): Promise<void> {
  await aws.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'workers',
      MinSize: 0,
      MaxSize: 10,
      LaunchTemplate: { LaunchTemplateName: 'worker', Version: '3' },
      VPCZoneIdentifier: [aws.subnet('shop-a'), aws.subnet('shop-b'), aws.subnet('shop-c')].join(','),
      ...input,
    }),
  );
}
