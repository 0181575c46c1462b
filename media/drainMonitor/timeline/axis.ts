// The time axis over the rows: round times, and now.
import { escapeXml, type TimeScale, xOf } from '../../../src/model/healthTimelineMarkup';
import { ticksOf } from '../../../src/model/healthTimelineTicks';
import { element } from '../dom';
import { drawing, Painting } from './svg';

/** So far apart, at least, are two times. */
const TICK_WIDTH = 84;

export class Axis {
  readonly root = element('div', 'timeline-axis');
  readonly track = element('div', 'timeline-axis-track');
  private readonly painting = new Painting(drawing('timeline-axis-drawing'));

  constructor() {
    // The times are in the sentences of what is on the rows.
    this.root.setAttribute('aria-hidden', 'true');
    this.track.append(this.painting.svg);
    this.root.append(element('div', 'timeline-axis-corner'), this.track);
  }

  /** Draws it, and gives the lines that go through all rows. */
  update(scale: TimeScale, now: number): string {
    const ticks = ticksOf(scale.range, Math.floor(scale.width / TICK_WIDTH), utcOffset);
    const lines = ticks.map(({ time }) => line('tick', xOf(time, scale), 100));
    const nowAt = xOf(now, scale);
    const isNowSeen = nowAt <= scale.width + 1;
    const labels = ticks
      .map(({ time, label }) => ({ x: xOf(time, scale), label }))
      // “now” is more than a time beside it.
      .filter(({ x }) => !isNowSeen || nowAt - x > TICK_WIDTH / 2)
      .map(
        ({ x, label }) =>
          `${line('tick', x, 100, 20)}<text x="${x.toFixed(1)}" y="12" text-anchor="middle">${escapeXml(label)}</text>`,
      );
    const nowLabel = isNowSeen
      ? `${line('now', nowAt, 100, 20)}<text class="now" x="${nowAt.toFixed(1)}" y="12" text-anchor="middle">now</text>`
      : '';
    this.painting.paint(labels.join('') + nowLabel);
    return lines.join('') + (isNowSeen ? line('now', nowAt, 100) : '');
  }
}

/** Of the reader's time zone. */
export function utcOffset(time: number): number {
  return -new Date(time).getTimezoneOffset() * 60_000;
}

/** Down to beyond the row, which cuts it off. */
function line(name: string, x: number, to: number, from = -20): string {
  return `<path class="${name}" d="M${x.toFixed(1)} ${from}V${to}"/>`;
}
