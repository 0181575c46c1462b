// The page's part for servicing targets one after another.
import type { ToMonitor } from '../../../src/views/drainMonitor/protocol';
import { element } from '../dom';
import type { PlacedPart, PageServices } from '../pagePart';

export class ServicingPart implements PlacedPart {
  readonly ticks = false;
  readonly root = element('section', 'servicing');

  constructor(readonly page: PageServices) {
    this.root.hidden = true;
  }

  receive(message: ToMonitor): boolean {
    return message.type === 'servicing';
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
