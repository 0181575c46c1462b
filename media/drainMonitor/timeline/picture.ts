// Pictures of the timeline to save: SVG with the colours of the theme, and PNG drawn from that.
import { rangeInWords, summaryInWords } from '../../../src/model/healthTimelineWords';
import { summaryOf, type TimelineItem, type TimelinePiece } from '../../../src/model/healthTimeline';
import { LOOKS, type LookName } from '../../../src/model/healthTimelineLooks';
import { type Picture, type PictureColours, timelinePicture } from '../../../src/model/healthTimelineSvg';
import { ticksOf } from '../../../src/model/healthTimelineTicks';
import { targetLabel } from '../../../src/model/target';
import type { PictureFormat, TimelineGroup } from '../../../src/views/drainMonitor/timelineMessages';
import { utcOffset } from './axis';
import type { TimelineState } from './timelineState';

const TICKS = 8;
const SCALE = 2;
/** Of a canvas: beyond this, browsers draw nothing. */
const LONGEST_SIDE = 32_000;

/** The part of time that is shown, with all targets. */
export async function drawn(
  format: PictureFormat,
  state: TimelineState,
  group: TimelineGroup,
  looks: Element,
): Promise<Uint8Array> {
  const { range, targets } = state;
  const picture = timelinePicture({
    title: `Health of ${group.groupName} (${group.connectionLabel})`,
    subtitle: `${new Date(range.to).toDateString()}, ${rangeInWords(range, { now: range.to })} (${zoneInWords(range.to)})`,
    range,
    ticks: ticksOf(range, TICKS, utcOffset),
    rows: targets.map((target) => {
      const items = state.itemsOf(target);
      return {
        label: targetLabel(target.target),
        name: target.targetName ?? '',
        summary: summaryInWords(summaryOf(items.filter(isPiece), range)),
        items,
      };
    }),
    colours: coloursOf(looks),
  });
  return format === 'svg' ? new TextEncoder().encode(picture.svg) : png(picture);
}

async function png({ svg, width, height }: Picture): Promise<Uint8Array> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(SCALE, LONGEST_SIDE / height);
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The theme's, as they are on the page now. */
function coloursOf(looks: Element): PictureColours {
  const style = getComputedStyle(looks);
  const colour = (name: string) => plain(style.getPropertyValue(name));
  const ofLooks = Object.fromEntries(
    (Object.keys(LOOKS) as LookName[]).map((name) => [name, colour(`--look-${name}`)]),
  ) as Record<LookName, string>;
  return {
    ...ofLooks,
    background: colour('--look-background'),
    foreground: colour('--look-foreground'),
    dim: colour('--look-dim'),
    line: colour('--look-line'),
  };
}

/** In the spelling that every program reads: a theme may use any of CSS's. */
function plain(colour: string): string {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (context === null) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return alpha === 255
    ? `rgb(${red},${green},${blue})`
    : `rgba(${red},${green},${blue},${(alpha / 255).toFixed(2)})`;
}

/** `UTC+01:00` */
function zoneInWords(time: number): string {
  const minutes = utcOffset(time) / 60_000;
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, '0');
  return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '−' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function isPiece(item: TimelineItem): item is TimelinePiece {
  return item.kind !== 'mark';
}
