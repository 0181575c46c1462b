// The keyboard on the list of lanes: one tab stop, keys that move it or act, and a focus that no update loses.
import type { LaneAction } from '../../../src/views/drainMonitor/laneMessages';
import { actionOfKey } from './actions';
import type { LaneList } from './laneList';
import type { LaneModel } from './laneModel';

interface Parts {
  readonly root: HTMLElement;
  readonly list: LaneList;
  readonly model: LaneModel;
  /** Takes the focus when everything that could hold it is gone. */
  readonly fallback: HTMLElement;
  readonly act: (laneId: string, action: LaneAction) => void;
}

export class LaneKeys {
  private readonly parts: Parts;
  /** The lane that has the tab stop. */
  private currentId: string | undefined;
  /** Where it is, or was, among the rows. */
  private index = 0;

  constructor(parts: Parts) {
    this.parts = parts;
    const { root, list } = parts;
    root.addEventListener('focusin', ({ target }) => {
      const laneId = list.laneIdAt(target);
      if (laneId !== undefined) this.select(laneId);
    });
    root.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    root.addEventListener('dblclick', ({ target }) => {
      const laneId = list.laneIdAt(target);
      if (laneId !== undefined && !isInButton(target)) this.act(laneId, 'revealInTree');
    });
  }

  get current(): string | undefined {
    return this.currentId;
  }

  /** The tab stop of an earlier life, for when the lane is there. */
  prefer(laneId: string): void {
    this.currentId = laneId;
  }

  /** The browser drops the focus of an element that is moved, removed or hidden by the update. */
  keepingFocus(update: () => void): void {
    const { root, fallback } = this.parts;
    const focused = document.activeElement;
    const isHeld = focused instanceof HTMLElement && root.contains(focused);
    update();
    this.select(this.laneNear(this.index));
    if (!isHeld || document.activeElement === focused) return;
    if (focused.isConnected && focused.closest('[hidden]') === null) focused.focus({ preventScroll: true });
    else (this.currentElement() ?? fallback).focus({ preventScroll: true });
  }

  private currentElement(): HTMLElement | undefined {
    return this.currentId === undefined ? undefined : this.parts.list.elementOf(this.currentId);
  }

  private select(laneId: string | undefined): void {
    this.currentId = laneId;
    this.index = (laneId === undefined ? undefined : this.parts.model.indexOf(laneId)) ?? 0;
    this.parts.list.pin(laneId);
  }

  /** The lane that has the tab stop, or when it is gone the one that took its place. */
  private laneNear(index: number): string | undefined {
    const { model } = this.parts;
    if (this.currentId !== undefined && model.lane(this.currentId) !== undefined) return this.currentId;
    const next = this.laneFrom(Math.min(index, model.rows.length - 1), 1);
    return this.keyAt(next ?? this.laneFrom(model.rows.length - 1, -1));
  }

  private keyAt(index: number | undefined): string | undefined {
    return index === undefined ? undefined : this.parts.model.rows[index]?.key;
  }

  /** The first lane at the index or after it in the direction; undefined when there is none. */
  private laneFrom(index: number, step: 1 | -1): number | undefined {
    const { rows } = this.parts.model;
    for (let at = index; at >= 0 && at < rows.length; at += step) if (rows[at]?.kind === 'lane') return at;
    return undefined;
  }

  private onKey(event: KeyboardEvent): void {
    const laneId = this.parts.list.laneIdAt(event.target);
    if (laneId === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    // On one of the lane's buttons, Enter presses the button.
    if (event.key === 'Enter' && isInButton(event.target)) return;
    const action = actionOfKey(event.key);
    if (action !== undefined) this.act(laneId, action);
    else if (!this.moveBy(event.key)) return;
    event.preventDefault();
  }

  /** Does nothing that the lane does not offer. */
  private act(laneId: string, action: LaneAction): void {
    if (this.parts.model.lane(laneId)?.actions.includes(action) === true) this.parts.act(laneId, action);
  }

  /** False when the key does not move the focus. */
  private moveBy(key: string): boolean {
    const index = this.indexFor(key);
    const laneId = this.keyAt(index);
    if (index === undefined || laneId === undefined) return false;
    this.select(laneId);
    this.parts.list.scrollTo(index);
    this.currentElement()?.focus({ preventScroll: true });
    return true;
  }

  private indexFor(key: string): number | undefined {
    const { list, model } = this.parts;
    const last = model.rows.length - 1;
    switch (key) {
      case 'ArrowDown':
        return this.laneFrom(this.index + 1, 1);
      case 'ArrowUp':
        return this.laneFrom(this.index - 1, -1);
      case 'Home':
        return this.laneFrom(0, 1);
      case 'End':
        return this.laneFrom(last, -1);
      case 'PageDown':
        return this.laneFrom(list.indexAt(this.index, list.pagePixels), 1) ?? this.laneFrom(last, -1);
      case 'PageUp':
        return this.laneFrom(list.indexAt(this.index, -list.pagePixels), -1) ?? this.laneFrom(0, 1);
      default:
        return undefined;
    }
  }
}

function isInButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null;
}
