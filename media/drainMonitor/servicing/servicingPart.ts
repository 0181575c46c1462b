// The page's part for servicing targets one after another: a panel for each run, above the lanes.
import { isRunOver } from '../../../src/model/servicing/serviceRun';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import type { ShownRun } from '../../../src/views/drainMonitor/servicingMessages';
import { arrange, element, setHidden } from '../dom';
import type { PageMoment, PageServices, PlacedPart } from '../pagePart';
import { RunView } from './runView';
import { newsOf } from './runWords';

export class ServicingPart implements PlacedPart {
  readonly root = element('section', 'servicing');
  private readonly page: PageServices;
  private readonly views = new Map<string, RunView>();
  private shown: readonly ShownRun[] = [];
  /** By run, what was told last. */
  private readonly told = new Map<string, string>();

  constructor(page: PageServices) {
    this.page = page;
    this.root.setAttribute('aria-label', 'Servicing');
    this.root.hidden = true;
  }

  get ticks(): boolean {
    return this.shown.some(({ run }) => !isRunOver(run));
  }

  receive(message: ToMonitor, moment: PageMoment): boolean {
    if (message.type !== 'servicing') return false;
    this.show(message.runs, moment);
    return true;
  }

  tick(moment: PageMoment): void {
    for (const { run, connectionLabel } of this.shown) {
      this.views.get(run.id)?.update(run, connectionLabel, moment);
    }
  }

  news({ now }: PageMoment): string {
    return this.shown
      .flatMap(({ run }) => {
        const news = newsOf(run, now);
        if (this.told.get(run.id) === news.about) return [];
        this.told.set(run.id, news.about);
        return [news.sentence];
      })
      .join(' ');
  }

  saved(): readonly ShownRun[] {
    return this.shown;
  }

  restore(saved: unknown, moment: PageMoment): void {
    if (Array.isArray(saved) && saved.every(isShownRun)) this.show(saved, moment);
  }

  private show(runs: readonly ShownRun[], moment: PageMoment): void {
    this.shown = runs;
    const ids = new Set(runs.map(({ run }) => run.id));
    for (const id of this.views.keys()) if (!ids.has(id)) this.views.delete(id);
    const views = runs.map(({ run }) => this.viewOf(run.id));
    arrange(
      this.root,
      views.map(({ root }) => root),
    );
    setHidden(this.root, runs.length === 0);
    this.tick(moment);
  }

  private viewOf(id: string): RunView {
    const known = this.views.get(id);
    if (known !== undefined) return known;
    const made = new RunView((action) => {
      this.page.post({ type: 'servicingAction', runId: id, action });
    });
    this.views.set(id, made);
    return made;
  }
}

/** What was saved may be of another version. */
function isShownRun(value: unknown): value is ShownRun {
  if (typeof value !== 'object' || value === null || !('run' in value)) return false;
  const { run } = value;
  return (
    typeof run === 'object' &&
    run !== null &&
    'targets' in run &&
    Array.isArray(run.targets) &&
    'step' in run &&
    'lateAfterMilliseconds' in run
  );
}
