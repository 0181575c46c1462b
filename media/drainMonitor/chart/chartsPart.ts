// The page's part for what CloudWatch counts while a group drains, in each group's header.
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { element } from '../dom';
import type { GroupHeaderPart, PageServices } from '../pagePart';

export class ChartsPart implements GroupHeaderPart {
  readonly ticks = false;
  private readonly elements = new Map<string, HTMLElement>();

  constructor(readonly page: PageServices) {}

  elementOf(groupKey: string): HTMLElement {
    const made = this.elements.get(groupKey) ?? element('div', 'chart');
    this.elements.set(groupKey, made);
    made.hidden = true;
    return made;
  }

  receive(message: ToMonitor): boolean {
    return message.type === 'metrics';
  }

  tick(): void {
    // Nothing depends on the time yet.
  }

  news(): string {
    return '';
  }

  saved(): undefined {
    return undefined;
  }

  restore(): void {
    // Nothing is saved yet.
  }
}
