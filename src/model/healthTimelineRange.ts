// The part of time that a timeline shows: follows now until somebody goes back, zooms about a moment, keeps within bounds.

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What the user wants to see. */
export interface TimelineView {
  /** How much time, in milliseconds; `all` is everything that is known, however much it becomes. */
  readonly span: number | 'all';
  /** Where it ends; `now` goes on with the clock. */
  readonly end: number | 'now';
}

/** What there is to see: `from` is when the group was first read. */
export interface TimelineExtent {
  readonly from: number;
  readonly now: number;
}

const MINUTE = 60_000;
export const SHORTEST_SPAN_MILLISECONDS = 5_000;

export const PRESETS = [
  { label: '5 m', words: 'the last 5 minutes', span: 5 * MINUTE },
  { label: '15 m', words: 'the last 15 minutes', span: 15 * MINUTE },
  { label: '1 h', words: 'the last hour', span: 60 * MINUTE },
  { label: 'All', words: 'all that is known', span: 'all' },
] as const;

export const WHOLE_VIEW: TimelineView = { span: 'all', end: 'now' };

export function rangeOf(view: TimelineView, extent: TimelineExtent): TimeRange {
  const span = spanOf(view, extent);
  const to = view.end === 'now' ? extent.now : clamp(view.end, earliestEnd(span, extent), extent.now);
  return { from: to - span, to };
}

/** Shows `factor` times as much time; `about` stays where it is on screen as far as the bounds allow. */
export function zoomed(
  view: TimelineView,
  extent: TimelineExtent,
  factor: number,
  about: number,
): TimelineView {
  const range = rangeOf(view, extent);
  const span = clamp((range.to - range.from) * factor, SHORTEST_SPAN_MILLISECONDS, longestSpan(extent));
  const held = clamp(about, range.from, range.to);
  const share = (held - range.from) / (range.to - range.from);
  return endingAt(held + (1 - share) * span, span, extent);
}

/** Moves by so many milliseconds; who goes back to now follows it again. */
export function panned(view: TimelineView, extent: TimelineExtent, by: number): TimelineView {
  const { from, to } = rangeOf(view, extent);
  // There is nothing else to see.
  if (view.span === 'all') return view;
  return endingAt(to + by, to - from, extent);
}

/** Moves as little as is needed to show the moment; unchanged where it is shown. */
export function revealing(view: TimelineView, extent: TimelineExtent, time: number): TimelineView {
  const range = rangeOf(view, extent);
  if (time >= range.from && time <= range.to) return view;
  const margin = (range.to - range.from) / 10;
  return panned(view, extent, time < range.from ? time - margin - range.from : time + margin - range.to);
}

function endingAt(end: number, span: number, extent: TimelineExtent): TimelineView {
  const within = clamp(end, earliestEnd(span, extent), extent.now);
  return { span, end: within >= extent.now ? 'now' : within };
}

function spanOf({ span }: TimelineView, extent: TimelineExtent): number {
  const wanted = span === 'all' ? extent.now - extent.from : span;
  return clamp(wanted, SHORTEST_SPAN_MILLISECONDS, longestSpan(extent));
}

/** The longest preset may be longer than what is known: then the time before is empty. */
function longestSpan({ from, now }: TimelineExtent): number {
  return Math.max(60 * MINUTE, now - from);
}

/** Who goes back ends at the first read. */
function earliestEnd(span: number, { from, now }: TimelineExtent): number {
  return Math.min(now, from + span);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
