// The drain monitor's tab of health over time.
import type { FrameLocator, Locator } from '@playwright/test';

export class HealthTimeline {
  readonly grid: Locator;
  /** Which time is shown, of how many targets, and when they were last read. */
  readonly status: Locator;
  /** Beside what is pointed at or has the focus. */
  readonly card: Locator;

  constructor(private readonly document: FrameLocator) {
    this.grid = document.getByRole('grid', { name: /^Health of the targets of / });
    this.status = document.getByText(/ last read at /).first();
    this.card = document.locator('.timeline-card');
  }

  row(target: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: target });
  }

  /** What was seen of the target, by its sentence. */
  cell(target: string, sentence: RegExp): Locator {
    return this.row(target).getByRole('gridcell', { name: sentence });
  }

  /** What has the focus. */
  get focused(): Locator {
    return this.document.locator(':focus');
  }

  button(name: string): Locator {
    return this.document.getByRole('button', { name, exact: true });
  }

  /** From a row's head along what is on it. */
  async focusHead(target: string): Promise<void> {
    await this.row(target).getByRole('rowheader').focus();
  }
}
