// The DOM of one lane. Made once; an update writes only the texts and attributes that changed.
import { isOver } from '../../../src/model/drain';
import { targetLabel } from '../../../src/model/target';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import { element, setAttribute, setHidden, setText } from '../dom';
import { icon, setIcon, type IconName } from '../icons';
import { isStale, laneText, type LaneText, type Moment, type Standing } from './text';

export interface LaneActions {
  reveal(laneId: string): void;
  copyId(laneId: string): void;
}

let lanesMade = 0;

export class LaneView {
  readonly root: HTMLLIElement;
  private readonly phaseIcon = icon('draining');
  private readonly label = element('span', 'lane-label');
  private readonly tag = element('span', 'lane-tag');
  private readonly zone = element('span', 'lane-zone');
  private readonly phase = element('span', 'lane-phase');
  private readonly startedBy = element('span', 'lane-started-by');
  private readonly fill = element('div', 'bar-fill');
  private readonly bar = element('div', 'bar', this.fill);
  private readonly start = element('span', 'lane-start');
  private readonly middle = element('span', 'lane-middle');
  private readonly end = element('span', 'lane-end');
  private readonly figure = element('span', 'lane-figure');
  private readonly figureLabel = element('span', 'lane-figure-label');
  private readonly notes = element('div', 'lane-notes');
  private readonly copyButton: HTMLButtonElement;
  private readonly revealButton: HTMLButtonElement;
  private barPosition = '';

  constructor(
    private lane: DrainLane,
    actions: LaneActions,
  ) {
    const { id } = lane;
    this.revealButton = actionButton('reveal', 'Reveal in Tree (Enter)', () => {
      actions.reveal(id);
    });
    this.copyButton = actionButton('copy', 'Copy Target ID (C)', () => {
      actions.copyId(id);
    });
    const name = element('div', 'lane-name', this.label, ' ', this.tag, ' ', this.zone);
    const state = element('div', 'lane-state', this.phase, ' ', this.startedBy);
    const buttons = element('div', 'lane-actions', this.revealButton, this.copyButton);
    this.root = element(
      'li',
      'lane',
      element('div', 'lane-icon', this.phaseIcon),
      element('div', 'lane-who', name, element('div', 'lane-state-row', state, buttons)),
      element(
        'div',
        'lane-course',
        element('div', 'bar-row', this.bar),
        element('div', 'lane-times', this.start, ' ', this.middle, ' ', this.end),
      ),
      element('div', 'lane-outcome', this.figure, ' ', this.figureLabel),
      this.notes,
    );
    const prefix = `lane-${++lanesMade}`;
    name.id = `${prefix}-name`;
    state.id = `${prefix}-state`;
    this.notes.id = `${prefix}-notes`;
    this.root.setAttribute('data-lane-id', id);
    this.root.setAttribute('aria-labelledby', `${name.id} ${state.id}`);
    this.root.setAttribute('aria-describedby', this.notes.id);
    this.root.setAttribute('aria-keyshortcuts', 'Enter C');
    this.bar.setAttribute('role', 'progressbar');
    this.bar.setAttribute('aria-valuemin', '0');
    this.bar.setAttribute('aria-valuemax', '100');
    this.setFocusable(false);
  }

  get id(): string {
    return this.lane.id;
  }

  /** Whether time still changes what the lane shows. */
  get ticks(): boolean {
    return !isOver(this.lane);
  }

  update(lane: DrainLane, moment: Moment): void {
    this.lane = lane;
    const label = targetLabel(lane.target);
    setText(this.label, label);
    // What the label leaves out of an ARN, and what a narrow lane cuts off.
    setAttribute(this.label, 'title', label.startsWith(lane.target.id) ? undefined : lane.target.id);
    setText(this.tag, lane.targetName ?? '');
    setAttribute(this.tag, 'title', lane.targetName);
    setText(this.zone, lane.target.availabilityZone ?? '');
    setAttribute(this.bar, 'aria-label', label);
    setAttribute(this.root, 'data-stale', isStale(lane) ? '' : undefined);
    setAttribute(this.root, 'data-start', lane.startedBy);
    this.tick(moment);
  }

  /** Shows the lane as it is at another moment. */
  tick(moment: Moment): void {
    const text = laneText(this.lane, moment);
    setAttribute(this.root, 'data-standing', text.standing);
    setIcon(
      this.phaseIcon,
      isStale(this.lane) && text.standing !== 'overdue' ? 'stale' : iconOf(text.standing),
    );
    setText(this.phase, text.phase);
    setText(this.startedBy, text.startedBy);
    setText(this.start, text.start);
    setText(this.middle, text.middle);
    setText(this.end, text.end);
    setText(this.figure, text.figure);
    setText(this.figureLabel, text.figureLabel);
    setText(this.notes, text.notes.join(' '));
    setHidden(this.notes, text.notes.length === 0);
    this.paintBar(text);
  }

  /** One lane of the whole list is in the tab order, and its buttons with it. */
  setFocusable(focusable: boolean): void {
    for (const stop of [this.root, this.revealButton, this.copyButton]) {
      setAttribute(stop, 'tabindex', focusable ? '0' : '-1');
    }
  }

  private paintBar({ fraction, valueText }: LaneText): void {
    setAttribute(this.bar, 'data-measured', fraction === undefined ? 'no' : 'yes');
    setAttribute(
      this.bar,
      'aria-valuenow',
      fraction === undefined ? undefined : String(Math.round(fraction * 100)),
    );
    setAttribute(this.bar, 'aria-valuetext', valueText);
    const position = (fraction ?? 1).toFixed(4);
    if (position === this.barPosition) return;
    this.barPosition = position;
    this.fill.style.setProperty('--fraction', position);
  }
}

function actionButton(name: IconName, title: string, act: () => void): HTMLButtonElement {
  const button = element('button', 'lane-action', icon(name));
  button.type = 'button';
  button.title = title;
  button.setAttribute('aria-label', title);
  button.addEventListener('click', act);
  return button;
}

function iconOf(standing: Standing): IconName {
  return standing === 'ending' ? 'draining' : standing;
}
