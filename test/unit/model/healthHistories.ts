// Histories of health as reads of a group make them, by the plainest rule.
import type { GroupHistory, HealthBand, HistoryGap, TargetHistory } from '../../../src/model/healthHistory';
import { isSameHealth, type TargetHealth, type TargetIdentity } from '../../../src/model/target';

const SCOPE = {
  connectionId: 'emulator',
  groupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout-web/1',
  groupName: 'checkout-web',
};

/** 14:00 UTC. */
export const START = Date.UTC(2026, 0, 14, 14);

export const healthy: TargetHealth = { state: 'healthy' };
export const wrongCode: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
};
export const timeout: TargetHealth = { state: 'unhealthy', reason: 'Target.Timeout' };
export const draining: TargetHealth = { state: 'draining', reason: 'Target.DeregistrationInProgress' };

export interface Read {
  readonly at: number;
  /** Of each target in turn; undefined for one that is not registered. */
  readonly seen: readonly (TargetHealth | undefined)[];
  /** Nobody looked between the read before and this one. */
  readonly afterGap?: boolean;
}

export function identity(index: number): TargetIdentity {
  return { id: `10.0.1.${index + 1}`, port: 80 };
}

/** A read every ten seconds from the start on. */
export function everyTenSeconds(...seen: readonly (TargetHealth | undefined)[][]): Read[] {
  return seen.map((each, index) => ({ at: START + index * 10_000, seen: each }));
}

/** @param reads in the order of time, all of the same number of targets */
export function historyOf(
  reads: readonly [Read, ...Read[]],
  marks: GroupHistory['marks'] = [],
): GroupHistory {
  const gaps = reads.flatMap(({ at, afterGap }, index): HistoryGap[] => {
    const before = reads[index - 1];
    return afterGap === true && before !== undefined ? [{ from: before.at, to: at }] : [];
  });
  const targets = reads[0].seen.map((_, index): TargetHistory => {
    const bands: HealthBand[] = [];
    for (const { at, seen } of reads) {
      const health = seen[index];
      const last = bands.at(-1);
      if (last !== undefined && isSameHealth(last.health, health))
        bands[bands.length - 1] = { ...last, to: at };
      else bands.push({ from: at, to: at, ...(health === undefined ? {} : { health }) });
    }
    return { target: identity(index), bands };
  });
  return { ...SCOPE, targets, marks, gaps, from: reads[0].at, to: reads.at(-1)?.at ?? reads[0].at };
}
