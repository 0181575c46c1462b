// Mouse in the chart: pointing tells what is there, dragging moves in time, the wheel with Ctrl zooms.
import { pieceAt, type TimelineItem, type TimelinePiece } from '../../../src/model/healthTimeline';
import { timeAt, xOf } from '../../../src/model/healthTimelineMarkup';
import type { Card } from './card';
import type { Chart } from './chart';
import type { ChartFocus } from './chartFocus';
import type { TimelineState } from './timelineState';

/** So near to a mark, in pixels, is on it. */
const MARK_REACH = 6;
/** So far goes the hand of who only clicks. */
const CLICK_REACH = 4;
const ZOOM_PER_PIXEL = 0.004;

export class ChartPointer {
  private drag: { readonly startX: number; lastX: number; hasMoved: boolean } | undefined;

  constructor(
    private readonly state: TimelineState,
    private readonly chart: Chart,
    private readonly focus: ChartFocus,
    private readonly card: Card,
    /** The part of time that is shown is another. */
    private readonly onDidMove: () => void,
  ) {
    const { root } = chart;
    root.addEventListener('pointermove', (event) => {
      this.onMove(event);
    });
    root.addEventListener('pointerleave', () => {
      card.hide();
      focus.showCard();
    });
    root.addEventListener('pointerdown', (event) => {
      this.onDown(event);
    });
    root.addEventListener('pointerup', (event) => {
      this.onUp(event);
    });
    root.addEventListener('pointercancel', () => {
      this.drag = undefined;
    });
    root.addEventListener(
      'wheel',
      (event) => {
        this.onWheel(event);
      },
      { passive: false },
    );
  }

  private onMove({ target, clientX, clientY, buttons }: PointerEvent): void {
    const { drag } = this;
    if (drag !== undefined && buttons !== 0) {
      drag.hasMoved ||= Math.abs(clientX - drag.startX) > CLICK_REACH;
      if (!drag.hasMoved) return;
      this.card.hide();
      this.panByPixels(drag.lastX - clientX);
      drag.lastX = clientX;
      return;
    }
    const found = this.itemAt(target, clientX);
    if (found === undefined) this.card.hide();
    else this.card.show(found.target, found.item, { x: clientX, top: clientY, bottom: clientY });
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.isOnTrack(event.clientX)) return;
    // The focus goes to what is clicked, and not to nothing.
    event.preventDefault();
    this.drag = { startX: event.clientX, lastX: event.clientX, hasMoved: false };
    this.chart.root.setPointerCapture(event.pointerId);
  }

  private onUp({ clientX, clientY }: PointerEvent): void {
    const { drag } = this;
    this.drag = undefined;
    if (drag === undefined || drag.hasMoved) return;
    const found = this.itemAt(document.elementFromPoint(clientX, clientY), clientX);
    if (found !== undefined) this.focus.goTo(found.index, found.item);
  }

  private onWheel(event: WheelEvent): void {
    const { deltaX, deltaY, shiftKey, ctrlKey, metaKey, clientX } = event;
    if (ctrlKey || metaKey) {
      this.state.zoomBy(Math.exp(deltaY * ZOOM_PER_PIXEL), this.timeAt(clientX));
      this.onDidMove();
    } else if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) {
      this.panByPixels(deltaX === 0 ? deltaY : deltaX);
    } else {
      // The list scrolls.
      return;
    }
    event.preventDefault();
  }

  private panByPixels(pixels: number): void {
    const { range, width } = this.state.scale;
    this.state.panBy((pixels / width) * (range.to - range.from));
    this.onDidMove();
  }

  private itemAt(node: EventTarget | null, clientX: number) {
    const index = this.chart.indexAt(node);
    const target = this.state.targets[index];
    if (target === undefined || !this.isOnTrack(clientX)) return undefined;
    const { scale } = this.state;
    const items = this.state.itemsOf(target);
    const x = clientX - this.trackLeft;
    const mark = items.find(
      ({ kind, from }) => kind === 'mark' && Math.abs(xOf(from, scale) - x) <= MARK_REACH,
    );
    const item: TimelineItem | undefined = mark ?? pieceAt(items.filter(isPiece), timeAt(x, scale));
    return item === undefined ? undefined : { index, target, item };
  }

  private timeAt(clientX: number): number {
    return timeAt(clientX - this.trackLeft, this.state.scale);
  }

  private isOnTrack(clientX: number): boolean {
    const x = clientX - this.trackLeft;
    return x >= 0 && x <= this.state.trackWidth;
  }

  private get trackLeft(): number {
    return this.chart.track.getBoundingClientRect().left;
  }
}

function isPiece(item: TimelineItem): item is TimelinePiece {
  return item.kind !== 'mark';
}
