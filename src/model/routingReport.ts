// The report of how traffic gets to a target group: its listeners and rules and the zones of its targets, or, where nothing
// forwards to it, the load balancers that could. Markdown that is read as it is written.
import { cliCommand, type CliPlace } from './awsCli';
import { moment } from './healthReasons/since';
import type { Subnet } from './network';
import { plural } from './plural';
import { type Route, routeInWords } from './routing';
import { balancerTypeFor, type RoutedBalancer, waysToUse } from './routingFit';
import type { LoadBalancer } from './securityGroups/network';
import { type TargetIdentity, targetLabel } from './target';
import { protocolAndPort, type TargetGroup } from './targetGroup';
import { bullet, textTable, wrapped } from './textTable';

export interface RoutingKnowledge {
  readonly group: TargetGroup;
  /** The group's own load balancers. */
  readonly balancers: readonly LoadBalancer[];
  /** What forwards to the group. */
  readonly routes: readonly Route[];
  /** Each target with its zone, where that is known. */
  readonly targets: readonly (TargetIdentity & { readonly zone?: string })[];
  /** Of the group's VPC; empty where there is none, or they may not be read. */
  readonly subnets: readonly Subnet[];
  /** Where no load balancer uses the group: those that could. */
  readonly candidates: readonly RoutedBalancer[];
  /** How many others there are in the Region, of another VPC or kind. */
  readonly unfit: number;
  /** What could not be read, each in a sentence. */
  readonly unknown: readonly string[];
}

export interface RoutingReport {
  readonly text: string;
  /** Each with the 0-based line where it begins. */
  readonly commands: readonly { readonly line: number; readonly command: string }[];
}

interface Place {
  readonly place: CliPlace;
  readonly connection: string;
  /** When it was read, in milliseconds since the epoch. */
  readonly at: number;
}

/** A line of the report, or a command that has a place of its own. */
type Part = string | { readonly command: string };

export function routingReport(knowledge: RoutingKnowledge, where: Place): RoutingReport {
  const parts: Part[] = [
    ...head(knowledge, where),
    ...(knowledge.group.loadBalancerArns.length === 0
      ? candidateParts(knowledge, where)
      : [...routeLines(knowledge), ...zoneParts(knowledge, where)]),
    '',
  ];
  const lines: string[] = [];
  const commands: { line: number; command: string }[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      lines.push(part);
    } else {
      commands.push({ line: lines.length, command: part.command });
      lines.push('```sh', ...part.command.split('\n'), '```');
    }
  }
  return { text: lines.join('\n'), commands };
}

function head({ group, routes, balancers, unknown }: RoutingKnowledge, { connection, at }: Place): string[] {
  const rows = [
    [
      'Result',
      group.loadBalancerArns.length === 0
        ? 'no listener and no rule forwards to it: its targets get no traffic'
        : usesInWords(routes, balancers),
    ],
    [
      'Target group',
      [group.name, protocolAndPort(group), `type ${group.targetType}`, group.vpcId]
        .filter(Boolean)
        .join(', '),
    ],
    ['Connection', connection],
    ['Read at', moment(at, at)],
  ] as const;
  return [
    `# Routing to ${group.name}`,
    '',
    ...rows.map(([name, value]) => `- ${`${name}:`.padEnd(14)}${value}`),
    ...(unknown.length === 0 ? [] : ['', ...unknown.flatMap(bullet)]),
  ];
}

function usesInWords(routes: readonly Route[], balancers: readonly LoadBalancer[]): string {
  const names = balancers.length === 0 ? 'a load balancer' : balancers.map(({ name }) => name).join(', ');
  if (routes.length === 0) return `in use by ${names}; what forwards to it is not known`;
  return routes.length === 1
    ? `1 listener or rule of ${names} forwards to it`
    : `${routes.length} listeners or rules of ${names} forward to it`;
}

function routeLines({ routes }: RoutingKnowledge): string[] {
  return [
    '',
    '## What forwards to it',
    '',
    ...(routes.length === 0
      ? wrapped(
          'No listener and no rule that does could be read: one was removed a moment ago, or they may not be read.',
        )
      : routes.flatMap((route) => bullet(routeInWords(route)))),
  ];
}

function zoneParts({ group, balancers, targets, subnets }: RoutingKnowledge, { place }: Place): Part[] {
  const zoned = targets.filter(({ zone }) => zone !== undefined && zone !== 'all');
  if (zoned.length === 0 || balancers.length === 0) return [];
  const ofTargets = [...new Set(zoned.flatMap(({ zone }) => zone ?? []))];
  const zones = [...new Set([...balancers.flatMap((each) => each.zones), ...ofTargets])].sort();
  const isEnabled = (zone: string) => balancers.some((each) => each.zones.includes(zone));
  const inZone = (name: string) => zoned.filter(({ zone }) => zone === name);
  return [
    '',
    '## Availability Zones',
    '',
    ...textTable(
      [{ title: 'Zone' }, { title: 'Enabled' }, { title: 'Targets', isFigure: true }],
      zones.map((zone) => [zone, isEnabled(zone) ? 'yes' : 'no', String(inZone(zone).length)]),
    ),
    ...ofTargets
      .filter((zone) => !isEnabled(zone))
      .flatMap((zone) => [
        '',
        ...wrapped(
          `${zone} is not enabled, so ${inZone(zone).map(targetLabel).slice(0, 5).join(', ')}${inZone(zone).length > 5 ? ' and others' : ''} ${inZone(zone).length === 1 ? 'gets' : 'get'} no traffic.`,
        ),
        ...balancers.flatMap((balancer) => enableParts(balancer, zone, group, subnets, place)),
      ]),
  ];
}

/** "The specified subnets replace the previously enabled subnets": those that are enabled are named again. */
function enableParts(
  { arn, name, subnetIds }: LoadBalancer,
  zone: string,
  { vpcId = 'the VPC' }: TargetGroup,
  subnets: readonly Subnet[],
  place: CliPlace,
): Part[] {
  const inZone = subnets.filter(({ availabilityZone }) => availabilityZone === zone);
  const [first, ...others] = inZone;
  if (first === undefined)
    return ['', ...wrapped(`${vpcId} has no subnet in ${zone} that can be read: create one first.`)];
  const words = `This enables it for ${name} with the subnet ${subnetWords(first)}${
    others.length === 0
      ? ''
      : `; there ${others.length === 1 ? 'is' : 'are'} also ${others.map(subnetWords).join(', ')}`
  }. The command names all subnets: those that it has, and the new one.`;
  return [
    '',
    ...wrapped(words),
    '',
    {
      command: cliCommand(place, 'elbv2 set-subnets', [
        ['--load-balancer-arn', arn],
        ['--subnets', ...subnetIds, first.id],
      ]),
    },
  ];
}

function subnetWords({ id, name }: Subnet): string {
  return name === undefined ? id : `${name} (${id})`;
}

function candidateParts(knowledge: RoutingKnowledge, { place }: Place): Part[] {
  const { group, candidates, unfit } = knowledge;
  const kind = balancerTypeFor(group);
  const inVpc = group.vpcId === undefined ? '' : ` of ${group.vpcId}`;
  const others =
    unfit === 0
      ? []
      : [
          '',
          ...wrapped(
            `${plural(unfit, 'other load balancer')} of the Region cannot: another VPC, or another kind.`,
          ),
        ];
  if (candidates.length === 0) {
    return [
      '',
      '## Load balancers that could use it',
      '',
      ...wrapped(`None: it takes a load balancer of the kind ${kind}${inVpc}. Create one first.`),
      ...others,
    ];
  }
  return [
    '',
    '## Load balancers that could use it',
    '',
    ...wrapped(
      `Those of the kind ${kind}${inVpc}. Each command below is one way; none of them has been run.`,
    ),
    ...others,
    ...candidates.flatMap((candidate): Part[] => [
      '',
      `### ${candidate.loadBalancer.name}`,
      '',
      [
        candidate.loadBalancer.type,
        candidate.loadBalancer.scheme,
        candidate.loadBalancer.state,
        candidate.loadBalancer.zones.join(', '),
      ]
        .filter((part) => part !== undefined && part !== '')
        .join(' · '),
      ...zoneWarning(candidate.loadBalancer, knowledge),
      ...waysToUse(place, group, candidate).flatMap((way): Part[] => [
        '',
        ...wrapped(way.words),
        '',
        { command: way.command },
      ]),
    ]),
  ];
}

function zoneWarning({ zones }: LoadBalancer, { targets }: RoutingKnowledge): string[] {
  const missing = [...new Set(targets.flatMap(({ zone }) => zone ?? []))].filter(
    (zone) => zone !== 'all' && !zones.includes(zone),
  );
  return missing.length === 0
    ? []
    : ['', ...wrapped(`It has not enabled ${missing.join(', ')}, where some of the targets are.`)];
}
