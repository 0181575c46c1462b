// The figures of a chart by the minute, for who would rather read them.
import { FIGURES, type DrainSeries, type Figure, settledUntil } from '../../../src/model/drainMetrics';
import { minuteInWords } from '../../../src/model/drainMetricsWords';
import { figure as figureInWords } from '../../../src/model/plural';
import { element } from '../dom';

const TITLES: Readonly<Record<DrainSeries['kind'], Readonly<Record<Figure, string>>>> = {
  application: {
    requests: 'Requests',
    connections: 'Connections',
    targetErrors: '5XX of targets',
    failedConnections: 'Failed connections',
    balancerErrors: '5XX of the load balancer',
  },
  network: {
    requests: 'New connections',
    connections: 'Connections',
    targetErrors: 'Resets by targets',
    failedConnections: '',
    balancerErrors: 'Resets by the load balancer',
  },
};

export function tableRows(series: DrainSeries, from: number, now: number): HTMLTableRowElement[] {
  const titles = TITLES[series.kind];
  const shown = FIGURES.filter((figure) => titles[figure] !== '');
  const until = settledUntil(series) ?? 0;
  const head = element(
    'tr',
    '',
    heading('Minute', 'col'),
    ...shown.map((figure) => heading(titles[figure], 'col')),
  );
  const rows = series.minutes
    .filter(({ at }) => at >= from)
    .map((minute) => {
      const open = minute.at >= until ? ', so far' : '';
      return element(
        'tr',
        '',
        heading(minuteInWords(minute.at, { now }) + open, 'row'),
        ...shown.map((figure) => {
          const value = minute[figure];
          return element('td', '', value === undefined ? '–' : figureInWords(value));
        }),
      );
    });
  return [head, ...rows];
}

function heading(text: string, scope: string): HTMLTableCellElement {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}
