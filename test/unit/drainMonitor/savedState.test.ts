// What a panel keeps over a reload: the snapshot, and how old it is by the webview's own clock.
import { describe, expect, it } from 'vitest';
import { restore, savedState } from '../../../media/drainMonitor/savedState';
import type { DrainSnapshot } from '../../../src/views/drainMonitor/protocol';
import { lane, seconds, STARTED_AT } from './lanes';

const snapshot: DrainSnapshot = { type: 'snapshot', now: STARTED_AT, lanes: [lane('a')] };
/** The webview's clock is an hour behind the host's. */
const WALL = STARTED_AT - seconds(3600);

describe('the saved state', () => {
  it('carries the host’s time on by what has passed', () => {
    expect(restore(savedState(snapshot, WALL), WALL + seconds(20))).toEqual({
      snapshot,
      hostNow: STARTED_AT + seconds(20),
    });
  });

  it('does not go back when the clock was set back', () => {
    expect(restore(savedState(snapshot, WALL), WALL - seconds(20))?.hostNow).toBe(STARTED_AT);
  });

  it.each([undefined, null, 'text', {}, { version: 0, snapshot }])(
    'ignores what is not its own: %j',
    (state) => {
      expect(restore(state, WALL)).toBeUndefined();
    },
  );
});
