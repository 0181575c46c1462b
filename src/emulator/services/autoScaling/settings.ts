// The settings of an Auto Scaling group that are given when it is made and can be changed later.
import type { CreateAutoScalingGroupType, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import { validationError } from '../../apiError';
import type { Checked } from '../../wire/operation';
import type { AutoScalingGroup, LaunchSource, TerminationPolicy } from '../../world/autoScalingTypes';
import type { Subnet } from '../../world/networkTypes';
import type { World } from '../../world/world';

type CreateInput = Checked<CreateAutoScalingGroupType>;

export type SettingsInput = Pick<
  CreateInput,
  | 'AvailabilityZones'
  | 'DefaultCooldown'
  | 'HealthCheckGracePeriod'
  | 'HealthCheckType'
  | 'LaunchConfigurationName'
  | 'LaunchTemplate'
  | 'NewInstancesProtectedFromScaleIn'
  | 'TerminationPolicies'
  | 'VPCZoneIdentifier'
>;

export const settingsMembers = [
  'AutoScalingGroupName',
  'AvailabilityZones',
  'DefaultCooldown',
  'DesiredCapacity',
  'HealthCheckGracePeriod',
  'HealthCheckType',
  'LaunchConfigurationName',
  'LaunchTemplate',
  'MaxSize',
  'MinSize',
  'NewInstancesProtectedFromScaleIn',
  'TerminationPolicies',
  'VPCZoneIdentifier',
] as const;

export type Settings = Pick<
  AutoScalingGroup,
  | 'defaultCooldownSeconds'
  | 'healthCheckGracePeriodSeconds'
  | 'launch'
  | 'protectsNewInstances'
  | 'subnets'
  | 'terminationPolicies'
>;

/** What is left out stays as it is. */
export function changedSettings(world: World, input: SettingsInput, before: Settings): Settings {
  checkHealthCheckType(input.HealthCheckType);
  return {
    defaultCooldownSeconds:
      seconds('DefaultCooldown', input.DefaultCooldown) ?? before.defaultCooldownSeconds,
    healthCheckGracePeriodSeconds:
      seconds('HealthCheckGracePeriod', input.HealthCheckGracePeriod) ?? before.healthCheckGracePeriodSeconds,
    launch: launchSource(input, before.launch),
    protectsNewInstances: input.NewInstancesProtectedFromScaleIn ?? before.protectsNewInstances,
    subnets: chosenSubnets(world, input, before.subnets),
    terminationPolicies: policies(input.TerminationPolicies) ?? before.terminationPolicies,
  };
}

export function checkSizes(minSize: number, maxSize: number, desiredCapacity: number): void {
  for (const [name, size] of [
    ['MinSize', minSize],
    ['MaxSize', maxSize],
    ['DesiredCapacity', desiredCapacity],
  ] as const) {
    if (!Number.isInteger(size) || size < 0) {
      throw validationError(`${name} must be a whole number that is not negative, not ${size}`);
    }
  }
  if (maxSize < minSize) {
    throw validationError(`Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`);
  }
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    throw validationError(
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  }
}

function launchSource(input: SettingsInput, before: LaunchSource): LaunchSource {
  const { LaunchConfigurationName: name, LaunchTemplate: template } = input;
  if (name !== undefined && template) {
    throw validationError(
      'A launch configuration and a launch template cannot be specified at the same time.',
    );
  }
  if (template) return { ...before, from: templateSource(template) };
  return name === undefined ? before : { ...before, from: { kind: 'configuration', name } };
}

function templateSource(template: Checked<LaunchTemplateSpecification>): LaunchSource['from'] {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version: version } = template;
  if ((id === undefined) === (name === undefined)) {
    throw validationError('Valid requests must contain either launchTemplateId or LaunchTemplateName');
  }
  return { kind: 'template', id, name, version };
}

function chosenSubnets(
  world: World,
  { VPCZoneIdentifier: identifier, AvailabilityZones: zones }: SettingsInput,
  before: readonly Subnet[],
): readonly Subnet[] {
  const subnets = identifier === undefined || identifier === '' ? before : readSubnets(world, identifier);
  if (subnets.length === 0) {
    throw validationError(
      zones && zones.length > 0
        ? 'No default VPC for this user: VPCZoneIdentifier must be specified'
        : 'At least one Availability Zone or VPC Subnet is required.',
    );
  }
  const inZones = new Set(subnets.map(({ zone }) => zone.name));
  if (
    zones &&
    zones.length > 0 &&
    (zones.length !== inZones.size || zones.some((zone) => !inZones.has(zone)))
  ) {
    throw validationError(
      'The availability zones of the specified subnets and the Auto Scaling group do not match',
    );
  }
  return subnets;
}

function readSubnets(world: World, identifier: string): Subnet[] {
  const ids = identifier.split(',').map((id) => id.trim());
  const subnets = ids.map((id) => {
    const subnet = world.subnets.find((each) => each.id === id);
    if (!subnet) throw validationError(`The subnet ID '${id}' does not exist`);
    return subnet;
  });
  if (new Set(subnets.map(({ vpcId }) => vpcId)).size > 1) {
    throw validationError('The subnets of an Auto Scaling group must be in one VPC');
  }
  return [...new Set(subnets)];
}

function checkHealthCheckType(type: string | undefined): void {
  if (type === undefined || type === 'EC2') return;
  if (['ELB', 'EBS', 'VPC_LATTICE'].includes(type)) {
    throw validationError(`The emulator does not implement the HealthCheckType ${type}, only EC2`);
  }
  throw validationError(`Invalid HealthCheckType ${type}`);
}

const knownPolicies: readonly TerminationPolicy[] = ['Default', 'OldestInstance', 'NewestInstance'];

function policies(names: readonly string[] | undefined): TerminationPolicy[] | undefined {
  if (!names || names.length === 0) return undefined;
  return names.map((name) => {
    const policy = knownPolicies.find((each) => each === name);
    if (policy) return policy;
    throw validationError(
      `The emulator does not implement the termination policy ${name}, only ${knownPolicies.join(', ')}`,
    );
  });
}

function seconds(name: string, value: number | undefined): number | undefined {
  if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
    throw validationError(`${name} must be a whole number of seconds that is not negative, not ${value}`);
  }
  return value;
}
