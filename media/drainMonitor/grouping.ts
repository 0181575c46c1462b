// Lanes by connection and target group, in the order in which the host sent them.
import type { DrainLane } from '../../src/views/drainMonitor/protocol';

export interface LaneGroup {
  readonly key: string;
  readonly lanes: readonly [DrainLane, ...DrainLane[]];
}

export function groupLanes(lanes: readonly DrainLane[]): LaneGroup[] {
  const groups = new Map<string, [DrainLane, ...DrainLane[]]>();
  for (const lane of lanes) {
    const key = `${lane.connectionId}\n${lane.groupArn}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [lane]);
    else group.push(lane);
  }
  return [...groups].map(([key, grouped]) => ({ key, lanes: grouped }));
}
