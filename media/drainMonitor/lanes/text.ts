// The drain monitor's wording: what a lane, a group and the sum line say. Pure, so that every sentence can be tested.
import { timeWithDay } from '../../../src/model/ago';
import { drainProgress, isOver } from '../../../src/model/drain';
import { durationInWords, formatCountdown, formatElapsed } from '../../../src/model/duration';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';

/**
 * Where a lane stands, as people see it: the phase, and whether the delay is over.
 * - `ending`: the delay has just run out and no snapshot has come since; the target may well be gone already
 * - `overdue`: the delay is over and the target is still listed
 */
export type Standing = 'deregistering' | 'draining' | 'ending' | 'overdue' | 'gone' | 'returned';

/** The moment for which a text is written. */
export interface Moment {
  /** The host's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** `now` of the snapshot that the lane came with: what the host knew then, and nothing later. */
  readonly snapshotAt: number;
  /** The snapshot is from an earlier life of the panel, and the host has not answered yet. */
  readonly restored?: boolean;
  /** Of the times of day; the user's own where absent. */
  readonly timeZone?: string;
}

export interface LaneText {
  readonly standing: Standing;
  /** `Draining`, `Gone`, … */
  readonly phase: string;
  /** `deregistered by you`; empty when the drain was not started here, which a note then says. */
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

export interface SumPart {
  readonly figure: string;
  readonly word: string;
}

/**
 * Without a new snapshot, a lane whose delay ran out counts as overdue only after this long: the host reads a draining
 * group every few seconds, so until then nobody knows, and a warning would flash at the end of every drain.
 */
const SILENCE_BEFORE_OVERDUE_MILLISECONDS = 10_000;

export const EMPTY_TITLE = 'Nothing is draining';
export const EMPTY_SENTENCE =
  'When a target is deregistered, by you or by somebody else, it appears here with the time that has passed and the time left at most.';
/** What the API cannot tell. */
export const LIMIT_OF_KNOWLEDGE =
  'Time left is an upper bound: a load balancer may be done with a target earlier, and the API does not say so.';
export const WAITING_FOR_HOST = 'As last seen. Waiting for an update…';

export function standingOf(lane: DrainLane, { now, snapshotAt, restored }: Moment): Standing {
  if (lane.phase === 'gone' || lane.phase === 'returned') return lane.phase;
  const { delayMilliseconds } = lane;
  if (delayMilliseconds === undefined || !drainProgress(lane, now).overdue) return lane.phase;
  const end = lane.startedAt + delayMilliseconds;
  // Silence says something only while the host is there to speak.
  const silent = restored !== true && now > end + SILENCE_BEFORE_OVERDUE_MILLISECONDS;
  return snapshotAt > end || silent ? 'overdue' : 'ending';
}

export function laneText(lane: DrainLane, moment: Moment): LaneText {
  const standing = standingOf(lane, moment);
  const { elapsedMilliseconds, remainingMilliseconds, fraction } = drainProgress(lane, moment.now);
  const { delayMilliseconds } = lane;
  const atTime = (time: number): string => timeWithDay(time, moment);
  return {
    standing,
    phase: phaseInWords(lane, standing, moment),
    startedBy: lane.startedBy === 'us' ? 'deregistered by you' : '',
    ...figureOf(lane, standing, elapsedMilliseconds, remainingMilliseconds),
    // Somebody else's drain began at an unknown time before we saw it.
    start: `${lane.startedBy === 'us' ? 'started' : 'before'} ${atTime(lane.startedAt)}`,
    middle: middleOf(lane, elapsedMilliseconds),
    end: endOf(lane, standing, atTime),
    notes: notesOf(lane, standing, atTime),
    ...(delayMilliseconds === undefined && !isOver(lane) ? {} : { fraction }),
    valueText: valueTextOf(lane, standing, elapsedMilliseconds, remainingMilliseconds),
  };
}

/** The sum line, part by part: `2 draining`, `0:24 left at most`, `3 gone`. */
export function sumParts(lanes: readonly DrainLane[], moment: Moment): SumPart[] {
  const standings = lanes.map((lane) => standingOf(lane, moment));
  const count = (...wanted: Standing[]): number =>
    standings.filter((standing) => wanted.includes(standing)).length;
  const counted = (figure: number, word: string): SumPart[] =>
    figure === 0 ? [] : [{ figure: String(figure), word }];
  const draining = lanes.filter((lane) => lane.phase === 'draining').length;
  const longest = Math.max(0, ...lanes.map((lane) => drainProgress(lane, moment.now).remainingMilliseconds));
  return [
    ...counted(lanes.filter((lane) => lane.phase === 'deregistering').length, 'deregistering'),
    ...counted(draining, 'draining'),
    ...(lanes.some((lane) => !isOver(lane)) ? [] : [{ figure: '', word: EMPTY_TITLE }]),
    ...(longest === 0 ? [] : [{ figure: formatCountdown(longest), word: 'left at most' }]),
    ...counted(count('overdue'), 'past the delay'),
    ...counted(lanes.filter(hasUnknownEnd).length, 'with no known end'),
    ...counted(lanes.filter(isStale).length, 'not up to date'),
    ...counted(count('gone'), 'gone'),
    ...counted(count('returned'), 'registered again'),
  ];
}

/** `deregistration delay 5:00` where the lanes of a group agree, the range where the delay was changed meanwhile. */
export function delayOfGroup(lanes: readonly DrainLane[]): string {
  const delays = lanes.flatMap(({ delayMilliseconds }) => delayMilliseconds ?? []);
  if (delays.length === 0) return '';
  const shortest = formatCountdown(Math.min(...delays));
  const longest = formatCountdown(Math.max(...delays));
  return `deregistration delay ${shortest === longest ? longest : `${shortest} to ${longest}`}`;
}

/** Why a group's lanes may be out of date; once for the group, since it is the group that is read. */
export function stalenessOfGroup(lanes: readonly DrainLane[]): string {
  const reasons = new Set(lanes.filter(isStale).flatMap(({ staleBecause }) => staleBecause ?? []));
  return reasons.size === 0 ? '' : `Not up to date: ${[...reasons].join(' ')}`;
}

/** A finished drain stays finished, whatever a later read says. */
export function isStale(lane: DrainLane): boolean {
  return lane.staleBecause !== undefined && !isOver(lane);
}

function phaseInWords(lane: DrainLane, standing: Standing, { restored }: Moment): string {
  switch (standing) {
    case 'deregistering':
      return 'Deregistering';
    case 'draining':
    case 'ending':
      return isStale(lane) ? 'Draining when last read' : 'Draining';
    case 'overdue':
      if (lane.phase === 'deregistering') return 'Past the delay, not yet seen draining or gone';
      return isStale(lane) || restored === true
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
  if (standing === 'gone') return { figure: formatElapsed(elapsed), figureLabel: 'until gone' };
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
    const word = standing === 'gone' ? 'seen gone' : 'seen back';
    return lane.endedAt === undefined ? '' : `${word} ${atTime(lane.endedAt)}`;
  }
  if (lane.delayMilliseconds === undefined) return '';
  const passed = standing === 'overdue' || standing === 'ending';
  return `${passed ? 'was due' : 'ends by'} ${atTime(lane.startedAt + lane.delayMilliseconds)}`;
}

function notesOf(lane: DrainLane, standing: Standing, atTime: (time: number) => string): string[] {
  const active = !isOver(lane);
  const measured = lane.delayMilliseconds !== undefined;
  const notes: string[] = [];
  if (standing === 'ending')
    notes.push('The delay is over; the next read will show whether the target is gone.');
  if (lane.startedBy === 'elsewhere') {
    const bound = active && measured && standing !== 'overdue' ? '; the time left is an upper bound' : '';
    notes.push(`First seen at ${atTime(lane.startedAt)} — it was not started here${bound}.`);
  }
  if (active && !measured) {
    notes.push(
      isLambda(lane)
        ? 'A Lambda function does not drain: requests in flight fail with HTTP 5XX.'
        : 'The deregistration delay is not known, so neither is the time left.',
    );
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

/** The group's delay could not be read, so that no figure speaks for this lane. */
function hasUnknownEnd(lane: DrainLane): boolean {
  return !isOver(lane) && lane.delayMilliseconds === undefined && !isLambda(lane);
}

function isLambda(lane: DrainLane): boolean {
  return /^arn:[^:]*:lambda:/.test(lane.target.id);
}
