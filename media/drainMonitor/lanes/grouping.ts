// Lanes by connection and target group, in the order in which the host sent them.
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';

export interface LaneGroup {
  readonly key: string;
  readonly lanes: readonly [DrainLane, ...DrainLane[]];
}

export function groupLanes(lanes: readonly DrainLane[]): LaneGroup[] {
  const groups = new Map<string, [DrainLane, ...DrainLane[]]>();
  for (const lane of lanes) {
    const key = groupKey(lane);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [lane]);
    else group.push(lane);
  }
  return [...groups].map(([key, grouped]) => ({ key, lanes: grouped }));
}

/** What a group is known by on the page. */
export function groupKey({ connectionId, groupArn }: Pick<DrainLane, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}
