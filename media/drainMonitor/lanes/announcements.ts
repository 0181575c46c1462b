// What the screen reader is told between two moments: changes of phase, never the ticking.
import { isOver } from '../../../src/model/drain';
import { targetLabel } from '../../../src/model/target';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import { laneText, type Moment, type Standing } from './text';

/** Above this many lanes that changed alike, a count is said in place of every name. */
const MOST_NAMES = 3;

/** Each lane's phase as last said. */
export type SaidPhases = ReadonlyMap<string, Standing>;

export interface Announcement {
  /** Empty when nothing changed. */
  readonly sentence: string;
  readonly said: SaidPhases;
}

/** Compares the lanes with what was `said`; lanes that were over when they first appeared are no news. */
export function announce(said: SaidPhases, lanes: readonly DrainLane[], moment: Moment): Announcement {
  const next = new Map<string, Standing>();
  const changesByPhase = new Map<string, string[]>();
  for (const lane of lanes) {
    const { standing, phase, valueText } = laneText(lane, moment);
    // That the delay is about to end is part of draining.
    const phaseToSay = standing === 'ending' ? lane.phase : standing;
    next.set(lane.id, phaseToSay);
    const before = said.get(lane.id);
    if (before === phaseToSay || (before === undefined && isOver(lane))) continue;
    const left = phaseToSay === 'draining' ? `, ${valueText}` : '';
    const names = changesByPhase.get(phase) ?? [];
    names.push(`${targetLabel(lane.target)} in ${lane.groupName}: ${phase}${left}.`);
    changesByPhase.set(phase, names);
  }
  const sentence = [...changesByPhase]
    .map(([phase, names]) =>
      names.length > MOST_NAMES ? `${names.length} targets: ${phase}.` : names.join(' '),
    )
    .join(' ');
  return { sentence, said: next };
}
