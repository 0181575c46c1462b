// Makes the world of a scenario, by the same rules that requests obey.
import { changeAttributes } from '../world/attributeTables';
import { createTargetGroup } from '../world/createTargetGroup';
import { instanceTransitionMilliseconds } from '../world/instanceState';
import { functionArn } from '../world/names';
import { targetGroupAttributes } from '../world/targetGroupAttributes';
import { registerTargets } from '../world/targets';
import type { TargetGroup } from '../world/loadBalancingTypes';
import { type World, emptyWorld } from '../world/world';
import { buildAutoScalingGroups } from './buildAutoScalingGroups';
import { buildFunctions } from './buildFunctions';
import { buildPeerings, buildSecurityGroups } from './buildSecurityGroups';
import { buildLoadBalancers } from './buildLoadBalancers';
import { buildAddresses, buildInstances, buildNetworks, zoneOf } from './buildNetworks';
import { inScenario } from './inScenario';
import { find, requireUniqueNames } from './names';
import type { Scenario, TargetEntry, TargetGroupEntry } from './scenario';

/** How long before the start a scenario's things came to be: long enough for every state to have settled. */
const ageMilliseconds = 30 * 24 * 60 * 60 * 1000;

export function buildWorld(scenario: Scenario, now: number): World {
  const world = emptyWorld(scenario.accountId, scenario.region);
  const past = now - ageMilliseconds;
  buildNetworks(world, scenario);
  buildSecurityGroups(world, scenario);
  buildPeerings(world, scenario, past);
  const instances = buildInstances(world, scenario, past);
  buildAddresses(world, scenario);
  const groups = buildTargetGroups(world, scenario);
  buildFunctions(world, scenario, past);
  buildLoadBalancers(world, scenario, past);
  buildAutoScalingGroups(world, scenario, past);
  registerAll(world, groups, past + instanceTransitionMilliseconds);
  for (const { entry, instance } of instances) {
    // Stopped after its registration: a stopped instance cannot be registered, but can be a target.
    if (entry.state === 'stopped') instance.goal = { state: 'stopped', since: past + ageMilliseconds / 2 };
  }
  return world;
}

function buildTargetGroups(
  world: World,
  scenario: Scenario,
): { entry: TargetGroupEntry; group: TargetGroup }[] {
  requireUniqueNames('targetGroups', scenario.targetGroups);
  return (scenario.targetGroups ?? []).map((entry) => {
    const group = inScenario(`target group '${entry.name}'`, () => targetGroupOf(world, entry));
    const attributes = Object.entries(entry.attributes ?? {}).map(([key, value]) => ({ key, value }));
    inScenario(`target group '${entry.name}'`, () => {
      changeAttributes(targetGroupAttributes, group, attributes);
    });
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
      VpcId:
        vpc === undefined ? undefined : find('VPC', world.vpcs, (each) => each.tags.Name === vpc, vpc).id,
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
