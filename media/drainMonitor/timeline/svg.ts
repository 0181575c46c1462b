// SVG elements of the timeline, which are decoration: what they show is said beside them.

const SVG = 'http://www.w3.org/2000/svg';

export function drawing(className: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/** Writes the markup only when it is another than the last. */
export class Painting {
  private last = '';

  constructor(readonly svg: SVGSVGElement) {}

  paint(markup: string): void {
    if (markup === this.last) return;
    this.last = markup;
    this.svg.innerHTML = markup;
  }
}
