// The drain monitor's document, which is a frame within a frame.
import type { FrameLocator, Page } from '@playwright/test';
import { HealthTimeline } from './healthTimeline';

export class DrainMonitor {
  /** Look for anything in it as on a page: `drainMonitor.document.getByRole(…)`. */
  readonly document: FrameLocator;
  readonly health: HealthTimeline;

  constructor(page: Page) {
    this.document = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    this.health = new HealthTimeline(this.document);
  }
}
