// The DOM of one group's chart: the offer to measure, or what was measured, in a picture, in words and as a table.
import type { DrainSeries } from '../../../src/model/drainMetrics';
import { settledUntil } from '../../../src/model/drainMetrics';
import { cutInWords, measuredInWords, minuteInWords } from '../../../src/model/drainMetricsWords';
import { figure } from '../../../src/model/plural';
import type { GroupMetrics } from '../../../src/views/drainMonitor/metricsMessages';
import { element, setAttribute, setHidden, setText } from '../dom';
import { icon } from '../icons';
import { draw, emptyDrawing } from './drawing';
import { geometryOf } from './geometry';
import { tableRows } from './table';

const OFFER =
  'How many requests and connections still arrive, the API does not tell. CloudWatch counts them; AWS charges for it.';

export class ChartView {
  readonly root = element('div', 'chart');
  private readonly offer: HTMLElement;
  private readonly requestsKey = element('span', 'chart-key chart-key-requests');
  private readonly connectionsKey = element('span', 'chart-key chart-key-connections');
  private readonly errorsKey = element('span', 'chart-key chart-key-errors');
  private readonly marksKey = element('span', 'chart-key chart-key-marks');
  private readonly drawing = emptyDrawing();
  private readonly fromLabel = element('span', '');
  private readonly untilLabel = element('span', '');
  private readonly toLabel = element('span', '');
  private readonly cut = element('div', 'chart-cuts');
  private readonly words = element('p', 'chart-words');
  private readonly table = element('table', 'chart-table');
  private readonly figures: HTMLElement;
  private readonly measured: HTMLElement;

  /** @param measure the user would like to be asked whether to measure */
  constructor(measure: () => void) {
    const button = element('button', 'chart-measure', 'Measure with CloudWatch…');
    button.type = 'button';
    button.addEventListener('click', measure);
    this.offer = element('div', 'chart-offer', element('span', '', OFFER), button);
    const scrolled = element('div', 'chart-scrolled', this.table);
    scrolled.tabIndex = 0;
    scrolled.setAttribute('role', 'region');
    scrolled.setAttribute('aria-label', 'Figures by the minute');
    this.figures = element(
      'details',
      'chart-figures',
      element('summary', '', 'Figures by the minute'),
      scrolled,
    );
    this.measured = element(
      'div',
      'chart-measured',
      element('p', 'chart-legend', this.requestsKey, this.connectionsKey, this.errorsKey, this.marksKey),
      this.drawing,
      element('p', 'chart-axis', this.fromLabel, this.untilLabel, this.toLabel),
      this.cut,
      this.words,
      this.figures,
    );
    this.root.append(this.offer, this.measured);
    for (const each of [this.root, this.offer, this.measured]) each.hidden = true;
  }

  update(metrics: GroupMetrics, now: number): void {
    const { series, spans, offered } = metrics;
    const isMeasured = series !== undefined && spans.length > 0;
    setHidden(this.offer, !offered);
    setHidden(this.measured, !isMeasured);
    setHidden(this.root, !offered && !isMeasured);
    if (isMeasured) this.show(series, metrics, now);
  }

  private show(series: DrainSeries, { spans, others, cut }: GroupMetrics, now: number): void {
    const geometry = geometryOf(series, spans);
    const { from, to, mostRequests, mostConnections, errors } = geometry;
    const isApplication = series.kind === 'application';
    setText(
      this.requestsKey,
      `${isApplication ? 'Requests' : 'New connections'} a minute, ${figure(mostRequests)} at most`,
    );
    const names = series.loadBalancers.join(' and ');
    setText(this.connectionsKey, `Connections of ${names}, ${figure(mostConnections)} at most`);
    setHidden(this.connectionsKey, geometry.connections.length === 0);
    setText(this.errorsKey, isApplication ? '5XX and failed connections' : 'Resets');
    setHidden(this.errorsKey, errors.length === 0);
    setText(
      this.marksKey,
      spans.some(({ endedAt }) => endedAt === undefined) ? 'Drain, its end at the latest' : 'Drain',
    );
    draw(this.drawing, geometry);
    const sentences = measuredInWords({ series, drains: spans, others }, { now });
    setAttribute(
      this.drawing,
      'aria-label',
      `Requests and connections while the group drains. ${sentences.join(' ')}`,
    );
    setText(this.fromLabel, minuteInWords(from, { now }));
    setText(this.toLabel, minuteInWords(to, { now }));
    const until = settledUntil(series);
    setText(
      this.untilLabel,
      until === undefined ? 'nothing is whole yet' : `whole until ${minuteInWords(until, { now })}`,
    );
    setText(this.words, sentences.join(' '));
    this.showCuts(cutSentences(series, cut, now));
    this.table.replaceChildren(...tableRows(series, from, now));
  }

  private showCuts(sentences: readonly string[]): void {
    setHidden(this.cut, sentences.length === 0);
    if (this.cut.textContent === sentences.join('')) return;
    this.cut.replaceChildren(
      ...sentences.map((sentence) =>
        element('p', 'chart-cut', icon('overdue'), element('span', '', sentence)),
      ),
    );
  }
}

/** A sentence for those that ended in the same minute. */
export function cutSentences(series: DrainSeries, cut: GroupMetrics['cut'], now: number): string[] {
  const byMinute = new Map<number, GroupMetrics['cut'][number][]>();
  for (const drain of cut) {
    if (drain.cut === undefined) continue;
    const together = byMinute.get(drain.cut.at) ?? [];
    together.push(drain);
    byMinute.set(drain.cut.at, together);
  }
  return [...byMinute.values()].flatMap((together) => {
    const found = together[0]?.cut;
    return found === undefined ? [] : [cutInWords(together, found, series, { now })];
  });
}
