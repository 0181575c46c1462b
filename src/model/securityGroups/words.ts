// What the check of security groups found, in sentences.
import type { Finding, TargetCheck } from './check';
import type { Packets, RuleOfGroup } from './evaluation';
import type { Purpose } from './flows';
import type { RulePeer } from './network';
import type { MissingRule } from './missingRules';
import type { Names } from './securityCheck';

/** `web (sg-0123)`: names are for people, and only ids are unique. */
export function groupWords(id: string, names: Names): string {
  const name = names.get(id);
  return name === undefined ? id : `${name} (${id})`;
}

export function groupsWords(ids: readonly string[], names: Names): string {
  return ids.length === 0 ? 'no security group' : inRow(ids.map((id) => groupWords(id, names)));
}

/** `a`, `a and b`, `a, b and c` */
export function inRow(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** `TCP port 80`, `ICMP type 3 code 4` */
export function packetsWords(packets: Packets): string {
  const protocol = packets.protocol === 'icmpv6' ? 'ICMPv6' : packets.protocol.toUpperCase();
  return 'port' in packets
    ? `${protocol} port ${packets.port}`
    : `${protocol} type ${packets.type} code ${packets.code}`;
}

const PURPOSES: Readonly<Record<Purpose, string>> = {
  traffic: 'traffic',
  healthCheck: 'health checks',
  pathMtuDiscovery: 'Path MTU Discovery',
};

export function purposesWords(purposes: readonly Purpose[]): string {
  return inRow([...new Set(purposes)].map((purpose) => PURPOSES[purpose]));
}

/** Whom the target's security groups have to let in. */
export function sourceWords({ flow, loadBalancer }: Finding, names: Names): string {
  const { name, securityGroupIds } = loadBalancer;
  if (securityGroupIds.length > 0) return `${groupsWords(securityGroupIds, names)} of ${name}`;
  return flow.source === 'clients' ? `the clients of ${name}` : `the addresses of ${name}`;
}

/** `TCP 80-90 from 10.0.0.0/16 (a rule of web (sg-0123))` */
function ruleWords({ groupId, rule }: RuleOfGroup, names: Names): string {
  const { protocol, fromPort = -1, toPort = -1, direction, peer } = rule;
  const range = fromPort === toPort ? String(fromPort) : `${fromPort}-${toPort}`;
  const isIcmp = protocol.startsWith('icmp');
  const ports = fromPort === -1 ? '' : isIcmp ? ` ${fromPort}/${toPort}` : ` ${range}`;
  const what = protocol === '-1' ? 'all traffic' : `${protocol.toUpperCase()}${ports}`;
  const preposition = direction === 'inbound' ? 'from' : 'to';
  return `${what} ${preposition} ${peerWords(peer, names)}, a rule of ${groupWords(groupId, names)}`;
}

function peerWords(peer: RulePeer, names: Names): string {
  switch (peer.kind) {
    case 'block':
      return peer.block;
    case 'group':
      return groupWords(peer.groupId, names);
    case 'prefixList':
      return `the prefix list ${peer.prefixListId}`;
  }
}

/** `TCP port 80 from web (sg-0123), for traffic and health checks` */
export function missingRuleWords({ packets, direction, peer, purposes }: MissingRule, names: Names): string {
  const preposition = direction === 'inbound' ? 'from' : 'to';
  return `${packetsWords(packets)} ${preposition} ${peerWords(peer, names)}, for ${purposesWords(purposes)}`;
}

/** Findings that say the same of several purposes, as where the health check uses the port of the traffic. */
interface Alike {
  readonly finding: Finding;
  readonly purposes: readonly Purpose[];
}

function alike(findings: readonly Finding[]): Alike[] {
  const groups = new Map<string, { finding: Finding; purposes: Purpose[] }>();
  for (const finding of findings) {
    const { flow, direction, loadBalancer, outcome } = finding;
    const key = JSON.stringify([flow.packets, flow.source, direction, loadBalancer.arn, outcome.verdict]);
    const group = groups.get(key) ?? { finding, purposes: [] };
    group.purposes.push(flow.purpose);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function isNeeded({ flow }: Finding): boolean {
  return flow.purpose !== 'pathMtuDiscovery';
}

/** What was found for the target on the ports that it needs, in sentences; the worst alone where there is something wrong. */
export function findingWords(check: TargetCheck, names: Names): string {
  const needed = check.findings.filter(isNeeded);
  for (const verdict of ['missing', 'partly', 'unknown'] as const) {
    const found = alike(needed.filter(({ outcome }) => outcome.verdict === verdict));
    if (found.length > 0) return found.map((each) => sentenceOf(each, check, names)).join(' ');
  }
  const balancers = [...new Set(needed.map(({ loadBalancer }) => loadBalancer.name))];
  const ports = [...new Set(needed.map(({ flow }) => packetsWords(flow.packets)))];
  return `The security groups let ${inRow(balancers)} in on ${inRow(ports)}: look for the cause elsewhere.`;
}

function sentenceOf(
  { finding, purposes }: Alike,
  { securityGroupIds = [] }: TargetCheck,
  names: Names,
): string {
  const { flow, direction, loadBalancer, outcome } = finding;
  const what = `${packetsWords(flow.packets)}, for ${purposesWords(purposes)}`;
  const own = groupsWords(securityGroupIds, names);
  const isInbound = direction === 'inbound';
  switch (outcome.verdict) {
    case 'allowed':
      return isInbound
        ? `${own} ${lets(securityGroupIds)} ${sourceWords(finding, names)} in on ${what}.`
        : `${loadBalancer.name} is let out on ${what}.`;
    case 'missing':
      return isInbound
        ? `${own} ${does(securityGroupIds)} not let ${sourceWords(finding, names)} in on ${what}.`
        : `${groupsWords(loadBalancer.securityGroupIds, names)} of ${loadBalancer.name} ${does(loadBalancer.securityGroupIds)} not let it out to the target on ${what}.`;
    case 'partly':
      return isInbound
        ? `${own} ${lets(securityGroupIds)} only some of ${sourceWords(finding, names)} in on ${what}${lackingWords(finding)}.`
        : `${groupsWords(loadBalancer.securityGroupIds, names)} of ${loadBalancer.name} ${lets(loadBalancer.securityGroupIds)} it out to some addresses of the target only on ${what}${lackingWords(finding)}.`;
    case 'unknown':
      return `It cannot be told whether ${isInbound ? `${loadBalancer.name} is let in` : `${loadBalancer.name} is let out to the target`} on ${what}: ${outcome.reason}.`;
  }
}

/** Why a finding is what it is, without what it is about. */
export function findingReason(
  finding: Finding,
  { securityGroupIds = [] }: TargetCheck,
  names: Names,
): string {
  const { direction, loadBalancer, outcome } = finding;
  const own = direction === 'inbound' ? securityGroupIds : loadBalancer.securityGroupIds;
  switch (outcome.verdict) {
    case 'allowed':
      return outcome.by.length === 0
        ? 'no security group is there to restrict it'
        : inRow(outcome.by.map((rule) => ruleWords(rule, names)));
    case 'missing':
      return `no ${direction} rule of ${groupsWords(own, names)} lets it through`;
    case 'partly':
      return `only ${inRow(outcome.by.map((rule) => ruleWords(rule, names)))}${lackingWords(finding)}`;
    case 'unknown':
      return `not known, as ${outcome.reason}`;
  }
}

function does(ids: readonly string[]): string {
  return ids.length > 1 ? 'do' : 'does';
}

function lets(ids: readonly string[]): string {
  return ids.length > 1 ? 'let' : 'lets';
}

function lackingWords({ flow, direction, loadBalancer, outcome }: Finding): string {
  if (outcome.verdict !== 'partly') return '';
  const blocks = inRow(outcome.lacking.map(({ block }) => block));
  if (direction === 'outbound') return `: not to ${blocks}`;
  if (flow.source === 'clients')
    return ', and client IP addresses are preserved: see whether all clients are among them';
  return loadBalancer.type === 'application'
    ? `: not all of ${blocks}, where it can take other addresses when it scales`
    : `: not those in ${blocks}`;
}

/** One sentence on why the target would not work once it is registered; undefined where nothing speaks against it. */
export function warningWords(check: TargetCheck, names: Names): string | undefined {
  const missing = check.findings.filter((each) => isNeeded(each) && each.outcome.verdict === 'missing');
  const [first] = alike(missing);
  if (first === undefined) return undefined;
  const ofHealthCheck = alike(missing).find(({ purposes }) => purposes.includes('healthCheck'));
  return ofHealthCheck === undefined
    ? `It would be healthy but get no traffic: ${sentenceOf(first, check, names)}`
    : `It would be unhealthy (Target.Timeout): ${sentenceOf(ofHealthCheck, check, names)}`;
}
