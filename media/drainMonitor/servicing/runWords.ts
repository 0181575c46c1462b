// What the panel of a run says of batches and targets, and what is news for a screen reader.
import {
  isSettled,
  isUnderWay,
  type ServicedPhase,
  type ServicedTarget,
  type ServiceRun,
} from '../../../src/model/servicing/serviceRun';
import { phaseInWords, progressOf } from '../../../src/model/servicing/serviceWords';

/** What a target's cell looks like. */
export type CellLook = 'waiting' | 'leaving' | 'out' | 'returning' | 'done' | 'skipped' | 'problem';

const LOOKS: Readonly<Record<ServicedPhase, CellLook>> = {
  waiting: 'waiting',
  deregistering: 'leaving',
  draining: 'leaving',
  out: 'out',
  servicing: 'out',
  serviced: 'out',
  registering: 'returning',
  checking: 'returning',
  done: 'done',
  skipped: 'skipped',
  putBack: 'skipped',
  left: 'problem',
};

/** One that waits for somebody to look at it is a problem whatever its phase. */
export function lookOf(target: ServicedTarget): CellLook {
  const isStuck = target.because !== undefined && isUnderWay(target);
  return isStuck ? 'problem' : LOOKS[target.phase];
}

/** `Batch 2 of 4, 3 targets: draining` */
export function batchInWords(batch: number, count: number, targets: readonly ServicedTarget[]): string {
  const phases = [...new Set(targets.map(({ phase }) => phaseInWords(phase)))].join('; ');
  return `Batch ${batch + 1} of ${count}, ${targets.length === 1 ? '1 target' : `${targets.length} targets`}: ${phases}`;
}

export function batchState(targets: readonly ServicedTarget[]): 'over' | 'now' | 'later' {
  if (targets.every(isSettled)) return 'over';
  return targets.some((target) => isUnderWay(target) || isSettled(target)) ? 'now' : 'later';
}

/** The same `about` is no news: what only counts down is not told again and again. */
export function newsOf(run: ServiceRun, now: number): { readonly about: string; readonly sentence: string } {
  const { sentence } = progressOf(run, now);
  const phases = run.targets.map(({ phase }) => phase).join(' ');
  return { about: `${run.status} ${phases}`, sentence: `Servicing ${run.groupName}. ${sentence}` };
}
