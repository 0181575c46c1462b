// Keyboard in the chart: one tab stop; left and right go through what is on a row, up and down through the targets.
import type { TargetHistory } from '../../../src/model/healthHistory';
import type { TimelineItem } from '../../../src/model/healthTimeline';
import { revealing } from '../../../src/model/healthTimelineRange';
import type { Card } from './card';
import type { Chart } from './chart';
import type { TimelineState } from './timelineState';

export class ChartFocus {
  private index = 0;
  /** Of the items of the row; −1 is its head. */
  private place = -1;
  /** What has the focus, to find it again among items that changed. */
  private item: TimelineItem | undefined;
  private focused: HTMLElement | undefined;

  constructor(
    private readonly state: TimelineState,
    private readonly chart: Chart,
    private readonly card: Card,
    /** The part of time that is shown is another. */
    private readonly onDidMove: () => void,
  ) {
    chart.root.addEventListener('focusin', ({ target }) => {
      this.take(target);
    });
    chart.root.addEventListener('focusout', () => {
      card.hide();
    });
  }

  /** Where a zoom by keyboard goes to: what has the focus, where that is in sight. */
  get time(): number | undefined {
    const { from, to } = this.state.range;
    const time = this.isActive ? this.item?.from : undefined;
    return time !== undefined && time >= from && time <= to ? time : undefined;
  }

  /** After the rows were drawn anew: the tab stop is there, and what has the focus is where its item is. */
  update(): void {
    const { targets } = this.state;
    this.index = Math.min(this.index, Math.max(0, targets.length - 1));
    this.place = this.findAgain();
    const row = this.chart.rowAt(this.index);
    if (row === undefined) return;
    const wasActive = this.isActive;
    const next = row.focusable(this.place);
    if (next !== this.focused) {
      if (this.focused !== undefined) this.focused.tabIndex = -1;
      next.tabIndex = 0;
      this.focused = next;
      if (wasActive) next.focus({ preventScroll: true });
    }
    row.place(this.place);
  }

  /** Goes to an item, or to the head of the row. */
  goTo(index: number, item: TimelineItem | undefined): void {
    const target = this.state.targets[index];
    if (target === undefined) return;
    this.index = index;
    this.item = item;
    this.place = item === undefined ? -1 : this.state.itemsOf(target).indexOf(item);
    this.chart.scrollTo(index);
    if (item !== undefined) {
      const moment = nearestMoment(item, this.state.range.from);
      const view = revealing(this.state.view, this.state.extent, moment);
      if (view !== this.state.view) {
        this.state.view = view;
        this.onDidMove();
      }
    }
    this.update();
    this.focused?.focus({ preventScroll: true });
    this.showCard();
  }

  /** True when the key moved the focus. */
  onKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const last = this.state.targets.length - 1;
    const items = this.items;
    switch (key) {
      case 'ArrowLeft':
        this.goTo(this.index, items[this.place - 1]);
        return true;
      case 'ArrowRight':
        this.goTo(this.index, items[Math.min(this.place + 1, items.length - 1)]);
        return true;
      case 'ArrowUp':
        this.goToRow(this.index - 1);
        return true;
      case 'ArrowDown':
        this.goToRow(this.index + 1);
        return true;
      case 'PageUp':
        this.goToRow(Math.max(0, this.index - this.chart.pageSize));
        return true;
      case 'PageDown':
        this.goToRow(Math.min(last, this.index + this.chart.pageSize));
        return true;
      case 'Home':
        if (ctrlKey || metaKey) this.goToRow(0);
        else this.goTo(this.index, undefined);
        return true;
      case 'End':
        if (ctrlKey || metaKey) this.goToRow(last);
        else this.goTo(this.index, items.at(-1));
        return true;
      case 'Escape':
        this.card.hide();
        return true;
      default:
        return false;
    }
  }

  /** Beside what has the focus, if something of the chart has it. */
  showCard(): void {
    const [target, item] = [this.state.targets[this.index], this.item];
    if (!this.isActive || this.focused === undefined || target === undefined || item === undefined) return;
    const { left, top, bottom } = this.focused.getBoundingClientRect();
    this.card.show(target, item, { x: left, top, bottom });
  }

  private get isActive(): boolean {
    return this.focused !== undefined && document.activeElement === this.focused;
  }

  private get target(): TargetHistory | undefined {
    return this.state.targets[this.index];
  }

  private get items(): readonly TimelineItem[] {
    return this.target === undefined ? [] : this.state.itemsOf(this.target);
  }

  /** What is there at the same time. */
  private goToRow(index: number): void {
    const target = this.state.targets[index];
    if (target === undefined) return;
    const time = this.item?.from;
    const items = this.state.itemsOf(target);
    this.goTo(
      index,
      time === undefined ? undefined : (items.findLast(({ from }) => from <= time) ?? items[0]),
    );
  }

  /** A click, or a screen reader, gives the focus to a cell too. */
  private take(node: EventTarget | null): void {
    const index = this.chart.indexAt(node);
    const row = index < 0 ? undefined : this.chart.rowAt(index);
    const place = node instanceof HTMLElement ? row?.placeOf(node) : undefined;
    if (row === undefined || place === undefined) return;
    this.index = index;
    this.place = place;
    this.item = this.items[place];
    this.update();
    this.showCard();
  }

  private findAgain(): number {
    const { item, items } = this;
    if (item === undefined) return -1;
    const place = items.findIndex(({ kind, from }) => kind === item.kind && from === item.from);
    this.item = items[place];
    return place;
  }
}

/** A moment of it that is near to what is shown. */
function nearestMoment(item: TimelineItem, shownFrom: number): number {
  const to = item.kind === 'mark' ? item.from : item.to;
  return Math.min(to, Math.max(item.from, shownFrom));
}
