// What the line at the top says of all lanes.
import { drainProgress, isOver } from '../../../src/model/drain';
import { formatCountdown } from '../../../src/model/duration';
import { figure as inDigits } from '../../../src/model/plural';
import { isStale, knowsEnd, standingOf, type LaneOfGroup, type Moment, type Standing } from './standing';

export interface SumPart {
  readonly figure: string;
  readonly word: string;
}

export const NOTHING_DRAINS = 'Nothing is draining';

/** Part by part: `2 draining`, `0:24 left at most`, `3 gone`. */
export function sumParts(lanes: Iterable<LaneOfGroup>, moment: Moment): SumPart[] {
  const standings = new Map<Standing, number>();
  let [deregistering, draining, stale, endless, longest] = [0, 0, 0, 0, 0];
  for (const { lane, facts } of lanes) {
    const standing = standingOf(lane, moment);
    standings.set(standing, (standings.get(standing) ?? 0) + 1);
    if (isOver(lane)) continue;
    if (lane.phase === 'deregistering') deregistering++;
    else draining++;
    if (isStale(lane, facts)) stale++;
    if (!knowsEnd(lane)) endless++;
    longest = Math.max(longest, drainProgress(lane, moment.now).remainingMilliseconds);
  }
  const counted = (count: number, word: string): SumPart[] =>
    count === 0 ? [] : [{ figure: inDigits(count), word }];
  return [
    ...counted(deregistering, 'deregistering'),
    ...counted(draining, 'draining'),
    ...(deregistering + draining > 0 ? [] : [{ figure: '', word: NOTHING_DRAINS }]),
    ...(longest === 0 ? [] : [{ figure: formatCountdown(longest), word: 'left at most' }]),
    ...counted(standings.get('overdue') ?? 0, 'past the delay'),
    ...counted(endless, 'with no known end'),
    ...counted(stale, 'not up to date'),
    ...counted(standings.get('gone') ?? 0, 'gone'),
    ...counted(standings.get('returned') ?? 0, 'registered again'),
  ];
}
