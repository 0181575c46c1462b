// Servicing targets one after another: what was planned, and how far it is. Kept in storage while it goes on.
import type { ChangeScope } from '../pendingChange';
import { type TargetIdentity, targetLabel, type TargetState } from '../target';

/** What happens between out and back. */
export type ServiceStep =
  /** The user works on the targets and says *Continue*. */
  | { readonly kind: 'continue' }
  /** A task, by its name as VS Code lists it; of the workspace folder with that URI, where it belongs to one. */
  | { readonly kind: 'task'; readonly name: string; readonly folder?: string }
  /** A command line for the user's shell, run in that folder (a URI). */
  | { readonly kind: 'command'; readonly line: string; readonly folder?: string }
  | { readonly kind: 'pause'; readonly seconds: number };

export interface PlannedTarget {
  readonly target: TargetIdentity;
  readonly targetName?: string;
  /** 0 for the first. */
  readonly batch: number;
  /** Where it is known. */
  readonly zone?: string;
}

export interface ServicePlan extends ChangeScope {
  /** Only these can be serviced: a function does not drain, and a group of type `alb` has one target. */
  readonly targetType: 'instance' | 'ip';
  /** In the order of servicing. */
  readonly targets: readonly PlannedTarget[];
  /** The most that are out at a time; a batch is smaller where that keeps a target in each zone. */
  readonly batchSize: number;
  /** The least number of healthy targets to keep, counted over all targets of the group. */
  readonly floor: number;
  readonly step: ServiceStep;
  /** `deregistration_delay.timeout_seconds` of the group, where it could be read. */
  readonly delayMilliseconds?: number;
  /** Healthy threshold × interval: when a good target is healthy as a rule. */
  readonly healthyAfterMilliseconds?: number;
  /** A target that is not healthy by then does not come back by itself. */
  readonly lateAfterMilliseconds: number;
}

/**
 * `waiting`: in service, its turn comes. `deregistering`: the call is about to be sent, or was; not seen done yet. `out`:
 * drained, nothing was done to it yet. `servicing`: the step is on. `serviced`: the step is done. `registering`: as
 * `deregistering`. `checking`: registered, and not healthy yet. The others are ends: `done`: serviced, and back.
 */
export type ServicedPhase =
  | 'waiting'
  | 'deregistering'
  | 'draining'
  | 'out'
  | 'servicing'
  | 'serviced'
  | 'registering'
  | 'checking'
  | 'done'
  /** Not serviced: the user skipped it, or it was gone when its turn came. In service unless `because` says otherwise. */
  | 'skipped'
  /** Put back because the run was aborted. */
  | 'putBack'
  /** Out of service, and nothing goes on with it: see `because`. */
  | 'left';

export interface ServicedTarget extends PlannedTarget {
  readonly phase: ServicedPhase;
  /** When the phase began, in milliseconds since the epoch. */
  readonly since: number;
  /** When its deregistration was written down, while it is out. */
  readonly leftAt?: number;
  /** Its health when its turn came. */
  readonly before?: TargetState;
  /** What it ends as, where that is not `done`: it is put back without the step. */
  readonly goal?: 'skipped' | 'putBack';
  readonly because?: string;
}

/**
 * `running`; `paused` by the user, at the end of what is under way; `waiting` for the user's *Continue*; `stopped` by
 * itself (see `because`); `aborting`: puts back what is out; `finished` and `aborted`: over.
 */
type ServiceStatus = 'running' | 'paused' | 'waiting' | 'stopped' | 'aborting' | 'finished' | 'aborted';

/**
 * `floor`: too few healthy targets. `step`: it failed. `unknownStep`: nobody saw its end. `late`: a target did
 * not turn healthy. `calls`, `reads`: the API refuses, or did not answer for long. `outside`: somebody else registered or
 * deregistered a target that is being serviced.
 */
export type StopCause = 'floor' | 'step' | 'unknownStep' | 'late' | 'calls' | 'reads' | 'outside';

/** Calls or reads fail in a way that may pass: they are tried again. */
interface ServiceTrouble {
  readonly of: 'calls' | 'reads';
  readonly since: number;
  /** When it was last seen to fail. */
  readonly at: number;
  readonly message: string;
}

export interface ServiceRun extends Omit<ServicePlan, 'targets'> {
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status: ServiceStatus;
  /** Why it stopped, where it stopped, and what to do next: for people. */
  readonly because?: string;
  readonly stoppedBy?: StopCause;
  readonly trouble?: ServiceTrouble;
  /** The user went on although health was under the floor; it has not been at the floor since. */
  readonly knownUnderFloor?: true;
  /** The window that carries it out, or last did. */
  readonly carriedOutBy?: string;
  readonly targets: readonly ServicedTarget[];
}

const ENDS: readonly ServicedPhase[] = ['done', 'skipped', 'putBack', 'left'];
const OUT: readonly ServicedPhase[] = [
  'deregistering',
  'draining',
  'out',
  'servicing',
  'serviced',
  'registering',
];

export function isRunOver({ status }: Pick<ServiceRun, 'status'>): boolean {
  return status === 'finished' || status === 'aborted';
}

/** Nothing more happens to it. */
export function isSettled({ phase }: Pick<ServicedTarget, 'phase'>): boolean {
  return ENDS.includes(phase);
}

/** We took it out, or are about to, and it is not seen registered again. */
export function isOut({ phase }: Pick<ServicedTarget, 'phase'>): boolean {
  return OUT.includes(phase);
}

export function isUnderWay(target: Pick<ServicedTarget, 'phase'>): boolean {
  return target.phase !== 'waiting' && !isSettled(target);
}

/** The first batch that is not over; undefined when all are. */
export function currentBatch(run: Pick<ServiceRun, 'targets'>): number | undefined {
  const open = run.targets.filter((target) => !isSettled(target)).map(({ batch }) => batch);
  return open.length === 0 ? undefined : Math.min(...open);
}

export function batchCount({ targets }: { readonly targets: readonly PlannedTarget[] }): number {
  return Math.max(-1, ...targets.map(({ batch }) => batch)) + 1;
}

/** The user works on the targets, and says when that is done. */
export function awaitsUser(run: Pick<ServiceRun, 'step' | 'targets'>): boolean {
  return run.step.kind === 'continue' && run.targets.some(({ phase }) => phase === 'servicing');
}

/** What a person calls it. */
export function nameOf({ target, targetName }: Pick<PlannedTarget, 'target' | 'targetName'>): string {
  return targetName ?? targetLabel(target);
}

const MOST_NAMED = 3;

/** `a`, `a and b`, `a, b, c and 4 more` */
export function namesOf(targets: readonly Pick<PlannedTarget, 'target' | 'targetName'>[]): string {
  const named = targets.slice(0, MOST_NAMED).map(nameOf);
  const more = targets.length - named.length;
  const items = more > 0 ? [...named, `${more} more`] : named;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** A copy that lacks these properties. */
export function without<T extends object, Key extends keyof T & string>(
  value: T,
  ...keys: readonly Key[]
): Omit<T, Key> {
  const names: readonly string[] = keys;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) as Omit<T, Key>;
}

export function moved(
  target: ServicedTarget,
  phase: ServicedPhase,
  now: number,
  because?: string,
): ServicedTarget {
  const kept = isOut({ phase }) ? without(target, 'because') : without(target, 'because', 'leftAt');
  return { ...kept, phase, since: now, ...(because === undefined ? {} : { because }) };
}

/** The run with each target as the function gives it; the same object where none is another. */
export function withTargets(run: ServiceRun, change: (target: ServicedTarget) => ServicedTarget): ServiceRun {
  const targets = run.targets.map(change);
  return targets.every((target, index) => target === run.targets[index]) ? run : { ...run, targets };
}

/**
 * A run that stopped already keeps its first reason; a call that fails afterwards, while it puts back what it is done
 * with, is told with it and ends that too.
 */
export function stopped(run: ServiceRun, stoppedBy: StopCause, because: string): ServiceRun {
  if (isRunOver(run)) return run;
  if (run.status !== 'stopped') return { ...without(run, 'trouble'), status: 'stopped', stoppedBy, because };
  if (stoppedBy !== 'calls' || !mayPutBack(run)) return run;
  return { ...without(run, 'trouble'), stoppedBy, because: `${run.because ?? ''} ${because}`.trim() };
}

/** After a stop, putting back what is done with goes on, unless it was calls or reads that failed. */
export function mayPutBack({ status, stoppedBy }: Pick<ServiceRun, 'status' | 'stoppedBy'>): boolean {
  return status !== 'stopped' || (stoppedBy !== 'calls' && stoppedBy !== 'reads');
}
