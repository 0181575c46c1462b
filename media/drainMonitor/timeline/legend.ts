// The legend under the chart, and the tiles that all bands are filled with.
import { legendOf } from '../../../src/model/healthTimelineLegend';
import { patternsMarkup } from '../../../src/model/healthTimelineLooks';
import { element } from '../dom';
import { drawing } from './svg';
import type { TimelineState } from './timelineState';

export class Legend {
  readonly root = element('div', 'timeline-legend');
  private readonly patterns = drawing('timeline-patterns');
  private last = '';

  constructor(private readonly state: TimelineState) {
    this.patterns.innerHTML = `<defs>${patternsMarkup()}</defs>`;
    this.root.append(this.patterns);
  }

  /** After the history changed. */
  update(): void {
    const entries = legendOf(this.state.targets.flatMap((target) => this.state.itemsOf(target)));
    const said = entries.map(({ words }) => words).join();
    if (said === this.last) return;
    this.last = said;
    this.root.replaceChildren(
      this.patterns,
      ...entries.map(({ words, swatch }) => {
        const sample = drawing('timeline-swatch');
        sample.innerHTML = swatch;
        return element('span', 'timeline-legend-entry', sample, words);
      }),
    );
  }
}
