// The lanes that the page knows, in the order to show them. A message changes them; nothing of the DOM here.
import { isOver } from '../../../src/model/drain';
import type { DrainLane, LaneGroup, ToLanes } from '../../../src/views/drainMonitor/laneMessages';
import { groupKey } from './grouping';

export interface GroupOfLanes {
  readonly key: string;
  readonly facts: LaneGroup;
  /** What drains first, the longest first; then what is over, the newest end first. */
  readonly lanes: readonly DrainLane[];
}

/** One row of the list: the header of a group, or one of its lanes. */
export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly group: GroupOfLanes }
  | {
      readonly kind: 'lane';
      /** The lane's id. */
      readonly key: string;
      readonly lane: DrainLane;
      readonly group: GroupOfLanes;
      /** Its place in its group, from 1. */
      readonly place: number;
    };

/** What a message changed, beside the rows. */
export interface LaneNews {
  readonly laneIds: ReadonlySet<string>;
  readonly removedIds: readonly string[];
  readonly groupKeys: ReadonlySet<string>;
}

export class LaneModel {
  private lanes = new Map<string, DrainLane>();
  private facts = new Map<string, LaneGroup>();
  private groups = new Map<string, GroupOfLanes>();
  private rowList: readonly Row[] = [];
  private indexes: ReadonlyMap<string, number> = new Map();

  /** In their order on screen: groups in which something drains first, then by connection and name. */
  get rows(): readonly Row[] {
    return this.rowList;
  }

  /** In no order. */
  get all(): Iterable<DrainLane> {
    return this.lanes.values();
  }

  get count(): number {
    return this.lanes.size;
  }

  lane(id: string): DrainLane | undefined {
    return this.lanes.get(id);
  }

  groupOf(lane: DrainLane): GroupOfLanes | undefined {
    return this.groups.get(groupKey(lane));
  }

  /** Where a lane, or a group's header, is among the rows; undefined when it is not. */
  indexOf(key: string): number | undefined {
    return this.indexes.get(key);
  }

  receive(message: ToLanes): LaneNews {
    if (message.type === 'lanes') {
      this.lanes = new Map();
      this.facts = new Map();
      this.groups = new Map();
    }
    const touched = new Set<string>();
    for (const facts of message.groups) {
      this.facts.set(groupKey(facts), facts);
      touched.add(groupKey(facts));
    }
    const removedIds = message.type === 'lanes' ? [] : message.removed;
    for (const id of removedIds) {
      const lane = this.lanes.get(id);
      if (lane !== undefined) touched.add(groupKey(lane));
      this.lanes.delete(id);
    }
    for (const lane of message.lanes) {
      this.lanes.set(lane.id, lane);
      touched.add(groupKey(lane));
    }
    this.regroup(touched);
    return { laneIds: new Set(message.lanes.map(({ id }) => id)), removedIds, groupKeys: touched };
  }

  private regroup(touched: ReadonlySet<string>): void {
    const lanesOf = new Map<string, DrainLane[]>();
    for (const lane of this.lanes.values()) {
      const key = groupKey(lane);
      if (!touched.has(key)) continue;
      const group = lanesOf.get(key);
      if (group === undefined) lanesOf.set(key, [lane]);
      else group.push(lane);
    }
    for (const key of touched) {
      const facts = this.facts.get(key);
      const lanes = lanesOf.get(key);
      if (facts === undefined || lanes === undefined) this.groups.delete(key);
      else this.groups.set(key, { key, facts, lanes: lanes.sort(byProgress) });
    }
    this.rowList = [...this.groups.values()].sort(byUrgency).flatMap(rowsOf);
    this.indexes = new Map(this.rowList.map(({ key }, index) => [key, index]));
  }
}

function rowsOf(group: GroupOfLanes): Row[] {
  return [
    { kind: 'group', key: group.key, group },
    ...group.lanes.map((lane, index): Row => ({ kind: 'lane', key: lane.id, lane, group, place: index + 1 })),
  ];
}

function byProgress(a: DrainLane, b: DrainLane): number {
  return (
    Number(isOver(a)) - Number(isOver(b)) || (b.endedAt ?? 0) - (a.endedAt ?? 0) || a.startedAt - b.startedAt
  );
}

function byUrgency(a: GroupOfLanes, b: GroupOfLanes): number {
  return (
    Number(isQuiet(a)) - Number(isQuiet(b)) ||
    collator.compare(a.facts.connectionLabel, b.facts.connectionLabel) ||
    collator.compare(a.facts.groupName, b.facts.groupName)
  );
}

/** What drains is first in a group. */
function isQuiet({ lanes: [first] }: GroupOfLanes): boolean {
  return first === undefined || isOver(first);
}

const collator = new Intl.Collator('en', { numeric: true });
