// A timeline as a picture that stands for itself: title, axis, rows, legend and the colours of the theme, as SVG.
import type { TimelineItem } from './healthTimeline';
import { legendOf, SWATCH } from './healthTimelineLegend';
import { type LookName, patternsMarkup } from './healthTimelineLooks';
import { escapeXml, rowMarkup, type TimeScale, xOf } from './healthTimelineMarkup';
import type { TimeRange } from './healthTimelineRange';
import type { Tick } from './healthTimelineTicks';

export interface TimelinePicture {
  /** `Health of checkout-web (Emulator)` */
  readonly title: string;
  /** What range and in which time zone. */
  readonly subtitle: string;
  readonly range: TimeRange;
  readonly ticks: readonly Tick[];
  readonly rows: readonly PictureRow[];
  /** Colours as CSS spells them. */
  readonly colours: PictureColours;
}

interface PictureRow {
  readonly label: string;
  /** The target's name; empty for none. */
  readonly name: string;
  readonly summary: string;
  readonly items: readonly TimelineItem[];
}

export interface PictureColours extends Readonly<Record<LookName, string>> {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly line: string;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 1200;
const EDGE = 24;
const NAMES_WIDTH = 250;
const TRACK = { left: EDGE + NAMES_WIDTH, width: WIDTH - 2 * EDGE - NAMES_WIDTH };
const HEAD_HEIGHT = 96;
const ROW_HEIGHT = 40;
const BAND_HEIGHT = 26;
const FOOT_HEIGHT = 56;
/** On the safe side. */
const LEGEND_CHARACTER_WIDTH = 6.4;

export function timelinePicture(picture: TimelinePicture): Picture {
  const { title, rows, colours } = picture;
  const height = HEAD_HEIGHT + rows.length * ROW_HEIGHT + FOOT_HEIGHT;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">` +
    `<title>${escapeXml(title)}</title>` +
    `<style>${styleOf(colours)}</style>` +
    `<defs>${patternsMarkup()}<clipPath id="track"><rect y="-6" width="${TRACK.width}" height="${BAND_HEIGHT + 8}"/></clipPath></defs>` +
    `<rect class="background" width="${WIDTH}" height="${height}"/>` +
    headMarkup(picture) +
    axisMarkup(picture, height - FOOT_HEIGHT) +
    rows.map((row, index) => pictureRow(row, index, picture.range)).join('') +
    legendMarkup(rows, height - FOOT_HEIGHT / 2) +
    '</svg>\n';
  return { svg, width: WIDTH, height };
}

function headMarkup({ title, subtitle }: TimelinePicture): string {
  return (
    `<text class="title" x="${EDGE}" y="34">${escapeXml(title)}</text>` +
    `<text class="dim" x="${EDGE}" y="56">${escapeXml(subtitle)}</text>`
  );
}

function axisMarkup({ ticks, range }: TimelinePicture, foot: number): string {
  return ticks
    .map(({ time, label }) => {
      const x = TRACK.left + xOf(time, scaleOf(range));
      return (
        `<path class="tick" d="M${x.toFixed(1)} ${HEAD_HEIGHT - 10}V${foot}"/>` +
        `<text class="dim" x="${x.toFixed(1)}" y="${HEAD_HEIGHT - 16}" text-anchor="middle">${escapeXml(label)}</text>`
      );
    })
    .join('');
}

function pictureRow({ label, name, summary, items }: PictureRow, index: number, range: TimeRange): string {
  const top = HEAD_HEIGHT + index * ROW_HEIGHT;
  const said = name === '' ? label : `${label}  ${name}`;
  return (
    `<text class="label" x="${EDGE}" y="${top + 15}">${escapeXml(shortened(said, 36))}</text>` +
    `<text class="dim" x="${EDGE}" y="${top + 30}">${escapeXml(summary)}</text>` +
    `<g transform="translate(${TRACK.left} ${top + 5})" clip-path="url(#track)">${rowMarkup(items, scaleOf(range))}</g>`
  );
}

function legendMarkup(rows: readonly PictureRow[], middle: number): string {
  let x = EDGE;
  return legendOf(rows.flatMap(({ items }) => items))
    .map(({ words, swatch }) => {
      const markup =
        `<g transform="translate(${x} ${middle - SWATCH.height / 2})">${swatch}</g>` +
        `<text x="${x + SWATCH.width + 7}" y="${middle}" dominant-baseline="central">${words}</text>`;
      x += SWATCH.width + 7 + words.length * LEGEND_CHARACTER_WIDTH + 18;
      return markup;
    })
    .join('');
}

function styleOf({ background, foreground, dim, line, ...looks }: PictureColours): string {
  return [
    `text{font:11px system-ui,-apple-system,'Segoe UI',sans-serif;fill:${foreground}}`,
    `.look.initial path{stroke-width:2.2}`,
    `.title{font-size:18px;font-weight:600}.label{font-weight:600}.dim{fill:${dim}}`,
    `.background{fill:${background}}.tick{stroke:${line}}`,
    `.look rect{fill-opacity:.28}.look path{fill:none;stroke-width:1.4;stroke-linecap:round;stroke-opacity:.75}`,
    `.gap{fill:none;stroke:${dim};stroke-dasharray:2 4}.absent{fill:none;stroke:${dim};stroke-opacity:.6}`,
    `.gap+text,.absent+text{fill:${dim}}`,
    `path+text{paint-order:stroke;stroke:${background};stroke-width:3px;stroke-linejoin:round}`,
    `.mark .stem{stroke:${foreground};stroke-dasharray:3 2}.mark .sign{fill:${foreground}}`,
    ...Object.entries(looks).map(
      ([look, colour]) =>
        `.look.${look} rect{fill:${colour}}.look.${look} path,.band.${look}{stroke:${colour}}`,
    ),
  ].join('');
}

function scaleOf(range: TimeRange): TimeScale {
  return { range, width: TRACK.width, height: BAND_HEIGHT };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
