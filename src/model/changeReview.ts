// The review of a group's pending changes as a document: what will be sent, what the checks say, what it does, and the
// equivalent commands. It is read as it stands: nothing in it needs colours or a preview.
import { changeCommands, type CliPlace, inTurn } from './awsCli';
import { type CheckedChanges, type Verdict, worstLevel } from './changeChecks';
import type { Capacity, ChangePlan, PlannedCall } from './changePlan';
import type { PendingChange } from './pendingChange';
import { figure, plural } from './plural';
import { mostTargets, TARGETS_PER_GROUP } from './quotas';
import { nameInArn, targetLabel } from './target';
import type { TargetGroup } from './targetGroup';
import { bullet, textTable, wrapped } from './textTable';

export interface ReviewInput {
  readonly group: TargetGroup;
  readonly checked: CheckedChanges;
  readonly place: CliPlace;
  /** What people call the connection. */
  readonly connection: string;
  /** Where it is known. */
  readonly accountId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ChangeReview {
  readonly text: string;
  /** 0-based, where the commands begin; undefined where there are none. */
  readonly commandsLine: number | undefined;
  readonly commands: readonly string[];
}

/** A change with its number in the table. */
interface Entry {
  readonly number: number;
  readonly change: PendingChange;
  /** `1` and on for a call, or why there is none. */
  readonly call: string;
  readonly verdicts: readonly Verdict[];
}

export function reviewText(input: ReviewInput): ChangeReview {
  const { group, checked, place } = input;
  const entries = entriesOf(checked);
  const commands = planCommands(place, group.arn, checked.plan.calls);
  const above = [
    ...heading(input, entries),
    ...section('What is sent', callLines(checked.plan)),
    ...section('Changes', changeTable(entries)),
    ...section('What the checks say', verdictLines(entries)),
    ...section('Healthy targets', capacityLines(group, checked.plan)),
    ...section('Consequences', consequenceLines(checked.consequences)),
    ...section('Quota', quotaLines(group, checked)),
  ];
  const below =
    commands.length === 0
      ? []
      : section('The same with the AWS CLI', ['```sh', ...inTurn(commands).split('\n'), '```']);
  return {
    text: [...above, ...below, ''].join('\n'),
    commandsLine: commands.length === 0 ? undefined : above.length + below.indexOf('```sh'),
    commands,
  };
}

/** One command a call, in the same order. */
export function planCommands(place: CliPlace, groupArn: string, calls: readonly PlannedCall[]): string[] {
  return calls.flatMap(({ action, changes }) =>
    changeCommands(
      place,
      action,
      groupArn,
      changes.map(({ target }) => target),
    ),
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function heading({ group, connection, accountId, at }: ReviewInput, entries: readonly Entry[]): string[] {
  const levels = (['refusal', 'warning', 'ok'] as const).flatMap((level) => {
    const count = entries.filter(({ verdicts }) => worstLevel(verdicts) === level).length;
    return count === 0 ? [] : [level === 'ok' ? `${count} ok` : plural(count, level)];
  });
  const rows = [
    ['Connection', accountId === undefined ? connection : `${connection}, account ${accountId}`],
    ['Target group', group.arn],
    ['Reviewed', localTime(at)],
    ['Verdict', levels.join(', ')],
  ] as const;
  return [
    `# Pending changes of ${group.name}`,
    '',
    ...rows.map(([name, value]) => `- ${`${name}:`.padEnd(14)}${value}`),
  ];
}

/** `2026-11-22 23:41:05`, in the time zone of the person who reads it. */
function localTime(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${date.toTimeString().slice(0, 8)}`;
}

function entriesOf({ plan, verdicts }: CheckedChanges): Entry[] {
  const places = [
    ...plan.calls.flatMap(({ changes }, index) =>
      changes.map((change) => [change, String(index + 1)] as const),
    ),
    ...plan.waiting.map((change) => [change, 'waits'] as const),
    ...plan.already.map((change) => [change, 'none'] as const),
  ];
  return places.map(([change, call], index) => ({
    number: index + 1,
    change,
    call,
    verdicts: verdicts.get(change.id) ?? [],
  }));
}

function callLines({ calls, waiting, already, deregisteredFirst }: ChangePlan): string[] {
  const sent = calls.map(
    ({ action, changes }, index) =>
      `${index + 1}. ${action === 'register' ? 'RegisterTargets' : 'DeregisterTargets'}, ${plural(changes.length, 'target')}`,
  );
  const order =
    deregisteredFirst > 0
      ? 'The group cannot hold the new targets beside the old ones, so some are deregistered first.'
      : calls.length > 1 && calls.some(({ action }) => action === 'deregister')
        ? 'New targets are registered before others leave, so that no capacity is lost in between.'
        : undefined;
  const notSent = [
    ...(waiting.length === 0
      ? []
      : [`- not sent until the drain is over: ${plural(waiting.length, 'register')}`]),
    ...(already.length === 0
      ? []
      : [`- not sent, since it is so already: ${plural(already.length, 'change')}`]),
  ];
  return [
    ...(sent.length === 0 ? ['Nothing.'] : sent),
    ...(notSent.length === 0 ? [] : ['', ...notSent]),
    ...(order === undefined ? [] : ['', ...wrapped(order)]),
  ];
}

function changeTable(entries: readonly Entry[]): string[] {
  return textTable(
    [
      { title: '#', isFigure: true },
      { title: 'Call' },
      { title: 'Action' },
      { title: 'Target' },
      { title: 'Port', isFigure: true },
      { title: 'Zone' },
      { title: 'Name' },
      { title: 'Verdict' },
    ],
    entries.map(({ number, call, change: { action, target, targetName }, verdicts }) => [
      String(number),
      call,
      action,
      target.id.startsWith('arn:') ? nameInArn(target.id) : target.id,
      target.port === undefined ? '' : String(target.port),
      target.availabilityZone ?? '',
      targetName ?? '',
      worstLevel(verdicts),
    ]),
  );
}

/** What has to be read first: refusals, then warnings, each by itself; what is in order is summed up. */
function verdictLines(entries: readonly Entry[]): string[] {
  const atLevel = (level: Verdict['level']) =>
    entries.flatMap(({ number, change, verdicts }) =>
      verdicts
        .filter((verdict) => verdict.level === level)
        .flatMap(({ message }) => bullet(`${level} (${number}, ${targetLabel(change.target)}): ${message}`)),
    );
  const passed = new Map<string, number[]>();
  for (const { number, verdicts } of entries) {
    for (const { level, message } of verdicts) {
      if (level === 'ok') passed.set(message, [...(passed.get(message) ?? []), number]);
    }
  }
  const inOrder = [...passed].flatMap(([message, numbers]) => bullet(`ok (${ranges(numbers)}): ${message}`));
  const refusals = atLevel('refusal');
  const advice =
    refusals.length === 0
      ? []
      : [
          ...wrapped(
            'The API may refuse a whole call for one of its targets: remove what is refused, or mend it, before applying.',
          ),
          '',
        ];
  return [...advice, ...refusals, ...atLevel('warning'), ...inOrder];
}

/** `1 to 3, 5, 6`, of figures that rise. */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found
    .map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ',' : ' to'} ${to}`))
    .join(', ');
}

function capacityLines({ healthCheck }: TargetGroup, { before, after, calls }: ChangePlan): string[] {
  if (calls.length === 0) return [];
  const arriving = calls.reduce(
    (sum, { action, changes }) => (action === 'register' ? sum + changes.length : sum),
    0,
  );
  const rows: [string, Capacity][] = [['now', before]];
  if (!healthCheck.enabled) rows.push(['after it', { ...after, unchecked: after.unchecked + arriving }]);
  else if (arriving === 0) rows.push(['after it', after]);
  else {
    rows.push(['after it, until new targets pass their checks', after]);
    rows.push(['when all of them have passed', { ...after, healthy: after.healthy + arriving }]);
  }
  const isUnchecked = rows.some(([, { unchecked }]) => unchecked > 0);
  return textTable(
    [
      { title: 'When' },
      { title: 'Healthy', isFigure: true },
      ...(isUnchecked ? [{ title: 'Not checked', isFigure: true }] : []),
      { title: 'Registered', isFigure: true },
    ],
    rows.map(([when, { healthy, unchecked, total }]) => [
      when,
      ...[healthy, ...(isUnchecked ? [unchecked] : []), total].map(String),
    ]),
  );
}

function consequenceLines(consequences: readonly string[]): string[] {
  return consequences.length === 0
    ? ['None that needs a word.']
    : consequences.flatMap((sentence) => bullet(sentence));
}

function quotaLines(group: TargetGroup, { quota, plan, registered }: CheckedChanges): string[] {
  if (quota === undefined || mostTargets(group, TARGETS_PER_GROUP) === 1) return [];
  const limit = 'known' in quota ? quota.known : TARGETS_PER_GROUP;
  const free = Math.max(0, limit - registered.length);
  const source =
    'known' in quota ? '' : ` That is the usual quota; the account's own is not known: ${quota.unknown}`;
  return wrapped(
    `Targets per Target Group: ${figure(limit)}. ${figure(registered.length)} are listed, those that drain included, so ${figure(free)} ${free === 1 ? 'is' : 'are'} free; the apply adds ${figure(plan.adding)}.${source}`,
  );
}
