// What the page keeps over hiding and reloading, so that it can be painted at once as it was left. Small: the host sends
// the rest.
import type { Tab } from '../../src/views/drainMonitor/protocol';

/** Raised when the shape changes: an older one is then not restored. */
const VERSION = 2;

export interface PageState {
  readonly tab: Tab;
  /** The host's clock, in milliseconds since the epoch. */
  readonly hostNow: number;
  /** What each part saved, by its name. */
  readonly parts: Readonly<Record<string, unknown>>;
}

export interface SavedState extends PageState {
  readonly version: typeof VERSION;
  /** The page's wall clock then; its clock and the host's may differ, but a distance on one clock is good. */
  readonly savedAt: number;
}

export function savedState(state: PageState, wallNow: number): SavedState {
  return { ...state, version: VERSION, savedAt: wallNow };
}

/** The saved state with the host's time carried on to now, or nothing where none was saved. */
export function restore(state: unknown, wallNow: number): PageState | undefined {
  if (!isSavedState(state)) return undefined;
  const { tab, hostNow, parts, savedAt } = state;
  return { tab, parts, hostNow: hostNow + Math.max(0, wallNow - savedAt) };
}

function isSavedState(state: unknown): state is SavedState {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === VERSION;
}
