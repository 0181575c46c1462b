// Makes a scenario's VPCs, subnets, instances and the addresses at which something listens.
import { addressKey, inBlock, isBlock, parseAddress } from '../world/addresses';
import { behaviourForms, parseBehaviour, type Behaviour } from '../world/behaviour';
import { newResourceId, resourceId } from '../world/names';
import type { Instance, Subnet, Vpc, Zone } from '../world/networkTypes';
import type { World } from '../world/world';
import { find, requireUniqueNames } from './names';
import { securityGroupIds } from './buildSecurityGroups';
import type { Answers, InstanceEntry, Scenario, SubnetEntry, VpcEntry } from './scenario';
import { ScenarioError } from './scenarioError';

export function buildNetworks(world: World, scenario: Scenario): void {
  requireUniqueNames('vpcs', scenario.vpcs);
  requireUniqueNames(
    'subnets',
    (scenario.vpcs ?? []).flatMap((vpc) => vpc.subnets ?? []),
  );
  for (const entry of scenario.vpcs ?? []) {
    const vpc: Vpc = {
      id: newResourceId(world, 'vpc', entry.name),
      tags: { Name: entry.name },
      ...blocksOf(`VPC`, entry),
    };
    world.vpcs.push(vpc);
    for (const subnet of entry.subnets ?? []) world.subnets.push(subnetOf(world, vpc, subnet));
  }
}

function blocksOf(kind: string, { name, cidr, ipv6Cidr }: VpcEntry | SubnetEntry) {
  for (const block of [cidr, ipv6Cidr]) {
    if (block !== undefined && !isBlock(block)) {
      throw new ScenarioError(`${kind} '${name}': ${block} is not a valid CIDR block`);
    }
  }
  return { cidr, ...(ipv6Cidr === undefined ? {} : { ipv6Cidr }) };
}

function subnetOf(world: World, vpc: Vpc, entry: SubnetEntry): Subnet {
  const blocks = blocksOf('subnet', entry);
  const network = parseAddress(blocks.cidr.split('/', 1)[0] ?? '');
  if (!network || !inBlock(network, vpc.cidr)) {
    throw new ScenarioError(
      `subnet '${entry.name}': ${blocks.cidr} is not in VPC '${vpc.tags.Name ?? vpc.id}'`,
    );
  }
  return {
    id: newResourceId(world, 'subnet', entry.name),
    tags: { Name: entry.name },
    vpcId: vpc.id,
    ...blocks,
    zone: zoneOf(world, entry.zone),
  };
}

export function zoneOf(world: World, letter: string): Zone {
  return find('zone', world.zones, (zone) => zone.name === `${world.region}${letter}`, letter);
}

export function buildInstances(world: World, scenario: Scenario, past: number) {
  requireUniqueNames('instances', scenario.instances);
  return (scenario.instances ?? []).map((entry) => {
    const instance = instanceOf(world, entry, past);
    world.instances.push(instance);
    world.networkInterfaces.push({
      id: newResourceId(world, 'eni', `instance/${entry.name}`),
      tags: {},
      securityGroupIds: securityGroupIds(world, instance.subnet.vpcId, entry),
      subnet: instance.subnet,
      privateAddress: instance.privateAddress,
      description: '',
      owner: { kind: 'instance', instance },
    });
    return { entry, instance };
  });
}

function instanceOf(world: World, entry: InstanceEntry, past: number): Instance {
  const subnet = find('subnet', world.subnets, (each) => each.tags.Name === entry.subnet, entry.subnet);
  const address = parseAddress(entry.address);
  if (!address || !inBlock(address, subnet.cidr)) {
    throw new ScenarioError(`instance '${entry.name}': ${entry.address} is not in subnet '${entry.subnet}'`);
  }
  return {
    id: newResourceId(world, 'i', entry.name),
    reservationId: newResourceId(world, 'r', entry.name),
    imageId: resourceId(world, 'ami', 'emulator'),
    subnet,
    privateAddress: entry.address,
    type: entry.type ?? 't3.small',
    tags: { Name: entry.name, ...entry.tags },
    answers: behaviourOf(`instance '${entry.name}'`, entry.answers ?? 200),
    launchedAt: past,
    goal: { state: 'running', since: past },
  };
}

export function buildAddresses(world: World, scenario: Scenario): void {
  for (const [text, answer] of Object.entries(scenario.addresses ?? {})) {
    const key = addressKey(text);
    if (key === undefined) {
      throw new ScenarioError(`addresses: ${text} is not an IP address, or one with a port`);
    }
    world.addresses.set(key, behaviourOf(`addresses: ${text}`, answer));
  }
}

function behaviourOf(where: string, answers: Answers): Behaviour {
  const behaviour = parseBehaviour(answers);
  if (!behaviour) throw new ScenarioError(`${where}: '${answers}' is not ${behaviourForms}`);
  return behaviour;
}
