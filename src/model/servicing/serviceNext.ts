// What to do next with a servicing, by what is stored of it and what was last read: nothing else decides.
import { durationInWords } from '../duration';
import { isDraining, type RegisteredTarget, targetKey } from '../target';
import { healthWithWords, observed, READ_LAG_MILLISECONDS, type Reading } from './serviceFacts';
import {
  awaitsUser,
  batchCount,
  currentBatch,
  isOut,
  isRunOver,
  isSettled,
  isUnderWay,
  mayPutBack,
  moved,
  namesOf,
  type ServicedTarget,
  type ServiceRun,
  stopped,
  without,
  withTargets,
} from './serviceRun';

/** What to do now. The run that comes with it has the intention written down: it is to be stored before anything is sent. */
export type Todo =
  | { readonly kind: 'deregister' | 'register' | 'step'; readonly targets: readonly ServicedTarget[] }
  /** Read the group's health: what is known is too old to take targets out by. */
  | { readonly kind: 'read' };

export interface Next {
  readonly run: ServiceRun;
  /** Absent where nothing is to be done until something changes. */
  readonly todo?: Todo;
}

/** Only what was read so lately decides whether targets can leave. */
const FRESH_MILLISECONDS = 1_000;
/** After a call or a read that failed in a way that may pass. */
const TRY_AGAIN_MILLISECONDS = 5_000;

/** @param now milliseconds since the epoch */
export function next(stored: ServiceRun, reading: Reading, now: number): Next {
  if (isRunOver(stored)) return { run: stored };
  const facts = pauseOver(observed(stored, reading, now), now);
  const run = withUser(guarded(facts, reading, now));
  if (run.targets.every(isSettled)) return { run: ended(run, now) };
  if (run.trouble !== undefined && now - run.trouble.at < TRY_AGAIN_MILLISECONDS) return { run };
  return putBack(run, now) ?? serviced(run, now) ?? takenOut(run, reading, now) ?? { run };
}

/** Whether somebody has to be at it: to read, to wait, to call. */
export function needsHands(run: ServiceRun): boolean {
  if (isRunOver(run)) return false;
  if (run.status === 'running' || run.status === 'aborting' || run.status === 'waiting') return true;
  const onTheMove: readonly ServicedTarget['phase'][] = [
    'deregistering',
    'draining',
    'servicing',
    'registering',
    'checking',
  ];
  return run.targets.some(
    ({ phase }) =>
      onTheMove.includes(phase) ||
      (phase === 'out' && run.status === 'paused') ||
      (phase === 'serviced' && mayPutBack(run)),
  );
}

/** How many targets get traffic as far as we know: one that we take out does not, whatever an old read says. */
function healthyCount(
  run: Pick<ServiceRun, 'targets'>,
  listed: readonly RegisteredTarget[],
  without: readonly ServicedTarget[] = [],
): number {
  const out = new Set([...run.targets.filter(isOut), ...without].map(({ target }) => targetKey(target)));
  return listed.filter((target) => target.health.state === 'healthy' && !out.has(targetKey(target))).length;
}

/** `waiting` exactly while the run waits for the user. */
function withUser(run: ServiceRun): ServiceRun {
  if (run.status === 'running' && awaitsUser(run)) return { ...run, status: 'waiting' };
  return run.status === 'waiting' && !awaitsUser(run) ? { ...run, status: 'running' } : run;
}

/** A fixed pause needs nobody to end it. */
function pauseOver(run: ServiceRun, now: number): ServiceRun {
  const { step } = run;
  if (step.kind !== 'pause') return run;
  return withTargets(run, (target) =>
    target.phase === 'servicing' && target.goal === undefined && now - target.since >= step.seconds * 1000
      ? moved(target, 'serviced', now)
      : target,
  );
}

/** Stops the run where it must not go on. */
function guarded(run: ServiceRun, { targets, readAt, failure }: Reading, now: number): ServiceRun {
  if (run.status === 'stopped' || run.status === 'aborting') return run;
  if (run.status === 'paused' && !run.targets.some(isUnderWay)) return run;
  if (failure !== undefined || targets === undefined || readAt === undefined || readAt < run.startedAt)
    return run;
  const healthy = healthyCount(run, targets);
  if (healthy < run.floor) {
    if (run.knownUnderFloor === true) return run;
    return stopped(
      run,
      'floor',
      `${run.groupName} has ${healthy} healthy targets, under the floor of ${run.floor}. No target leaves until you resume; ${outWords(run)}`,
    );
  }
  // By a read of then: while a window or its machine sleeps, nobody sees a target turn healthy.
  const late = run.targets.filter(
    ({ phase, since }) => phase === 'checking' && readAt - since >= run.lateAfterMilliseconds,
  );
  if (late.length > 0) return stopped(run, 'late', lateWords(run, late, targets, now));
  if (run.knownUnderFloor === undefined) return run;
  return without(run, 'knownUnderFloor');
}

function outWords(run: ServiceRun): string {
  const out = run.targets.filter(isOut);
  return out.length === 0
    ? 'none is out of service.'
    : `${namesOf(out)} ${out.length === 1 ? 'is' : 'are'} out of service: resume to finish ${out.length === 1 ? 'it' : 'them'}, skip or abort to put ${out.length === 1 ? 'it' : 'them'} back.`;
}

function lateWords(
  run: ServiceRun,
  late: readonly ServicedTarget[],
  listed: readonly RegisteredTarget[],
  now: number,
): string {
  const [first] = late;
  const found = listed.find((target) => first !== undefined && targetKey(target) === targetKey(first.target));
  const waited = durationInWords(now - Math.max(...late.map(({ since }) => since)));
  const rule =
    run.healthyAfterMilliseconds === undefined
      ? ''
      : `; healthy threshold × interval are ${durationInWords(run.healthyAfterMilliseconds)}`;
  const state = found === undefined ? '' : ` The API says: ${healthWithWords(found)}.`;
  return `${namesOf(late)} ${late.length === 1 ? 'is' : 'are'} not healthy ${waited} after ${late.length === 1 ? 'it was' : 'they were'} registered${rule}.${state} Mend the target, then resume to wait for it anew; skip to leave it registered as it is; or abort.`;
}

function ended(run: ServiceRun, now: number): ServiceRun {
  const isAborted = run.status === 'aborting' || run.targets.some(({ goal }) => goal === 'putBack');
  return {
    ...without(run, 'because', 'stoppedBy', 'trouble', 'knownUnderFloor'),
    status: isAborted ? 'aborted' : 'finished',
    endedAt: now,
  };
}

function putBack(run: ServiceRun, now: number): Next | undefined {
  if (!mayPutBack(run)) return undefined;
  const ready = run.targets.filter((target) => isReadyToReturn(run, target, now));
  if (ready.length === 0) return undefined;
  const targets = ready.map((target) =>
    target.phase === 'registering' ? target : moved(target, 'registering', now),
  );
  return { run: replaced(run, targets), todo: { kind: 'register', targets } };
}

function isReadyToReturn(run: ServiceRun, target: ServicedTarget, now: number): boolean {
  const { phase, goal, batch } = target;
  if (phase === 'registering') return true;
  if (goal === undefined) {
    if (phase !== 'serviced') return false;
    const others = run.targets.filter((other) => other.batch === batch && other.goal === undefined);
    return !others.some(
      (other) =>
        ['deregistering', 'draining', 'servicing'].includes(other.phase) ||
        (other.phase === 'out' && run.status !== 'stopped'),
    );
  }
  switch (phase) {
    case 'out':
    case 'servicing':
    case 'serviced':
      return true;
    case 'draining':
      return run.targetType === 'instance';
    case 'deregistering':
      // An address that drains cannot be registered; whether it does will show.
      return run.targetType === 'instance' || now - target.since >= READ_LAG_MILLISECONDS;
    default:
      return false;
  }
}

/** The whole batch has drained: its step begins. */
function serviced(run: ServiceRun, now: number): Next | undefined {
  if (run.status !== 'running' && run.status !== 'paused') return undefined;
  const batch = currentBatch(run);
  const members = run.targets.filter((target) => target.batch === batch && target.goal === undefined);
  const ready = members.filter(({ phase }) => phase === 'out');
  const areLeaving = members.some(({ phase }) => phase === 'deregistering' || phase === 'draining');
  if (ready.length === 0 || areLeaving) return undefined;
  const targets = ready.map((target) => moved(target, 'servicing', now));
  const begun = replaced(run, targets);
  switch (run.step.kind) {
    case 'pause':
      return { run: begun };
    case 'continue':
      return { run: withUser(begun) };
    default:
      return { run: begun, todo: { kind: 'step', targets } };
  }
}

/** The next batch leaves, or what is left of one whose deregistration was not seen. */
function takenOut(
  run: ServiceRun,
  { targets: listed, readAt, failure }: Reading,
  now: number,
): Next | undefined {
  if (run.status !== 'running') return undefined;
  const batch = currentBatch(run);
  const members = run.targets.filter((target) => target.batch === batch);
  const leaving = members.filter(
    ({ phase, goal }) => phase === 'waiting' || (phase === 'deregistering' && goal === undefined),
  );
  if (leaving.length === 0 || failure !== undefined) return undefined;
  const newest = Math.max(...run.targets.map(({ since }) => since));
  if (listed === undefined || readAt === undefined || readAt < newest || now - readAt > FRESH_MILLISECONDS) {
    return { run, todo: { kind: 'read' } };
  }
  const states = new Map(listed.map((target) => [targetKey(target), target]));
  const gone = leaving.filter(({ phase, target }) => {
    const found = states.get(targetKey(target));
    return phase === 'waiting' && (found === undefined || isDraining(found));
  });
  const staying = leaving.filter((target) => !gone.includes(target));
  const without = replaced(
    run,
    gone.map((target) => moved(target, 'skipped', now, goneWords(states.get(targetKey(target.target))))),
  );
  if (staying.length === 0) return { run: without, todo: { kind: 'read' } };
  const healthy = healthyCount(without, listed);
  const left = healthyCount(without, listed, staying);
  if (left < run.floor) {
    return {
      run: stopped(
        without,
        'floor',
        `Batch ${(batch ?? 0) + 1} of ${batchCount(run)} was not taken out: ${healthy} targets of ${run.groupName} are healthy, and without ${namesOf(staying)} ${left} would be left, under the floor of ${run.floor}. Resume when more are healthy, skip the batch, or abort.`,
      ),
    };
  }
  const targets = staying.map((target) => leavingNow(target, states.get(targetKey(target.target)), now));
  return { run: replaced(without, targets), todo: { kind: 'deregister', targets } };
}

function leavingNow(
  target: ServicedTarget,
  listed: RegisteredTarget | undefined,
  now: number,
): ServicedTarget {
  if (target.phase === 'deregistering') return target;
  return {
    ...moved(target, 'deregistering', now),
    leftAt: now,
    ...(listed === undefined ? {} : { before: listed.health.state }),
  };
}

function goneWords(listed: RegisteredTarget | undefined): string {
  return listed === undefined
    ? 'It was not registered any more when its turn came.'
    : 'It was draining already when its turn came: somebody else deregistered it.';
}

function replaced(run: ServiceRun, targets: readonly ServicedTarget[]): ServiceRun {
  const changed = new Map(targets.map((target) => [targetKey(target.target), target]));
  return withTargets(run, (target) => changed.get(targetKey(target.target)) ?? target);
}
