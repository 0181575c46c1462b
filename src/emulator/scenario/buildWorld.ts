// Makes the world of a scenario, by the same rules that requests obey.
import { ApiError } from '../apiError';
import { createTargetGroup } from '../world/createTargetGroup';
import { instanceTransitionMilliseconds } from '../world/instanceState';
import { autoScalingGroupArn, functionArn, resourceId, targetGroupArn } from '../world/names';
import { attributeRefusal, attributesConflict } from '../world/targetGroupAttributes';
import { registerTargets } from '../world/targets';
import {
  emptyWorld,
  type Instance,
  type Subnet,
  type TargetGroup,
  type World,
  type Zone,
} from '../world/world';
import { buildLoadBalancers } from './buildLoadBalancers';
import { ScenarioError } from './loadScenario';
import { find, requireUniqueNames } from './names';
import type { FunctionEntry, InstanceEntry, Scenario, TargetEntry, TargetGroupEntry } from './scenario';

/** How long before the start a scenario's things came to be: long enough for every state to have settled. */
const ageMilliseconds = 30 * 24 * 60 * 60 * 1000;

export function buildWorld(scenario: Scenario, now: number): World {
  const world = emptyWorld(scenario.accountId, scenario.region);
  const past = now - ageMilliseconds;
  buildNetworks(world, scenario);
  const instances = buildInstances(world, scenario, past);
  for (const [address, answer] of Object.entries(scenario.addresses ?? {}))
    world.addresses.set(address, answer);
  buildFunctions(world, scenario, past);
  const groups = buildTargetGroups(world, scenario);
  buildLoadBalancers(world, scenario, past);
  buildAutoScalingGroups(world, scenario, past);
  registerAll(world, groups, past + instanceTransitionMilliseconds);
  for (const { entry, instance } of instances) {
    // Stopped after its registration: a stopped instance cannot be registered, but can be a target.
    if (entry.state === 'stopped') instance.goal = { state: 'stopped', since: past + ageMilliseconds / 2 };
  }
  return world;
}

function buildNetworks(world: World, scenario: Scenario): void {
  requireUniqueNames('vpcs', scenario.vpcs);
  const subnets = (scenario.vpcs ?? []).flatMap((vpc) => vpc.subnets ?? []);
  requireUniqueNames('subnets', subnets);
  for (const vpc of scenario.vpcs ?? []) {
    const { name, cidr, ipv6Cidr } = vpc;
    const id = resourceId(world, 'vpc', name);
    world.vpcs.push({ id, name, cidr, ...(ipv6Cidr === undefined ? {} : { ipv6Cidr }) });
    for (const subnet of vpc.subnets ?? []) {
      world.subnets.push({
        id: resourceId(world, 'subnet', subnet.name),
        name: subnet.name,
        vpcId: id,
        cidr: subnet.cidr,
        ...(subnet.ipv6Cidr === undefined ? {} : { ipv6Cidr: subnet.ipv6Cidr }),
        zone: zoneOf(world, subnet.zone),
      });
    }
  }
}

function zoneOf(world: World, letter: string): Zone {
  return find('zone', world.zones, (zone) => zone.name === `${world.region}${letter}`, letter);
}

function subnetOf(world: World, name: string): Subnet {
  return find('subnet', world.subnets, (subnet) => subnet.name === name, name);
}

function buildInstances(world: World, scenario: Scenario, past: number) {
  requireUniqueNames('instances', scenario.instances);
  return (scenario.instances ?? []).map((entry) => {
    const instance = instanceOf(world, entry, past);
    world.instances.push(instance);
    world.addresses.set(instance.privateAddress, instance.answers);
    world.networkInterfaces.push({
      id: resourceId(world, 'eni', `instance/${entry.name}`),
      subnet: instance.subnet,
      privateAddress: instance.privateAddress,
      description: '',
      owner: { kind: 'instance', instance },
    });
    return { entry, instance };
  });
}

function instanceOf(world: World, entry: InstanceEntry, past: number): Instance {
  return {
    id: resourceId(world, 'i', entry.name),
    subnet: subnetOf(world, entry.subnet),
    privateAddress: entry.address,
    type: entry.type ?? 't3.small',
    tags: { Name: entry.name, ...entry.tags },
    answers: entry.answers ?? 200,
    launchedAt: past,
    goal: { state: 'running', since: past },
  };
}

function buildFunctions(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('functions', scenario.functions);
  for (const entry of scenario.functions ?? []) {
    world.functions.push({
      name: entry.name,
      arn: functionArn(world, entry.name),
      runtime: entry.runtime ?? 'nodejs22.x',
      description: entry.description ?? '',
      modifiedAt: past,
      versions: Array.from({ length: entry.versions ?? 0 }, (_, index) => String(index + 1)),
      aliases: Object.entries(entry.aliases ?? {}).map(([name, version]) => ({ name, version })),
      policies: policiesOf(world, entry),
    });
  }
}

function policiesOf(world: World, { allows = [] }: FunctionEntry): World['functions'][number]['policies'] {
  const policies: World['functions'][number]['policies'] = new Map();
  for (const { targetGroup, qualifier = '' } of allows) {
    const statement = {
      sid: `elb-${targetGroup}`,
      action: 'lambda:InvokeFunction',
      principal: 'elasticloadbalancing.amazonaws.com',
      sourceArn: targetGroupArn(world, targetGroup),
      sourceAccount: undefined,
    };
    policies.set(qualifier, [...(policies.get(qualifier) ?? []), statement]);
  }
  return policies;
}

function buildTargetGroups(
  world: World,
  scenario: Scenario,
): { entry: TargetGroupEntry; group: TargetGroup }[] {
  requireUniqueNames('targetGroups', scenario.targetGroups);
  return (scenario.targetGroups ?? []).map((entry) => {
    const group = inScenario(`target group '${entry.name}'`, () => targetGroupOf(world, entry));
    for (const [key, value] of Object.entries(entry.attributes ?? {})) {
      const refusal = attributeRefusal(group, key, value);
      if (refusal !== undefined) throw new ScenarioError(`target group '${entry.name}': ${refusal}`);
      group.attributes.set(key, value);
    }
    const conflict = attributesConflict(group.attributes);
    if (conflict !== undefined) throw new ScenarioError(`target group '${entry.name}': ${conflict}`);
    return { entry, group };
  });
}

function targetGroupOf(world: World, entry: TargetGroupEntry): TargetGroup {
  const { healthCheck, vpc } = entry;
  const codes = healthCheck?.codes;
  return createTargetGroup(
    world,
    {
      Name: entry.name,
      TargetType: entry.targetType,
      Protocol: entry.protocol,
      ProtocolVersion: entry.protocolVersion,
      Port: entry.port,
      VpcId: vpc === undefined ? undefined : find('VPC', world.vpcs, (each) => each.name === vpc, vpc).id,
      IpAddressType: entry.ipAddressType,
      HealthCheckEnabled: healthCheck?.enabled,
      HealthCheckProtocol: healthCheck?.protocol,
      HealthCheckPort: healthCheck?.port,
      HealthCheckPath: healthCheck?.path,
      HealthCheckIntervalSeconds: healthCheck?.intervalSeconds,
      HealthCheckTimeoutSeconds: healthCheck?.timeoutSeconds,
      HealthyThresholdCount: healthCheck?.healthyThreshold,
      UnhealthyThresholdCount: healthCheck?.unhealthyThreshold,
      Matcher:
        codes === undefined
          ? undefined
          : entry.protocolVersion === 'GRPC'
            ? { GrpcCode: codes }
            : { HttpCode: codes },
    },
    { ...entry.tags },
  );
}

function registerAll(
  world: World,
  groups: { entry: TargetGroupEntry; group: TargetGroup }[],
  now: number,
): void {
  for (const { entry, group } of groups) {
    const targets = (entry.targets ?? []).map((target) => targetRequest(world, target));
    inScenario(`targets of '${entry.name}'`, () => {
      registerTargets(world, group, targets, now);
    });
  }
}

function targetRequest(world: World, entry: TargetEntry) {
  if ('instance' in entry) {
    const { instance: name, port } = entry;
    return {
      Id: find('instance', world.instances, (each) => each.tags.Name === name, name).id,
      Port: port,
    };
  }
  if ('address' in entry) {
    const { zone } = entry;
    const zoneName = zone === undefined || zone === 'all' ? zone : zoneOf(world, zone).name;
    return { Id: entry.address, Port: entry.port, AvailabilityZone: zoneName };
  }
  if ('function' in entry) return { Id: functionArn(world, entry.function, entry.qualifier) };
  const { loadBalancer: name } = entry;
  return { Id: find('load balancer', world.loadBalancers, (each) => each.name === name, name).arn };
}

function buildAutoScalingGroups(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('autoScalingGroups', scenario.autoScalingGroups);
  for (const entry of scenario.autoScalingGroups ?? []) {
    const instances = entry.instances.map((name) =>
      find('instance', world.instances, (each) => each.tags.Name === name, name),
    );
    world.autoScalingGroups.push({
      name: entry.name,
      arn: autoScalingGroupArn(world, entry.name),
      minSize: entry.minSize,
      maxSize: entry.maxSize,
      desiredCapacity: instances.length,
      createdAt: past,
      instanceIds: instances.map((instance) => instance.id),
      targetGroupArns: (entry.targetGroups ?? []).map(
        (name) => find('target group', world.targetGroups, (each) => each.name === name, name).arn,
      ),
      subnets: [...new Set(instances.map((instance) => instance.subnet))],
      tags: { ...entry.tags },
    });
  }
}

/** Turns the API's refusal of something in the scenario into a sentence about the scenario. */
function inScenario<Result>(where: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof ApiError) throw new ScenarioError(`${where}: ${error.message} (${error.code}).`);
    throw error;
  }
}
