// The words of the entries of the activity, and whether they are good news.
import type { Arrival } from '../arrival';
import { type Drain, drainProgress, isOver } from '../drain';
import { formatCountdown, formatElapsed } from '../duration';
import type { AwaitedTarget, HealthWait } from '../healthWait';
import { plural } from '../plural';
import { nameOf, type ServicedPhase, type ServicedTarget } from '../servicing/serviceRun';
import { phaseInWords, progressOf } from '../servicing/serviceWords';
import { stateInWords } from '../stateWords';
import type { TargetHealth } from '../target';
import {
  type ActivityEntry,
  type ArrivalEntry,
  type DrainEntry,
  isFailing,
  isUnderWay,
  type RunEntry,
  targetsOf,
} from './entries';

/** How an entry stands: for its icon and colour. */
export type ActivityTone = 'draining' | 'checking' | 'waiting' | 'servicing' | 'done' | 'ended' | 'problem';

export interface ActivityWords {
  /** `web-1`, `40 targets of web`, `Servicing web` */
  readonly label: string;
  /** `draining, 4:12 left at most` */
  readonly state: string;
  readonly tone: ActivityTone;
}

type Told = Pick<ActivityWords, 'state' | 'tone'>;

/** @param now milliseconds since the epoch */
export function entryWords(entry: ActivityEntry, now: number): ActivityWords {
  return { label: entryLabel(entry), ...told(entry, now) };
}

/** One target of an entry of several. It counts nothing down: its entry does. */
export function targetWords(entry: ActivityEntry, index: number): ActivityWords {
  const target = targetsOf(entry)[index];
  const state = toldOfTarget(entry, index);
  if (target === undefined || state === undefined) throw new Error(`${entry.id} has no target ${index}`);
  return { label: nameOf(target), ...state };
}

function entryLabel(entry: ActivityEntry): string {
  if (entry.kind === 'servicing') return `Servicing ${entry.groupName}`;
  const targets = targetsOf(entry);
  const [first] = targets;
  return targets.length === 1 && first !== undefined
    ? nameOf(first)
    : `${plural(targets.length, 'target')} of ${entry.groupName}`;
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
  if (first === undefined) return { state: '', tone: 'ended' };
  if (finishedAt !== undefined) {
    return finishedDrains(drains, finishedAt - first.startedAt);
  }
  const open = drains.filter((drain) => !isOver(drain));
  const isSent = open.every(({ phase }) => phase === 'deregistering');
  const what = `${ofAll(open.length, drains.length)}${isSent ? 'deregistering' : 'draining'}`;
  return { state: `${what}${drainTime(open, now)}`, tone: 'draining' };
}

/** Of open drains that began together, and so have the same delay. */
function drainTime([first]: readonly Drain[], now: number): string {
  if (first === undefined) return '';
  const { elapsedMilliseconds, remainingMilliseconds, overdue } = drainProgress(first, now);
  // A function has no delay, and one that may not be read is not known.
  if (first.delayMilliseconds === undefined) return ` for ${formatElapsed(elapsedMilliseconds)}`;
  if (overdue) {
    return `, still listed ${formatElapsed(elapsedMilliseconds - first.delayMilliseconds)} after the delay`;
  }
  return `, ${formatCountdown(remainingMilliseconds)} left at most`;
}

function finishedDrains(drains: readonly Drain[], milliseconds: number): Told {
  const gone = drains.filter(({ phase }) => phase === 'gone').length;
  const returned = drains.length - gone;
  const after = `after ${formatElapsed(milliseconds)}`;
  if (returned === 0) {
    if (drains.some(({ cut }) => cut !== undefined)) {
      return { state: `gone ${after}, perhaps with requests cut`, tone: 'problem' };
    }
    // Of a drain that somebody else began, the start is not known.
    const isOurs = drains[0]?.startedBy !== 'elsewhere';
    return { state: isOurs ? `gone ${after}` : `gone ${after} of being seen draining`, tone: 'done' };
  }
  const state =
    gone === 0 ? `registered again ${after}` : `${gone} gone, ${returned} registered again ${after}`;
  return { state, tone: 'ended' };
}

function toldOfDrain(drain: Drain): Told {
  if (!isOver(drain)) return { state: drain.phase, tone: 'draining' };
  return finishedDrains([drain], (drain.endedAt ?? drain.startedAt) - drain.startedAt);
}

// Registered targets

function toldOfArrivals({ arrivals, finishedAt }: ArrivalEntry, now: number): Told {
  const [first] = arrivals;
  if (first === undefined) return { state: '', tone: 'ended' };
  const failing = arrivals.filter(isFailing);
  const [failed] = failing;
  if (failed !== undefined) {
    const many = ofAll(failing.length, arrivals.length);
    return { state: `${many}${failure(failed, finishedAt ?? now)}`, tone: 'problem' };
  }
  if (finishedAt !== undefined) return finishedArrivals(arrivals);
  const healthy = arrivals.filter(({ phase }) => phase === 'healthy').length;
  if (healthy > 0) return { state: `${healthy} of ${arrivals.length} healthy`, tone: 'checking' };
  return { state: `${phaseOfOpen(arrivals)}${arrivalTime(first, now)}`, tone: 'checking' };
}

function phaseOfOpen(arrivals: readonly Arrival[]): string {
  return arrivals.every(({ phase }) => phase === 'registering') ? 'registering' : 'checking';
}

/**
 * Threshold × interval is what it may take and no less: the user guide of Application Load Balancers says "After your
 * target is registered, it must pass one health check to be considered healthy".
 */
function arrivalTime({ expectedMilliseconds, startedAt }: Arrival, now: number): string {
  const elapsed = now - startedAt;
  return expectedMilliseconds === undefined || elapsed >= expectedMilliseconds
    ? ` for ${formatElapsed(elapsed)}`
    : `, expected healthy within ${inShort(expectedMilliseconds - elapsed)}`;
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
  return { state: parts.join(', '), tone: 'ended' };
}

function toldOfArrival(arrival: Arrival): Told {
  const after = formatElapsed(endOf(arrival) - arrival.startedAt);
  const reason = reasonOf(arrival.health);
  switch (arrival.phase) {
    case 'healthy':
      return { state: `healthy after ${after}`, tone: 'done' };
    case 'unchecked':
      return { state: `registered, not checked${reason}`, tone: 'done' };
    case 'gone':
      return { state: `gone after ${after}, before it was healthy`, tone: 'ended' };
    case 'unhealthy':
      return { state: `turned unhealthy after it was healthy${reason}`, tone: 'problem' };
    case 'registering':
    case 'checking':
      return isFailing(arrival)
        ? { state: `not healthy${reason}`, tone: 'problem' }
        : { state: arrival.phase, tone: 'checking' };
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
    return { state: `waiting until ${until}: ${reached} of ${targets.length}`, tone: 'waiting' };
  }
  const after = `after ${formatElapsed(endedAt - startedAt)}`;
  switch (outcome) {
    case 'reached':
      return { state: `${until} ${after}`, tone: 'done' };
    case 'impossible':
      return { state: `not ${until}${because === undefined ? '' : `: ${because}`}`, tone: 'problem' };
    default:
      return { state: `stopped ${after}: ${reached} of ${targets.length} ${until}`, tone: 'ended' };
  }
}

function toldOfAwaited({ until, startedAt }: HealthWait, { health, reachedAt }: AwaitedTarget): Told {
  if (reachedAt !== undefined) {
    return { state: `${until} after ${formatElapsed(reachedAt - startedAt)}`, tone: 'done' };
  }
  return { state: health === undefined ? 'not listed' : stateInWords(health), tone: 'waiting' };
}

// Servicing

const STATUS_WORDS = {
  running: '',
  paused: 'paused: ',
  waiting: 'waiting for Continue: ',
  stopped: 'stopped: ',
  aborting: 'aborting: ',
  finished: '',
  aborted: 'aborted: ',
} as const;

function toldOfRun(entry: RunEntry, now: number): Told {
  const { run, finishedAt } = entry;
  const { summary, aboutMilliseconds } = progressOf(run, now);
  const left = aboutMilliseconds === undefined ? '' : `, about ${formatCountdown(aboutMilliseconds)} left`;
  const time = finishedAt === undefined ? left : ` after ${formatElapsed(finishedAt - run.startedAt)}`;
  return { state: `${STATUS_WORDS[run.status]}${summary}${time}`, tone: runTone(entry) };
}

function runTone(entry: RunEntry): ActivityTone {
  const { status } = entry.run;
  if (status === 'stopped') return 'problem';
  if (isUnderWay(entry)) return 'servicing';
  return status === 'aborted' ? 'ended' : 'done';
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
  return { state: because === undefined ? state : `${state}: ${because}`, tone: SERVICED_TONES[phase] };
}

/** `28 of 40 `; nothing where it is all of them. */
function ofAll(some: number, all: number): string {
  return some === all ? '' : `${some} of ${all} `;
}
