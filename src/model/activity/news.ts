// What is said without being asked: the end of what somebody waits for, and problems. Several at once become one message.
import type { Arrival, ArrivalNewsKind } from '../arrival';
import type { Drain } from '../drain';
import { formatElapsed } from '../duration';
import type { HealthWait } from '../healthWait';
import type { ChangeScope } from '../pendingChange';
import { plural } from '../plural';
import { nameOf, type ServiceRun } from '../servicing/serviceRun';
import { progressOf } from '../servicing/serviceWords';
import { reasonInWords } from '../stateWords';
import type { TargetHealth } from '../target';
import type { ActivityTarget } from './entries';

export type ActivityNews =
  | { readonly kind: 'waitEnded'; readonly wait: HealthWait }
  | { readonly kind: ArrivalNewsKind; readonly arrival: Arrival }
  /** A drain ended with requests cut: in sentences. */
  | { readonly kind: 'cut'; readonly drain: Drain; readonly words: string }
  /** It ended, stopped by itself, or waits for *Continue*. */
  | { readonly kind: 'servicing'; readonly run: ServiceRun };

/** What a message offers to do next. */
export type NoticeAction =
  'continueServicing' | 'explainHealth' | 'reveal' | 'putBack' | 'openMonitor' | 'showActivity';

export interface Notice {
  readonly isProblem: boolean;
  readonly message: string;
  readonly actions: readonly NoticeAction[];
  /** Of the actions: the group and targets that the message is of; absent where it is of several groups. */
  readonly subject?: NoticeSubject;
}

export interface NoticeSubject extends ChangeScope {
  readonly targets: readonly ActivityTarget[];
  readonly runId?: string;
}

interface Options {
  readonly told: 'all' | 'problems' | 'none';
  /** Put before what is of this connection; undefined where there is only one. */
  readonly labelOf: (connectionId: string) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Item {
  readonly isProblem: boolean;
  readonly sentence: string;
  readonly actions: readonly NoticeAction[];
  readonly subject: NoticeSubject;
}

const SENTENCES_SHOWN = 3;

/** At most one message of problems and one of the rest; none where the user wants to hear nothing of it. */
export function noticesOf(news: readonly ActivityNews[], options: Options): Notice[] {
  if (options.told === 'none') return [];
  const items = itemsOf(news, options.now);
  const problems = items.filter(({ isProblem }) => isProblem);
  const others = options.told === 'all' ? items.filter(({ isProblem }) => !isProblem) : [];
  return [noticeOf(problems, options), noticeOf(others, options)].filter((notice) => notice !== undefined);
}

function noticeOf(items: readonly Item[], { labelOf }: Options): Notice | undefined {
  const [first, ...others] = items;
  if (first === undefined) return undefined;
  const said = items.slice(0, SENTENCES_SHOWN).map(({ sentence, subject }) => {
    const label = labelOf(subject.connectionId);
    return label === undefined ? sentence : `${label}: ${sentence}`;
  });
  const unsaid = items.length - said.length;
  const message = [...said, ...(unsaid > 0 ? [`And ${unsaid} more.`] : [])].join(' ');
  const { isProblem, actions, subject } = first;
  return others.length === 0
    ? { isProblem, message, actions, subject }
    : { isProblem, message, actions: ['showActivity'] };
}

function itemsOf(news: readonly ActivityNews[], now: number): Item[] {
  return [
    ...arrivalItems(news, 'late', lateSentence, ['explainHealth', 'reveal']),
    ...arrivalItems(news, 'unhealthyAgain', unhealthySentence, ['explainHealth', 'reveal']),
    // Nobody waits for a target just because it was registered; but who was told that it is late wants to know.
    ...arrivalItems(
      news.filter((one) => one.kind === 'healthy' && one.arrival.lateAt !== undefined),
      'healthy',
      healthySentence,
      ['reveal'],
    ),
    ...news.flatMap((one) => (one.kind === 'cut' ? [cutItem(one)] : [])),
    ...news.flatMap((one) => (one.kind === 'servicing' ? [servicingItem(one.run, now)] : [])),
    ...news.flatMap((one) => (one.kind === 'waitEnded' ? waitItems(one.wait) : [])),
  ];
}

/** Those of one group in one sentence. */
function arrivalItems(
  news: readonly ActivityNews[],
  kind: ArrivalNewsKind,
  sentenceOf: (first: Arrival, arrivals: readonly Arrival[]) => string,
  actions: readonly NoticeAction[],
): Item[] {
  const groups = new Map<string, Arrival[]>();
  for (const one of news) {
    if (one.kind !== kind) continue;
    const key = `${one.arrival.connectionId}|${one.arrival.groupArn}`;
    groups.set(key, [...(groups.get(key) ?? []), one.arrival]);
  }
  return [...groups.values()].flatMap((arrivals) => {
    const [first] = arrivals;
    if (first === undefined) return [];
    return {
      isProblem: kind !== 'healthy',
      sentence: sentenceOf(first, arrivals),
      actions,
      subject: subjectOf(first, arrivals),
    };
  });
}

function lateSentence(first: Arrival, arrivals: readonly Arrival[]): string {
  const after = Math.max(...arrivals.map(({ startedAt, lateAt }) => (lateAt ?? startedAt) - startedAt));
  return `${who(first, arrivals)} not healthy ${formatElapsed(after)} after the register${reasonsOf(arrivals)}.`;
}

function unhealthySentence(first: Arrival, arrivals: readonly Arrival[]): string {
  return `${who(first, arrivals)} unhealthy again, soon after turning healthy${reasonsOf(arrivals)}.`;
}

function healthySentence(first: Arrival, arrivals: readonly Arrival[]): string {
  const after = Math.max(...arrivals.map(({ startedAt, healthyAt }) => (healthyAt ?? startedAt) - startedAt));
  return `${who(first, arrivals)} healthy after all, ${formatElapsed(after)} after the register.`;
}

function waitItems(wait: HealthWait): Item[] {
  const { until, targets, startedAt, endedAt = startedAt, outcome, because } = wait;
  const subject = subjectOf(wait, targets);
  if (outcome === 'reached') {
    const sentence = `${who(wait, targets)} ${until}, after ${formatElapsed(endedAt - startedAt)}.`;
    const actions = until === 'healthy' ? (['reveal'] as const) : (['putBack', 'openMonitor'] as const);
    return [{ isProblem: false, sentence, actions, subject }];
  }
  if (outcome !== 'impossible') return [];
  const sentence = `${who(wait, targets)} not ${until}, and nothing more is waited for${because === undefined ? '.' : `: ${because}`}`;
  return [{ isProblem: true, sentence, actions: ['reveal', 'showActivity'], subject }];
}

function cutItem({ drain, words }: Extract<ActivityNews, { kind: 'cut' }>): Item {
  const actions = ['openMonitor', 'reveal'] as const;
  return { isProblem: true, sentence: words, actions, subject: subjectOf(drain, [drain]) };
}

function servicingItem(run: ServiceRun, now: number): Item {
  const { groupName, status, because, id, startedAt, endedAt = now } = run;
  const { summary, sentence } = progressOf(run, now);
  const subject = { ...subjectOf(run, run.targets), runId: id };
  const words = {
    finished: `Servicing ${groupName} is finished: ${summary}, after ${formatElapsed(endedAt - startedAt)}.`,
    aborted: `Servicing ${groupName} was aborted: ${summary}.`,
    stopped: `Servicing ${groupName} has stopped: ${because ?? sentence}`,
    waiting: `Servicing ${groupName} waits for Continue: ${sentence}`,
  };
  const known = status === 'finished' || status === 'aborted' || status === 'waiting' ? status : 'stopped';
  return {
    isProblem: known === 'stopped',
    sentence: words[known],
    actions: known === 'waiting' ? ['continueServicing', 'showActivity'] : ['showActivity'],
    subject,
  };
}

/** `web-1 of checkout-web is`, `3 targets of checkout-web are` */
function who({ groupName }: ChangeScope, targets: readonly ActivityTarget[]): string {
  const [first] = targets;
  return targets.length === 1 && first !== undefined
    ? `${nameOf(first)} of ${groupName} is`
    : `${plural(targets.length, 'target')} of ${groupName} are`;
}

/** `: no answer in time (Target.Timeout)`; of several the one that most have. */
function reasonsOf(arrivals: readonly Arrival[]): string {
  const counts = new Map<string, number>();
  for (const { health } of arrivals) {
    const words = reasonWords(health);
    if (words !== undefined) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const [most, ...others] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined) return '';
  return `: ${most[0]}${others.length === 0 ? '' : ', and other reasons'}`;
}

function reasonWords(health: TargetHealth | undefined): string | undefined {
  if (health === undefined) return undefined;
  const words = reasonInWords(health);
  if (words === undefined || health.reason === undefined || words === health.reason) return health.reason;
  return `${words} (${health.reason})`;
}

function subjectOf(
  { connectionId, groupArn, groupName }: ChangeScope,
  targets: readonly ActivityTarget[],
): NoticeSubject {
  return { connectionId, groupArn, groupName, targets };
}
