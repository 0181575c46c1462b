// Makes a scenario's Auto Scaling groups, of instances that are there already.
import { launchLike } from '../world/autoScalingLaunch';
import type { AutoScalingGroup } from '../world/autoScalingTypes';
import { newAutoScalingGroupArn } from '../world/names';
import type { World } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { Scenario } from './scenario';
import { ScenarioError } from './scenarioError';

type Entry = NonNullable<Scenario['autoScalingGroups']>[number];

export function buildAutoScalingGroups(world: World, scenario: Scenario, past: number): void {
  requireUniqueNames('autoScalingGroups', scenario.autoScalingGroups);
  const stopped = (scenario.instances ?? [])
    .filter(({ state }) => state === 'stopped')
    .map(({ name }) => name);
  for (const entry of scenario.autoScalingGroups ?? []) {
    const notRunning = entry.instances.find((name) => stopped.includes(name));
    if (notRunning !== undefined) {
      throw new ScenarioError(
        `Auto Scaling group '${entry.name}' would replace instance '${notRunning}', which is stopped`,
      );
    }
    world.autoScalingGroups.push(groupOf(world, entry, past));
  }
}

function groupOf(world: World, entry: Entry, past: number): AutoScalingGroup {
  const { name, minSize, maxSize } = entry;
  const instances = entry.instances.map((instance) =>
    find('instance', world.instances, (each) => each.tags.Name === instance, instance),
  );
  if (instances.length < minSize || instances.length > maxSize) {
    throw new ScenarioError(
      `Auto Scaling group '${name}' has ${instances.length} instances, not ${minSize} to ${maxSize}`,
    );
  }
  const launch = launchLike(world, { kind: 'configuration', name }, instances[0]);
  return {
    name,
    arn: newAutoScalingGroupArn(world, name),
    createdAt: past,
    tags: Object.entries(entry.tags ?? {}).map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
    minSize,
    maxSize,
    desiredCapacity: instances.length,
    defaultCooldownSeconds: 300,
    healthCheckGracePeriodSeconds: 0,
    launch,
    terminationPolicies: ['Default'],
    protectsNewInstances: false,
    subnets: [...new Set(instances.map((instance) => instance.subnet))],
    members: instances.map((instance) => ({
      instanceId: instance.id,
      isProtected: false,
      launch: launch.from,
      state: { name: 'InService' },
    })),
    attachments: (entry.targetGroups ?? []).map((group) => ({
      targetGroupArn: find('target group', world.targetGroups, (each) => each.name === group, group).arn,
      by: 'targetGroups',
      state: { name: 'Added' },
    })),
    retry: undefined,
    isDeleting: false,
  };
}
