// How far a servicing is, in words, and what the user can do with it at this moment.
import { durationInWords, formatCountdown } from '../duration';
import { actionsOf, isAborting, isStoppedInStep, type ServiceAction } from './serviceControls';
import {
  awaitsUser,
  batchCount,
  currentBatch,
  isSettled,
  isUnderWay,
  namesOf,
  type ServicedPhase,
  type ServicedTarget,
  type ServiceRun,
  type ServiceStep,
} from './serviceRun';

export type { ServiceAction } from './serviceControls';

export interface ServiceProgress {
  /** `6 of 10 targets serviced` */
  readonly summary: string;
  /** What goes on now: `Batch 3 of 4: i-0a and i-0b drain, 0:24 left at most.` */
  readonly sentence: string;
  readonly done: number;
  readonly total: number;
  /**
   * About so many milliseconds: the drains take their whole delay, the health checks as long as the target needs. Absent
   * where it depends on the user or on a step of unknown length.
   */
  readonly aboutMilliseconds?: number;
  /** The likeliest first. */
  readonly actions: readonly ServiceAction[];
}

/** @param now milliseconds since the epoch */
export function progressOf(run: ServiceRun, now: number): ServiceProgress {
  const done = run.targets.filter(({ phase }) => phase === 'done').length;
  const total = run.targets.length;
  const about = aboutLeft(run, now);
  return {
    summary: `${done} of ${total} ${total === 1 ? 'target' : 'targets'} serviced`,
    sentence: sentenceOf(run, now),
    done,
    total,
    ...(about === undefined ? {} : { aboutMilliseconds: about }),
    actions: actionsOf(run),
  };
}

/** The title of an action, as it is at this moment. */
export function actionTitle(run: ServiceRun, action: ServiceAction): string {
  switch (action) {
    case 'pause':
      return run.targets.some(isUnderWay) ? 'Pause after This Batch' : 'Pause';
    case 'resume':
      if (isStoppedInStep(run)) return 'Run the Step Again';
      return isAborting(run) ? 'Try Again' : 'Resume';
    case 'continue':
      return isStoppedInStep(run) ? 'Continue: the Step Is Done' : 'Continue: Put Back';
    case 'skip':
      return 'Skip…';
    case 'abort':
      return 'Abort…';
  }
}

/** `the task “restart”`, `a pause of 2 minutes` */
export function stepInWords(step: ServiceStep): string {
  switch (step.kind) {
    case 'continue':
      return 'wait for your Continue';
    case 'task':
      return `run the task “${step.name}”`;
    case 'command':
      return `run the command “${step.line}”`;
    case 'pause':
      return `pause for ${durationInWords(step.seconds * 1000)}`;
  }
}

const PHASE_WORDS: Readonly<Record<ServicedPhase, string>> = {
  waiting: 'in service, waits for its turn',
  deregistering: 'deregistering',
  draining: 'draining',
  out: 'drained, out of service',
  servicing: 'out of service, step in progress',
  serviced: 'step done, out of service',
  registering: 'registering',
  checking: 'registered, not healthy yet',
  done: 'serviced, back in service',
  skipped: 'skipped',
  putBack: 'put back',
  left: 'left out of service',
};

export function phaseInWords(phase: ServicedPhase): string {
  return PHASE_WORDS[phase];
}

/** Where a servicing stands, in a few words: `pauses after this batch`; nothing while it runs and when it is finished. */
export function statusInWords(run: ServiceRun): string {
  switch (run.status) {
    case 'paused':
      if (isWaitingForContinue(run)) return 'waits for Continue, then pauses';
      return isPausing(run) ? 'pauses after this batch' : 'paused';
    case 'waiting':
      return 'waits for Continue';
    case 'running':
    case 'finished':
      return '';
    default:
      return run.status;
  }
}

/** Nothing goes on before the user says so: who has paused after this batch still ends the step of this one. */
export function isWaitingForContinue(run: ServiceRun): boolean {
  return run.status === 'waiting' || (run.status === 'paused' && awaitsUser(run));
}

/** Paused, but what is under way is finished first. */
function isPausing(run: ServiceRun): boolean {
  return run.status === 'paused' && run.targets.some(isUnderWay);
}

function sentenceOf(run: ServiceRun, now: number): string {
  switch (run.status) {
    case 'finished':
      return endWords(run, 'Finished');
    case 'aborted':
      return endWords(run, 'Aborted');
    case 'stopped':
      return `Stopped. ${run.because ?? ''}`;
    case 'aborting':
      return abortingWords(run, now);
    default:
      return [activityWords(run, now), troubleWords(run)].join('');
  }
}

function activityWords(run: ServiceRun, now: number): string {
  const batch = currentBatch(run) ?? 0;
  const where = `Batch ${batch + 1} of ${batchCount(run)}`;
  const members = run.targets.filter((target) => target.batch === batch);
  if (run.status === 'paused' && !isPausing(run))
    return `Paused before batch ${batch + 1} of ${batchCount(run)}.`;
  const parts = phaseParts(run, members, now);
  const pauses = isPausing(run) ? ' Pauses after this batch.' : '';
  return `${where}: ${parts.length === 0 ? `${namesOf(members)} ${are(members)} next` : parts.join('; ')}.${pauses}`;
}

function abortingWords(run: ServiceRun, now: number): string {
  const open = run.targets.filter((target) => !isSettled(target));
  return `Puts back what is out: ${phaseParts(run, open, now).join('; ')}.${troubleWords(run)}`;
}

function troubleWords({ trouble }: ServiceRun): string {
  if (trouble === undefined) return '';
  return trouble.of === 'reads'
    ? ` The last read failed and is tried again: ${trouble.message}`
    : ` The last call failed and is tried again: ${trouble.message}`;
}

const ORDER: readonly ServicedPhase[] = [
  'deregistering',
  'draining',
  'out',
  'servicing',
  'serviced',
  'registering',
  'checking',
];

function phaseParts(run: ServiceRun, targets: readonly ServicedTarget[], now: number): string[] {
  return ORDER.flatMap((phase) => {
    const some = targets.filter((target) => target.phase === phase);
    return some.length === 0 ? [] : [phasePart(run, phase, some, now)];
  });
}

function phasePart(
  run: ServiceRun,
  phase: ServicedPhase,
  targets: readonly ServicedTarget[],
  now: number,
): string {
  const names = namesOf(targets);
  const [s, is] = [targets.length === 1 ? 's' : '', are(targets)];
  switch (phase) {
    case 'deregistering':
      return `${names} ${is} being deregistered`;
    case 'draining':
      return `${names} drain${s}${drainWords(run, targets, now)}`;
    case 'out':
      return `${names} ${is} out of service`;
    case 'servicing':
      return stepPart(run, names, targets, now);
    case 'serviced':
    case 'registering':
      return `${names} ${is} being registered`;
    default:
      return `${names} ${is} registered, not healthy yet${checkWords(run, targets, now)}`;
  }
}

function drainWords(run: ServiceRun, targets: readonly ServicedTarget[], now: number): string {
  if (run.delayMilliseconds === undefined) return '';
  const left = drainLeft(run, targets, now) ?? 0;
  return left > 0
    ? `, ${formatCountdown(left)} left at most`
    : ', the delay is over and the API still lists it';
}

function checkWords(run: ServiceRun, targets: readonly ServicedTarget[], now: number): string {
  const waited = now - Math.min(...targets.map(({ since }) => since));
  const late = run.lateAfterMilliseconds;
  return `, ${formatCountdown(Math.max(0, late - waited))} until that is too long`;
}

function stepPart(run: ServiceRun, names: string, targets: readonly ServicedTarget[], now: number): string {
  const is = are(targets);
  switch (run.step.kind) {
    case 'continue':
      return awaitsUser(run) && targets.every(({ goal }) => goal === undefined)
        ? `${names} ${is} out of service and drained: work on ${targets.length === 1 ? 'it' : 'them'}, then continue`
        : `${names} ${is} out of service`;
    case 'pause': {
      const left = run.step.seconds * 1000 - (now - Math.max(...targets.map(({ since }) => since)));
      return `${names} ${is} out of service, the pause ends in ${formatCountdown(left)}`;
    }
    case 'task':
      return `the task “${run.step.name}” runs for ${names}`;
    case 'command':
      return `the command runs for ${names}`;
  }
}

function endWords({ targets }: ServiceRun, how: string): string {
  const count = (phase: ServicedPhase) => targets.filter((target) => target.phase === phase).length;
  const parts = [
    `${count('done')} of ${targets.length} serviced`,
    ...(count('putBack') === 0 ? [] : [`${count('putBack')} put back`]),
    ...(count('skipped') === 0 ? [] : [`${count('skipped')} not serviced`]),
    ...(count('left') === 0 ? [] : [`${count('left')} left out of service`]),
  ];
  return `${how}: ${parts.join(', ')}.`;
}

function are(targets: readonly unknown[]): string {
  return targets.length === 1 ? 'is' : 'are';
}

/** Of the drains alone. */
function drainLeft(run: ServiceRun, targets: readonly ServicedTarget[], now: number): number | undefined {
  if (run.delayMilliseconds === undefined) return undefined;
  const began = Math.max(...targets.map(({ leftAt, since }) => leftAt ?? since));
  return Math.max(0, run.delayMilliseconds - (now - began));
}

function aboutLeft(run: ServiceRun, now: number): number | undefined {
  const { status, delayMilliseconds: delay, healthyAfterMilliseconds: checks, step } = run;
  if ((status !== 'running' && status !== 'waiting') || delay === undefined || checks === undefined)
    return undefined;
  const stepLength = step.kind === 'pause' ? step.seconds * 1000 : undefined;
  const current = currentBatch(run) ?? 0;
  const leftOf = (target: ServicedTarget): number | undefined => {
    const went = now - target.since;
    switch (target.phase) {
      case 'waiting':
        return sum(delay, stepLength, checks);
      case 'deregistering':
      case 'draining':
        return sum(drainLeft(run, [target], now), stepLength, checks);
      case 'out':
        return sum(stepLength, checks);
      case 'servicing':
        return sum(stepLength === undefined ? undefined : Math.max(0, stepLength - went), checks);
      case 'serviced':
      case 'registering':
        return checks;
      case 'checking':
        return Math.max(0, checks - went);
      default:
        return 0;
    }
  };
  const batches = Array.from({ length: batchCount(run) - current }, (_, index) =>
    run.targets.filter(({ batch }) => batch === current + index).map(leftOf),
  );
  return sum(
    ...batches.map((lefts) =>
      lefts.reduce<number | undefined>(
        (most, left) => (most === undefined || left === undefined ? undefined : Math.max(most, left)),
        0,
      ),
    ),
  );
}

function sum(...parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );
}
