// The DOM of one target group: a header and a list, each with what of it is on screen.
import { arrange, element, setAttribute, setHidden, setText } from '../dom';
import { icon } from '../icons';
import type { GroupOfLanes } from './laneModel';
import { delayOfGroup, noteOfGroup, stalenessOfGroup } from './groupText';

export class GroupView {
  readonly root = element('section', 'group');
  readonly header: HTMLElement;
  private readonly connection = element('span', 'group-connection');
  private readonly name = element('span', 'group-name');
  private readonly delay = element('span', 'group-delay');
  private readonly staleness = element('span', 'group-staleness-text');
  private readonly stalenessRow = element('p', 'group-staleness', icon('stale'), this.staleness);
  private readonly note = element('p', 'group-note');
  private readonly list = element('ul', 'lanes');

  /** @param chart takes its place in the header */
  constructor(chart: HTMLElement) {
    const heading = element('h2', 'group-heading', this.connection, ' · ', this.name);
    this.header = element(
      'div',
      'group-header',
      element('div', 'group-title', heading, this.delay),
      this.note,
      this.stalenessRow,
      chart,
    );
    // Without markers, some screen readers take a list for no list unless it says so.
    this.list.setAttribute('role', 'list');
  }

  update(group: GroupOfLanes): void {
    const { connectionLabel, groupName } = group.facts;
    // The heading is not always on screen, so the names are said by themselves.
    const label = `${groupName}, ${connectionLabel}`;
    setAttribute(this.root, 'aria-label', label);
    setAttribute(this.list, 'aria-label', `Drains of ${label}`);
    setText(this.connection, connectionLabel);
    setText(this.name, groupName);
    setText(this.delay, delayOfGroup(group.lanes));
    const note = noteOfGroup(group);
    setText(this.note, note);
    setHidden(this.note, note === '');
    const staleness = stalenessOfGroup(group);
    setText(this.staleness, staleness);
    setHidden(this.stalenessRow, staleness === '');
  }

  /** Shows the header, or not, and these lanes in their order. */
  arrange(isHeaderShown: boolean, lanes: readonly HTMLElement[]): void {
    arrange(this.root, isHeaderShown ? [this.header, this.list] : [this.list]);
    arrange(this.list, lanes);
  }
}
