// The page's part for lanes: sum line, list of groups and lanes, empty state, and what a screen reader is told of them.
import { isOver } from '../../../src/model/drain';
import type { DrainLane, LaneAction, LaneGroup, ToLanes } from '../../../src/views/drainMonitor/laneMessages';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { element, setHidden } from '../dom';
import { icon } from '../icons';
import type { GroupHeaderPart, PageServices, PlacedPart } from '../pagePart';
import { announce, type SaidPhases } from './announcements';
import { LaneKeys } from './laneKeys';
import { LaneList } from './laneList';
import { LaneModel } from './laneModel';
import type { LaneOfGroup, Moment } from './standing';
import { SumLine } from './sumLine';
import { NOTHING_DRAINS } from './sumText';
import { LIMIT_OF_KNOWLEDGE } from './text';

/** What is kept over hiding and reloading. */
interface SavedLanes {
  readonly groups: readonly LaneGroup[];
  readonly lanes: readonly DrainLane[];
  /** The lane that had the tab stop. */
  readonly current?: string;
  readonly scrollTop: number;
}

/** Of more lanes none are kept over hiding and reloading: the host sends them in a moment. */
const MOST_SAVED = 100;

const EMPTY_SENTENCE =
  'When a target is deregistered, by you or by somebody else, it appears here with the time that has passed and the time left at most.';
const WAITING_FOR_HOST = 'As last seen. Waiting for an update…';

export class LanesPart implements PlacedPart {
  readonly root = element('div', 'drains');
  private readonly page: PageServices;
  private readonly model = new LaneModel();
  private readonly list: LaneList;
  private readonly keys: LaneKeys;
  private readonly sum = new SumLine();
  private readonly clearButton = element('button', 'clear-finished', 'Clear Finished');
  private readonly header = element('header', 'header', this.sum.root, this.clearButton);
  private readonly waiting = element('p', 'waiting', WAITING_FOR_HOST);
  private readonly limit = element(
    'p',
    'limit',
    icon('information'),
    element('span', '', LIMIT_OF_KNOWLEDGE),
  );
  private readonly empty = element(
    'div',
    'empty',
    icon('draining'),
    element('p', 'empty-title', NOTHING_DRAINS),
    element('p', 'empty-sentence', EMPTY_SENTENCE),
  );
  private readonly scroller = element('div', 'scroller');
  private draining = 0;
  /** Where it was scrolled to in an earlier life, until there is something to scroll. */
  private scrollTopToRestore = 0;
  private said: SaidPhases | undefined;

  /** @param above stands above the groups, and may change its height */
  constructor(page: PageServices, charts: GroupHeaderPart, above: HTMLElement) {
    this.page = page;
    this.clearButton.type = 'button';
    this.clearButton.addEventListener('click', () => {
      page.post({ type: 'clearFinished' });
    });
    // Focus falls back here when everything that could hold it is gone.
    this.empty.tabIndex = -1;
    for (const part of [this.header, this.limit, this.waiting, this.empty]) part.hidden = true;
    this.list = new LaneList(this.scroller, {
      charts,
      moment: () => this.moment(),
      act: (laneId, action) => {
        this.act(laneId, action);
      },
    });
    const aboveList = element('div', 'above', this.waiting, above, this.limit);
    new ResizeObserver(() => {
      this.list.refresh();
    }).observe(aboveList);
    this.scroller.append(aboveList, this.list.root, this.empty);
    this.root.append(this.header, this.scroller);
    this.keys = new LaneKeys({
      root: this.list.root,
      list: this.list,
      model: this.model,
      fallback: this.empty,
      act: (laneId, action) => {
        this.act(laneId, action);
      },
    });
    this.scroller.addEventListener('scrollend', () => {
      page.changed();
    });
  }

  /** Whether the passing of time changes anything on screen. */
  get ticks(): boolean {
    return this.draining > 0;
  }

  receive(message: ToMonitor): boolean {
    if (message.type !== 'lanes' && message.type !== 'laneChanges') return false;
    this.show(message);
    return true;
  }

  tick(): void {
    this.list.tick();
    this.sum.update(this.lanesWithFacts(), this.moment());
  }

  news(): string {
    const { sentence, said } = announce(this.said ?? new Map(), this.lanesWithFacts(), this.moment());
    // What is there when the page opens is no news: the reader hears it from the page.
    const isFirst = this.said === undefined;
    this.said = said;
    return isFirst ? '' : sentence;
  }

  saved(): SavedLanes {
    const { scrollTop } = this.scroller;
    const current = this.keys.current;
    const place = { scrollTop, ...(current === undefined ? {} : { current }) };
    if (this.model.count > MOST_SAVED) return { groups: [], lanes: [], ...place };
    const groups = this.model.rows.flatMap((row) => (row.kind === 'group' ? [row.group.facts] : []));
    return { groups, lanes: [...this.model.all], ...place };
  }

  restore(saved: unknown): void {
    const { groups, lanes, current, scrollTop } = saved as SavedLanes;
    this.scrollTopToRestore = scrollTop;
    if (current !== undefined) this.keys.prefer(current);
    if (lanes.length > 0) this.show({ type: 'lanes', groups, lanes });
  }

  private show(message: ToLanes): void {
    const moment = this.moment();
    this.keys.keepingFocus(() => {
      const news = this.model.receive(message);
      const { count, rows } = this.model;
      this.draining = 0;
      for (const lane of this.model.all) if (!isOver(lane)) this.draining++;
      setHidden(this.header, count === 0);
      setHidden(this.limit, count === 0);
      setHidden(this.empty, count > 0);
      setHidden(this.waiting, moment.restored !== true);
      setHidden(this.clearButton, this.draining === count);
      this.list.show(rows, (key) => this.model.indexOf(key), news);
      this.restoreScroll();
    });
    this.sum.update(this.lanesWithFacts(), moment);
  }

  private restoreScroll(): void {
    if (this.scrollTopToRestore === 0 || this.model.count === 0) return;
    this.scroller.scrollTop = this.scrollTopToRestore;
    this.scrollTopToRestore = 0;
  }

  private *lanesWithFacts(): Iterable<LaneOfGroup> {
    for (const lane of this.model.all) {
      const facts = this.model.groupOf(lane)?.facts;
      if (facts !== undefined) yield { lane, facts };
    }
  }

  private moment(): Moment {
    return this.page.moment();
  }

  private act(laneId: string, action: LaneAction): void {
    this.page.post({ type: 'laneAction', laneId, action });
  }
}
