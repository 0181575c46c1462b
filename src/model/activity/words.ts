// The words of the entries of the activity, and whether they are good news.
import type { Arrival } from '../arrival';
import { type Drain, drainProgress, isOver } from '../drain';
import { formatCountdown, formatElapsed } from '../duration';
import type { AwaitedTarget, HealthWait } from '../healthWait';
import { figure, plural } from '../plural';
import {
  isRunOver,
  nameOf,
  type ServicedPhase,
  type ServicedTarget,
  type ServiceRun,
} from '../servicing/serviceRun';
import { phaseInWords, progressOf, statusInWords } from '../servicing/serviceWords';
import { stateInWords } from '../stateWords';
import type { TargetHealth } from '../target';
import {
  type ActivityEntry,
  type ArrivalEntry,
  type DrainEntry,
  isFailing,
  type RunEntry,
  targetsOf,
} from './entries';

/** How an entry stands: for its icon and colour. */
export type ActivityTone = 'draining' | 'checking' | 'waiting' | 'servicing' | 'done' | 'ended' | 'problem';

export interface ActivityWords {
  /** What it is of: `web-1 of web`, `40 targets of web`, `Servicing web` */
  readonly title: string;
  /** What a narrow view must not cut off, the state and the time: `Draining · 4:12 left at most`; of one target its name. */
  readonly label: string;
  /** Where and of what, `web · web-1, web-2`; of one target its state. */
  readonly description: string;
  /** All of it, for a screen reader: `web-1 of web: draining, 4:12 left at most` */
  readonly sentence: string;
  readonly tone: ActivityTone;
}

interface Told {
  /** The state first: `draining`, `4:12 left at most` */
  readonly parts: readonly string[];
  readonly tone: ActivityTone;
  /** As the end of a sentence, where the parts alone are none. */
  readonly spoken?: string;
}

/** @param now milliseconds since the epoch */
export function entryWords(entry: ActivityEntry, now: number): ActivityWords {
  const { parts, tone, spoken = parts.join(', ') } = told(entry, now);
  const title = entryTitle(entry);
  return {
    title,
    label: capitalized(parts.join(' · ')),
    description: entryPlace(entry),
    sentence: `${title}: ${spoken}`,
    tone,
  };
}

/** One target of an entry of several. It counts nothing down: its entry does. */
export function targetWords(entry: ActivityEntry, index: number): ActivityWords {
  const target = targetsOf(entry)[index];
  const state = toldOfTarget(entry, index);
  if (target === undefined || state === undefined) throw new Error(`${entry.id} has no target ${index}`);
  const name = nameOf(target);
  const description = state.parts.join(', ');
  return { title: name, label: name, description, sentence: `${name}: ${description}`, tone: state.tone };
}

function entryTitle(entry: ActivityEntry): string {
  if (entry.kind === 'servicing') return `Servicing ${entry.groupName}`;
  const targets = targetsOf(entry);
  const [first] = targets;
  const what = targets.length === 1 && first !== undefined ? nameOf(first) : plural(targets.length, 'target');
  return `${what} of ${entry.groupName}`;
}

const MOST_NAMED = 3;

/** `web · web-1, web-2, web-3 and 4 more`; a servicing is of its group. */
function entryPlace(entry: ActivityEntry): string {
  if (entry.kind === 'servicing') return entry.groupName;
  const targets = targetsOf(entry);
  const named = targets.slice(0, MOST_NAMED).map(nameOf).join(', ');
  const more = targets.length - MOST_NAMED;
  return `${entry.groupName} · ${named}${more > 0 ? ` and ${figure(more)} more` : ''}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function told(entry: ActivityEntry, now: number): Told {
  switch (entry.kind) {
    case 'drain':
      return toldOfDrains(entry, now);
    case 'arrival':
      return toldOfArrivals(entry, now);
    case 'wait':
      return toldOfWait(entry.wait);
    case 'servicing':
      return toldOfRun(entry, now);
  }
}

function toldOfTarget(entry: ActivityEntry, index: number): Told | undefined {
  switch (entry.kind) {
    case 'drain': {
      const drain = entry.drains[index];
      return drain && toldOfDrain(drain);
    }
    case 'arrival': {
      const arrival = entry.arrivals[index];
      return arrival && toldOfArrival(arrival);
    }
    case 'wait': {
      const awaited = entry.wait.targets[index];
      return awaited && toldOfAwaited(entry.wait, awaited);
    }
    case 'servicing': {
      const serviced = entry.run.targets[index];
      return serviced && toldOfServiced(serviced);
    }
  }
}

// Drains

function toldOfDrains({ drains, finishedAt }: DrainEntry, now: number): Told {
  const [first] = drains;
  if (first === undefined) return { parts: [], tone: 'ended' };
  if (finishedAt !== undefined) {
    return finishedDrains(drains, finishedAt - first.startedAt);
  }
  const open = drains.filter((drain) => !isOver(drain));
  const isSent = open.every(({ phase }) => phase === 'deregistering');
  const what = `${ofAll(open.length, drains.length)}${isSent ? 'deregistering' : 'draining'}`;
  return { parts: drainParts(what, open, now), tone: 'draining' };
}

/** Of open drains that began together, and so have the same delay. */
function drainParts(what: string, [first]: readonly Drain[], now: number): readonly string[] {
  if (first === undefined) return [what];
  const { elapsedMilliseconds, remainingMilliseconds, overdue } = drainProgress(first, now);
  // A function has no delay, and one that may not be read is not known.
  if (first.delayMilliseconds === undefined) return [`${what} for ${formatElapsed(elapsedMilliseconds)}`];
  if (overdue) {
    return [
      what,
      `still listed ${formatElapsed(elapsedMilliseconds - first.delayMilliseconds)} after the delay`,
    ];
  }
  return [what, `${formatCountdown(remainingMilliseconds)} left at most`];
}

function finishedDrains(drains: readonly Drain[], milliseconds: number): Told {
  const gone = drains.filter(({ phase }) => phase === 'gone').length;
  const returned = drains.length - gone;
  const after = `after ${formatElapsed(milliseconds)}`;
  if (returned === 0) {
    if (drains.some(({ cut }) => cut !== undefined)) {
      return { parts: [`gone ${after}`, 'perhaps with requests cut'], tone: 'problem' };
    }
    // Of a drain that somebody else began, the start is not known.
    const isOurs = drains[0]?.startedBy !== 'elsewhere';
    return { parts: [isOurs ? `gone ${after}` : `gone ${after} of being seen draining`], tone: 'done' };
  }
  const state =
    gone === 0 ? `registered again ${after}` : `${gone} gone, ${returned} registered again ${after}`;
  return { parts: [state], tone: 'ended' };
}

function toldOfDrain(drain: Drain): Told {
  if (!isOver(drain)) return { parts: [drain.phase], tone: 'draining' };
  return finishedDrains([drain], (drain.endedAt ?? drain.startedAt) - drain.startedAt);
}

// Registered targets

function toldOfArrivals({ arrivals, finishedAt }: ArrivalEntry, now: number): Told {
  const [first] = arrivals;
  if (first === undefined) return { parts: [], tone: 'ended' };
  const failing = arrivals.filter(isFailing);
  const [failed] = failing;
  if (failed !== undefined) {
    const many = ofAll(failing.length, arrivals.length);
    return { parts: [`${many}${failure(failed, finishedAt ?? now)}`], tone: 'problem' };
  }
  if (finishedAt !== undefined) return finishedArrivals(arrivals);
  const healthy = arrivals.filter(({ phase }) => phase === 'healthy').length;
  if (healthy > 0) return { parts: [`${healthy} of ${arrivals.length} healthy`], tone: 'checking' };
  return { parts: arrivalParts(phaseOfOpen(arrivals), first, now), tone: 'checking' };
}

function phaseOfOpen(arrivals: readonly Arrival[]): string {
  return arrivals.every(({ phase }) => phase === 'registering') ? 'registering' : 'checking';
}

/**
 * Threshold × interval is what it may take and no less: the user guide of Application Load Balancers says "After your
 * target is registered, it must pass one health check to be considered healthy".
 */
function arrivalParts(
  what: string,
  { expectedMilliseconds, startedAt }: Arrival,
  now: number,
): readonly string[] {
  const elapsed = now - startedAt;
  return expectedMilliseconds === undefined || elapsed >= expectedMilliseconds
    ? [`${what} for ${formatElapsed(elapsed)}`]
    : [what, `healthy expected within ${inShort(expectedMilliseconds - elapsed)}`];
}

/** `20 s`, `1:20` */
function inShort(milliseconds: number): string {
  return milliseconds > 59_000 ? formatCountdown(milliseconds) : `${Math.ceil(milliseconds / 1000)} s`;
}

function failure(arrival: Arrival, until: number): string {
  const reason = reasonOf(arrival.health);
  return arrival.phase === 'unhealthy'
    ? `turned unhealthy after it was healthy${reason}`
    : `not healthy after ${formatElapsed((arrival.endedAt ?? until) - arrival.startedAt)}${reason}`;
}

function finishedArrivals(arrivals: readonly Arrival[]): Told {
  const [first] = arrivals;
  if (first !== undefined && arrivals.every(({ phase }) => phase === first.phase)) {
    return toldOfArrival([...arrivals].sort((a, b) => endOf(b) - endOf(a))[0] ?? first);
  }
  const count = (phase: Arrival['phase'], words: string) => {
    const some = arrivals.filter((arrival) => arrival.phase === phase).length;
    return some === 0 ? [] : [`${some} ${words}`];
  };
  const parts = [
    ...count('healthy', 'healthy'),
    ...count('unchecked', 'not checked'),
    ...count('gone', 'gone'),
  ];
  return { parts: [parts.join(', ')], tone: 'ended' };
}

function toldOfArrival(arrival: Arrival): Told {
  const after = formatElapsed(endOf(arrival) - arrival.startedAt);
  const reason = reasonOf(arrival.health);
  switch (arrival.phase) {
    case 'healthy':
      return { parts: [`healthy after ${after}`], tone: 'done' };
    case 'unchecked':
      return { parts: [`registered, not checked${reason}`], tone: 'done' };
    case 'gone':
      return { parts: [`gone after ${after}, before it was healthy`], tone: 'ended' };
    case 'unhealthy':
      return { parts: [`turned unhealthy after it was healthy${reason}`], tone: 'problem' };
    case 'registering':
    case 'checking':
      return isFailing(arrival)
        ? { parts: [`not healthy${reason}`], tone: 'problem' }
        : { parts: [arrival.phase], tone: 'checking' };
  }
}

function endOf({ healthyAt, endedAt, startedAt, phase }: Arrival): number {
  return (phase === 'healthy' ? healthyAt : undefined) ?? endedAt ?? startedAt;
}

/** `: Target.Timeout`, as the API spells it. */
function reasonOf(health: TargetHealth | undefined): string {
  const said = health?.reason ?? health?.state;
  return said === undefined ? '' : `: ${said}`;
}

// Waits

function toldOfWait(wait: HealthWait): Told {
  const { until, targets, startedAt, endedAt, outcome, because } = wait;
  const reached = targets.filter(({ reachedAt }) => reachedAt !== undefined).length;
  if (endedAt === undefined) {
    return { parts: [`waiting until ${until}`, `${reached} of ${targets.length}`], tone: 'waiting' };
  }
  const after = `after ${formatElapsed(endedAt - startedAt)}`;
  switch (outcome) {
    case 'reached':
      return { parts: [`${until} ${after}`], tone: 'done' };
    case 'impossible':
      return { parts: [`not ${until}${because === undefined ? '' : `: ${because}`}`], tone: 'problem' };
    default:
      return { parts: [`stopped ${after}`, `${reached} of ${targets.length} ${until}`], tone: 'ended' };
  }
}

function toldOfAwaited({ until, startedAt }: HealthWait, { health, reachedAt }: AwaitedTarget): Told {
  if (reachedAt !== undefined) {
    return { parts: [`${until} after ${formatElapsed(reachedAt - startedAt)}`], tone: 'done' };
  }
  return { parts: [health === undefined ? 'not listed' : stateInWords(health)], tone: 'waiting' };
}

// Servicing

function toldOfRun({ run, finishedAt }: RunEntry, now: number): Told {
  const { summary, done, total, aboutMilliseconds } = progressOf(run, now);
  const tone = runTone(run);
  if (finishedAt !== undefined) {
    const after = `after ${formatElapsed(finishedAt - run.startedAt)}`;
    const count = `serviced ${done} of ${total}`;
    return run.status === 'aborted'
      ? { parts: [count, `aborted ${after}`], tone, spoken: `aborted ${after}, ${summary}` }
      : { parts: [`${count} ${after}`], tone, spoken: `${summary} ${after}` };
  }
  const status = statusInWords(run);
  const left = aboutMilliseconds === undefined ? [] : [`about ${formatCountdown(aboutMilliseconds)} left`];
  const rest = [...(status === '' ? [] : [status]), ...left];
  return {
    parts: ['servicing', `${done} of ${total}`, ...rest],
    tone,
    spoken: [summary, ...rest].join(', '),
  };
}

function runTone(run: ServiceRun): ActivityTone {
  if (run.status === 'stopped') return 'problem';
  if (!isRunOver(run)) return 'servicing';
  return run.targets.every(({ phase }) => phase === 'done') ? 'done' : 'ended';
}

const SERVICED_TONES: Readonly<Record<ServicedPhase, ActivityTone>> = {
  waiting: 'waiting',
  deregistering: 'draining',
  draining: 'draining',
  out: 'servicing',
  servicing: 'servicing',
  serviced: 'servicing',
  registering: 'checking',
  checking: 'checking',
  done: 'done',
  skipped: 'ended',
  putBack: 'ended',
  left: 'problem',
};

function toldOfServiced({ phase, because }: ServicedTarget): Told {
  const state = phaseInWords(phase);
  return { parts: [because === undefined ? state : `${state}: ${because}`], tone: SERVICED_TONES[phase] };
}

/** `28 of 40 `; nothing where it is all of them. */
function ofAll(some: number, all: number): string {
  return some === all ? '' : `${some} of ${all} `;
}
