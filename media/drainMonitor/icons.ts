// The monitor's icons, drawn as strokes in the current colour on a grid of 16.

const PATHS = {
  // A minus in a circle: being taken out.
  deregistering: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM5.5 8h5',
  // A drop.
  draining:
    'M8 2C10.6 5 12.2 7.1 12.2 9.3a4.2 4.2 0 0 1-8.4 0C3.8 7.1 5.4 5 8 2zM6 9.6a2.1 2.1 0 0 0 1.7 1.9',
  // A triangle with an exclamation mark.
  overdue: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.4v.3',
  // A tick.
  gone: 'M3 8.6l3.4 3.4L13 4.6',
  // An arrow that turns back.
  returned: 'M6.6 3L3.5 6.1l3.1 3.1M3.5 6.1h5.8a3.4 3.4 0 0 1 0 6.8H6',
  // A clock.
  stale: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM8 5v3.2l2.1 1.4',
  information: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM8 7.4v3.4M8 5v.3',
  // Two sheets.
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  // A side bar, and an arrow towards it.
  reveal: 'M2.5 3h11v10h-11zM6.2 3v10M12 8H8.4M9.9 6.4L8.3 8l1.6 1.6',
  // Bands of state, one above the other.
  timeline: 'M2.5 4.5h6M10.5 4.5h3M2.5 8h3M7.5 8h6M2.5 11.5h8M12.5 11.5h1',
  shield: 'M8 2l5 1.8v4c0 3-2 5.2-5 6.2-3-1-5-3.2-5-6.2v-4z',
  terminal: 'M2 3.5h12v9.5h-12zM4.5 6.2l2.1 1.9-2.1 1.9M8.5 10.3h3',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon that is decoration: what it means is written beside it. */
export function icon(name: IconName): SVGSVGElement {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('viewBox', '0 0 16 16');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.append(document.createElementNS(SVG, 'path'));
  setIcon(drawing, name);
  return drawing;
}

export function setIcon(drawing: SVGSVGElement, name: IconName): void {
  const path = drawing.firstElementChild;
  if (path !== null && path.getAttribute('d') !== PATHS[name]) path.setAttribute('d', PATHS[name]);
}
