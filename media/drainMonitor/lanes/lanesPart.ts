// The page's part for lanes: sum line, groups of lanes, empty state, and what the screen reader is told of them.
import { isOver } from '../../../src/model/drain';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { arrange, element, setHidden } from '../dom';
import { icon } from '../icons';
import type { GroupHeaderPart, PageMoment, PageServices, PlacedPart } from '../pagePart';
import { announce, type SaidPhases } from './announcements';
import { groupLanes } from './grouping';
import { GroupView } from './groupView';
import { LaneView } from './laneView';
import { RovingFocus } from './rovingFocus';
import { SumLine } from './sumLine';
import { EMPTY_SENTENCE, EMPTY_TITLE, LIMIT_OF_KNOWLEDGE, WAITING_FOR_HOST, type Moment } from './text';

/** What is kept over hiding and reloading. */
interface SavedLanes {
  readonly lanes: readonly DrainLane[];
  readonly snapshotAt: number;
}

/** More are not kept over hiding and reloading: the host sends them in a moment. */
const MOST_SAVED = 100;

export class LanesPart implements PlacedPart {
  readonly root = element('div', 'drains');
  private readonly page: PageServices;
  /** Has a place in each group's header. */
  private readonly charts: GroupHeaderPart;
  private readonly sum = new SumLine();
  private readonly clearButton = element('button', 'clear-finished', 'Clear Finished');
  private readonly waiting = element('p', 'waiting', WAITING_FOR_HOST);
  private readonly header: HTMLElement;
  private readonly limit = element(
    'p',
    'limit',
    icon('information'),
    element('span', '', LIMIT_OF_KNOWLEDGE),
  );
  private readonly groupList = element('div', 'groups');
  private readonly empty: HTMLElement;
  private readonly focus = new RovingFocus();
  private readonly laneViews = new Map<string, LaneView>();
  private readonly groupViews = new Map<string, GroupView>();
  private lanes: readonly DrainLane[] = [];
  /** `now` of the last message. */
  private snapshotAt = 0;
  private said: SaidPhases | undefined;

  constructor(page: PageServices, charts: GroupHeaderPart) {
    this.page = page;
    this.charts = charts;
    this.clearButton.type = 'button';
    this.clearButton.addEventListener('click', () => {
      page.post({ type: 'clearFinished' });
    });
    this.header = element('header', 'header', this.sum.root, this.clearButton);
    const emptyTitle = element('p', 'empty-title', EMPTY_TITLE);
    this.empty = element(
      'div',
      'empty',
      icon('draining'),
      emptyTitle,
      element('p', 'empty-sentence', EMPTY_SENTENCE),
    );
    // Focus falls back here when everything that could hold it is gone.
    this.empty.tabIndex = -1;
    for (const part of [this.header, this.limit, this.waiting, this.empty]) part.hidden = true;
    const { root } = this;
    root.append(this.header, this.waiting, this.limit, this.groupList, this.empty);
    root.addEventListener('focusin', ({ target }) => {
      const lane = this.focus.laneAt(target);
      if (lane !== undefined) this.focus.select(lane);
    });
    root.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    root.addEventListener('dblclick', ({ target }) => {
      const lane = this.focus.laneAt(target);
      if (lane !== undefined && !isInButton(target)) this.reveal(lane.id);
    });
  }

  /** Whether the passing of time changes anything on screen. */
  get ticks(): boolean {
    return this.lanes.some((lane) => !isOver(lane));
  }

  receive(message: ToMonitor, { now }: PageMoment): boolean {
    if (message.type !== 'lanes') return false;
    this.snapshotAt = now;
    this.show(message.lanes);
    return true;
  }

  /** Carries what still drains on to another moment; finished lanes are not touched. */
  tick(): void {
    const moment = this.moment();
    for (const view of this.laneViews.values()) if (view.ticks) view.tick(moment);
    this.sum.update(this.lanes, moment);
  }

  news(): string {
    const { sentence, said } = announce(this.said ?? new Map(), this.lanes, this.moment());
    // What is there when the page opens is no news: the reader hears it from the page.
    const isFirst = this.said === undefined;
    this.said = said;
    return isFirst ? '' : sentence;
  }

  saved(): SavedLanes | undefined {
    const { lanes, snapshotAt } = this;
    return lanes.length > MOST_SAVED ? undefined : { lanes, snapshotAt };
  }

  restore(saved: unknown): void {
    const { lanes, snapshotAt } = saved as SavedLanes;
    this.snapshotAt = snapshotAt;
    this.show(lanes);
  }

  private show(lanes: readonly DrainLane[]): void {
    const moment = this.moment();
    this.keepingFocus(() => {
      this.lanes = lanes;
      const shown = this.showGroups(moment);
      this.focus.update(shown);
      setHidden(this.header, lanes.length === 0);
      setHidden(this.limit, lanes.length === 0);
      setHidden(this.empty, lanes.length > 0);
      setHidden(this.waiting, moment.restored !== true);
      setHidden(this.clearButton, !lanes.some(isOver));
    });
    this.sum.update(lanes, moment);
  }

  private moment(): Moment {
    return { ...this.page.moment(), snapshotAt: this.snapshotAt };
  }

  private reveal(laneId: string): void {
    this.page.post({ type: 'reveal', laneId });
  }

  private copyId(laneId: string): void {
    this.page.post({ type: 'copyId', laneId });
  }

  /** Returns the lanes in their order on screen. */
  private showGroups(moment: Moment): LaneView[] {
    const groups = groupLanes(this.lanes);
    const shownLanes = new Set(this.lanes.map(({ id }) => id));
    for (const id of this.laneViews.keys()) if (!shownLanes.has(id)) this.laneViews.delete(id);
    const shownGroups = new Set(groups.map(({ key }) => key));
    for (const key of this.groupViews.keys()) if (!shownGroups.has(key)) this.groupViews.delete(key);

    const inOrder: LaneView[] = [];
    const sections = groups.map((group) => {
      const views = group.lanes.map((lane) => this.laneViewOf(lane, moment));
      inOrder.push(...views);
      const groupView = this.groupViews.get(group.key) ?? new GroupView(this.charts.elementOf(group.key));
      this.groupViews.set(group.key, groupView);
      groupView.update(group, views);
      return groupView.root;
    });
    arrange(this.groupList, sections);
    return inOrder;
  }

  private laneViewOf(lane: DrainLane, moment: Moment): LaneView {
    const view =
      this.laneViews.get(lane.id) ??
      new LaneView(lane, {
        reveal: (id) => {
          this.reveal(id);
        },
        copyId: (id) => {
          this.copyId(id);
        },
      });
    this.laneViews.set(lane.id, view);
    view.update(lane, moment);
    return view;
  }

  /** The browser drops the focus of an element that is moved, removed or hidden. */
  private keepingFocus(update: () => void): void {
    const focused = document.activeElement;
    const held = focused instanceof HTMLElement && this.root.contains(focused);
    update();
    if (!held) return;
    if (isShown(focused)) {
      if (document.activeElement !== focused) focused.focus({ preventScroll: true });
    } else {
      (this.focus.lane?.root ?? this.empty).focus();
    }
  }

  private onKey(event: KeyboardEvent): void {
    const lane = this.focus.laneAt(event.target);
    if (lane === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Enter') {
      // On one of the lane's buttons, Enter presses the button.
      if (isInButton(event.target)) return;
      this.reveal(lane.id);
    } else if (event.key === 'c') {
      this.copyId(lane.id);
    } else if (!this.focus.moveBy(event.key)) {
      return;
    }
    event.preventDefault();
  }
}

function isInButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

function isShown(node: HTMLElement): boolean {
  return node.isConnected && node.closest('[hidden]') === null;
}
