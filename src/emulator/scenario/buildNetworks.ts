// Makes a scenario's VPCs, subnets, instances and the addresses at which something listens.
import { inBlock, isBlock, parseAddress } from '../world/addresses';
import { resourceId } from '../world/names';
import type { Instance, Subnet, Vpc, World, Zone } from '../world/world';
import { find, requireUniqueNames } from './names';
import type { InstanceEntry, Scenario, SubnetEntry, VpcEntry } from './scenario';
import { ScenarioError } from './scenarioError';

export function buildNetworks(world: World, scenario: Scenario): void {
  requireUniqueNames('vpcs', scenario.vpcs);
  requireUniqueNames(
    'subnets',
    (scenario.vpcs ?? []).flatMap((vpc) => vpc.subnets ?? []),
  );
  for (const entry of scenario.vpcs ?? []) {
    const vpc: Vpc = {
      id: resourceId(world, 'vpc', entry.name),
      name: entry.name,
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
    throw new ScenarioError(`subnet '${entry.name}': ${blocks.cidr} is not in VPC '${vpc.name}'`);
  }
  return {
    id: resourceId(world, 'subnet', entry.name),
    name: entry.name,
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
  const subnet = find('subnet', world.subnets, (each) => each.name === entry.subnet, entry.subnet);
  const address = parseAddress(entry.address);
  if (!address || !inBlock(address, subnet.cidr)) {
    throw new ScenarioError(`instance '${entry.name}': ${entry.address} is not in subnet '${subnet.name}'`);
  }
  return {
    id: resourceId(world, 'i', entry.name),
    subnet,
    privateAddress: entry.address,
    type: entry.type ?? 't3.small',
    tags: { Name: entry.name, ...entry.tags },
    answers: entry.answers ?? 200,
    launchedAt: past,
    goal: { state: 'running', since: past },
  };
}

export function buildAddresses(world: World, scenario: Scenario): void {
  for (const [text, answer] of Object.entries(scenario.addresses ?? {})) {
    const address = parseAddress(text);
    if (!address) throw new ScenarioError(`addresses: ${text} is not an IP address`);
    world.addresses.set(address.toString(), answer);
  }
}
