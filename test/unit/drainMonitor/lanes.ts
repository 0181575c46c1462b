// Lanes for the drain monitor's tests, started at a round time of day in UTC.
import type { LaneOfGroup } from '../../../media/drainMonitor/lanes/standing';
import type { DrainLane, LaneGroup } from '../../../src/views/drainMonitor/laneMessages';

/** 14:02:10 UTC. */
export const STARTED_AT = Date.UTC(2026, 0, 14, 14, 2, 10);

export const seconds = (count: number): number => count * 1000;

/** A target that drains for 30 seconds; `id` also names the instance. */
export function lane(id: string, changes: Partial<DrainLane> = {}): DrainLane {
  return { ...laneWithoutDelay(id), delayMilliseconds: seconds(30), ...changes };
}

/** A lane of a group whose delay is not known, or that has none. */
export function laneWithoutDelay(id: string, changes: Partial<DrainLane> = {}): DrainLane {
  return {
    id,
    connectionId: 'emulator',
    groupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders-web/73e2d6bc24d8a067',
    groupName: 'orders-web',
    target: { id: `i-${id}`, port: 8080 },
    startedAt: STARTED_AT,
    startedBy: 'us',
    phase: 'draining',
    actions: ['copyId'],
    ...changes,
  };
}

/** What is known of the lane's group. */
export function groupOf(
  { connectionId, groupArn, groupName }: DrainLane,
  changes: Partial<LaneGroup> = {},
): LaneGroup {
  return { connectionId, groupArn, groupName, connectionLabel: 'Emulator', ...changes };
}

/** The lane with what is known of its group. */
export function ofGroup(of: DrainLane, changes: Partial<LaneGroup> = {}): LaneOfGroup {
  return { lane: of, facts: groupOf(of, changes) };
}
