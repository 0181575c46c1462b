// A lane's buttons: those of what can be done about it now.
import type { LaneAction } from '../../../src/views/drainMonitor/laneMessages';
import { element, setAttribute } from '../dom';
import { icon } from '../icons';
import { ACTIONS, keyName } from './actions';

export class LaneButtons {
  readonly root = element('div', 'lane-actions');
  private readonly act: (action: LaneAction) => void;
  private shown: readonly LaneAction[] = [];
  private isFocusable = false;

  constructor(act: (action: LaneAction) => void) {
    this.act = act;
  }

  /** The keys of what can be done, for `aria-keyshortcuts`. */
  get keys(): string {
    return ACTIONS.filter(({ action }) => this.shown.includes(action))
      .map(({ key }) => keyName(key))
      .join(' ');
  }

  update(actions: readonly LaneAction[]): void {
    if (actions.length === this.shown.length && actions.every((each) => this.shown.includes(each))) return;
    this.shown = actions;
    const looks = ACTIONS.filter(({ action }) => actions.includes(action));
    this.root.replaceChildren(
      ...looks.map((look) => {
        const title = `${look.title} (${keyName(look.key)})`;
        const button = element('button', 'lane-action', icon(look.icon));
        button.type = 'button';
        button.title = title;
        button.setAttribute('aria-label', title);
        button.addEventListener('click', () => {
          this.act(look.action);
        });
        return button;
      }),
    );
    this.setFocusable(this.isFocusable);
  }

  setFocusable(focusable: boolean): void {
    this.isFocusable = focusable;
    for (const button of this.root.children) setAttribute(button, 'tabindex', focusable ? '0' : '-1');
  }
}
