// The whole monitor: sum line, groups of lanes, empty state, and what the screen reader is told.
import { isOver } from '../../src/model/drain';
import type { DrainLane } from '../../src/views/drainMonitor/protocol';
import { announce, type SaidPhases } from './announcements';
import { arrange, element, setHidden, setText } from './dom';
import { groupLanes } from './grouping';
import { GroupView } from './groupView';
import { icon } from './icons';
import { LaneView, type LaneActions } from './laneView';
import { RovingFocus } from './rovingFocus';
import { SumLine } from './sumLine';
import { EMPTY_SENTENCE, EMPTY_TITLE, LIMIT_OF_KNOWLEDGE, WAITING_FOR_HOST, type Moment } from './text';

export interface MonitorActions extends LaneActions {
  clearFinished(): void;
}

/** So long a spoken change stays in the document, where a reader who browses would take it for the present state. */
const ANNOUNCEMENT_STAYS_MILLISECONDS = 5000;

export class MonitorView {
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
  private readonly liveRegion = element('div', 'visually-hidden');
  private readonly focus = new RovingFocus();
  private readonly laneViews = new Map<string, LaneView>();
  private readonly groupViews = new Map<string, GroupView>();
  private lanes: readonly DrainLane[] = [];
  private said: SaidPhases | undefined;
  private announcementTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly actions: MonitorActions,
  ) {
    this.clearButton.type = 'button';
    this.clearButton.addEventListener('click', () => {
      actions.clearFinished();
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
    this.liveRegion.setAttribute('aria-live', 'polite');
    // Focus falls back here when everything that could hold it is gone.
    this.empty.tabIndex = -1;
    for (const part of [this.header, this.limit, this.waiting, this.empty]) part.hidden = true;
    root.append(
      element('h1', 'visually-hidden', 'Drain Monitor'),
      this.header,
      this.waiting,
      this.limit,
      this.groupList,
      this.empty,
      this.liveRegion,
    );
    root.addEventListener('focusin', ({ target }) => {
      const lane = this.focus.laneAt(target);
      if (lane !== undefined) this.focus.select(lane);
    });
    root.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    root.addEventListener('dblclick', ({ target }) => {
      const lane = this.focus.laneAt(target);
      if (lane !== undefined && !isInButton(target)) actions.reveal(lane.id);
    });
  }

  /** Whether the passing of time changes anything on screen. */
  get ticks(): boolean {
    return this.lanes.some((lane) => !isOver(lane));
  }

  /** Shows a snapshot. */
  show(lanes: readonly DrainLane[], moment: Moment): void {
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
    this.announceChanges(moment);
  }

  /** Carries what still drains on to another moment; finished lanes are not touched. */
  tick(moment: Moment): void {
    for (const view of this.laneViews.values()) if (view.ticks) view.tick(moment);
    this.sum.update(this.lanes, moment);
    this.announceChanges(moment);
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
      const groupView = this.groupViews.get(group.key) ?? new GroupView();
      this.groupViews.set(group.key, groupView);
      groupView.update(group, views);
      return groupView.root;
    });
    arrange(this.groupList, sections);
    return inOrder;
  }

  private laneViewOf(lane: DrainLane, moment: Moment): LaneView {
    const view = this.laneViews.get(lane.id) ?? new LaneView(lane, this.actions);
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

  private announceChanges(moment: Moment): void {
    const { sentence, said } = announce(this.said ?? new Map(), this.lanes, moment);
    // What is there when the panel opens is no change: the reader hears it from the page.
    const isFirst = this.said === undefined;
    this.said = said;
    if (isFirst || sentence === '') return;
    setText(this.liveRegion, sentence);
    clearTimeout(this.announcementTimer);
    this.announcementTimer = setTimeout(() => {
      setText(this.liveRegion, '');
    }, ANNOUNCEMENT_STAYS_MILLISECONDS);
  }

  private onKey(event: KeyboardEvent): void {
    const lane = this.focus.laneAt(event.target);
    if (lane === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Enter') {
      // On one of the lane's buttons, Enter presses the button.
      if (isInButton(event.target)) return;
      this.actions.reveal(lane.id);
    } else if (event.key === 'c') {
      this.actions.copyId(lane.id);
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
