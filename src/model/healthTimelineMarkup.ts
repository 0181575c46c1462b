// One target's row of a timeline as SVG, the same on the page and in a picture. Colours come with its classes.
import type { MarkPiece, SeenPiece, TimelineItem } from './healthTimeline';
import { LOOKS, lookOf } from './healthTimelineLooks';
import type { TimeRange } from './healthTimelineRange';
import type { TargetHealth } from './target';

/** Where times stand on the row: the range on `width` pixels, bands on `height` pixels. */
export interface TimeScale {
  readonly range: TimeRange;
  readonly width: number;
  readonly height: number;
}

/** Of the labels' font, in pixels, on the safe side. */
const CHARACTER_WIDTH = 6.4;
const LABEL_MARGIN = 6;
/** What is shorter in time is drawn so wide: a single read is seen too. */
const LEAST_WIDTH = 2;
/** What lies this far outside is not drawn at all. */
const OUTSIDE = 8;

export function xOf(time: number, { range, width }: TimeScale): number {
  return ((time - range.from) / (range.to - range.from)) * width;
}

export function timeAt(x: number, { range, width }: TimeScale): number {
  return range.from + (x / width) * (range.to - range.from);
}

/** The elements of a row; the same text as long as nothing changes that can be seen. */
export function rowMarkup(items: readonly TimelineItem[], scale: TimeScale): string {
  return items.map((item) => itemMarkup(item, scale)).join('');
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function itemMarkup(item: TimelineItem, scale: TimeScale): string {
  if (item.kind === 'mark') return markMarkup(item, scale);
  const [left, right] = [xOf(item.from, scale), xOf(item.to, scale)];
  if (item.kind === 'gap') return restMarkup('gap', 'not watched', left, right, scale);
  if (item.health === undefined) return restMarkup('absent', 'not registered', left, right, scale);
  return bandMarkup(item, item.health, scale);
}

/** An edge between two reads: the change lies anywhere between them, so it goes from the one up to the other. */
interface Edge {
  readonly foot: number;
  readonly head: number;
}

function bandMarkup(piece: SeenPiece, health: TargetHealth, scale: TimeScale): string {
  const { width, height } = scale;
  const look = lookOf(health);
  const { height: share } = LOOKS[look];
  const start = edge(startsAfter(piece) ?? piece.from, piece.from, scale);
  const end = widened(start, edge(piece.to, piece.until ?? piece.to, scale));
  if (Math.min(start.foot, start.head) > width + OUTSIDE || Math.max(end.foot, end.head) < -OUTSIDE)
    return '';
  // A low band ends below the head of its edges.
  const headOf = ({ foot, head }: Edge) => foot + (head - foot) * share;
  const top = height * (1 - share);
  const path = `M${px(start.foot)} ${px(height)}L${px(headOf(start))} ${px(top)}H${px(headOf(end))}L${px(end.foot)} ${px(height)}Z`;
  const text = labelMarkup(
    [health.state, ...(health.reason === undefined ? [] : [`${health.state} · ${health.reason}`])],
    headOf(start),
    Math.min(headOf(end), end.foot),
    height - (height * share) / 2,
    scale,
  );
  return `<path class="band ${look}" fill="url(#look-${look})" d="${path}"/>${text}`;
}

function startsAfter({ change }: SeenPiece): number | undefined {
  return change === undefined || change.unwatched ? undefined : change.after;
}

/** What lies outside is cut off, so that no figure grows beyond what can be drawn. */
function edge(from: number, to: number, scale: TimeScale): Edge {
  const [foot, head] = [xOf(from, scale), xOf(to, scale)];
  if (head < -OUTSIDE) return { foot: -2 * OUTSIDE, head: -2 * OUTSIDE };
  const beyond = scale.width + 2 * OUTSIDE;
  return foot > scale.width + OUTSIDE ? { foot: beyond, head: beyond } : { foot, head };
}

function widened(start: Edge, end: Edge): Edge {
  const missing = Math.max(0, LEAST_WIDTH - (end.head - start.head), LEAST_WIDTH - (end.foot - start.foot));
  return { foot: end.foot + missing, head: end.head + missing };
}

/** A time of which there is no state to show: a line at its foot. */
function restMarkup(name: string, label: string, left: number, right: number, scale: TimeScale): string {
  const { width, height } = scale;
  if (right < -OUTSIDE || left > width + OUTSIDE) return '';
  const [from, to] = [Math.max(left, -OUTSIDE), Math.min(right, width + OUTSIDE)];
  const y = name === 'gap' ? height / 2 : height - 0.5;
  const line = `<path class="${name}" d="M${px(from)} ${px(y)}H${px(to)}"/>`;
  return `${line}${labelMarkup([label], from, to, height / 2, scale)}`;
}

function markMarkup({ from, action }: MarkPiece, scale: TimeScale): string {
  const x = xOf(from, scale);
  if (x < -OUTSIDE || x > scale.width + OUTSIDE) return '';
  // Up is in, down is out.
  const sign = action === 'register' ? 'M-4 5L0 -1L4 5Z' : 'M-4 -1L0 5L4 -1Z';
  return `<g class="mark ${action}" transform="translate(${px(x)} 0)"><path class="stem" d="M0 0V${px(scale.height)}"/><path class="sign" d="${sign}"/></g>`;
}

/** The longest of the texts that fits into the part that is seen. */
function labelMarkup(
  texts: readonly string[],
  from: number,
  to: number,
  middle: number,
  { width }: TimeScale,
): string {
  const left = Math.max(0, from) + LABEL_MARGIN;
  const room = Math.min(width, to) - left - LABEL_MARGIN;
  const text = texts.findLast(({ length }) => length * CHARACTER_WIDTH <= room);
  return text === undefined
    ? ''
    : `<text x="${px(left)}" y="${px(middle)}" dominant-baseline="central">${escapeXml(text)}</text>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
