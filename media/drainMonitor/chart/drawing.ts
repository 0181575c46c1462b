// Draws a chart as SVG: requests as bars, errors before them, connections as a line, the drains' starts and ends.
import type { Bar, ChartGeometry, Step } from './geometry';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const HEIGHT = 100;
/** What is not nothing can be seen. */
const LEAST_HEIGHT = 3;

type Shape = readonly [name: string, attributes: Readonly<Record<string, string | number>>];

/** A picture that is as wide as its place, whose name the caller gives. */
export function emptyDrawing(): SVGSVGElement {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('class', 'chart-drawing');
  drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  drawing.setAttribute('preserveAspectRatio', 'none');
  drawing.setAttribute('role', 'img');
  return drawing;
}

export function draw(drawing: SVGSVGElement, geometry: ChartGeometry): void {
  const { requests, errors, connections, starts, ends, until, from, to } = geometry;
  const known = until === undefined ? 0 : (until - from) / (to - from);
  const shapes: Shape[] = [
    ['line', { class: 'chart-base', x1: 0, x2: known * WIDTH, y1: HEIGHT, y2: HEIGHT }],
    ['line', { class: 'chart-base chart-unknown', x1: known * WIDTH, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }],
    ...requests.map((bar) => shapeOf(bar, 'chart-request')),
    ...errors.map((bar) => shapeOf(bar, 'chart-error')),
    ...(connections.length === 0
      ? []
      : [['path', { class: 'chart-connection', d: pathOf(connections) }] as Shape]),
    ...starts.map((at) => mark(at, 'chart-start')),
    ...ends.map((at) => mark(at, 'chart-end')),
  ];
  drawing.replaceChildren(
    ...shapes.map(([name, attributes]) => {
      const shape = document.createElementNS(SVG, name);
      for (const [attribute, value] of Object.entries(attributes))
        shape.setAttribute(attribute, String(value));
      return shape;
    }),
  );
}

function shapeOf({ left, width, height, open }: Bar, name: string): Shape {
  const high = Math.max(LEAST_HEIGHT, height * HEIGHT);
  return [
    'rect',
    {
      class: open ? `${name} chart-open` : name,
      x: left * WIDTH,
      y: HEIGHT - high,
      width: width * WIDTH,
      height: high,
    },
  ];
}

function mark(at: number, name: string): Shape {
  return ['line', { class: `chart-mark ${name}`, x1: at * WIDTH, x2: at * WIDTH, y1: 0, y2: HEIGHT }];
}

/** Steps that follow each other are joined. */
function pathOf(steps: readonly Step[]): string {
  return steps
    .map(({ left, right, height }, index) => {
      const y = HEIGHT - height * (HEIGHT - 2) - 1;
      const before = steps[index - 1];
      const joined = before !== undefined && Math.abs(before.right - left) < 1e-9;
      return `${joined ? 'L' : 'M'}${left * WIDTH} ${y}L${right * WIDTH} ${y}`;
    })
    .join('');
}
