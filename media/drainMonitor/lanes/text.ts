// What a lane says, in words and figures. Pure, so that every sentence can be tested.
import { timeWithDay } from '../../../src/model/ago';
import { drainProgress, isOver } from '../../../src/model/drain';
import { durationInWords, formatCountdown, formatElapsed } from '../../../src/model/duration';
import { plural } from '../../../src/model/plural';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import {
  endedLate,
  isFunction,
  isStale,
  type LaneOfGroup,
  type Moment,
  type Standing,
  standingOf,
} from './standing';

export interface LaneText {
  readonly standing: Standing;
  /** `Draining`, `Gone`, … */
  readonly phase: string;
  /** `deregistered by you`, or `deregistered elsewhere` for a drain that was not started here. */
  readonly startedBy: string;
  /** The one figure to look at: the time left, or the time it took. */
  readonly figure: string;
  /** What the figure is. */
  readonly figureLabel: string;
  readonly start: string;
  /** How much of the delay has passed, between start and end. */
  readonly middle: string;
  readonly end: string;
  /** Sentences under the lane; most lanes have none. */
  readonly notes: readonly string[];
  /** 0 to 1; absent where there is no delay to measure against. */
  readonly fraction?: number;
  /** The bar in words. */
  readonly valueText: string;
}

/** What the API cannot tell. */
export const LIMIT_OF_KNOWLEDGE =
  'Time left is an upper bound: a load balancer may be done with a target earlier, and the API does not say so.';

export function laneText({ lane, facts }: LaneOfGroup, moment: Moment): LaneText {
  const standing = standingOf(lane, moment);
  const { elapsedMilliseconds, remainingMilliseconds, fraction } = drainProgress(lane, moment.now);
  const atTime = (time: number): string => timeWithDay(time, moment);
  return {
    standing,
    phase: phaseInWords(lane, standing, isStale(lane, facts) || moment.restored === true),
    startedBy: `deregistered ${lane.startedBy === 'us' ? 'by you' : 'elsewhere'}`,
    ...figureOf(lane, standing, elapsedMilliseconds, remainingMilliseconds),
    // Somebody else's drain began at an unknown time before we saw it.
    start: `${lane.startedBy === 'us' ? 'started' : 'first seen'} ${atTime(lane.startedAt)}`,
    middle: middleOf(lane, elapsedMilliseconds),
    end: endOf(lane, standing, atTime),
    notes: notesOf({ lane, facts }, standing, atTime),
    ...(lane.delayMilliseconds === undefined && !isOver(lane) ? {} : { fraction }),
    valueText: valueTextOf(lane, standing, elapsedMilliseconds, remainingMilliseconds),
  };
}

function phaseInWords(lane: DrainLane, standing: Standing, asLastRead: boolean): string {
  switch (standing) {
    case 'deregistering':
      return 'Deregistering';
    case 'draining':
    case 'ending':
      return asLastRead ? 'Draining when last read' : 'Draining';
    case 'overdue':
      if (lane.phase === 'deregistering') return 'Past the delay, not yet seen draining or gone';
      return asLastRead
        ? 'Past the delay, listed as draining when last read'
        : 'Past the delay, still listed as draining';
    case 'gone':
      return 'Gone';
    case 'returned':
      return 'Registered again';
  }
}

function figureOf(
  lane: DrainLane,
  standing: Standing,
  elapsed: number,
  remaining: number,
): Pick<LaneText, 'figure' | 'figureLabel'> {
  if (standing === 'gone') {
    return {
      figure: formatElapsed(elapsed),
      figureLabel: endedLate(lane) ? 'until seen gone' : 'until gone',
    };
  }
  if (standing === 'returned') return { figure: formatElapsed(elapsed), figureLabel: 'until back' };
  if (lane.delayMilliseconds === undefined) return { figure: formatElapsed(elapsed), figureLabel: 'elapsed' };
  if (standing === 'overdue') {
    return { figure: `+${formatElapsed(elapsed - lane.delayMilliseconds)}`, figureLabel: 'past the delay' };
  }
  return { figure: formatCountdown(remaining), figureLabel: 'left at most' };
}

function middleOf(lane: DrainLane, elapsed: number): string {
  if (lane.delayMilliseconds === undefined) return '';
  const delay = formatCountdown(lane.delayMilliseconds);
  if (isOver(lane)) return `delay ${delay}`;
  const passed = formatElapsed(elapsed);
  return elapsed > lane.delayMilliseconds
    ? `${passed} elapsed, delay ${delay}`
    : `${passed} of ${delay} elapsed`;
}

function endOf(lane: DrainLane, standing: Standing, atTime: (time: number) => string): string {
  if (standing === 'gone' || standing === 'returned') {
    const seenGone = endedLate(lane) ? 'gone by' : 'seen gone';
    const word = standing === 'gone' ? seenGone : 'seen back';
    return lane.endedAt === undefined ? '' : `${word} ${atTime(lane.endedAt)}`;
  }
  if (lane.delayMilliseconds === undefined) return '';
  const passed = standing === 'overdue' || standing === 'ending';
  return `${passed ? 'was due' : 'gone by'} ${atTime(lane.startedAt + lane.delayMilliseconds)}`;
}

function notesOf(
  { lane, facts }: LaneOfGroup,
  standing: Standing,
  atTime: (time: number) => string,
): string[] {
  const active = !isOver(lane);
  const measured = lane.delayMilliseconds !== undefined;
  const notes: string[] = [];
  if (standing === 'ending')
    notes.push('The delay is over; the next read will show whether the target is gone.');
  if (lane.startedBy === 'elsewhere' && active && measured && standing !== 'overdue') {
    notes.push('It began some time before it was first seen, so that it may end earlier than is shown.');
  }
  if (active && isFunction(lane)) {
    notes.push('A Lambda function does not drain: requests in flight fail with HTTP 5XX.');
  } else if (active && !measured) {
    notes.push('The deregistration delay is not known, so neither is the time left.');
  }
  if (standing === 'gone' && endedLate(lane)) {
    const due = atTime(lane.startedAt + (lane.delayMilliseconds ?? 0));
    notes.push(`It was due at ${due}; when it was really gone, nobody saw.`);
  }
  if (lane.cut !== undefined) {
    const what = plural(lane.cut.count, facts.loadBalancer === 'network' ? 'connection' : 'request');
    notes.push(`Perhaps cut: ${what} in the minute from ${atTime(lane.cut.at)}, as CloudWatch counted.`);
  }
  if (standing === 'gone' && facts.loadBalancer === 'network' && facts.closesConnections === false) {
    notes.push('Connections that were open then may go on until they end by themselves.');
  }
  return notes;
}

function valueTextOf(lane: DrainLane, standing: Standing, elapsed: number, remaining: number): string {
  // The same seconds as on the screen: passed ones rounded down, those left rounded up.
  const passed = durationInWords(Math.floor(elapsed / 1000) * 1000);
  if (standing === 'gone') return `gone after ${passed}`;
  if (standing === 'returned') return `registered again after ${passed}`;
  const since = `${passed} ${lane.startedBy === 'us' ? 'elapsed' : 'since first seen'}`;
  if (lane.delayMilliseconds === undefined) return since;
  if (standing === 'overdue') {
    const over = durationInWords(Math.floor((elapsed - lane.delayMilliseconds) / 1000) * 1000);
    return `${since}, ${over} past the delay`;
  }
  return `${since}, ${durationInWords(Math.ceil(remaining / 1000) * 1000)} left at most`;
}
