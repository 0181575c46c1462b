// The rules that would let through what the check found missing: exactly those, for the security group with the least else
// behind it.
import type { RulePeer } from './network';
import type { Finding, TargetCheck } from './check';
import type { Packets } from './evaluation';
import type { Purpose } from './flows';

export interface MissingRule {
  /** The security group that gets the rule. */
  readonly securityGroupId: string;
  readonly direction: Finding['direction'];
  readonly packets: Packets;
  readonly peer: Exclude<RulePeer, { kind: 'prefixList' }>;
  readonly purposes: readonly Purpose[];
  /** In the characters that EC2 takes for the description of a rule. */
  readonly description: string;
}

/** Path MTU Discovery is recommended; without the others the target gets no health checks or no traffic. */
export function isRecommendation({ purposes }: MissingRule): boolean {
  return purposes.every((purpose) => purpose === 'pathMtuDiscovery');
}

/** @param usersOf how many network interfaces have a security group */
export function missingRules(
  checks: readonly TargetCheck[],
  usersOf: (securityGroupId: string) => number,
): MissingRule[] {
  const rules = new Map<string, MissingRule>();
  for (const { findings, securityGroupIds = [] } of checks) {
    for (const finding of findings) {
      for (const rule of rulesFor(finding, securityGroupIds, usersOf)) {
        const key = JSON.stringify([rule.securityGroupId, rule.direction, rule.packets, rule.peer]);
        const same = rules.get(key);
        rules.set(key, same === undefined ? rule : { ...same, purposes: union(same, rule) });
      }
    }
  }
  return [...rules.values()];
}

export interface AuthorizeCall {
  readonly securityGroupId: string;
  readonly direction: MissingRule['direction'];
  readonly rules: readonly MissingRule[];
}

/** The rules of one security group and one direction are added in one call. */
export function inCalls(rules: readonly MissingRule[]): AuthorizeCall[] {
  const calls = new Map<string, AuthorizeCall>();
  for (const rule of rules) {
    const { securityGroupId, direction } = rule;
    const key = `${securityGroupId} ${direction}`;
    calls.set(key, {
      securityGroupId,
      direction,
      rules: [...(calls.get(key)?.rules ?? []), rule],
    });
  }
  return [...calls.values()];
}

function union(one: MissingRule, other: MissingRule): Purpose[] {
  return [...new Set([...one.purposes, ...other.purposes])];
}

function rulesFor(
  { flow, direction, loadBalancer, outcome }: Finding,
  ofTarget: readonly string[],
  usersOf: (securityGroupId: string) => number,
): MissingRule[] {
  if (outcome.verdict !== 'missing' && outcome.verdict !== 'partly') return [];
  const balancerGroup = narrowest(loadBalancer.securityGroupIds, usersOf);
  const targetGroup = narrowest(ofTarget, usersOf);
  if (targetGroup === undefined) return [];
  const rule = { packets: flow.packets, purposes: [flow.purpose], direction };
  const description = `${PURPOSES[flow.purpose]} of load balancer ${loadBalancer.name}`;
  if (balancerGroup !== undefined) {
    const [securityGroupId, groupId] =
      direction === 'inbound' ? [targetGroup, balancerGroup] : [balancerGroup, targetGroup];
    return [{ ...rule, securityGroupId, peer: { kind: 'group', groupId }, description }];
  }
  // Which clients to let in is not for a check to say.
  if (flow.source === 'clients') return [];
  return outcome.lacking.map(({ block }) => ({
    ...rule,
    securityGroupId: targetGroup,
    peer: { kind: 'block', block },
    description,
  }));
}

const PURPOSES: Readonly<Record<Purpose, string>> = {
  traffic: 'Traffic',
  healthCheck: 'Health checks',
  pathMtuDiscovery: 'Path MTU Discovery',
};

/** The one that the fewest others have, so that as little else as possible is opened. */
function narrowest(ids: readonly string[], usersOf: (securityGroupId: string) => number): string | undefined {
  return [...ids].sort((a, b) => usersOf(a) - usersOf(b) || (a < b ? -1 : 1))[0];
}
