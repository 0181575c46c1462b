// The card beside what is pointed at or has the focus: the sentence of the screen reader, laid out.
import type { TargetHistory } from '../../../src/model/healthHistory';
import type { TimelineItem } from '../../../src/model/healthTimeline';
import { swatchOf as swatchMarkup } from '../../../src/model/healthTimelineLegend';
import { lookOf } from '../../../src/model/healthTimelineLooks';
import { wordsOf } from '../../../src/model/healthTimelineWords';
import { targetLabel } from '../../../src/model/target';
import { element, setHidden } from '../dom';
import { drawing } from './svg';
import type { TimelineState } from './timelineState';

const DISTANCE = 12;
const MARGIN = 8;

/** Where it is beside: a place of the window, in pixels. */
export interface CardPlace {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

export class Card {
  readonly root = element('div', 'timeline-card');

  constructor(private readonly state: TimelineState) {
    // What it says is the name of what has the focus already.
    this.root.setAttribute('aria-hidden', 'true');
    this.root.hidden = true;
  }

  show(target: TargetHistory, item: TimelineItem, { x, top, bottom }: CardPlace): void {
    const { title, when, why, change } = wordsOf(item, this.state.lastReadAt, { now: this.state.now });
    this.root.replaceChildren(
      element('p', 'timeline-card-title', swatchOf(item), element('strong', '', title)),
      element('p', 'timeline-card-target', targetLabel(target.target), ...nameOf(target)),
      ...[when, why, change]
        .filter((line) => line !== undefined)
        .map((line) => element('p', 'timeline-card-line', line)),
    );
    setHidden(this.root, false);
    const { offsetWidth, offsetHeight } = this.root;
    const left = Math.max(MARGIN, Math.min(x + DISTANCE, window.innerWidth - offsetWidth - MARGIN));
    const below = bottom + DISTANCE;
    const fits = below + offsetHeight + MARGIN <= window.innerHeight;
    this.root.style.setProperty('left', `${left}px`);
    this.root.style.setProperty('top', `${fits ? below : Math.max(MARGIN, top - DISTANCE - offsetHeight)}px`);
  }

  hide(): void {
    setHidden(this.root, true);
  }
}

/** A piece of its band. */
function swatchOf(item: TimelineItem): Node {
  if (item.kind !== 'seen' || item.health === undefined) return document.createTextNode('');
  const svg = drawing('timeline-swatch');
  svg.innerHTML = swatchMarkup(lookOf(item.health));
  return svg;
}

function nameOf({ targetName }: TargetHistory): string[] {
  return targetName === undefined ? [] : [` · ${targetName}`];
}
