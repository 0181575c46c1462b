// The drain monitor's tab of health over time.
import type { FrameLocator, Locator } from '@playwright/test';

export class HealthTimeline {
  readonly grid: Locator;
  /** Beside what is pointed at or has the focus. */
  readonly card: Locator;

  constructor(private readonly document: FrameLocator) {
    this.grid = document.getByRole('grid', { name: /^Health of the targets of / });
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

  /** The part of time that is shown. */
  async range(): Promise<string> {
    const status = await this.document.locator('.timeline-status').textContent();
    return status?.split(' · ')[0] ?? '';
  }

  button(name: string): Locator {
    return this.document.getByRole('button', { name, exact: true });
  }

  /** From a row's head along what is on it. */
  async focusHead(target: string): Promise<void> {
    await this.row(target).getByRole('rowheader').focus();
  }
}
