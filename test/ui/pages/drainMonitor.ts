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

  /** Of the lanes on screen, in their order. */
  async laneIds(): Promise<string[]> {
    const lanes = this.document.locator('.lane');
    return lanes.evaluateAll((all) => all.map((lane) => lane.dataset.laneId ?? ''));
  }

  /** The longest time left, as the line at the top says it. */
  async secondsLeft(): Promise<number> {
    const text = await this.document.locator('.sum').innerText();
    return inSeconds(/(\d+:\d\d) left at most/.exec(text)?.[1]);
  }

  /** How long each lane that is over says that it took. */
  async secondsUntilGone(): Promise<number[]> {
    const figures = await this.document.locator('.lane[data-standing=gone] .lane-figure').allInnerTexts();
    return figures.map(inSeconds);
  }
}

/** Of `0:37`. */
function inSeconds(figure = ''): number {
  const [minutes, seconds] = figure.split(':');
  return Number(minutes) * 60 + Number(seconds);
}
