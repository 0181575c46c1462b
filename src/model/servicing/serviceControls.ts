// What the user can do with a servicing that goes on: pause, resume, continue, skip, abort.
import {
  awaitsUser,
  currentBatch,
  isOut,
  isRunOver,
  isSettled,
  moved,
  type ServicedTarget,
  type ServicePlan,
  type ServiceRun,
  without,
  withTargets,
} from './serviceRun';

export type ServiceAction = 'pause' | 'resume' | 'continue' | 'skip' | 'abort';

/** What is skipped: the batch at hand, or all that was not begun yet. */
export type SkipKind = 'batch' | 'rest';

export function begun(plan: ServicePlan, id: string, window: string, now: number): ServiceRun {
  return {
    ...plan,
    id,
    startedAt: now,
    status: 'running',
    carriedOutBy: window,
    targets: plan.targets.map((target) => ({ ...target, phase: 'waiting', since: now })),
  };
}

/** What makes sense at this moment. */
export function actionsOf(run: ServiceRun): ServiceAction[] {
  if (isRunOver(run)) return [];
  const { status, targets } = run;
  const hasMore = targets.some(({ phase }) => phase === 'waiting');
  if (status === 'aborting') return [];
  return [
    ...(isContinuable(run) ? (['continue'] as const) : []),
    ...((status === 'running' || status === 'waiting') && hasMore ? (['pause'] as const) : []),
    ...(status === 'paused' || status === 'stopped' ? (['resume'] as const) : []),
    'skip',
    ...(isAborting(run) ? [] : (['abort'] as const)),
  ];
}

/** The step ended in doubt or in failure, or it is the user's to end. */
function isContinuable(run: ServiceRun): boolean {
  if (isStoppedInStep(run)) return true;
  return awaitsUser(run) && run.stoppedBy !== 'calls' && run.stoppedBy !== 'reads';
}

/** *Resume* runs the step again. */
export function isStoppedInStep({ status, targets }: ServiceRun): boolean {
  return status === 'stopped' && targets.some(isLeftInStep);
}

/** Its step failed, or nobody knows how it ended. */
function isLeftInStep({ phase, because, goal }: ServicedTarget): boolean {
  return phase === 'out' && because !== undefined && goal === undefined;
}

export function isAborting({ status, targets }: ServiceRun): boolean {
  return (
    status === 'aborting' ||
    (status === 'stopped' && targets.some((target) => target.goal === 'putBack' && !isSettled(target)))
  );
}

/** What is under way is finished; no further batch leaves. */
export function paused(run: ServiceRun): ServiceRun {
  return actionsOf(run).includes('pause') ? { ...run, status: 'paused' } : run;
}

/** Goes on exactly where it was. What was waited for too long is waited for anew. */
export function resumed(run: ServiceRun, now: number): ServiceRun {
  if (!actionsOf(run).includes('resume')) return run;
  const going = goingOn(run, isAborting(run) ? 'aborting' : 'running');
  return withTargets(going, (target) => {
    if (target.phase === 'checking') return { ...target, since: now };
    if (target.phase !== 'out' && target.phase !== 'serviced') return target;
    return target.because === undefined ? target : moved(target, target.phase, now);
  });
}

/** The step is done, says the user. */
export function continued(run: ServiceRun, now: number): ServiceRun {
  if (!actionsOf(run).includes('continue')) return run;
  const inStep = isStoppedInStep(run);
  const after = withTargets(run, (target) => {
    const isItsEnd =
      target.phase === 'servicing' ? run.step.kind === 'continue' : inStep && isLeftInStep(target);
    return isItsEnd && target.goal === undefined ? moved(target, 'serviced', now) : target;
  });
  return run.status === 'waiting' || inStep ? goingOn(after, 'running') : after;
}

export function skipped(run: ServiceRun, kind: SkipKind, now: number): ServiceRun {
  if (!actionsOf(run).includes('skip')) return run;
  const batch = currentBatch(run);
  const isMeant = (target: ServicedTarget) =>
    kind === 'batch' ? target.batch === batch : target.phase === 'waiting';
  const after = withTargets(run, (target) =>
    isMeant(target) && !isSettled(target) ? withoutStep(target, 'skipped', now) : target,
  );
  if (run.status === 'paused' || (kind === 'rest' && run.status === 'stopped')) return after;
  return goingOn(after, isAborting(run) ? 'aborting' : 'running');
}

/** Puts back everything that is out. */
export function aborted(run: ServiceRun, now: number): ServiceRun {
  if (!actionsOf(run).includes('abort')) return run;
  const after = withTargets(run, (target) =>
    isSettled(target) ? target : withoutStep(target, 'putBack', now),
  );
  return goingOn(after, 'aborting');
}

function withoutStep(target: ServicedTarget, goal: 'skipped' | 'putBack', now: number): ServicedTarget {
  switch (target.phase) {
    case 'waiting':
      return moved(target, 'skipped', now);
    case 'checking':
      return moved(
        target,
        goal,
        now,
        goal === 'skipped' ? 'Registered, and not healthy yet when it was skipped.' : undefined,
      );
    case 'serviced':
      // The API refused to register it, and said why: it stays among the targets that are out of service.
      if (goal === 'skipped' && target.because !== undefined)
        return moved(target, 'left', now, target.because);
      return { ...target, goal };
    default:
      return isOut(target) ? { ...target, goal } : target;
  }
}

function goingOn(run: ServiceRun, status: 'running' | 'aborting'): ServiceRun {
  return {
    ...without(run, 'because', 'stoppedBy', 'trouble'),
    status,
    // Who goes on under the floor finishes what is out; that alone brings health up again.
    ...(run.stoppedBy === 'floor' ? { knownUnderFloor: true } : {}),
  };
}
