// The page as a whole: the tabs with their parts, the passing of time, what a screen reader is told, what is kept.
import type { FromMonitor, Posted, Tab } from '../../src/views/drainMonitor/protocol';
import { Announcer } from './announcer';
import { ChartsPart } from './chart/chartsPart';
import { HostClock, SecondTicker } from './clock';
import { element } from './dom';
import { LanesPart } from './lanes/lanesPart';
import type { PageMoment, PagePart, PageServices } from './pagePart';
import { restore, savedState, type SavedState } from './savedState';
import { ServicingPart } from './servicing/servicingPart';
import { Tabs } from './tabs';
import { TimelinePart } from './timeline/timelinePart';

/** The little that VS Code gives a webview. */
export interface VsCodeApi {
  postMessage(message: FromMonitor): void;
  /** What was saved last, maybe by another version of this extension. */
  getState(): unknown;
  setState(state: SavedState): void;
}

const SAVED_AFTER_MILLISECONDS = 500;

const PARTS_OF_TAB: Readonly<Record<Tab, readonly PartName[]>> = {
  drains: ['servicing', 'charts', 'lanes'],
  health: ['timeline'],
};
type PartName = 'servicing' | 'charts' | 'lanes' | 'timeline';

export class Page {
  private readonly api: VsCodeApi;
  private readonly parts: Readonly<Record<PartName, PagePart>>;
  private readonly clock = new HostClock(() => performance.now());
  private readonly ticker = new SecondTicker(this.clock, () => {
    this.tick();
  });
  private readonly announcer = new Announcer(() => this.news());
  private readonly tabs: Tabs;
  private isRestored = false;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, api: VsCodeApi) {
    this.api = api;
    const services: PageServices = {
      post: (message) => {
        api.postMessage(message);
      },
      moment: () => this.moment(),
      changed: () => {
        this.afterChange();
      },
    };
    const charts = new ChartsPart(services);
    const servicing = new ServicingPart(services);
    const lanes = new LanesPart(services, charts, servicing.root);
    const timeline = new TimelinePart(services);
    this.parts = { servicing, charts, lanes, timeline };
    this.tabs = new Tabs(
      [
        ['drains', 'Drains'],
        ['health', 'Health'],
      ],
      () => {
        this.tick();
        this.afterChange();
      },
    );
    this.tabs.panelOf('drains').append(lanes.root);
    this.tabs.panelOf('health').append(timeline.root);
    root.append(
      element('h1', 'visually-hidden', 'Drain Monitor'),
      this.tabs.list,
      ...this.tabs.panels,
      this.announcer.region,
    );
    this.restore();
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.tick();
      this.runTicker();
    });
  }

  receive({ now, message }: Posted): void {
    this.clock.synchronise(now);
    this.isRestored = false;
    if (message.type === 'showTab') this.tabs.show(message.tab);
    else for (const part of Object.values(this.parts)) if (part.receive(message, this.moment())) break;
    this.announcer.speak();
    this.afterChange();
  }

  private moment(): PageMoment {
    return { now: this.clock.wholeSecond(), restored: this.isRestored };
  }

  private tick(): void {
    const moment = this.moment();
    for (const part of this.shownParts()) part.tick(moment);
    this.announcer.speak();
  }

  private shownParts(): readonly PagePart[] {
    return PARTS_OF_TAB[this.tabs.shown].map((name) => this.parts[name]);
  }

  private runTicker(): void {
    this.ticker.run(!document.hidden && this.shownParts().some(({ ticks }) => ticks));
  }

  private news(): string {
    const moment = this.moment();
    return Object.values(this.parts)
      .map((part) => part.news(moment))
      .filter((sentence) => sentence !== '')
      .join(' ');
  }

  private afterChange(): void {
    this.runTicker();
    this.saving ??= setTimeout(() => {
      this.saving = undefined;
      this.save();
    }, SAVED_AFTER_MILLISECONDS);
  }

  private save(): void {
    const entries = Object.entries(this.parts).map(([name, part]) => [name, part.saved()]);
    const parts = Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
    this.api.setState(savedState({ tab: this.tabs.shown, hostNow: this.clock.now(), parts }, Date.now()));
  }

  private restore(): void {
    const earlier = restore(this.api.getState(), Date.now());
    if (earlier === undefined) return;
    this.clock.synchronise(earlier.hostNow);
    this.isRestored = true;
    for (const [name, part] of Object.entries(this.parts)) {
      const saved = earlier.parts[name];
      if (saved !== undefined) part.restore(saved, this.moment());
    }
    this.tabs.show(earlier.tab);
    this.runTicker();
  }
}
