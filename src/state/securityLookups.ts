// Looks up what the check of security groups needs, in few calls. A permission that is missing makes one thing unknown, and
// names the IAM action; it does not fail the whole.
import type { CallOptions, Cloud } from '../aws/cloud';
import { parseIpAddress } from '../model/ipAddress';
import { isProblem } from '../model/problem';
import type { CheckInput, InterfaceEnd, LoadBalancerEnd, TargetEnd } from '../model/securityGroups/check';
import { familyOfGroup, preservesClientIp } from '../model/securityGroups/flows';
import {
  interfaceDescription,
  type Known,
  type LoadBalancer,
  type NetworkInterface,
  type SecurityGroup,
} from '../model/securityGroups/network';
import type { Subnet } from '../model/network';
import { nameInArn, type TargetIdentity } from '../model/target';
import { loadBalancerKind, type TargetGroup } from '../model/targetGroup';
import type { Account } from './account';

export async function lookUp(
  account: Account,
  group: TargetGroup,
  targets: readonly TargetIdentity[],
  options: CallOptions,
): Promise<CheckInput> {
  const cloud = await account.cloud();
  const balancers = await loadBalancersOf(cloud, group, targets, options);
  if ('unknown' in balancers) return blindInput(group, targets, balancers.unknown);
  const own = balancers.known.filter(({ arn }) => group.loadBalancerArns.includes(arn));
  const [attributes, subnets, ofBalancers, ofTargets] = await Promise.all([
    attributesOf(account, group, own, options),
    subnetsOf(cloud, own, options),
    interfacesOf(cloud, 'description', balancers.known.map(interfaceDescription), options),
    targetInterfaces(cloud, group, targets, options),
  ]);
  const ends = targets.map((target): TargetEnd => ({
    target,
    at:
      group.targetType === 'alb' ? balancerAsTarget(target, balancers.known, ofBalancers) : ofTargets(target),
  }));
  const groups = await securityGroupsOf(cloud, own, ends, options);
  return {
    group,
    keepsClientIp: own.some(({ type }) => type === 'network') && preservesClientIp(group, attributes),
    loadBalancers: own.map((loadBalancer) => balancerEnd(loadBalancer, subnets, ofBalancers)),
    targets: ends,
    securityGroups: groups,
    prefixLists: await prefixListsOf(cloud, own, ends, groups, options),
  };
}

/** Nothing can be said of a load balancer that may not be looked at. */
function blindInput(group: TargetGroup, targets: readonly TargetIdentity[], reason: string): CheckInput {
  const unknown = { unknown: reason };
  return {
    group,
    keepsClientIp: false,
    loadBalancers: group.loadBalancerArns.map((arn) => ({ loadBalancer: unseen(arn), places: unknown })),
    targets: targets.map((target) => ({ target, at: unknown })),
    securityGroups: () => unknown,
    prefixLists: () => unknown,
  };
}

/** What the ARN alone tells. */
function unseen(arn: string): LoadBalancer {
  return {
    arn,
    name: nameInArn(arn),
    type: loadBalancerKind(arn) ?? 'application',
    vpcId: '',
    securityGroupIds: [],
    subnetIds: [],
    zones: [],
  };
}

function loadBalancersOf(
  cloud: Cloud,
  { targetType, loadBalancerArns }: TargetGroup,
  targets: readonly TargetIdentity[],
  options: CallOptions,
): Promise<Known<LoadBalancer[]>> {
  const arns = [...loadBalancerArns, ...(targetType === 'alb' ? targets.map(({ id }) => id) : [])];
  return permitted('elasticloadbalancing:DescribeLoadBalancers', () =>
    cloud.loadBalancers([...new Set(arns)], options),
  );
}

/** Only a Network Load Balancer can preserve client IP addresses. */
async function attributesOf(
  account: Account,
  group: TargetGroup,
  own: readonly LoadBalancer[],
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  if (own.every(({ type }) => type !== 'network')) return new Map();
  const read = await permitted('elasticloadbalancing:DescribeTargetGroupAttributes', () =>
    account.groupAttributes(group.arn, options),
  );
  return 'known' in read ? read.known : new Map();
}

function subnetsOf(
  cloud: Cloud,
  own: readonly LoadBalancer[],
  options: CallOptions,
): Promise<Known<Subnet[]>> {
  const ids = [...new Set(own.flatMap(({ subnetIds }) => subnetIds))];
  return permitted('ec2:DescribeSubnets', () => cloud.subnetsById(ids, options));
}

function interfacesOf(
  cloud: Cloud,
  by: Parameters<Cloud['networkInterfaces']>[0]['by'],
  values: readonly string[],
  options: CallOptions,
): Promise<Known<NetworkInterface[]>> {
  return permitted('ec2:DescribeNetworkInterfaces', () =>
    cloud.networkInterfaces({ by, values: [...new Set(values)] }, options),
  );
}

async function targetInterfaces(
  cloud: Cloud,
  group: TargetGroup,
  targets: readonly TargetIdentity[],
  options: CallOptions,
): Promise<(target: TargetIdentity) => Known<InterfaceEnd>> {
  const ids = targets.map(({ id }) => id);
  if (group.targetType === 'instance') return instanceInterfaces(cloud, ids, options);
  if (group.targetType === 'ip') return addressInterfaces(cloud, group, ids.map(spelled), options);
  return () => ({ unknown: 'the target has no network interface of its own' });
}

/** "Traffic is routed to instances using the primary private IP address specified in the primary network interface." */
async function instanceInterfaces(cloud: Cloud, ids: readonly string[], options: CallOptions) {
  const found = await interfacesOf(cloud, 'instance', ids, options);
  if ('unknown' in found) return () => found;
  const primary = new Map(
    found.known.filter(({ deviceIndex = 0 }) => deviceIndex === 0).map((each) => [each.instanceId, each]),
  );
  return ({ id }: TargetIdentity) =>
    orUnknown(primary.get(id), 'the instance has no network interface: it may be terminated');
}

/** The address of an interface in the group's VPC, or else in one that is peered with it. */
async function addressInterfaces(
  cloud: Cloud,
  group: TargetGroup,
  addresses: readonly string[],
  options: CallOptions,
) {
  const { vpcId = '' } = group;
  const found = await interfacesOf(cloud, familyOfGroup(group), addresses, options);
  if ('unknown' in found) return () => found;
  const at = (address: string, vpcIds: readonly string[]) =>
    found.known.find((each) => vpcIds.includes(each.vpcId) && each.addresses.map(spelled).includes(address));
  const isElsewhere = (address: string) =>
    at(address, [vpcId]) === undefined &&
    found.known.some((each) => each.addresses.map(spelled).includes(address));
  const peered = addresses.some(isElsewhere)
    ? await permitted('ec2:DescribeVpcPeeringConnections', () => cloud.peeredVpcs(vpcId, options))
    : { known: [] };
  return ({ id }: TargetIdentity): Known<InterfaceEnd> => {
    const address = spelled(id);
    const inVpc = at(address, [vpcId]);
    if (inVpc !== undefined) return { known: inVpc };
    if ('unknown' in peered && isElsewhere(address)) return peered;
    return orUnknown(
      'known' in peered ? at(address, peered.known) : undefined,
      `no network interface of ${vpcId}, or of a VPC peered with it, has this address`,
    );
  };
}

function balancerAsTarget(
  { id }: TargetIdentity,
  balancers: readonly LoadBalancer[],
  interfaces: Known<readonly NetworkInterface[]>,
): Known<InterfaceEnd> {
  const balancer = balancers.find(({ arn }) => arn === id);
  if (balancer === undefined) return { unknown: 'the load balancer no longer exists' };
  const { securityGroupIds } = balancer;
  return { known: { securityGroupIds, addresses: addressesOf(balancer, interfaces) } };
}

function balancerEnd(
  loadBalancer: LoadBalancer,
  subnets: Known<readonly Subnet[]>,
  interfaces: Known<readonly NetworkInterface[]>,
): LoadBalancerEnd {
  if ('unknown' in subnets) return { loadBalancer, places: subnets };
  const inSubnet = (subnetId: string) =>
    'known' in interfaces
      ? { known: interfaces.known.filter((each) => each.subnetId === subnetId) }
      : interfaces;
  const places = subnets.known
    .filter(({ id }) => loadBalancer.subnetIds.includes(id))
    .flatMap(({ id, cidrBlocks }) =>
      cidrBlocks.map((block) => ({
        block,
        addresses: addressesOf(loadBalancer, inSubnet(id)).filter(
          (address) => address.includes(':') === block.includes(':'),
        ),
      })),
    );
  return { loadBalancer, places: { known: places } };
}

function addressesOf(
  loadBalancer: LoadBalancer,
  interfaces: Known<readonly NetworkInterface[]>,
): readonly string[] {
  if ('unknown' in interfaces) return [];
  const description = interfaceDescription(loadBalancer);
  return interfaces.known
    .filter((each) => each.description === description)
    .flatMap(({ addresses }) => addresses);
}

async function securityGroupsOf(
  cloud: Cloud,
  own: readonly LoadBalancer[],
  ends: readonly TargetEnd[],
  options: CallOptions,
): Promise<CheckInput['securityGroups']> {
  const ids = idsOf(own, ends);
  const read = await permitted('ec2:DescribeSecurityGroups', () => cloud.securityGroups(ids, options));
  if ('unknown' in read) return () => read;
  const groups = new Map(read.known.map((each) => [each.id, each]));
  return (id) =>
    orUnknown(groups.get(id), `the security group ${id} cannot be read: it may be of another account`);
}

async function prefixListsOf(
  cloud: Cloud,
  own: readonly LoadBalancer[],
  ends: readonly TargetEnd[],
  groups: CheckInput['securityGroups'],
  options: CallOptions,
): Promise<CheckInput['prefixLists']> {
  const ids = new Set(
    idsOf(own, ends)
      .map(groups)
      .flatMap((group) => ('known' in group ? group.known.rules : []))
      .flatMap(({ peer }) => (peer.kind === 'prefixList' ? [peer.prefixListId] : [])),
  );
  const lists = new Map(
    await Promise.all(
      [...ids].map(
        async (id) =>
          [
            id,
            await permitted('ec2:GetManagedPrefixListEntries', () => cloud.prefixListEntries(id, options)),
          ] as const,
      ),
    ),
  );
  return (id) => lists.get(id) ?? { unknown: `the prefix list ${id} was not read` };
}

/** The security groups that take part. */
export function idsOf(
  balancers: readonly Pick<LoadBalancer, 'securityGroupIds'>[],
  ends: readonly TargetEnd[],
): SecurityGroup['id'][] {
  const ofTargets = ends.flatMap(({ at }) => ('known' in at ? at.known.securityGroupIds : []));
  return [...new Set([...balancers.flatMap(({ securityGroupIds }) => securityGroupIds), ...ofTargets])];
}

/** What the caller may look up; what is denied is unknown, and any other failure stays one. */
export async function permitted<T>(action: string, read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: await read() };
  } catch (error) {
    if (isProblem(error) && error.kind === 'accessDenied')
      return { unknown: `the IAM action ${action} is not allowed` };
    throw error;
  }
}

function orUnknown<T>(found: T | undefined, unknown: string): Known<T> {
  return found === undefined ? { unknown } : { known: found };
}

/** One spelling for each address. */
function spelled(address: string): string {
  return parseIpAddress(address)?.text ?? address;
}
