// The DOM of one run: its heading, its batches as a row of segments, what goes on now, and what can be done.
import { formatCountdown } from '../../../src/model/duration';
import type { ServiceAction } from '../../../src/model/servicing/serviceControls';
import {
  batchCount,
  nameOf,
  type ServicedTarget,
  type ServiceRun,
} from '../../../src/model/servicing/serviceRun';
import { actionTitle, phaseInWords, progressOf } from '../../../src/model/servicing/serviceWords';
import { arrange, element, setAttribute, setHidden, setText } from '../dom';
import { icon, setIcon } from '../icons';
import type { PageMoment } from '../pagePart';
import { batchInWords, batchState, lookOf } from './runWords';

/** More segments have no room for their numbers. */
const MOST_NUMBERED = 16;

let runsMade = 0;

export class RunView {
  readonly root: HTMLElement;
  private readonly act: (action: ServiceAction) => void;
  private readonly name = element('span', 'run-group');
  private readonly connection = element('span', 'run-connection');
  private readonly summary = element('span', 'run-summary');
  private readonly batches = element('ol', 'run-batches');
  private readonly mark = icon('information');
  private readonly sentence = element('span', 'run-sentence-text');
  private readonly left = element('span', 'run-left');
  private readonly actions = element('div', 'run-actions');
  private readonly buttons = new Map<ServiceAction, HTMLButtonElement>();
  private segments: readonly Segment[] = [];

  constructor(act: (action: ServiceAction) => void) {
    this.act = act;
    const heading = element('h2', 'run-heading', 'Servicing ', this.name, ' ', this.connection);
    heading.id = `run-${++runsMade}`;
    this.batches.setAttribute('role', 'list');
    this.batches.setAttribute('aria-label', 'Batches');
    this.root = element(
      'section',
      'run',
      element('div', 'run-header', heading, this.summary),
      this.batches,
      element('div', 'run-now', element('p', 'run-sentence', this.mark, this.sentence), this.left),
      this.actions,
    );
    this.root.setAttribute('aria-labelledby', heading.id);
  }

  update(run: ServiceRun, connectionLabel: string, { now, restored }: PageMoment): void {
    const { summary, sentence, aboutMilliseconds, actions } = progressOf(run, now);
    setText(this.name, run.groupName);
    setText(this.connection, connectionLabel);
    setText(this.summary, summary);
    setText(this.sentence, sentence);
    setAttribute(this.root, 'data-status', run.status);
    setIcon(
      this.mark,
      run.status === 'stopped' ? 'overdue' : run.status === 'finished' ? 'gone' : 'information',
    );
    setText(
      this.left,
      aboutMilliseconds === undefined ? '' : `about ${formatCountdown(aboutMilliseconds)} left`,
    );
    this.showBatches(run);
    this.showActions(run, actions, restored);
  }

  private showBatches(run: ServiceRun): void {
    const count = batchCount(run);
    if (this.segments.length !== count) {
      this.segments = Array.from({ length: count }, (_, batch) => new Segment(batch, count));
      arrange(
        this.batches,
        this.segments.map(({ root }) => root),
      );
    }
    this.segments.forEach((segment, batch) => {
      segment.update(run.targets.filter((target) => target.batch === batch));
    });
  }

  private showActions(run: ServiceRun, actions: readonly ServiceAction[], restored: boolean): void {
    const buttons = actions.map((action, index) => {
      const button = this.buttonOf(action);
      setText(button, actionTitle(run, action));
      setAttribute(
        button,
        'data-look',
        index === 0 && (action === 'continue' || action === 'resume') ? 'primary' : undefined,
      );
      button.disabled = restored;
      return button;
    });
    arrange(this.actions, buttons);
    setHidden(this.actions, buttons.length === 0);
  }

  private buttonOf(action: ServiceAction): HTMLButtonElement {
    const known = this.buttons.get(action);
    if (known !== undefined) return known;
    const made = element('button', 'run-action');
    made.type = 'button';
    made.addEventListener('click', () => {
      this.act(action);
    });
    this.buttons.set(action, made);
    return made;
  }
}

/** A batch: a cell for each of its targets, and its number. */
class Segment {
  readonly root = element('li', 'run-batch');
  private readonly batch: number;
  private readonly count: number;
  private readonly cells = element('div', 'run-cells');
  private readonly words = element('span', 'visually-hidden');

  constructor(batch: number, count: number) {
    this.batch = batch;
    this.count = count;
    this.cells.setAttribute('aria-hidden', 'true');
    const number = element('span', 'run-batch-number', String(batch + 1));
    number.setAttribute('aria-hidden', 'true');
    number.hidden = count > MOST_NUMBERED;
    this.root.append(this.cells, number, this.words);
  }

  update(targets: readonly ServicedTarget[]): void {
    while (this.cells.children.length < targets.length) this.cells.append(element('span', 'run-cell'));
    setAttribute(this.root, 'data-state', batchState(targets));
    this.root.style.setProperty('--targets', String(targets.length));
    targets.forEach((target, index) => {
      const cell = this.cells.children[index];
      if (cell === undefined) return;
      setAttribute(cell, 'data-look', lookOf(target));
      const why = target.because === undefined ? '' : `. ${target.because}`;
      setAttribute(cell, 'title', `${nameOf(target)}: ${phaseInWords(target.phase)}${why}`);
    });
    setText(this.words, batchInWords(this.batch, this.count, targets));
  }
}
