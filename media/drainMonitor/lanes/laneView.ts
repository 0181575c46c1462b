// The DOM of one lane. Made once; an update writes only the texts and attributes that changed.
import { isOver } from '../../../src/model/drain';
import { targetLabel } from '../../../src/model/target';
import type { LaneAction } from '../../../src/views/drainMonitor/laneMessages';
import { element, setAttribute, setHidden, setText } from '../dom';
import { icon, setIcon, type IconName } from '../icons';
import { LaneButtons } from './laneButtons';
import { menuContext } from './menuContext';
import { isStale, type LaneOfGroup, type Moment, type Standing } from './standing';
import { laneText, type LaneText } from './text';

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
  private readonly buttons: LaneButtons;
  private shown: LaneOfGroup;
  private barPosition = '';

  /** Shows nothing before its first update. */
  constructor(shown: LaneOfGroup, act: (action: LaneAction) => void) {
    this.shown = shown;
    this.buttons = new LaneButtons(act);
    const name = element('div', 'lane-name', this.label, ' ', this.tag, ' ', this.zone);
    const state = element('div', 'lane-state', this.phase, ' ', this.startedBy);
    this.root = element(
      'li',
      'lane',
      element('div', 'lane-icon', this.phaseIcon),
      element('div', 'lane-who', name, element('div', 'lane-state-row', state, this.buttons.root)),
      element(
        'div',
        'lane-course',
        element('div', 'bar-row', station('from', 'In service'), this.bar, station('to', 'Gone')),
        element('div', 'lane-times', this.start, ' ', this.middle, ' ', this.end),
      ),
      element('div', 'lane-outcome', this.figure, ' ', this.figureLabel),
      this.notes,
    );
    const prefix = `lane-${++lanesMade}`;
    name.id = `${prefix}-name`;
    state.id = `${prefix}-state`;
    this.notes.id = `${prefix}-notes`;
    this.root.setAttribute('data-lane-id', shown.lane.id);
    this.root.setAttribute('aria-labelledby', `${name.id} ${state.id}`);
    this.root.setAttribute('aria-describedby', this.notes.id);
    this.bar.setAttribute('role', 'progressbar');
    this.bar.setAttribute('aria-valuemin', '0');
    this.bar.setAttribute('aria-valuemax', '100');
    this.setFocusable(false);
  }

  /** Whether time still changes what the lane shows. */
  get ticks(): boolean {
    return !isOver(this.shown.lane);
  }

  update(shown: LaneOfGroup, moment: Moment): void {
    this.shown = shown;
    const { lane } = shown;
    const label = targetLabel(lane.target);
    setText(this.label, label);
    // What the label leaves out of an ARN, and what a narrow lane cuts off.
    setAttribute(this.label, 'title', label.startsWith(lane.target.id) ? undefined : lane.target.id);
    setText(this.tag, lane.targetName ?? '');
    setAttribute(this.tag, 'title', lane.targetName);
    setText(this.zone, lane.target.availabilityZone ?? '');
    setAttribute(this.bar, 'aria-label', label);
    setAttribute(this.root, 'data-stale', isStale(lane, shown.facts) ? '' : undefined);
    setAttribute(this.root, 'data-start', lane.startedBy);
    setAttribute(this.root, 'data-vscode-context', menuContext(lane));
    this.buttons.update(lane.actions);
    setAttribute(this.root, 'aria-keyshortcuts', this.buttons.keys);
    this.tick(moment);
  }

  /** Shows the lane as it is at another moment. */
  tick(moment: Moment): void {
    const text = laneText(this.shown, moment);
    const isOld = isStale(this.shown.lane, this.shown.facts) && text.standing !== 'overdue';
    setAttribute(this.root, 'data-standing', text.standing);
    setIcon(this.phaseIcon, isOld ? 'stale' : iconOf(text.standing));
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

  /** Its place in its group, of so many: not all of them are in the document. */
  setPlace(place: number, count: number): void {
    setAttribute(this.root, 'aria-posinset', String(place));
    setAttribute(this.root, 'aria-setsize', String(count));
  }

  /** One lane of the whole list is in the tab order, and its buttons with it. */
  setFocusable(focusable: boolean): void {
    setAttribute(this.root, 'tabindex', focusable ? '0' : '-1');
    this.buttons.setFocusable(focusable);
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

/** An end of the course that a target takes; the words beside it say the same. */
function station(end: 'from' | 'to', title: string): HTMLElement {
  const made = element('span', `station ${end}`);
  made.title = title;
  made.setAttribute('aria-hidden', 'true');
  return made;
}

function iconOf(standing: Standing): IconName {
  return standing === 'ending' ? 'draining' : standing;
}
