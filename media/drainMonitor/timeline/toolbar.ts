// The choices over the chart: which group, how much time, and the files to save.
import { PRESETS, type TimelineView } from '../../../src/model/healthTimelineRange';
import type { TimelineGroup } from '../../../src/views/drainMonitor/timelineMessages';
import { element, setAttribute, setText } from '../dom';
import { icon, type IconName } from '../icons';
import { groupKey } from '../lanes/grouping';

export interface ToolbarActions {
  choose(group: TimelineGroup): void;
  show(view: TimelineView): void;
  zoom(direction: 'in' | 'out'): void;
  export(format: 'csv' | 'svg' | 'png'): void;
}

const FORMATS = [
  ['csv', 'CSV', 'Export as CSV: the whole history that is known'],
  ['svg', 'SVG', 'Export as SVG: the picture of the time that is shown'],
  ['png', 'PNG', 'Export as PNG: the picture of the time that is shown'],
] as const;

export class Toolbar {
  readonly root = element('div', 'timeline-toolbar');
  private readonly select = element('select', 'timeline-select');
  private readonly presets: readonly HTMLButtonElement[];
  private readonly nowButton: HTMLButtonElement;
  private groups: readonly TimelineGroup[] = [];

  constructor(actions: ToolbarActions) {
    this.select.setAttribute('aria-label', 'Target group');
    this.select.addEventListener('change', () => {
      const group = this.groups[this.select.selectedIndex];
      if (group !== undefined) actions.choose(group);
    });
    this.presets = PRESETS.map(({ label, words, span }) =>
      button(label, `Show ${words}`, () => {
        actions.show({ span, end: 'now' });
      }),
    );
    this.nowButton = button('Now', 'Follow now', () => {
      actions.show({ span: this.span, end: 'now' });
    });
    const exports = FORMATS.map(([format, label, title]) =>
      button(label, title, () => {
        actions.export(format);
      }),
    );
    this.root.append(
      this.select,
      group('Time shown', ...this.presets, this.nowButton),
      group(
        'Zoom',
        iconButton('minus', 'Zoom out (−)', () => {
          actions.zoom('out');
        }),
        iconButton('plus', 'Zoom in (+)', () => {
          actions.zoom('in');
        }),
      ),
      group('Export', element('span', 'timeline-group-label', 'Export'), ...exports),
    );
  }

  private span: TimelineView['span'] = 'all';

  update(groups: readonly TimelineGroup[], chosen: TimelineGroup | undefined, view: TimelineView): void {
    this.span = view.span;
    this.showGroups(groups, chosen);
    const follows = view.end === 'now';
    this.presets.forEach((preset, index) => {
      setAttribute(preset, 'aria-pressed', String(follows && PRESETS[index]?.span === view.span));
    });
    setAttribute(this.nowButton, 'aria-pressed', String(follows));
  }

  private showGroups(groups: readonly TimelineGroup[], chosen: TimelineGroup | undefined): void {
    const isListed = chosen === undefined || groups.some((each) => groupKey(each) === groupKey(chosen));
    this.groups = isListed ? groups : [chosen, ...groups];
    while (this.select.options.length > this.groups.length) this.select.options[0]?.remove();
    while (this.select.options.length < this.groups.length)
      this.select.append(document.createElement('option'));
    this.groups.forEach(({ groupName, connectionLabel }, index) => {
      const option = this.select.options[index];
      if (option !== undefined) setText(option, `${groupName} · ${connectionLabel}`);
    });
    const index =
      chosen === undefined ? -1 : this.groups.findIndex((each) => groupKey(each) === groupKey(chosen));
    if (this.select.selectedIndex !== index) this.select.selectedIndex = index;
  }
}

function group(label: string, ...children: HTMLElement[]): HTMLElement {
  const made = element('div', 'timeline-buttons', ...children);
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', label);
  return made;
}

function button(label: string, title: string, act: () => void): HTMLButtonElement {
  const made = element('button', 'timeline-button', label);
  made.type = 'button';
  made.title = title;
  made.addEventListener('click', act);
  return made;
}

function iconButton(name: IconName, title: string, act: () => void): HTMLButtonElement {
  const made = button('', title, act);
  made.setAttribute('aria-label', title);
  made.append(icon(name));
  return made;
}
