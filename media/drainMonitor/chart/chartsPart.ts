// The page's part for what CloudWatch counts while a group drains, in each group's header.
import type { GroupMetrics } from '../../../src/views/drainMonitor/metricsMessages';
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { groupKey } from '../lanes/grouping';
import type { GroupHeaderPart, PageMoment, PageServices } from '../pagePart';
import { ChartView, cutSentences } from './chartView';

export class ChartsPart implements GroupHeaderPart {
  readonly ticks = false;
  private readonly page: PageServices;
  private readonly views = new Map<string, ChartView>();
  private readonly known = new Map<string, GroupMetrics>();
  /** Cuts that a screen reader has not been told of. */
  private unsaid: string[] = [];
  private isFirst = true;

  constructor(page: PageServices) {
    this.page = page;
  }

  elementOf(key: string): HTMLElement {
    return this.viewOf(key).root;
  }

  receive(message: ToMonitor, { now }: PageMoment): boolean {
    if (message.type !== 'metrics') return false;
    for (const metrics of message.groups) {
      const key = groupKey(metrics);
      this.noteCuts(this.known.get(key), metrics, now);
      this.known.set(key, metrics);
      this.viewOf(key).update(metrics, now);
    }
    this.isFirst = false;
    return true;
  }

  tick(): void {
    // Everything here is by the minute, and comes with a message.
  }

  news(): string {
    const sentences = this.unsaid;
    this.unsaid = [];
    return sentences.join(' ');
  }

  saved(): undefined {
    return undefined;
  }

  restore(): void {
    // The host sends it all.
  }

  private viewOf(key: string): ChartView {
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const view = new ChartView(() => {
      const metrics = this.known.get(key);
      if (metrics !== undefined)
        this.page.post({ type: 'metricsMeasure', connectionId: metrics.connectionId });
    });
    this.views.set(key, view);
    return view;
  }

  /** What is there when the page opens is no news. */
  private noteCuts(before: GroupMetrics | undefined, { series, cut }: GroupMetrics, now: number): void {
    if (this.isFirst || series === undefined) return;
    const saidBefore = new Set(before?.cut.map(({ id }) => id));
    const fresh = cut.filter(({ id }) => !saidBefore.has(id));
    this.unsaid.push(...cutSentences(series, fresh, now));
  }
}
