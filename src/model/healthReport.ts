// The report of the health of a group's targets: what each state means, what is known, the causes in order, what was seen
// lately. Markdown that is read as it is written.
import { type CliPlace, cliCommand, healthCommand } from './awsCli';
import type { GroupHistory } from './healthHistory';
import type { HealthCause, HealthExplanation, HealthFacts, HealthRemedy } from './healthReasons/explanation';
import { failuresInWords, moment, sinceInWords } from './healthReasons/since';
import { badness, summarizeHealth, summaryInWords } from './healthSummary';
import { plural } from './plural';
import { stateInWords } from './stateWords';
import { type RegisteredTarget, targetKey, targetLabel } from './target';
import { protocolAndPort, type TargetGroup } from './targetGroup';
import { bullet, textTable, wrapped } from './textTable';

export interface ExplainedTarget {
  readonly target: RegisteredTarget;
  /** The instance's Name tag, where it has one. */
  readonly name?: string;
  readonly facts: HealthFacts;
  readonly explanation: HealthExplanation;
}

export interface HealthReportInput {
  readonly group: TargetGroup;
  /** What people call the connection. */
  readonly connection: string;
  readonly place: CliPlace;
  /** Those of the report, in the order of the tree. */
  readonly targets: readonly ExplainedTarget[];
  /** All of the group, which the report's are some of. */
  readonly all: readonly RegisteredTarget[];
  readonly history: GroupHistory | undefined;
  /** When the health was read, in milliseconds since the epoch. */
  readonly at: number;
}

export interface HealthReport {
  readonly text: string;
  /** What can be done, each above the 0-based line of its cause, for these targets. */
  readonly remedies: readonly {
    readonly line: number;
    readonly remedy: HealthRemedy;
    readonly targets: readonly RegisteredTarget[];
  }[];
  /** 0-based, where the commands begin. */
  readonly commandsLine: number;
  readonly commands: readonly string[];
}

const MOST_BANDS = 12;
const MOST_ROWS = 50;

/** Targets of which the same is to be said. */
interface Section {
  readonly sample: ExplainedTarget;
  readonly members: ExplainedTarget[];
}

export function healthReport(input: HealthReportInput): HealthReport {
  const lines: string[] = [...heading(input), ...headLines(input)];
  const remedies: HealthReport['remedies'][number][] = [];
  for (const section of sectionsOf(input.targets)) {
    lines.push('', ...sectionLines(section, input));
    const { causes } = section.sample.explanation;
    if (causes.length > 0) lines.push('', causes.length === 1 ? 'Cause:' : 'Causes, the likeliest first:');
    for (const [index, cause] of causes.entries()) {
      lines.push('');
      if (cause.remedy !== undefined) {
        const targets = section.members.map(({ target }) => target);
        remedies.push({ line: lines.length, remedy: cause.remedy, targets });
      }
      lines.push(...causeLines(cause, index + 1, input));
    }
  }
  lines.push(...historyLines(input));
  const commands = [
    healthCommand(
      input.place,
      input.group.arn,
      // Without a target the command is for all.
      input.targets.length === input.all.length ? [] : input.targets.map(({ target }) => target),
    ),
  ];
  lines.push('', '## The same with the AWS CLI', '');
  const commandsLine = lines.length;
  lines.push('```sh', ...commands.join('\n').split('\n'), '```', '');
  return { text: lines.join('\n'), remedies, commandsLine, commands };
}

function heading({ group, targets }: HealthReportInput): string[] {
  const [only] = targets;
  const what = targets.length === 1 && only !== undefined ? nameOf(only) : group.name;
  return [`# Health of ${what}`, ''];
}

function headLines({ group, connection, targets, all, at }: HealthReportInput): string[] {
  const [only] = targets;
  const isOne = targets.length === 1 && only !== undefined;
  const rows = [
    ...(isOne ? [['Target', targetWords(only)] as const] : []),
    [
      'Target group',
      [group.name, protocolAndPort(group), `type ${group.targetType}`].filter(Boolean).join(', '),
    ],
    ['Its targets', all.length === 0 ? 'none' : summaryInWords(summarizeHealth(all))],
    ['Connection', connection],
    ['Read at', moment(at, at)],
  ] as const;
  return rows.map(([name, value]) => `- ${`${name}:`.padEnd(14)}${value}`);
}

function targetWords({ target, name, facts }: ExplainedTarget): string {
  return [
    name,
    targetLabel(target),
    facts.zone?.target ?? target.availabilityZone,
    facts.instance?.state === undefined ? undefined : `instance ${facts.instance.state}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function nameOf({ target, name }: ExplainedTarget): string {
  return name ?? targetLabel(target);
}

/** The worst first; where it is as bad, in the order of the tree. */
function sectionsOf(targets: readonly ExplainedTarget[]): Section[] {
  const sections = new Map<string, Section>();
  for (const each of targets) {
    const { title, meaning, evidence, causes } = each.explanation;
    const key = JSON.stringify([title, meaning, evidence, causes]);
    const section = sections.get(key) ?? { sample: each, members: [] };
    section.members.push(each);
    sections.set(key, section);
  }
  const rank = ({ sample }: Section) => badness(sample.target.health.state);
  return [...sections.values()].sort((a, b) => rank(b) - rank(a));
}

function sectionLines({ sample, members }: Section, { group, targets, at }: HealthReportInput): string[] {
  const { title, meaning, evidence } = sample.explanation;
  const { reason } = sample.target.health;
  const isOnly = targets.length === 1;
  const known = [...(isOnly ? sinceLines(sample, group) : []), ...evidence];
  return [
    `## ${title}${isOnly ? '' : ` (${plural(members.length, 'target')})`}`,
    '',
    ...(reason === undefined ? [] : [`${sample.target.health.state}, ${reason}`, '']),
    ...wrapped(meaning),
    ...(known.length === 0 ? [] : ['', ...known.flatMap(bullet)]),
    ...(isOnly ? [] : ['', ...targetTable(members, at)]),
  ];
}

function sinceLines({ explanation, facts, target }: ExplainedTarget, group: TargetGroup): string[] {
  const isFailing = target.health.state.startsWith('unhealthy');
  return [...explanation.since, ...(isFailing ? failuresInWords(group, facts) : [])];
}

function targetTable(members: readonly ExplainedTarget[], at: number): string[] {
  const left = members.length - MOST_ROWS;
  const table = textTable(
    [{ title: 'Target' }, { title: 'Name' }, { title: 'Zone' }, { title: 'Instance' }, { title: 'So' }],
    members
      .slice(0, MOST_ROWS)
      .map(({ target, name = '', facts: { zone, instance, since } }) => [
        targetLabel(target),
        name,
        zone?.target ?? target.availabilityZone ?? '',
        instance?.state ?? '',
        since === undefined ? '' : sinceInWords(since, at),
      ]),
  );
  return left > 0 ? [...table, '', `And ${plural(left, 'more target')}.`] : table;
}

const LIKELIHOOD_WORDS = { found: 'Found', likely: 'Likely', possible: 'Possible', unlikely: 'Unlikely' };

function causeLines(
  { what, likelihood, why, step, cli }: HealthCause,
  number: number,
  { place }: HealthReportInput,
) {
  const indent = ' '.repeat(`${number}. `.length);
  // `wrapped` indents each line but the first.
  const indented = (text: string) =>
    wrapped(text, indent).map((line, index) => (index === 0 ? `${indent}${line}` : line));
  return [
    ...wrapped(`${number}. ${LIKELIHOOD_WORDS[likelihood]}: ${what}`, indent),
    ...(why === undefined ? [] : indented(why)),
    ...indented(`→ ${step}`),
    ...(cli === undefined
      ? []
      : cliCommand(place, cli.operation, cli.options)
          .split('\n')
          .map((line) => `${indent}  ${line}`)),
  ];
}

/** What the reads showed, the newest first. */
function historyLines({ history, targets, at }: HealthReportInput): string[] {
  if (history === undefined) return [];
  const names = new Map(targets.map((each) => [targetKey(each.target), nameOf(each)]));
  const bands = history.targets
    .filter(({ target }) => names.has(targetKey(target)))
    .flatMap(({ target, bands: seen }) =>
      seen.map((band) => ({ ...band, name: names.get(targetKey(target)) ?? '' })),
    );
  const isOne = targets.length === 1;
  const rows = [
    ...bands.map(({ from, to, name, health }) => ({
      from,
      cells: [
        moment(from, at),
        moment(to, at),
        isOne ? '' : name,
        health === undefined ? 'not registered' : stateInWords(health),
      ],
    })),
    ...history.gaps.map(({ from, to }) => ({
      from,
      cells: [moment(from, at), moment(to, at), '', 'nobody looked'],
    })),
  ].sort((a, b) => b.from - a.from);
  if (rows.length === 0) return [];
  const left = rows.length - MOST_BANDS;
  return [
    '',
    '## Seen lately',
    '',
    ...textTable(
      [{ title: 'First seen' }, { title: 'Last seen' }, { title: 'Target' }, { title: 'State' }],
      rows.slice(0, MOST_BANDS).map(({ cells }) => cells),
    ),
    ...(left > 0 ? ['', `${plural(left, 'earlier state')} not shown: see Show Health Timeline.`] : []),
  ];
}
