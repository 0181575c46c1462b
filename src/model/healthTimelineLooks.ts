// How each state looks on a timeline: told apart by height and pattern also where colours are not. What is worse is higher.
import type { TargetHealth } from './target';

export type LookName =
  'healthy' | 'initial' | 'unhealthy' | 'unhealthy-draining' | 'draining' | 'unused' | 'unavailable';

interface Look {
  /** The share of the row's height, from its foot. */
  readonly height: number;
  /** Lines over a tile of {@link TILE} by {@link TILE}, as an SVG path; none for a plain fill. */
  readonly lines: string;
}

const TILE = 8;

const RISING = 'M-2 2L2 -2M0 8L8 0M6 10L10 6';
const FALLING = 'M-2 6L2 10M0 0L8 8M6 -2L10 2';

export const LOOKS: Readonly<Record<LookName, Look>> = {
  healthy: { height: 0.55, lines: '' },
  // Dots: lines of no length with round ends.
  initial: { height: 0.55, lines: 'M2 2h0M6 6h0' },
  draining: { height: 0.55, lines: 'M2 0V8M6 0V8' },
  // The lines run above and below the words.
  unused: { height: 0.5, lines: 'M0 7H8' },
  unavailable: { height: 0.8, lines: FALLING },
  'unhealthy-draining': { height: 1, lines: `${RISING}${FALLING}` },
  unhealthy: { height: 1, lines: RISING },
};

/** A state that the API adds later looks as one of which nothing can be told. */
export function lookOf({ state }: TargetHealth): LookName {
  const name = state.replace('.', '-');
  return name in LOOKS ? (name as LookName) : 'unavailable';
}

/** The tiles that bands are filled with; a page has them once. The colours are those of the classes. */
export function patternsMarkup(): string {
  return Object.entries(LOOKS)
    .map(
      ([name, { lines }]) =>
        `<pattern id="look-${name}" class="look ${name}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse">` +
        `<rect width="${TILE}" height="${TILE}"/><path d="${lines}"/></pattern>`,
    )
    .join('');
}
