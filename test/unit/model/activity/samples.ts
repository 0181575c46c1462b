// Drains, registered targets, waits and servicings of a group, in the middle of things.
import type { Arrival } from '../../../../src/model/arrival';
import type { Drain } from '../../../../src/model/drain';
import type { HealthWait } from '../../../../src/model/healthWait';
import type { ServicedPhase, ServiceRun } from '../../../../src/model/servicing/serviceRun';
import { type ActivitySources, activityEntries } from '../../../../src/model/activity/entries';
import { GROUP_ARN } from '../samples';

export const START = Date.UTC(2026, 0, 15, 9, 30);
const SCOPE = { connectionId: 'emulator@us-east-1', groupArn: GROUP_ARN, groupName: 'web' };

export function drain(id: string, changes: Partial<Drain> = {}): Drain {
  return {
    ...SCOPE,
    id: `drain of ${id}`,
    target: { id, port: 80 },
    startedAt: START,
    startedBy: 'us',
    delayMilliseconds: 300_000,
    phase: 'draining',
    ...changes,
  };
}

export function arrival(id: string, changes: Partial<Arrival> = {}): Arrival {
  return {
    ...SCOPE,
    id: `arrival of ${id}`,
    target: { id, port: 80 },
    startedAt: START,
    expectedMilliseconds: 30_000,
    phase: 'checking',
    health: { state: 'initial', reason: 'Elb.InitialHealthChecking' },
    ...changes,
  };
}

export const TIMED_OUT = { state: 'unhealthy', reason: 'Target.Timeout' };

/** Of as many targets; the first of them are as waited for. */
export function healthWait(targets: number, reached: number, changes: Partial<HealthWait> = {}): HealthWait {
  return {
    ...SCOPE,
    id: 'a wait',
    until: 'healthy',
    targets: Array.from({ length: targets }, (_, index) => ({
      target: { id: `10.0.0.${index + 1}`, port: 80 },
      health: { state: index < reached ? 'healthy' : 'initial' },
      ...(index < reached ? { reachedAt: START + 10_000 } : {}),
    })),
    startedAt: START,
    ...changes,
  };
}

export function serviceRun(phases: readonly ServicedPhase[], changes: Partial<ServiceRun> = {}): ServiceRun {
  return {
    ...SCOPE,
    id: 'a run',
    targetType: 'ip',
    batchSize: 1,
    delayMilliseconds: 300_000,
    healthyAfterMilliseconds: 30_000,
    lateAfterMilliseconds: 60_000,
    floor: 1,
    step: { kind: 'continue' },
    startedAt: START,
    status: 'running',
    targets: phases.map((phase, index) => ({
      target: { id: `10.0.0.${index + 1}`, port: 80 },
      batch: index,
      phase,
      since: START + 60_000,
    })),
    ...changes,
  };
}

export function entriesOf(sources: Partial<ActivitySources>) {
  return activityEntries({ drains: [], arrivals: [], waits: [], runs: [], ...sources });
}
