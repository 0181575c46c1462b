// The DOM of one target group: its heading, why it may be out of date, and its list of lanes.
import { arrange, element, setHidden, setText } from '../dom';
import type { LaneGroup } from './grouping';
import { icon } from '../icons';
import type { LaneView } from './laneView';
import { delayOfGroup, stalenessOfGroup } from './text';

let groupsMade = 0;

export class GroupView {
  readonly root: HTMLElement;
  private readonly connection = element('span', 'group-connection');
  private readonly name = element('span', 'group-name');
  private readonly delay = element('span', 'group-delay');
  private readonly staleness = element('span', 'group-staleness-text');
  private readonly stalenessRow = element('p', 'group-staleness', icon('stale'), this.staleness);
  private readonly list = element('ul', 'lanes');

  /** @param chart takes its place in the header */
  constructor(chart: HTMLElement) {
    const heading = element('h2', 'group-heading', this.connection, ' · ', this.name);
    heading.id = `group-${++groupsMade}`;
    // Without markers, some screen readers take a list for no list unless it says so.
    this.list.setAttribute('role', 'list');
    this.list.setAttribute('aria-labelledby', heading.id);
    this.root = element(
      'section',
      'group',
      element('div', 'group-header', heading, this.delay),
      chart,
      this.stalenessRow,
      this.list,
    );
    this.root.setAttribute('aria-labelledby', heading.id);
  }

  update({ lanes }: LaneGroup, laneViews: readonly LaneView[]): void {
    const [first] = lanes;
    setText(this.connection, first.connectionLabel);
    setText(this.name, first.groupName);
    setText(this.delay, delayOfGroup(lanes));
    const staleness = stalenessOfGroup(lanes);
    setText(this.staleness, staleness);
    setHidden(this.stalenessRow, staleness === '');
    arrange(
      this.list,
      laneViews.map(({ root }) => root),
    );
  }
}
