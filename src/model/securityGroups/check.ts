// The check of security groups: for each target, which of the traffic that it needs its load balancer's and its own
// security groups let through.
import { parseIpAddress } from '../ipAddress';
import { type RegisteredTarget, type TargetIdentity } from '../target';
import type { TargetGroup } from '../targetGroup';
import { EVERYWHERE, familyOf } from './blocks';
import { evaluate, type Outcome, type Peer, type Place, type RuleBook, type Verdict } from './evaluation';
import { familyOfGroup, type Flow, flowsTo } from './flows';
import type { Known, LoadBalancer, NetworkInterface } from './network';

export interface LoadBalancerEnd {
  readonly loadBalancer: LoadBalancer;
  /** The blocks of its subnets, with its own addresses in each. */
  readonly places: Known<readonly Place[]>;
}

export type InterfaceEnd = Pick<NetworkInterface, 'addresses' | 'securityGroupIds'>;

export interface TargetEnd {
  readonly target: TargetIdentity | RegisteredTarget;
  /** What receives the target's packets: one interface, or of a load balancer those in all its subnets. */
  readonly at: Known<InterfaceEnd>;
}

export interface CheckInput extends RuleBook {
  readonly group: TargetGroup;
  readonly keepsClientIp: boolean;
  readonly loadBalancers: readonly LoadBalancerEnd[];
  readonly targets: readonly TargetEnd[];
}

export interface Finding {
  readonly flow: Flow;
  /** Into the target, by its own security groups, or out of the load balancer, by the load balancer's. */
  readonly direction: 'inbound' | 'outbound';
  readonly loadBalancer: LoadBalancer;
  readonly outcome: Outcome;
}

export interface TargetCheck {
  readonly target: TargetIdentity;
  /** Absent where the target's network interface is not known. */
  readonly securityGroupIds?: readonly string[];
  readonly findings: readonly Finding[];
}

export function checkTargets(input: CheckInput): TargetCheck[] {
  return input.targets.map((end) => ({
    target: end.target,
    ...('known' in end.at ? { securityGroupIds: end.at.known.securityGroupIds } : {}),
    findings: input.loadBalancers
      .filter(({ loadBalancer }) => loadBalancer.type !== 'gateway')
      .flatMap((balancer) => findingsFor(end, balancer, input)),
  }));
}

function findingsFor(end: TargetEnd, balancer: LoadBalancerEnd, input: CheckInput): Finding[] {
  const { loadBalancer } = balancer;
  return flowsTo(end.target, input.group, loadBalancer, input.keepsClientIp).flatMap((flow) => [
    { flow, direction: 'inbound' as const, loadBalancer, outcome: inbound(flow, end, balancer, input) },
    ...(loadBalancer.securityGroupIds.length === 0 || flow.purpose === 'pathMtuDiscovery'
      ? []
      : [
          {
            flow,
            direction: 'outbound' as const,
            loadBalancer,
            outcome: outbound(flow, end, balancer, input),
          },
        ]),
  ]);
}

function inbound(
  { packets, source }: Flow,
  { at }: TargetEnd,
  balancer: LoadBalancerEnd,
  input: CheckInput,
): Outcome {
  if ('unknown' in at) return { verdict: 'unknown', reason: at.unknown };
  const family = familyOfGroup(input.group);
  const { loadBalancer } = balancer;
  const peer: Peer = {
    // With client IP preservation too, a rule that names the load balancer's security group lets its traffic in.
    securityGroupIds: loadBalancer.securityGroupIds,
    places:
      source === 'clients' ? { known: [{ block: EVERYWHERE[family], addresses: [] }] } : balancer.places,
    keepsAddresses: loadBalancer.type === 'network',
    family,
  };
  return evaluate('inbound', at.known.securityGroupIds, packets, peer, input);
}

function outbound(
  { packets }: Flow,
  { target, at }: TargetEnd,
  { loadBalancer }: LoadBalancerEnd,
  input: CheckInput,
): Outcome {
  const family = familyOfGroup(input.group);
  const addresses = addressesOf(target, at).filter((address) => familyOf(address) === family);
  const peer: Peer = {
    securityGroupIds: 'known' in at ? at.known.securityGroupIds : [],
    places:
      addresses.length > 0
        ? { known: addresses.map((address) => ({ block: address, addresses: [address] })) }
        : { unknown: 'unknown' in at ? at.unknown : 'the address of the target is not known' },
    keepsAddresses: true,
    family,
  };
  const outcome = evaluate('outbound', loadBalancer.securityGroupIds, packets, peer, input);
  // Rules that name a group may mean the target, whose groups are not known.
  if (outcome.verdict === 'missing' && 'unknown' in at) return { verdict: 'unknown', reason: at.unknown };
  return outcome;
}

/** A target registered by its address has that one, whatever is behind it. */
function addressesOf({ id }: TargetIdentity, at: Known<InterfaceEnd>): readonly string[] {
  if (parseIpAddress(id) !== undefined) return [id];
  return 'known' in at ? at.known.addresses : [];
}

export const FROM_WORST: readonly Verdict[] = ['missing', 'partly', 'unknown', 'allowed'];

/** The worst of what the target needs; the recommendation does not count. */
export function verdictOf({ findings }: Pick<TargetCheck, 'findings'>): Verdict {
  const found = findings
    .filter(({ flow }) => flow.purpose !== 'pathMtuDiscovery')
    .map(({ outcome }) => outcome.verdict);
  return FROM_WORST.find((verdict) => found.includes(verdict)) ?? 'allowed';
}
