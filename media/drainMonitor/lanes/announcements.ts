// What a screen reader is told of lanes between two moments: changes of phase, never the ticking.
import { isOver } from '../../../src/model/drain';
import { targetLabel } from '../../../src/model/target';
import { type LaneOfGroup, type Moment, type Standing, standingOf } from './standing';
import { laneText } from './text';

/** Above this many lanes that changed alike, a count is said in place of every name. */
const MOST_NAMES = 2;

/** Each lane's phase as last said. */
export type SaidPhases = ReadonlyMap<string, Standing>;

export interface Announcement {
  /** Empty when nothing changed. */
  readonly sentence: string;
  readonly said: SaidPhases;
}

/** Compares the lanes with what was `said`; lanes that were over when they first appeared are no news. */
export function announce(said: SaidPhases, lanes: Iterable<LaneOfGroup>, moment: Moment): Announcement {
  const next = new Map<string, Standing>();
  const changed = new Map<Standing, LaneOfGroup[]>();
  for (const each of lanes) {
    const { lane } = each;
    const standing = standingOf(lane, moment);
    // That the delay is about to end is part of draining.
    const toSay = standing === 'ending' ? lane.phase : standing;
    next.set(lane.id, toSay);
    const before = said.get(lane.id);
    if (before === toSay || (before === undefined && isOver(lane))) continue;
    const alike = changed.get(toSay);
    if (alike === undefined) changed.set(toSay, [each]);
    else alike.push(each);
  }
  return { sentence: [...changed.values()].map((alike) => inWords(alike, moment)).join(' '), said: next };
}

function inWords(alike: readonly LaneOfGroup[], moment: Moment): string {
  const named = alike.slice(0, MOST_NAMES).map((each) => {
    const { standing, phase, valueText } = laneText(each, moment);
    const left = standing === 'draining' ? `, ${valueText}` : '';
    return {
      phase,
      sentence: `${targetLabel(each.lane.target)} in ${each.lane.groupName}: ${phase}${left}.`,
    };
  });
  if (alike.length > MOST_NAMES) return `${alike.length} targets: ${named[0]?.phase ?? ''}.`;
  return named.map(({ sentence }) => sentence).join(' ');
}
