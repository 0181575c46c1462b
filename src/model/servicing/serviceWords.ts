// How far a servicing is, in words, and what the user can do with it at this moment.
import type { ServiceRun } from './serviceRun';

export type ServiceAction = 'pause' | 'resume' | 'continue' | 'skip' | 'abort';

export interface ServiceProgress {
  /** `6 of 10 targets serviced` */
  readonly summary: string;
  /** What goes on now: `Batch 3 of 4: i-0a, i-0b drain, 0:24 left at most`. */
  readonly sentence: string;
  readonly done: number;
  readonly total: number;
  /** At most, in milliseconds; absent where it depends on the user or on a step of unknown length. */
  readonly remainingMilliseconds?: number;
  readonly actions: readonly ServiceAction[];
}

/** @param now milliseconds since the epoch */
export function progressOf(run: ServiceRun, now: number): ServiceProgress {
  void now;
  const done = run.targets.filter(({ phase }) => phase === 'done').length;
  const total = run.targets.length;
  return {
    summary: `${done} of ${total} targets serviced`,
    sentence: run.because ?? '',
    done,
    total,
    actions: [],
  };
}
