// What the page keeps over a reload, and how old it is by the page's own clock.
import { describe, expect, it } from 'vitest';
import { type PageState, restore, savedState } from '../../../media/drainMonitor/savedState';
import { lane, seconds, STARTED_AT } from './lanes';

const state: PageState = { tab: 'health', hostNow: STARTED_AT, parts: { lanes: [lane('a')] } };
/** The page's clock is an hour behind the host's. */
const WALL = STARTED_AT - seconds(3600);

describe('the saved state', () => {
  it('carries the host’s time on by what has passed', () => {
    expect(restore(savedState(state, WALL), WALL + seconds(20))).toEqual({
      ...state,
      hostNow: STARTED_AT + seconds(20),
    });
  });

  it('does not go back when the clock was set back', () => {
    expect(restore(savedState(state, WALL), WALL - seconds(20))?.hostNow).toBe(STARTED_AT);
  });

  it.each([undefined, null, 'text', {}, { version: 0, ...state }])(
    'ignores what is not its own: %j',
    (other) => {
      expect(restore(other, WALL)).toBeUndefined();
    },
  );
});
