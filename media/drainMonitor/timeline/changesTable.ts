// The same as the chart tells, as a plain table under it: the changes of all targets, the newest first.
import type { TimelineItem } from '../../../src/model/healthTimeline';
import { wordsOf } from '../../../src/model/healthTimelineWords';
import { figure } from '../../../src/model/plural';
import { targetLabel } from '../../../src/model/target';
import { element, setHidden, setText } from '../dom';
import type { TimelineState } from './timelineState';

/** More of them nobody reads here; the CSV has all. */
const MOST_ROWS = 200;
const COLUMNS = ['Target', 'State', 'When', 'Reason', 'Change'];

interface Change {
  readonly label: string;
  readonly item: TimelineItem;
}

export class ChangesTable {
  readonly root = element('details', 'timeline-changes');
  private readonly title = element('summary', 'timeline-changes-title');
  private readonly rest = element('p', 'timeline-changes-rest');
  private readonly body = element('tbody', '');
  private readonly table = element('table', 'timeline-changes-table');

  constructor(
    private readonly state: TimelineState,
    onDidToggle: () => void,
  ) {
    const head = element('tr', '');
    for (const text of COLUMNS) {
      const cell = element('th', '', text);
      cell.scope = 'col';
      head.append(cell);
    }
    this.table.append(element('thead', '', head), this.body);
    this.root.append(this.title, this.table, this.rest);
    this.root.addEventListener('toggle', () => {
      this.update();
      onDidToggle();
    });
  }

  get isOpen(): boolean {
    return this.root.open;
  }

  open(isOpen: boolean): void {
    this.root.open = isOpen;
  }

  /** After the history changed. The rows are made only while they are to be seen. */
  update(): void {
    const changes = this.changes();
    setText(this.title, `Changes (${figure(changes.length)})`);
    if (!this.root.open) return;
    const shown = changes.slice(0, MOST_ROWS);
    while (this.body.rows.length > shown.length) this.body.deleteRow(-1);
    while (this.body.rows.length < shown.length) this.body.append(newRow());
    shown.forEach((change, index) => {
      const cells = this.body.rows[index]?.cells ?? [];
      this.textsOf(change).forEach((text, place) => {
        const cell = cells[place];
        if (cell !== undefined) setText(cell, text);
      });
    });
    setHidden(this.table, changes.length === 0);
    setHidden(this.rest, changes.length <= MOST_ROWS);
    setText(this.rest, `The newest ${MOST_ROWS} of ${figure(changes.length)}. Export as CSV to have all.`);
  }

  private changes(): Change[] {
    return this.state.targets
      .flatMap((target) =>
        this.state
          .itemsOf(target)
          .filter((item) => item.kind === 'mark' || (item.kind === 'seen' && item.change !== undefined))
          .map((item) => ({ label: targetLabel(target.target), item })),
      )
      .sort((a, b) => b.item.from - a.item.from);
  }

  private textsOf({ label, item }: Change): string[] {
    const { title, when, why, change } = wordsOf(item, this.state.lastReadAt, { now: this.state.now });
    return [label, title, when, why ?? '', change ?? ''];
  }
}

function newRow(): HTMLTableRowElement {
  const head = element('th', '');
  head.scope = 'row';
  return element('tr', '', head, ...COLUMNS.slice(1).map(() => element('td', '')));
}
