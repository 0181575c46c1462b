// One tab stop for all lanes: arrow keys, Home and End move it, and it survives updates of the list.
import type { LaneView } from './laneView';

export class RovingFocus {
  private lanes: readonly LaneView[] = [];
  private current: LaneView | undefined;
  private indexOfCurrent = 0;

  /** Takes over the lanes in their order on screen, and keeps the tab stop where it was, or next to it. */
  update(lanes: readonly LaneView[]): void {
    this.lanes = lanes;
    const index = this.current === undefined ? -1 : lanes.indexOf(this.current);
    this.select(lanes[index === -1 ? Math.min(this.indexOfCurrent, lanes.length - 1) : index]);
  }

  /** The lane that has the tab stop. */
  get lane(): LaneView | undefined {
    return this.current;
  }

  /** The lane that `node` is in. */
  laneAt(node: EventTarget | null): LaneView | undefined {
    const root = node instanceof Element ? node.closest('.lane') : null;
    return root === null ? undefined : this.lanes.find((lane) => lane.root === root);
  }

  select(lane: LaneView | undefined): void {
    if (lane !== this.current) this.current?.setFocusable(false);
    lane?.setFocusable(true);
    this.current = lane;
    this.indexOfCurrent = lane === undefined ? 0 : this.lanes.indexOf(lane);
  }

  /** Moves the focus for a key; false when the key does not move it. */
  moveBy(key: string): boolean {
    const target = this.lanes[this.indexFor(key)];
    if (target === undefined) return false;
    this.select(target);
    target.root.focus();
    return true;
  }

  private indexFor(key: string): number {
    const last = this.lanes.length - 1;
    switch (key) {
      case 'ArrowDown':
        return Math.min(this.indexOfCurrent + 1, last);
      case 'ArrowUp':
        return Math.max(this.indexOfCurrent - 1, 0);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return -1;
    }
  }
}
