// The page's part for the health of groups over time.
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { element } from '../dom';
import type { PlacedPart, PageServices } from '../pagePart';

export class TimelinePart implements PlacedPart {
  readonly ticks = false;
  readonly root = element('section', 'timeline');

  constructor(readonly page: PageServices) {
    this.root.hidden = true;
  }

  receive(message: ToMonitor): boolean {
    return message.type === 'timeline';
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
