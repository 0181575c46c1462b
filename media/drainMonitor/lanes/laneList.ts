// The list of groups and lanes: only what is on screen, and the lane that has the tab stop, is in the document.
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { arrange, element } from '../dom';
import type { GroupHeaderPart } from '../pagePart';
import { GroupView } from './groupView';
import type { GroupOfLanes, LaneNews, Row } from './laneModel';
import { LaneView } from './laneView';
import type { LaneAction } from '../../../src/views/drainMonitor/laneMessages';
import type { Moment } from './standing';

interface Parts {
  /** Has a place in each group's header. */
  readonly charts: GroupHeaderPart;
  readonly moment: () => Moment;
  readonly act: (laneId: string, action: LaneAction) => void;
}

/** Before a row was on screen. */
const ESTIMATED_PIXELS = { lane: 64, group: 56 } as const;
/** Rows beyond each edge, so that scrolling shows no gap. */
const OVERSCAN = 4;

interface Mounted {
  readonly view: LaneView;
  readonly row: Extract<Row, { kind: 'lane' }>;
}

export class LaneList {
  readonly root = element('div', 'groups');
  private readonly parts: Parts;
  private readonly scroller: HTMLElement;
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private readonly sizes: ResizeObserver;
  private readonly lanes = new Map<string, Mounted>();
  private readonly groups = new Map<string, GroupView>();
  /** Of what is in the document, by its element: the key of its row. */
  private readonly keys = new Map<Element, string>();
  private readonly offsets = new Map<Element, number>();
  private rows: readonly Row[] = [];
  private indexOf: (key: string) => number | undefined = () => undefined;
  /** Stays in the document wherever it is scrolled to: it has the tab stop. */
  private pinned: string | undefined;
  private width = 0;
  private isRendering = false;

  constructor(scroller: HTMLElement, parts: Parts) {
    this.parts = parts;
    this.scroller = scroller;
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options());
    this.sizes = new ResizeObserver((entries) => {
      for (const { target } of entries) this.measure(target);
    });
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    // What stands above the list may grow and shrink, and so may the page.
    new ResizeObserver(() => {
      this.afterResize();
    }).observe(scroller);
  }

  /** Takes over the rows after a message, and shows what changed of what is in the document. */
  show(rows: readonly Row[], indexOf: (key: string) => number | undefined, news: LaneNews): void {
    this.rows = rows;
    this.indexOf = indexOf;
    for (const id of news.removedIds) this.virtualizer.itemSizeCache.delete(id);
    this.refresh();
    for (const id of news.laneIds) this.updateLane(id);
    for (const key of news.groupKeys) this.updateGroup(key);
  }

  /** Carries what still drains on to the present moment; finished lanes are not touched. */
  tick(): void {
    const moment = this.parts.moment();
    for (const { view } of this.lanes.values()) if (view.ticks) view.tick(moment);
  }

  /** Takes over what the list depends on and the virtualizer does not see: what is above it, the rows, the tab stop. */
  refresh(): void {
    this.virtualizer.setOptions(this.options());
    this.virtualizer._willUpdate();
    this.render();
  }

  /** Keeps the lane in the document from now on. */
  pin(laneId: string | undefined): void {
    if (this.pinned === laneId) return;
    this.viewOf(this.pinned)?.setFocusable(false);
    this.pinned = laneId;
    this.refresh();
    this.viewOf(laneId)?.setFocusable(true);
  }

  /** Scrolls as little as needed; the first lane of a group comes with the group's header. */
  scrollTo(index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'lane' && row.place === 1) this.scrollIntoView(index - 1);
    this.scrollIntoView(index);
  }

  /** The row that is so many pixels below the row, or above it. */
  indexAt(index: number, pixels: number): number {
    const start = this.virtualizer.measurementsCache[index]?.start ?? 0;
    return this.virtualizer.getVirtualItemForOffset(Math.max(0, start + pixels))?.index ?? index;
  }

  /** A page as PageUp and PageDown know it: a row of the old one stays in sight. */
  get pagePixels(): number {
    return Math.max(ESTIMATED_PIXELS.lane, this.scroller.clientHeight - 2 * ESTIMATED_PIXELS.lane);
  }

  elementOf(laneId: string): HTMLElement | undefined {
    return this.viewOf(laneId)?.root;
  }

  /** The lane that `node` is in. */
  laneIdAt(node: EventTarget | null): string | undefined {
    const root = node instanceof Element ? node.closest('.lane') : null;
    return root === null ? undefined : this.keys.get(root);
  }

  private viewOf(laneId: string | undefined): LaneView | undefined {
    return laneId === undefined ? undefined : this.lanes.get(laneId)?.view;
  }

  private options() {
    return {
      count: this.rows.length,
      getScrollElement: () => this.scroller,
      estimateSize: (index: number) => ESTIMATED_PIXELS[this.rows[index]?.kind ?? 'lane'],
      getItemKey: (index: number) => this.rows[index]?.key ?? index,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      overscan: OVERSCAN,
      scrollMargin: this.root.offsetTop,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => this.withPinned(range),
      onChange: () => {
        this.render();
      },
    };
  }

  private withPinned(range: Parameters<typeof defaultRangeExtractor>[0]): number[] {
    const indexes = defaultRangeExtractor(range);
    const pinned = this.pinned === undefined ? undefined : this.indexOf(this.pinned);
    if (pinned === undefined || indexes.includes(pinned)) return indexes;
    return [...indexes, pinned].sort((a, b) => a - b);
  }

  private render(): void {
    // Measuring what was mounted calls back.
    if (this.isRendering) return;
    this.isRendering = true;
    // New rows are measured at once, and may push others out of sight or let them in.
    for (let pass = 0; pass < 3 && this.mountVisible(); pass++);
    this.isRendering = false;
  }

  /** True when rows were mounted that are of another size than was estimated. */
  private mountVisible(): boolean {
    const items = this.virtualizer.getVirtualItems();
    const shown = items.flatMap(({ index, start }) => {
      const row = this.rows[index];
      return row === undefined ? [] : [{ row, start }];
    });
    const added = this.mount(shown.map(({ row }) => row));
    for (const { row, start } of shown) this.place(row, start - this.virtualizer.options.scrollMargin);
    this.setHeight();
    return added.map((node) => this.measure(node)).some((hasChanged) => hasChanged);
  }

  private setHeight(): void {
    const height = `${this.virtualizer.getTotalSize()}px`;
    if (this.root.style.height !== height) this.root.style.height = height;
  }

  /** Makes these the rows in the document; returns the elements that are new in it. */
  private mount(rows: readonly Row[]): Element[] {
    const byGroup = new Map<string, { group: GroupOfLanes; hasHeader: boolean; lanes: HTMLElement[] }>();
    const added: Element[] = [];
    const staying = new Set<Element>();
    for (const row of rows) {
      const entry = byGroup.get(row.group.key) ?? { group: row.group, hasHeader: false, lanes: [] };
      byGroup.set(row.group.key, entry);
      const node = row.kind === 'group' ? this.groupView(row.group).header : this.laneView(row).root;
      if (row.kind === 'group') entry.hasHeader = true;
      else entry.lanes.push(node);
      staying.add(node);
      if (this.keys.has(node)) continue;
      this.keys.set(node, row.key);
      added.push(node);
    }
    for (const [node, key] of this.keys) if (!staying.has(node)) this.unmount(node, key);
    for (const { group, hasHeader, lanes } of byGroup.values()) {
      this.groupView(group).arrange(hasHeader, lanes);
    }
    for (const key of this.groups.keys()) if (!byGroup.has(key)) this.groups.delete(key);
    arrange(
      this.root,
      [...byGroup.values()].map(({ group }) => this.groupView(group).root),
    );
    for (const node of added) this.sizes.observe(node);
    return added;
  }

  private unmount(node: Element, key: string): void {
    this.sizes.unobserve(node);
    this.keys.delete(node);
    this.offsets.delete(node);
    if (this.lanes.get(key)?.view.root === node) this.lanes.delete(key);
  }

  private groupView(group: GroupOfLanes): GroupView {
    const known = this.groups.get(group.key);
    if (known !== undefined) return known;
    const made = new GroupView(this.parts.charts.elementOf(group.key));
    made.update(group);
    this.groups.set(group.key, made);
    return made;
  }

  private laneView(row: Extract<Row, { kind: 'lane' }>): LaneView {
    const known = this.lanes.get(row.key);
    const view = known?.view ?? this.makeLane(row);
    if (known?.row !== row) {
      view.setPlace(row.place, row.group.lanes.length);
      this.lanes.set(row.key, { view, row });
    }
    return view;
  }

  private makeLane({ key, lane, group }: Extract<Row, { kind: 'lane' }>): LaneView {
    const shown = { lane, facts: group.facts };
    const made = new LaneView(shown, (action) => {
      this.parts.act(key, action);
    });
    made.update(shown, this.parts.moment());
    made.setFocusable(key === this.pinned);
    return made;
  }

  private updateLane(id: string): void {
    const index = this.indexOf(id);
    const row = index === undefined ? undefined : this.rows[index];
    if (row?.kind !== 'lane') return;
    this.viewOf(id)?.update({ lane: row.lane, facts: row.group.facts }, this.parts.moment());
  }

  private updateGroup(key: string): void {
    const index = this.indexOf(key);
    const row = index === undefined ? undefined : this.rows[index];
    if (row !== undefined) this.groups.get(key)?.update(row.group);
  }

  private place(row: Row, offset: number): void {
    const node = row.kind === 'group' ? this.groupView(row.group).header : this.laneView(row).root;
    if (this.offsets.get(node) === offset) return;
    this.offsets.set(node, offset);
    node.style.transform = `translateY(${offset}px)`;
  }

  /** True when it has another size than was thought. */
  private measure(node: Element): boolean {
    const key = this.keys.get(node);
    const index = key === undefined ? undefined : this.indexOf(key);
    const height = node.getBoundingClientRect().height;
    // In a tab that is hidden nothing has a height.
    if (index === undefined || height === 0) return false;
    const before = this.virtualizer.measurementsCache[index]?.size;
    if (before === height) return false;
    this.virtualizer.resizeItem(index, height);
    return true;
  }

  private scrollIntoView(index: number): void {
    const wanted = this.virtualizer.getOffsetForIndex(index, 'auto');
    if (wanted === undefined) return;
    const [offset] = wanted;
    if (Math.abs(this.scroller.scrollTop - offset) >= 1) this.scroller.scrollTop = offset;
  }

  private afterResize(): void {
    if (this.scroller.clientWidth !== this.width) {
      this.width = this.scroller.clientWidth;
      // Every row may be higher or lower at another width.
      this.virtualizer.measure();
      for (const node of this.keys.keys()) this.measure(node);
    }
    this.refresh();
  }
}
