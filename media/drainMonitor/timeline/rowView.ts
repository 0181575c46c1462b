// The DOM of one target's row: who it is, its bands, and a cell for each thing that can be gone through by keyboard.
import type { TargetHistory } from '../../../src/model/healthHistory';
import type { TimelineItem, TimelinePiece } from '../../../src/model/healthTimeline';
import { summaryOf } from '../../../src/model/healthTimeline';
import { rowMarkup, xOf } from '../../../src/model/healthTimelineMarkup';
import { summaryInWords } from '../../../src/model/healthTimelineWords';
import { targetLabel } from '../../../src/model/target';
import { element, setAttribute, setText } from '../dom';
import { drawing, Painting } from './svg';
import type { TimelineState } from './timelineState';

/** So wide, at least, is what has the focus. */
const LEAST_FOCUS_WIDTH = 10;

export class RowView {
  readonly root = element('div', 'timeline-row');
  readonly who = element('div', 'timeline-who');
  private readonly label = element('span', 'timeline-label');
  private readonly name = element('span', 'timeline-name');
  private readonly summary = element('span', 'timeline-summary');
  private readonly track = element('div', 'timeline-track');
  private readonly painting = new Painting(drawing('timeline-bands'));
  private readonly cells: HTMLElement[] = [];
  private items: readonly TimelineItem[] = [];

  constructor(private readonly state: TimelineState) {
    this.root.setAttribute('role', 'row');
    this.who.setAttribute('role', 'rowheader');
    this.who.tabIndex = -1;
    this.who.append(element('span', 'timeline-target', this.label, ' ', this.name), ' ', this.summary);
    this.track.setAttribute('role', 'presentation');
    this.track.append(this.painting.svg);
    this.root.append(this.who, this.track);
  }

  /** Shows the target in the range that is shown. */
  update(target: TargetHistory, index: number, background: string): void {
    const label = targetLabel(target.target);
    setAttribute(this.root, 'aria-rowindex', String(index + 1));
    setText(this.label, label);
    const zone = target.target.availabilityZone;
    setAttribute(this.label, 'title', [target.target.id, ...(zone === undefined ? [] : [zone])].join(' · '));
    setText(this.name, target.targetName ?? '');
    setAttribute(this.name, 'title', target.targetName);
    const items = this.state.itemsOf(target);
    const { scale } = this.state;
    setText(this.summary, summaryInWords(summaryOf(items.filter(isPiece), scale.range)));
    this.painting.paint(background + rowMarkup(items, scale));
    if (items !== this.items) this.nameCells(target, items);
  }

  /** What has the focus when it goes to this place: the row's head for −1. */
  focusable(place: number): HTMLElement {
    return this.cells[place] ?? this.who;
  }

  /** The place of what has the focus; undefined where that is none of this row. */
  placeOf(node: Element): number | undefined {
    if (node === this.who) return -1;
    const place = this.cells.findIndex((cell) => cell === node);
    return place < 0 ? undefined : place;
  }

  /** Puts the cell where its item is drawn: that is where the focus is seen. */
  place(place: number): void {
    const [cell, item] = [this.cells[place], this.items[place]];
    if (cell === undefined || item === undefined) return;
    const { scale } = this.state;
    const ends = item.kind === 'mark' ? [item.from, item.from] : [item.from, item.to];
    const [from = 0, to = 0] = ends.map((time) => Math.min(scale.width, Math.max(0, xOf(time, scale))));
    const width = Math.max(LEAST_FOCUS_WIDTH, to - from);
    cell.style.setProperty('left', `${from - (width - (to - from)) / 2}px`);
    cell.style.setProperty('width', `${width}px`);
  }

  private nameCells(target: TargetHistory, items: readonly TimelineItem[]): void {
    const before = this.items;
    this.items = items;
    while (this.cells.length > items.length) this.cells.pop()?.remove();
    while (this.cells.length < items.length) {
      const cell = element('div', 'timeline-cell');
      cell.setAttribute('role', 'gridcell');
      cell.tabIndex = -1;
      this.cells.push(cell);
      this.track.append(cell);
    }
    items.forEach((item, place) => {
      const cell = this.cells[place];
      // What was the last until now goes on, or has come to its end.
      const isSaid = place < before.length - 1 && isSame(item, before[place]);
      if (cell !== undefined && !isSaid) {
        setAttribute(cell, 'aria-label', this.state.sentenceOf(target, item));
      }
    });
  }
}

function isPiece(item: TimelineItem): item is TimelinePiece {
  return item.kind !== 'mark';
}

/** What was seen in a time does not change; until when it was seen does. */
function isSame(item: TimelineItem, other: TimelineItem | undefined): boolean {
  if (item.kind !== other?.kind || item.from !== other.from) return false;
  return endOf(item) === endOf(other);
}

function endOf(item: TimelineItem): number {
  return item.kind === 'mark' ? item.from : item.to;
}
