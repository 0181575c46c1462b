// The page's tabs: one tab stop, arrow keys between them, each with its panel.
import type { Tab } from '../../src/views/drainMonitor/protocol';
import { element, setAttribute, setHidden } from './dom';

interface Entry {
  readonly tab: Tab;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
}

export class Tabs {
  readonly list = element('div', 'tabs');
  readonly panels: readonly HTMLElement[];
  private readonly entries: readonly Entry[];
  private readonly onDidShow: (tab: Tab) => void;
  private current: Tab = 'drains';

  constructor(titles: readonly (readonly [Tab, string])[], onDidShow: (tab: Tab) => void) {
    this.onDidShow = onDidShow;
    this.list.setAttribute('role', 'tablist');
    this.list.setAttribute('aria-label', 'Drain Monitor');
    this.entries = titles.map(([tab, title]) => this.entry(tab, title));
    this.panels = this.entries.map(({ panel }) => panel);
    this.list.append(...this.entries.map(({ button }) => button));
    this.list.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.paint();
  }

  get shown(): Tab {
    return this.current;
  }

  panelOf(tab: Tab): HTMLElement {
    return this.find(tab).panel;
  }

  show(tab: Tab): void {
    if (tab === this.current) return;
    this.current = tab;
    this.paint();
    this.onDidShow(tab);
  }

  private entry(tab: Tab, title: string): Entry {
    const button = element('button', 'tab', title);
    button.type = 'button';
    button.id = `tab-${tab}`;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', `panel-${tab}`);
    button.addEventListener('click', () => {
      this.show(tab);
    });
    const panel = element('div', 'tab-panel');
    panel.id = `panel-${tab}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return { tab, button, panel };
  }

  private find(tab: Tab): Entry {
    const entry = this.entries.find((each) => each.tab === tab);
    if (entry === undefined) throw new Error(`The page has no tab ${tab}.`);
    return entry;
  }

  private paint(): void {
    for (const { tab, button, panel } of this.entries) {
      const isShown = tab === this.current;
      setAttribute(button, 'aria-selected', String(isShown));
      setAttribute(button, 'tabindex', isShown ? '0' : '-1');
      setHidden(panel, !isShown);
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = this.entries.length - 1;
    const index = this.entries.findIndex(({ tab }) => tab === this.current);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    };
    const next = this.entries[steps[event.key] ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    this.show(next.tab);
    next.button.focus();
  }
}
