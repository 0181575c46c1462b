// The last snapshot as the webview keeps it over hiding and reloading, so that it can be painted at once.
import type { DrainSnapshot } from '../../src/views/drainMonitor/protocol';

/** Raised when the snapshot's shape changes: an older one is then not painted. */
const VERSION = 1;

export interface SavedState {
  readonly version: typeof VERSION;
  readonly snapshot: DrainSnapshot;
  /** The webview's wall clock then; its clock and the host's may differ, but a distance on one clock is good. */
  readonly savedAt: number;
}

export function savedState(snapshot: DrainSnapshot, wallNow: number): SavedState {
  return { version: VERSION, snapshot, savedAt: wallNow };
}

/** The saved snapshot and the host's time now, or nothing where none was saved. */
export function restore(
  state: unknown,
  wallNow: number,
): { snapshot: DrainSnapshot; hostNow: number } | undefined {
  if (!isSavedState(state)) return undefined;
  return { snapshot: state.snapshot, hostNow: state.snapshot.now + Math.max(0, wallNow - state.savedAt) };
}

function isSavedState(state: unknown): state is SavedState {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === VERSION;
}
