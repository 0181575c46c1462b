// The page's part for the health of groups over time: what it shows, and what it keeps.
import type { GroupHistory } from '../../../src/model/healthHistory';
import { type HistoryChange, withChange } from '../../../src/model/healthTimelineChange';
import { WHOLE_VIEW, type TimelineView } from '../../../src/model/healthTimelineRange';
import { rangeInWords, stateOf } from '../../../src/model/healthTimelineWords';
import { timeWithDay } from '../../../src/model/ago';
import { plural } from '../../../src/model/plural';
import { targetKey, targetLabel } from '../../../src/model/target';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import type { PictureFormat, TimelineGroup } from '../../../src/views/drainMonitor/timelineMessages';
import { element, setHidden, setText } from '../dom';
import { icon } from '../icons';
import type { PageMoment, PageServices, PlacedPart } from '../pagePart';
import { Card } from './card';
import { ChangesTable } from './changesTable';
import { Chart } from './chart';
import { ChartFocus } from './chartFocus';
import { ChartPointer } from './chartPointer';
import { Legend } from './legend';
import { drawn } from './picture';
import { TimelineState } from './timelineState';
import { Toolbar } from './toolbar';

/** Above this many targets that changed at once, a count is said in place of every name. */
const MOST_NAMES = 3;
const KEYS_IN_WORDS =
  '← → changes · ↑ ↓ targets · + − zoom, 0 all · Shift+← → move in time · drag, or Ctrl and wheel';

/** More than that all was seen so once more. */
function isEventful(before: GroupHistory, { targets, forgotten, marks, gaps }: HistoryChange): boolean {
  return (
    targets.length + forgotten.length > 0 ||
    marks.length !== before.marks.length ||
    gaps.length !== before.gaps.length
  );
}

interface Saved {
  readonly group?: TimelineGroup;
  readonly view: TimelineView;
  readonly isTableOpen: boolean;
}

export class TimelinePart implements PlacedPart {
  readonly root = element('section', 'timeline');
  private readonly state = new TimelineState();
  private readonly toolbar: Toolbar;
  private readonly legend = new Legend(this.state);
  private readonly status = element('p', 'timeline-status');
  private readonly chart: Chart;
  private readonly card = new Card(this.state);
  private readonly focus: ChartFocus;
  private readonly table: ChangesTable;
  private readonly keys = element('p', 'timeline-keys', KEYS_IN_WORDS);
  private readonly empty = element('div', 'empty');
  private groups: readonly TimelineGroup[] = [];
  private isShown = false;
  /** Since it was last drawn, something was seen that was not so before. */
  private isNew = false;
  /** Of the last drawing, to draw no more than can be seen. */
  private drawnAt = 0;
  private readonly newStates = new Map<string, string>();
  private hasMoved = false;

  constructor(private readonly page: PageServices) {
    this.root.setAttribute('aria-label', 'Health over time');
    this.toolbar = new Toolbar({
      choose: (group) => {
        this.choose(group);
      },
      show: (view) => {
        this.state.view = view;
        this.afterMove();
      },
      zoom: (direction) => {
        this.state.zoom(direction);
        this.afterMove();
      },
      export: (format) => {
        this.export(format);
      },
    });
    this.chart = new Chart(this.state, () => {
      this.onResize();
    });
    const moved = () => {
      this.afterMove();
    };
    this.focus = new ChartFocus(this.state, this.chart, this.card, moved);
    new ChartPointer(this.state, this.chart, this.focus, this.card, moved);
    this.table = new ChangesTable(this.state, () => {
      page.changed();
    });
    this.root.append(
      this.toolbar.root,
      this.status,
      this.chart.root,
      this.legend.root,
      this.keys,
      this.table.root,
      this.empty,
      this.card.root,
    );
    this.chart.root.addEventListener('keydown', (event) => {
      if (this.onKey(event)) event.preventDefault();
    });
    this.draw();
  }

  /** Only while it follows now: what somebody looks back at stands still. */
  get ticks(): boolean {
    return this.isShown && this.state.history !== undefined && this.state.view.end === 'now';
  }

  receive(message: ToMonitor, moment: PageMoment): boolean {
    switch (message.type) {
      case 'timelineGroups':
        this.groups = message.groups;
        this.draw();
        return true;
      case 'timelineHistory':
        this.state.group = message.group;
        this.take(message.history, moment);
        if (message.targetKey !== undefined) this.bringIntoSight(message.targetKey);
        this.page.changed();
        return true;
      case 'timelineChange':
        if (this.state.history !== undefined) {
          this.noteNewStates(message.change.targets);
          const before = this.state.history;
          this.take(withChange(before, message.change), moment, isEventful(before, message.change));
        }
        return true;
      case 'timelineDraw':
        this.savePicture(message.format);
        return true;
      default:
        return false;
    }
  }

  tick({ now }: PageMoment): void {
    this.state.now = now;
    const { range, width } = this.state.scale;
    // Less than a pixel is not seen.
    if (((now - this.drawnAt) / (range.to - range.from)) * width >= 1) this.draw();
  }

  news(moment: PageMoment): string {
    const names = [...this.newStates].map(([label, state]) => `${label}: ${state}.`);
    this.newStates.clear();
    const shown = this.hasMoved ? [`Shown: ${rangeInWords(this.state.range, moment)}.`] : [];
    this.hasMoved = false;
    return [
      ...shown,
      ...(names.length > MOST_NAMES ? [`${plural(names.length, 'target')} changed.`] : names),
    ].join(' ');
  }

  saved(): Saved {
    const { group, view } = this.state;
    return { ...(group === undefined ? {} : { group }), view, isTableOpen: this.table.isOpen };
  }

  restore(saved: unknown, { now }: PageMoment): void {
    const { group, view, isTableOpen } = saved as Saved;
    this.state.group = group;
    this.state.view = view;
    this.state.now = now;
    this.table.open(isTableOpen);
  }

  private take(history: TimelineState['history'], { now }: PageMoment, isNew = true): void {
    this.state.history = history;
    this.state.now = now;
    this.isNew ||= isNew;
    this.draw();
  }

  /** Draws nothing while it is hidden. */
  private draw(): void {
    if (!this.isShown) return;
    const { state } = this;
    const { history, group } = state;
    this.drawnAt = state.now;
    const hasGroups = group !== undefined || this.groups.length > 0;
    const hasRows = state.targets.length > 0;
    this.toolbar.update(this.groups, group, state.view);
    setHidden(this.toolbar.root, !hasGroups);
    for (const part of [this.status, this.legend.root, this.keys, this.table.root]) {
      setHidden(part, !hasRows);
    }
    this.chart.root.classList.toggle('empty-chart', !hasRows);
    setHidden(this.empty, hasRows);
    if (!hasRows) {
      this.sayEmpty();
      return;
    }
    const reader = { now: state.now };
    setText(
      this.status,
      `${rangeInWords(state.range, reader)} · ${plural(state.targets.length, 'target')} · last read at ${timeWithDay(history?.to ?? 0, reader)}`,
    );
    if (this.isNew || this.table.isOpen) this.table.update();
    if (this.isNew) this.legend.update();
    this.isNew = false;
    this.chart.draw();
    this.focus.update();
  }

  private sayEmpty(): void {
    const { group, history } = this.state;
    const [title, sentence] =
      group === undefined
        ? [
            'No health seen yet',
            'Expand a target group in the Target Groups view, or choose Show Health Timeline on it: what is seen of its targets from then on appears here.',
          ]
        : history === undefined
          ? [`Reading the health of ${group.groupName}…`, 'What is seen of its targets appears here.']
          : [`${group.groupName} has had no target`, 'Register targets to see their health here.'];
    this.empty.replaceChildren(
      icon('stale'),
      element('p', 'empty-title', title),
      element('p', 'empty-sentence', sentence),
    );
  }

  private onResize(): void {
    const isShown = this.state.trackWidth > 0;
    if (isShown !== this.isShown) {
      this.isShown = isShown;
      const { group } = this.state;
      this.page.post(
        isShown
          ? { type: 'timelineShown', ...(group === undefined ? {} : { group }) }
          : { type: 'timelineHidden' },
      );
      this.page.changed();
    }
    this.draw();
  }

  private onKey(event: KeyboardEvent): boolean {
    const { key, shiftKey, altKey } = event;
    if (altKey) return false;
    if (shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      this.state.pan(key === 'ArrowLeft' ? 'back' : 'on');
    } else if (key === '+' || key === '=') {
      this.state.zoom('in', this.focus.time);
    } else if (key === '-' || key === '_') {
      this.state.zoom('out', this.focus.time);
    } else if (key === '0') {
      this.state.view = WHOLE_VIEW;
    } else {
      return this.focus.onKey(event);
    }
    this.afterMove();
    this.focus.showCard();
    return true;
  }

  private afterMove(): void {
    this.hasMoved = true;
    this.draw();
    this.page.changed();
  }

  private choose(group: TimelineGroup): void {
    this.state.group = group;
    this.state.history = undefined;
    this.draw();
    this.page.post({ type: 'timelineChosen', group });
    this.page.changed();
  }

  private bringIntoSight(key: string): void {
    const index = this.state.targets.findIndex(({ target }) => targetKey(target) === key);
    if (index >= 0) this.focus.goTo(index, undefined);
  }

  private noteNewStates(targets: TimelineState['targets']): void {
    for (const target of targets) {
      const known = this.state.targets.find((each) => targetKey(each.target) === targetKey(target.target));
      const state = stateOf(target.bands.at(-1)?.health);
      if (stateOf(known?.bands.at(-1)?.health) !== state)
        this.newStates.set(targetLabel(target.target), state);
    }
  }

  private export(format: 'csv' | PictureFormat): void {
    const { group } = this.state;
    if (group === undefined) return;
    if (format === 'csv') this.page.post({ type: 'timelineExport', group });
    else this.savePicture(format);
  }

  private savePicture(format: PictureFormat): void {
    const { group } = this.state;
    if (group === undefined) return;
    void drawn(format, this.state, group, this.root).then((content) => {
      this.page.post({ type: 'timelinePicture', group, format, content });
    });
  }
}
