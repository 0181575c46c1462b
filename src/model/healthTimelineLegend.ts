// The legend of a timeline: what is on it, with its looks, the same on the page and in a picture.
import type { TimelineItem } from './healthTimeline';
import { LOOKS, type LookName, lookOf } from './healthTimelineLooks';

export interface LegendEntry {
  readonly words: string;
  /** SVG over {@link SWATCH}. */
  readonly swatch: string;
}

/** In pixels. */
export const SWATCH = { width: 16, height: 12 } as const;

const SIGNS = {
  gap: { words: 'not watched', swatch: '<path class="gap" d="M0 6H16"/>' },
  register: {
    words: 'registered by you',
    swatch: '<g class="mark register"><path class="sign" d="M4 9L8 3L12 9Z"/></g>',
  },
  deregister: {
    words: 'deregistered by you',
    swatch: '<g class="mark deregister"><path class="sign" d="M4 3L8 9L12 3Z"/></g>',
  },
} as const;

/** The states first, the best to the worst. */
export function legendOf(items: Iterable<TimelineItem>): LegendEntry[] {
  const shown = new Set<string>();
  for (const item of items) {
    const name = nameOf(item);
    if (name !== undefined) shown.add(name);
  }
  const looks = (Object.keys(LOOKS) as LookName[]).filter((name) => shown.has(name));
  const signs = (Object.keys(SIGNS) as (keyof typeof SIGNS)[]).filter((name) => shown.has(name));
  return [
    ...looks.map((name) => ({ words: name.replace('-', '.'), swatch: swatchOf(name) })),
    ...signs.map((name) => SIGNS[name]),
  ];
}

/** A piece of a band, as high among the others as on a row. */
export function swatchOf(look: LookName): string {
  const height = SWATCH.height * LOOKS[look].height;
  return (
    `<rect class="band ${look}" fill="url(#look-${look})" x="0.5" y="${(SWATCH.height + 0.5 - height).toFixed(1)}" ` +
    `width="${SWATCH.width - 1}" height="${(height - 1).toFixed(1)}"/>`
  );
}

function nameOf(item: TimelineItem): LookName | keyof typeof SIGNS | undefined {
  if (item.kind === 'mark') return item.action;
  if (item.kind === 'gap') return 'gap';
  return item.health === undefined ? undefined : lookOf(item.health);
}
