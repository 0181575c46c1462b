// What a read of the group's health tells of the targets that are being serviced, whoever did it.
import { stateInWords } from '../stateWords';
import { isDraining, type RegisteredTarget, targetKey } from '../target';
import {
  isRunOver,
  moved,
  nameOf,
  type ServicedTarget,
  type ServiceRun,
  stopped,
  without,
  withTargets,
} from './serviceRun';

/** Why a call or a read failed. */
export interface Failure {
  /** For people. */
  readonly message: string;
  /** Throttled, unreachable, out of order: another try may succeed without anybody's doing. */
  readonly passing: boolean;
  /** The API said no: it certainly did not do it. */
  readonly refused: boolean;
  /** It is about one target or some: the others of the call may be good. */
  readonly ofSingleTarget?: true;
}

/** What was last read of the group. */
export interface Reading {
  /** All of the group; absent before the first read. */
  readonly targets?: readonly RegisteredTarget[];
  /** Milliseconds since the epoch. */
  readonly readAt?: number;
  /** Of the last read, where it failed: `targets` is older then. */
  readonly failure?: Failure;
}

/** Reads lag behind writes: for so long a read may tell what was before. */
export const READ_LAG_MILLISECONDS = 60_000;
/** Calls and reads that fail in a way that may pass are tried again for so long. */
export const PATIENCE_MILLISECONDS = 120_000;

/** @param now milliseconds since the epoch */
export function observed(run: ServiceRun, reading: Reading, now: number): ServiceRun {
  if (isRunOver(run)) return run;
  if (reading.failure !== undefined) return withReadFailure(run, reading.failure, now);
  const { targets, readAt } = reading;
  if (targets === undefined || readAt === undefined || readAt < run.startedAt) return run;
  const listed = new Map(targets.map((target) => [targetKey(target), target]));
  let interference: string | undefined;
  const seen = withTargets(withoutTrouble(run, 'reads'), (target) => {
    // What was read before the target's phase began says nothing about it.
    if (readAt < target.since) return target;
    const fact = factOf(target, listed.get(targetKey(target.target)), readAt, now);
    interference ??= fact.interference;
    return fact.target;
  });
  return interference === undefined ? seen : stopped(seen, 'outside', interference);
}

/** @param of where absent, of whatever */
export function withoutTrouble(run: ServiceRun, of?: 'calls' | 'reads'): ServiceRun {
  if (run.trouble === undefined || (of !== undefined && run.trouble.of !== of)) return run;
  return without(run, 'trouble');
}

/** The run with the failure: stopped at once where it does not pass by itself, else when patience is at its end. */
export function withFailure(
  run: ServiceRun,
  of: 'calls' | 'reads',
  { message, passing }: Failure,
  now: number,
): ServiceRun {
  const what = of === 'reads' ? 'The health cannot be read' : 'A call failed';
  if (!passing)
    return stopped(run, of, `${what}: ${message} Mend that, then resume: it goes on where it was.`);
  // A call is tried again while it puts back what it is done with; reads go on anyway.
  if (run.status === 'stopped' && of === 'reads') return run;
  // Calls and reads that fail by turns are one trouble: patience ends with it.
  const since = run.trouble?.since ?? now;
  if (now - since >= PATIENCE_MILLISECONDS) {
    return stopped(
      run,
      of,
      `${what} for ${Math.round((now - since) / 1000)} seconds by now: ${message} Resume when that is over: it goes on where it was.`,
    );
  }
  return { ...run, trouble: { of, since, at: now, message } };
}

function withReadFailure(run: ServiceRun, failure: Failure, now: number): ServiceRun {
  const after = withFailure(run, 'reads', failure, now);
  // The same failure a moment later is no news to write down, except that it ends the patience.
  const isSame = after.status === run.status && run.trouble?.of === 'reads';
  return isSame && run.trouble.message === failure.message ? run : after;
}

interface Fact {
  readonly target: ServicedTarget;
  /** Somebody else's doing that nothing can go on with: for people. */
  readonly interference?: string;
}

function factOf(
  target: ServicedTarget,
  listed: RegisteredTarget | undefined,
  readAt: number,
  now: number,
): Fact {
  const inService = listed !== undefined && !isDraining(listed) ? listed : undefined;
  // A target that is registered anew begins as initial; any other state may be an old read.
  const isCertain = readAt - target.since >= READ_LAG_MILLISECONDS;
  const isBackForSure = inService !== undefined && (inService.health.state === 'initial' || isCertain);
  switch (target.phase) {
    case 'deregistering':
      if (listed === undefined) return { target: moved(target, 'out', now) };
      if (inService === undefined) return { target: moved(target, 'draining', now) };
      return { target: isCertain ? undone(target, now) : target };
    case 'draining':
      if (listed === undefined) return { target: moved(target, 'out', now, target.because) };
      return isBackForSure ? putBackByOthers(target, 'while it drained', now) : { target };
    case 'out':
      return isBackForSure ? putBackByOthers(target, 'before its step began', now) : { target };
    case 'servicing':
      return isBackForSure && target.because === undefined
        ? { target: { ...target, because: 'Somebody else registered it while its step is on.' } }
        : { target };
    case 'registering':
      return { target: isBackForSure ? registered(target, now) : target };
    case 'checking':
      if (inService !== undefined)
        return { target: isBack(target, inService) ? healthy(target, now) : target };
      return isCertain
        ? {
            target: moved(target, 'serviced', now),
            interference: `${nameOf(target)} was registered, and is ${listed === undefined ? 'not listed any more' : 'draining'}: somebody else deregistered it. Resume to register it again, or abort.`,
          }
        : { target };
    default:
      return { target };
  }
}

/** A deregistration that was written down, and evidently never happened. */
function undone(target: ServicedTarget, now: number): ServicedTarget {
  return target.goal === undefined ? moved(target, 'waiting', now) : moved(target, target.goal, now);
}

function putBackByOthers(target: ServicedTarget, when: string, now: number): Fact {
  if (target.goal !== undefined) return { target: moved(target, target.goal, now) };
  return {
    target: moved(target, 'waiting', now),
    interference: `Somebody else registered ${nameOf(target)} again ${when}. Resume to take it out once more, skip it, or abort.`,
  };
}

/** It was seen registered. A target that is put back because of an abort is waited for no longer. */
export function registered(target: ServicedTarget, now: number): ServicedTarget {
  return moved(target, target.goal === 'putBack' ? 'putBack' : 'checking', now);
}

function healthy(target: ServicedTarget, now: number): ServicedTarget {
  return moved(target, target.goal ?? 'done', now);
}

/** Healthy; or, where nobody checks it, as it was before. */
function isBack({ before }: ServicedTarget, { health }: RegisteredTarget): boolean {
  if (health.state === 'healthy') return true;
  return health.state === before && (before === 'unused' || before === 'unavailable');
}

/** `unhealthy · wrong response code (Health checks failed with these codes: [503])` */
export function healthWithWords({ health }: RegisteredTarget): string {
  const said = health.description?.trim() ?? '';
  return `${stateInWords(health)}${said === '' ? '' : ` (${said})`}`;
}
