// What the timeline shows: the history of a group and the part of time, with what follows from them.
import type { GroupHistory, TargetHistory } from '../../../src/model/healthHistory';
import { itemsOf, type TimelineItem } from '../../../src/model/healthTimeline';
import { sentenceOf, wordsOf } from '../../../src/model/healthTimelineWords';
import {
  panned,
  rangeOf,
  type TimelineExtent,
  type TimelineView,
  type TimeRange,
  WHOLE_VIEW,
  zoomed,
} from '../../../src/model/healthTimelineRange';
import type { TimeScale } from '../../../src/model/healthTimelineMarkup';
import { targetLabel } from '../../../src/model/target';
import type { TimelineGroup } from '../../../src/views/drainMonitor/timelineMessages';

/** The height of a row's bands, in pixels. */
const BAND_HEIGHT = 26;

const ZOOM_STEP = 1.5;
const PAN_SHARE = 0.2;
const FIRST_SPAN_MILLISECONDS = 15 * 60_000;

export class TimelineState {
  group: TimelineGroup | undefined;
  /** Undefined until somebody chooses, or there is something to see. */
  private chosen: TimelineView | undefined;
  /** The host's clock. */
  now = 0;
  /** Of the bands' column, in pixels; 0 while it is hidden. */
  trackWidth = 0;
  private known: GroupHistory | undefined;
  private readonly items = new Map<TargetHistory, readonly TimelineItem[]>();

  get history(): GroupHistory | undefined {
    return this.known;
  }

  set history(history: GroupHistory | undefined) {
    this.known = history;
    this.items.clear();
    // All there is, unless that is much: a wide empty chart would tell nothing.
    if (history !== undefined) {
      const isMuch = history.to - history.from > FIRST_SPAN_MILLISECONDS;
      this.chosen ??= isMuch ? { span: FIRST_SPAN_MILLISECONDS, end: 'now' } : WHOLE_VIEW;
    }
  }

  get view(): TimelineView {
    return this.chosen ?? WHOLE_VIEW;
  }

  set view(view: TimelineView) {
    this.chosen = view;
  }

  get targets(): readonly TargetHistory[] {
    return this.known?.targets ?? [];
  }

  get extent(): TimelineExtent {
    // The clock of the page stands at the last whole second.
    const now = Math.max(this.now, this.known?.to ?? 0);
    return { from: this.known?.from ?? now, now };
  }

  get range(): TimeRange {
    return rangeOf(this.view, this.extent);
  }

  get scale(): TimeScale {
    return { range: this.range, width: this.trackWidth, height: BAND_HEIGHT };
  }

  itemsOf(target: TargetHistory): readonly TimelineItem[] {
    if (this.known === undefined) return [];
    const items = this.items.get(target) ?? itemsOf(target, this.known);
    this.items.set(target, items);
    return items;
  }

  sentenceOf({ target }: TargetHistory, item: TimelineItem): string {
    return sentenceOf(targetLabel(target), wordsOf(item, this.lastReadAt, { now: this.now }));
  }

  /** When the group was last read. */
  get lastReadAt(): number {
    return this.known?.to ?? 0;
  }

  /** In or out by one step, about a moment or, without one, about what matters: now while it is followed, else the middle. */
  zoom(direction: 'in' | 'out', about?: number): void {
    const { from, to } = this.range;
    const middle = this.view.end === 'now' ? to : (from + to) / 2;
    this.zoomBy(direction === 'in' ? 1 / ZOOM_STEP : ZOOM_STEP, about ?? middle);
  }

  zoomBy(factor: number, about: number): void {
    this.view = zoomed(this.view, this.extent, factor, about);
  }

  /** By one step. */
  pan(direction: 'back' | 'on'): void {
    const { from, to } = this.range;
    this.panBy((to - from) * PAN_SHARE * (direction === 'back' ? -1 : 1));
  }

  panBy(milliseconds: number): void {
    this.view = panned(this.view, this.extent, milliseconds);
  }
}
