// What becomes of a servicing by the answer to a call, by the end of a step, and by the end of a window.
import { targetKey, type TargetIdentity } from '../target';
import { type Failure, registered, withFailure, withoutTrouble } from './serviceFacts';
import {
  moved,
  nameOf,
  namesOf,
  type ServicedTarget,
  type ServiceRun,
  stopped,
  withTargets,
} from './serviceRun';

/** Of a register or deregister, as read back. */
export interface Answer {
  readonly done: readonly TargetIdentity[];
  /** Of those that are not done: the one failure of the call, or each its own. */
  readonly undone: readonly { readonly target: TargetIdentity; readonly failure?: Failure }[];
}

export type StepEnd = { readonly ok: true } | { readonly ok: false; readonly because: string };

export function deregisterAnswered(run: ServiceRun, answer: Answer, now: number): ServiceRun {
  return answered(run, answer, now, 'deregistering', {
    done: (target) => moved(target, 'draining', now),
    // As if it had never been wanted; what was wanted since holds.
    refused: (target) => moved(target, target.goal ?? 'waiting', now),
    unseen: (names, are) =>
      `The API accepted the deregistration of ${names}, but reading back shows that ${are} still in service. Resume to send it again, or abort.`,
  });
}

export function registerAnswered(run: ServiceRun, answer: Answer, now: number): ServiceRun {
  return answered(run, answer, now, 'registering', {
    done: (target) => registered(target, now),
    refused: (target, because) => moved(target, 'serviced', now, because),
    unseen: (names, are) =>
      `The API accepted the registration of ${names}, but reading back does not show that ${are} registered. Resume to send it again.`,
  });
}

interface Outcomes {
  readonly done: (target: ServicedTarget) => ServicedTarget;
  /** `because` is absent where another try may succeed. */
  readonly refused: (target: ServicedTarget, because: string | undefined) => ServicedTarget;
  readonly unseen: (names: string, are: string) => string;
}

function answered(
  run: ServiceRun,
  { done, undone }: Answer,
  now: number,
  phase: ServicedTarget['phase'],
  outcomes: Outcomes,
): ServiceRun {
  const doneKeys = new Set(done.map(targetKey));
  const failures = new Map(undone.map(({ target, failure }) => [targetKey(target), failure]));
  const after = withTargets(run, (target) => {
    const key = targetKey(target.target);
    if (target.phase !== phase) return target;
    if (doneKeys.has(key)) return outcomes.done(target);
    const failure = failures.get(key);
    if (failure?.refused !== true) return target;
    return outcomes.refused(target, failure.passing ? undefined : failure.message);
  });
  if (undone.length === 0) return withoutTrouble(after, 'calls');
  const failed = undone.flatMap(({ failure }) => failure ?? []);
  const worst = failed.find(({ passing }) => !passing) ?? failed[0];
  if (worst !== undefined) return withFailure(after, 'calls', worst, now);
  const unseen = run.targets.filter(({ target }) => failures.has(targetKey(target)));
  return stopped(
    after,
    'calls',
    outcomes.unseen(namesOf(unseen), unseen.length === 1 ? 'it is' : 'they are'),
  );
}

/** The step of one target ended. One that is to be put back anyway does not ask how. */
export function stepEnded(run: ServiceRun, ended: TargetIdentity, end: StepEnd, now: number): ServiceRun {
  const key = targetKey(ended);
  const of = run.targets.find(({ target }) => targetKey(target) === key);
  if (of?.phase !== 'servicing' || of.goal !== undefined) return run;
  const after = withTargets(run, (target) =>
    target !== of ? target : end.ok ? moved(target, 'serviced', now) : moved(target, 'out', now, end.because),
  );
  if (end.ok) return after;
  return stopped(
    after,
    'step',
    `The step failed for ${nameOf(of)}: ${end.because} It is out of service. Run the step again, continue as if it had succeeded, or skip or abort to put it back.`,
  );
}

/**
 * The window carries the run out from now on: another one than before, or the same one anew, after an error. Of a task or
 * a command that was running, nobody knows whether it finished; waiting for the user and a fixed pause go on as they were.
 */
export function takenOver(run: ServiceRun, window: string, now: number): ServiceRun {
  const isAnew = run.carriedOutBy === window;
  const owned: ServiceRun = isAnew ? run : { ...run, carriedOutBy: window };
  if (run.step.kind !== 'task' && run.step.kind !== 'command') return owned;
  const lost = run.targets.filter(({ phase, goal }) => phase === 'servicing' && goal === undefined);
  if (lost.length === 0) return owned;
  const end = isAnew ? 'An error ended the servicing' : 'The window ended';
  const because = `${end} while its step ran.`;
  const after = withTargets(owned, (target) =>
    lost.includes(target) ? moved(target, 'out', now, because) : target,
  );
  return stopped(
    after,
    'unknownStep',
    `${end} while the step ran on ${namesOf(lost)}: whether it finished is not known. Look at ${lost.length === 1 ? 'it' : 'them'}, then run the step again, continue if it is done, or skip to put ${lost.length === 1 ? 'it' : 'them'} back without it.`,
  );
}
