// The report of a check of security groups: the user guide's table of recommended rules filled in for each set of security
// groups, what lets each target's traffic in, and what is missing. Markdown that is read as it is written.
import { type TargetIdentity } from '../target';
import { protocolAndPort } from '../targetGroup';
import { textTable } from '../textTable';
import { type Finding, FROM_WORST, type TargetCheck, verdictOf } from './check';
import type { Packets, Verdict } from './evaluation';
import type { Purpose } from './flows';
import { inCalls, isRecommendation, type MissingRule } from './missingRules';
import type { Names, SecurityCheck } from './securityCheck';
import {
  findingReason,
  groupsWords,
  groupWords,
  inRow,
  missingRuleWords,
  packetsWords,
  purposesWords,
  sourceWords,
} from './words';

export interface ReportParts {
  readonly check: SecurityCheck;
  /** The time of day of the check. */
  readonly checkedAt: string;
  /** A target's id and port, with its name and state. */
  readonly targetWords: (target: TargetIdentity) => string;
  /** The AWS CLI's commands that add the missing rules. */
  readonly commands: readonly string[];
}

export interface SecurityReport {
  readonly text: string;
  /** The 0-based line above which the missing rules can be added; absent where none is. */
  readonly rulesLine?: number;
}

export function securityReport(parts: ReportParts): SecurityReport {
  const { check } = parts;
  const sections = sectionsOf(check.checks);
  const head = [
    `# Security groups of ${check.group.name}`,
    '',
    ...introduction(parts),
    '',
    ...sections.flatMap((section) => [...sectionLines(section, parts), '']),
  ];
  if (check.missing.length === 0) return { text: `${head.join('\n').trimEnd()}\n` };
  return { text: [...head, ...rulesLines(parts), ''].join('\n'), rulesLine: head.length };
}

function introduction({ check, checkedAt }: ReportParts): string[] {
  const { group, loadBalancers, checks, keepsClientIp } = check;
  const balancers = loadBalancers.map(
    ({ name, type, securityGroupIds }) =>
      `${name}, ${type}, security group ${groupsWords(securityGroupIds, check.names)}`,
  );
  const words = [...checks].sort((a, b) => rank(a) - rank(b)).map(verdictWords);
  const result = [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word}`);
  return [
    `- Result:        ${checks.length} ${checks.length === 1 ? 'target' : 'targets'}: ${result.join(', ')}`,
    `- Checked at:    ${checkedAt}`,
    `- Target group:  ${group.name}, ${protocolAndPort(group) ?? ''}, type ${group.targetType}`,
    `- Load balancer: ${inRow(balancers)}`,
    ...(keepsClientIp
      ? ['- Client IP addresses are preserved: traffic comes from the clients’ addresses']
      : []),
  ];
}

/** Targets with the same security groups of which the same was found. */
interface Section {
  readonly sample: TargetCheck;
  readonly targets: TargetIdentity[];
}

/** What matters most comes first. */
function sectionsOf(checks: readonly TargetCheck[]): Section[] {
  const sections = new Map<string, Section>();
  for (const check of checks) {
    const key = JSON.stringify([check.securityGroupIds, check.findings]);
    const section = sections.get(key) ?? { sample: check, targets: [] };
    section.targets.push(check.target);
    sections.set(key, section);
  }
  return [...sections.values()].sort((a, b) => rank(a.sample) - rank(b.sample));
}

function rank(check: TargetCheck): number {
  return FROM_WORST.indexOf(verdictOf(check));
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  allowed: 'let in',
  partly: 'in part',
  missing: 'not let in',
  unknown: 'not known',
};

/** The worst, in the words of the load balancer's way to the target: out of its own security groups, into the target's. */
function verdictWords(check: TargetCheck): string {
  const inbound = check.findings.filter(({ direction }) => direction === 'inbound');
  const isLetIn = verdictOf({ ...check, findings: inbound }) === 'allowed';
  return verdictOf(check) === 'missing' && isLetIn
    ? 'not let out to by the load balancer'
    : VERDICTS[verdictOf(check)];
}

function sectionLines({ sample, targets }: Section, { check, targetWords }: ReportParts): string[] {
  const { names } = check;
  const inbound = sample.findings.filter(({ direction }) => direction === 'inbound');
  const outbound = sample.findings.filter(({ direction }) => direction === 'outbound');
  const own = sample.securityGroupIds;
  return [
    own === undefined
      ? '## Security groups not known'
      : `## ${groupsWords(own, names)}: ${verdictWords(sample)}`,
    '',
    ...targets.map((target) => `- ${targetWords(target)}`),
    '',
    ...textTable(
      [{ title: 'Source' }, { title: 'Port Range' }, { title: 'Comment' }, { title: 'Inbound' }],
      inbound.map((finding) => [
        shortSource(finding, names),
        portRange(finding.flow.packets),
        COMMENTS[finding.flow.purpose],
        VERDICTS[finding.outcome.verdict],
      ]),
    ),
    '',
    'Why:',
    '',
    ...reasonLines(inbound, sample, names),
    ...reasonLines(outbound, sample, names),
  ];
}

/** The user guide's own comments without “from the load balancer”, which is the source; and its recommendation. */
const COMMENTS: Readonly<Record<Purpose, string>> = {
  traffic: 'Allow traffic on the instance listener port',
  healthCheck: 'Allow traffic on the health check port',
  pathMtuDiscovery: 'Path MTU Discovery (recommended)',
};

/** As short as it can be in a table: names alone. */
function shortSource(finding: Finding, names: Names): string {
  const { securityGroupIds } = finding.loadBalancer;
  return securityGroupIds.length === 0
    ? sourceWords(finding, names).replace(/^the /, '')
    : inRow(securityGroupIds.map((id) => names.get(id) ?? id));
}

function portRange(packets: Packets): string {
  if (!('port' in packets))
    return `${packets.protocol === 'icmp' ? 'ICMP' : 'ICMPv6'} ${packets.type}/${packets.code}`;
  return packets.protocol === 'tcp' ? String(packets.port) : `${packets.port} (UDP)`;
}

/** Why: one line for what is the same of several purposes. */
function reasonLines(findings: readonly Finding[], check: TargetCheck, names: Names): string[] {
  const lines = new Map<string, { finding: Finding; reason: string; purposes: Purpose[] }>();
  for (const finding of findings) {
    const reason = findingReason(finding, check, names);
    const key = JSON.stringify([finding.flow.packets, reason]);
    const line = lines.get(key) ?? { finding, reason, purposes: [] };
    line.purposes.push(finding.flow.purpose);
    lines.set(key, line);
  }
  return [...lines.values()].flatMap(({ finding, reason, purposes }) => {
    const way = finding.direction === 'inbound' ? 'in' : 'out of the load balancer';
    return [`- ${packetsWords(finding.flow.packets)} ${way}, for ${purposesWords(purposes)}:`, `  ${reason}`];
  });
}

function rulesLines({ check, commands }: ReportParts): string[] {
  const needed = check.missing.filter((rule) => !isRecommendation(rule));
  const recommended = check.missing.filter(isRecommendation);
  return [
    '## Rules to add',
    '',
    ...ruleList(needed, check.names),
    ...(recommended.length === 0
      ? []
      : ['Recommended, for Path MTU Discovery:', '', ...ruleList(recommended, check.names)]),
    'The same with the AWS CLI:',
    '',
    '```sh',
    ...commands.join('\n').split('\n'),
    '```',
  ];
}

function ruleList(rules: readonly MissingRule[], names: Names): string[] {
  return inCalls(rules).flatMap(({ securityGroupId, direction, rules: some }) => [
    `- ${groupWords(securityGroupId, names)}, ${direction}:`,
    ...some.map((rule) => `  - ${missingRuleWords(rule, names)}`),
    '',
  ]);
}
