// The chart: axis and rows of targets. Only the rows on screen are in the document, and only what changed is drawn.
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { targetKey } from '../../../src/model/target';
import { arrange, element, setAttribute } from '../dom';
import { Axis } from './axis';
import { RowView } from './rowView';
import type { TimelineState } from './timelineState';

/** Wide: who it is beside the bands. Narrow: above them. */
const ROW_HEIGHT = { wide: 46, narrow: 66 } as const;
const AXIS_HEIGHT = 26;
const NARROW_WIDTH = 560;
const OVERSCAN = 4;

export class Chart {
  readonly root = element('div', 'timeline-chart');
  private readonly axis = new Axis();
  private readonly body = element('div', 'timeline-rows');
  private readonly rows = new Map<string, RowView>();
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  /** The row that has the focus: it stays in the document wherever the list is scrolled to. */
  private kept = 0;

  constructor(
    private readonly state: TimelineState,
    /** It came on screen, went from it, or has another width. */
    private readonly onDidResize: () => void,
  ) {
    this.root.setAttribute('role', 'grid');
    this.root.setAttribute('aria-readonly', 'true');
    this.body.setAttribute('role', 'rowgroup');
    this.root.append(this.axis.root, this.body);
    this.virtualizer = new Virtualizer(this.options());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    new ResizeObserver(() => {
      this.measure();
    }).observe(this.axis.track);
  }

  /** The bands' column, of whatever row. */
  get track(): HTMLElement {
    return this.axis.track;
  }

  /** Draws what is on screen. */
  draw(): void {
    const { state, virtualizer } = this;
    setAttribute(this.root, 'aria-label', `Health of the targets of ${state.group?.groupName ?? ''}`);
    setAttribute(this.root, 'aria-rowcount', String(state.targets.length));
    if (virtualizer.options.count !== state.targets.length) {
      virtualizer.setOptions(this.options());
      virtualizer._willUpdate();
    }
    this.drawRows();
  }

  /** The row of the target with this index; made where it is not on screen. */
  rowAt(index: number): RowView | undefined {
    if (this.kept !== index) {
      this.kept = index;
      this.drawRows();
    }
    const target = this.state.targets[index];
    return target === undefined ? undefined : this.rows.get(targetKey(target.target));
  }

  /** The index of the target whose row it is. */
  indexAt(node: EventTarget | null): number {
    const root = node instanceof Element ? node.closest('.timeline-row') : null;
    return root === null ? -1 : Number(root.getAttribute('aria-rowindex')) - 1;
  }

  scrollTo(index: number): void {
    this.virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  /** How many rows fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.root.clientHeight / this.rowHeight) - 1);
  }

  private drawRows(): void {
    const { state } = this;
    if (state.trackWidth === 0) return;
    const background = this.axis.update(state.scale, state.extent.now);
    this.body.style.setProperty('height', `${this.virtualizer.getTotalSize()}px`);
    const shown = new Set<string>();
    const inOrder: HTMLElement[] = [];
    for (const { index, start } of this.virtualizer.getVirtualItems()) {
      const target = state.targets[index];
      if (target === undefined) continue;
      const key = targetKey(target.target);
      const row = this.rows.get(key) ?? new RowView(state);
      this.rows.set(key, row);
      shown.add(key);
      inOrder.push(row.root);
      row.update(target, index, background);
      const place = `translateY(${start}px)`;
      if (row.root.style.transform !== place) row.root.style.transform = place;
    }
    for (const key of this.rows.keys()) if (!shown.has(key)) this.rows.delete(key);
    arrange(this.body, inOrder);
  }

  private measure(): void {
    const width = this.axis.track.clientWidth;
    if (width === this.state.trackWidth) return;
    this.state.trackWidth = width;
    this.root.classList.toggle('narrow', this.isNarrow);
    this.virtualizer.measure();
    this.onDidResize();
  }

  private get isNarrow(): boolean {
    return this.root.clientWidth < NARROW_WIDTH;
  }

  private get rowHeight(): number {
    return this.isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide;
  }

  private options(): VirtualizerOptions<HTMLElement, HTMLElement> {
    return {
      count: this.state.targets.length,
      getScrollElement: () => this.root,
      estimateSize: () => this.rowHeight,
      overscan: OVERSCAN,
      // The axis stays over the first rows.
      scrollPaddingStart: AXIS_HEIGHT,
      rangeExtractor: (range) => {
        const indexes = defaultRangeExtractor(range);
        const isKept = this.kept < range.count && !indexes.includes(this.kept);
        return isKept ? [...indexes, this.kept].sort((a, b) => a - b) : indexes;
      },
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => {
        this.drawRows();
      },
    };
  }
}
