// What exists in one account and Region: plain data without methods, changed by the operations only.
import type { AutoScalingGroup } from './autoScalingTypes';
import type { Behaviour } from './behaviour';
import type { LambdaFunction } from './functionTypes';
import type { LoadBalancer, TargetGroup } from './loadBalancingTypes';
import type { NetworkInterface } from './networkInterfaceTypes';
import type { Instance, PrefixList, SecurityGroup, Subnet, Vpc, VpcPeering, Zone } from './networkTypes';

/**
 * Plain data through and through (objects, arrays, maps; shared references are fine): it is written to disk as it is.
 */
export interface World {
  readonly accountId: string;
  readonly region: string;
  readonly zones: readonly Zone[];
  readonly vpcs: Vpc[];
  readonly subnets: Subnet[];
  readonly securityGroups: SecurityGroup[];
  readonly prefixLists: PrefixList[];
  readonly peerings: VpcPeering[];
  readonly instances: Instance[];
  readonly networkInterfaces: NetworkInterface[];
  readonly loadBalancers: LoadBalancer[];
  /** Sorted by name. */
  readonly targetGroups: TargetGroup[];
  readonly functions: LambdaFunction[];
  readonly autoScalingGroups: AutoScalingGroup[];
  /** What listens beside the instances, at an address (`10.0.1.5`) or at one of its ports (`10.0.1.5:8080`). */
  readonly addresses: Map<string, Behaviour>;
  /** How often an id was made of the same words: what is made again gets another id. */
  readonly generations: Map<string, number>;
  /** What will happen by itself. */
  readonly agenda: AgendaEntry[];
}

/** Something that happens by itself at a moment of emulator time. */
export interface AgendaEntry {
  readonly at: number;
  /** The Auto Scaling group that looks after its instances then. */
  readonly autoScalingGroup: string;
}

export function emptyWorld(accountId: string, region: string): World {
  return {
    accountId,
    region,
    zones: ['a', 'b', 'c'].map((letter, index) => ({
      name: `${region}${letter}`,
      id: `${zoneIdPrefix(region)}-az${index + 1}`,
    })),
    vpcs: [],
    subnets: [],
    securityGroups: [],
    prefixLists: [],
    peerings: [],
    instances: [],
    networkInterfaces: [],
    loadBalancers: [],
    targetGroups: [],
    functions: [],
    autoScalingGroups: [],
    addresses: new Map(),
    generations: new Map(),
    agenda: [],
  };
}

/** us-east-1 → use1 */
function zoneIdPrefix(region: string): string {
  const [area = '', ...rest] = region.split('-');
  const number = rest.pop() ?? '';
  return `${area}${rest.map((part) => part.charAt(0)).join('')}${number}`;
}
