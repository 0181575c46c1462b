// The document of a group's targets: a head that says how it works, one target a line with its state, and what drains.
import { timeOfDay } from '../ago';
import { ListedTargets } from '../listedTargets';
import type { Instance } from '../network';
import { stateInWords } from '../stateWords';
import { isDraining, type RegisteredTarget, targetKey } from '../target';
import type { ListKind } from './check';
import type { ListContext } from './context';
import { type ExpectedTarget, expectedTargets } from './expected';
import { parseTargetList } from './parse';
import { withStates } from './rewrite';
import { formatTarget } from './targetText';

export interface ListHeading {
  /** The group's name with its connection. */
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  readonly kind: ListKind;
  /** Saving sends at once what it otherwise stages. */
  readonly appliesAtOnce: boolean;
}

type Names = (id: string) => Instance | undefined;

/** The whole text of a new document. */
export function renderList(heading: ListHeading, context: ListContext, instanceOf: Names): string {
  const head = headOf(heading, context);
  if (heading.kind === 'additions') return `${head.join('\n')}\n\n`;
  const expected = expectedTargets(context.registered, context.pending).map(formatTarget);
  return refreshStates(textOf(head, expected, drainsOf(context, heading.readAt)), context, instanceOf);
}

/** With a blank line between the parts. */
function textOf(...parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines, index) => lines.length > 0 || index === 1)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** The same text with the states and the time of the last read. */
export function refreshList(
  text: string,
  heading: ListHeading,
  context: ListContext,
  instanceOf: Names,
): string {
  if (heading.kind === 'additions') return text;
  const [title = ''] = headOf(heading, context);
  const before = text.split('\n', 1)[0] ?? '';
  const isOurs = before.replace(READ_AT, '') === title.replace(READ_AT, '');
  return refreshStates(isOurs ? `${title}${text.slice(before.length)}` : text, context, instanceOf);
}

const READ_AT = /, read at [\d:]+$/;

function refreshStates(text: string, context: ListContext, instanceOf: Names): string {
  const { group, registered, pending } = context;
  const index = new ListedTargets(group, expectedTargets(registered, pending));
  return withStates(text, parseTargetList(text, group.targetType), (target) => {
    const expected = index.find(target);
    return expected === undefined ? undefined : stateComment(expected, instanceOf);
  });
}

/** `healthy · web-1 · us-east-1a` */
function stateComment(target: ExpectedTarget, instanceOf: Names): string {
  const instance = instanceOf(target.id);
  return [
    target.health === undefined ? 'register pending' : stateInWords(target.health),
    instance?.name,
    target.availabilityZone === undefined ? instance?.availabilityZone : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function headOf({ title, readAt, kind, appliesAtOnce }: ListHeading, { group }: ListContext): string[] {
  const staged = appliesAtOnce ? 'sent' : 'staged';
  const lines = linesFor(group);
  return kind === 'whole'
    ? [
        `# Targets of ${title}, read at ${timeOfDay(readAt)}`,
        '#',
        ...lines,
        `# Add, change or remove lines, then save: you see the difference before it is ${staged}.`,
        '# What follows a # is a comment.',
      ]
    : [
        `# Targets to register with ${title}`,
        '#',
        ...lines,
        `# Paste and save: what can be registered is ${staged}, other lines stay with the reason.`,
        '# What follows a # is a comment.',
      ];
}

function linesFor({ targetType, port }: ListContext['group']): string[] {
  const without = port === undefined ? '' : ` Without a port, ${port} is used.`;
  switch (targetType) {
    case 'instance':
      return [`# One instance a line, like i-0123456789abcdef0:${port ?? 80}.${without}`];
    case 'ip':
      return [
        `# One address a line, like 10.0.1.5:${port ?? 80}, or a range, like 10.0.1.10-20.`,
        `#${without} An address outside the VPC needs a zone: 192.168.7.9@all.`,
      ];
    case 'lambda':
      return ['# The ARN of one function, with its version or alias: a group takes a single one.'];
    case 'alb':
      return ['# The ARN of one Application Load Balancer: a group takes a single one.'];
  }
}

/** What drains is in no list any more, and an address of it cannot be in one again before the drain is over. */
function drainsOf({ registered, drainingUntil }: ListContext, now: number): string[] {
  return registered.filter(isDraining).map((target) => {
    const until = drainingUntil.get(targetKey(target));
    const when = until === undefined || until <= now ? '' : ` until ${timeOfDay(until)} at the latest`;
    return `# ${formatTarget(target)} drains${when}`;
  });
}

/** The list alone, in an order of its own and without states: what differs between two of them differs in the groups. */
export function renderForComparison(targets: readonly RegisteredTarget[], instanceOf: Names): string {
  const lines = targets.filter((target) => !isDraining(target)).map(formatTarget);
  const text = `${lines.sort(collator.compare).join('\n')}\n`;
  return withStates(text, parseTargetList(text, 'instance'), ({ id }) => instanceOf(id)?.name);
}

const collator = new Intl.Collator('en', { numeric: true });
