// The drain monitor's wording: what a lane and the sum line say at a moment, and what they do not claim to know.
import { describe, expect, it } from 'vitest';
import {
  delayOfGroup,
  laneText,
  stalenessOfGroup,
  standingOf,
  sumParts,
  type Moment,
} from '../../../media/drainMonitor/lanes/text';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import { lane, laneWithoutDelay, seconds, STARTED_AT } from './lanes';

/** So long after the start, with a snapshot of that very moment. */
function after(milliseconds: number, changes: Partial<Moment> = {}): Moment {
  const now = STARTED_AT + milliseconds;
  return { now, snapshotAt: now, timeZone: 'UTC', ...changes };
}

function sum(lanes: readonly DrainLane[], moment: Moment): string {
  return sumParts(lanes, moment)
    .map(({ figure, word }) => `${figure} ${word}`.trim())
    .join(' · ');
}

describe('a lane', () => {
  it('counts down a drain of ours', () => {
    expect(laneText(lane('a'), after(seconds(12)))).toEqual({
      standing: 'draining',
      phase: 'Draining',
      startedBy: 'deregistered by you',
      figure: '0:18',
      figureLabel: 'left at most',
      start: 'started 14:02:10',
      middle: '0:12 of 0:30 elapsed',
      end: 'ends by 14:02:40',
      notes: [],
      fraction: 0.4,
      valueText: '12 seconds elapsed, 18 seconds left at most',
    });
  });

  it('says the same seconds in figures and in words between whole seconds', () => {
    const text = laneText(lane('a'), after(12_700));
    expect(text.middle).toContain('0:12');
    expect(text.figure).toBe('0:18');
    expect(text.valueText).toBe('12 seconds elapsed, 18 seconds left at most');
  });

  it('does not claim a start for a drain of somebody else', () => {
    const text = laneText(lane('a', { startedBy: 'elsewhere' }), after(seconds(12)));
    expect(text.startedBy).toBe('');
    expect(text.start).toBe('before 14:02:10');
    expect(text.notes).toEqual([
      'First seen at 14:02:10 — it was not started here; the time left is an upper bound.',
    ]);
    expect(text.valueText).toBe('12 seconds since first seen, 18 seconds left at most');
  });

  it('says that it is past the delay and still listed', () => {
    const text = laneText(lane('a'), after(seconds(37)));
    expect(text).toMatchObject({
      standing: 'overdue',
      phase: 'Past the delay, still listed as draining',
      figure: '+0:07',
      figureLabel: 'past the delay',
      end: 'was due 14:02:40',
      valueText: '37 seconds elapsed, 7 seconds past the delay',
    });
  });

  it('does not say draining of a target that no read has shown draining', () => {
    const text = laneText(lane('a', { phase: 'deregistering' }), after(seconds(37)));
    expect(text.phase).toBe('Past the delay, not yet seen draining or gone');
  });

  it('says what it was when last read, once the group cannot be read', () => {
    const stale = lane('a', { staleBecause: 'The token has expired.' });
    expect(laneText(stale, after(seconds(12))).phase).toBe('Draining when last read');
    expect(laneText(stale, after(seconds(37))).phase).toBe(
      'Past the delay, listed as draining when last read',
    );
  });

  it('says when it was seen gone, and how long that took', () => {
    const gone = lane('a', { phase: 'gone', endedAt: STARTED_AT + seconds(31) });
    expect(laneText(gone, after(seconds(600)))).toMatchObject({
      phase: 'Gone',
      figure: '0:31',
      figureLabel: 'until gone',
      middle: 'delay 0:30',
      end: 'seen gone 14:02:41',
      fraction: 1,
      valueText: 'gone after 31 seconds',
    });
  });

  it('tells a target that was registered again from one that is gone', () => {
    const returned = lane('a', { phase: 'returned', endedAt: STARTED_AT + seconds(20) });
    expect(laneText(returned, after(seconds(600)))).toMatchObject({
      phase: 'Registered again',
      figureLabel: 'until back',
      end: 'seen back 14:02:30',
      valueText: 'registered again after 20 seconds',
    });
  });

  it('has no time left for a function, and says why', () => {
    const target = { id: 'arn:aws:lambda:eu-west-1:111122223333:function:thumbnails:live' };
    const text = laneText(laneWithoutDelay('a', { target, phase: 'deregistering' }), after(seconds(2)));
    expect(text).toMatchObject({ figure: '0:02', figureLabel: 'elapsed', middle: '', end: '' });
    expect(text).not.toHaveProperty('fraction');
    expect(text.notes).toEqual(['A Lambda function does not drain: requests in flight fail with HTTP 5XX.']);
  });

  it('admits that it does not know the delay', () => {
    const text = laneText(laneWithoutDelay('a'), after(seconds(100)));
    expect(text.standing).toBe('draining');
    expect(text.notes).toEqual(['The deregistration delay is not known, so neither is the time left.']);
  });
});

describe('the end of the delay', () => {
  const snapshotBeforeTheEnd = { snapshotAt: STARTED_AT + seconds(25) };

  it('is no warning before a snapshot could tell', () => {
    const moment = after(seconds(33), snapshotBeforeTheEnd);
    expect(standingOf(lane('a'), moment)).toBe('ending');
    expect(laneText(lane('a'), moment)).toMatchObject({
      phase: 'Draining',
      figure: '0:00',
      end: 'was due 14:02:40',
    });
  });

  it('is a warning when the host stays silent', () => {
    expect(standingOf(lane('a'), after(seconds(41), snapshotBeforeTheEnd))).toBe('overdue');
  });

  it('is none while the host of a restored panel has not answered', () => {
    expect(standingOf(lane('a'), after(seconds(500), { ...snapshotBeforeTheEnd, restored: true }))).toBe(
      'ending',
    );
  });

  it('claims nothing about now in a restored panel', () => {
    const moment = after(seconds(500), { snapshotAt: STARTED_AT + seconds(37), restored: true });
    expect(laneText(lane('a'), moment).phase).toBe('Past the delay, listed as draining when last read');
  });
});

describe('the sum line', () => {
  const gone = (id: string) => lane(id, { phase: 'gone', endedAt: STARTED_AT + seconds(3) });

  it('counts, and says the longest time left', () => {
    const lanes = [
      lane('a'),
      lane('b', { startedAt: STARTED_AT - seconds(10) }),
      gone('c'),
      gone('d'),
      gone('e'),
    ];
    expect(sum(lanes, after(seconds(6)))).toBe('2 draining · 0:24 left at most · 3 gone');
  });

  it('does not hide what is late, out of date or without a known end behind a time left', () => {
    const lanes = [
      lane('a'),
      lane('b', { startedAt: STARTED_AT - seconds(60) }),
      lane('c', { staleBecause: 'Throttled.' }),
      laneWithoutDelay('d'),
      lane('e', { phase: 'deregistering' }),
    ];
    expect(sum(lanes, after(0))).toBe(
      '1 deregistering · 4 draining · 0:30 left at most · 1 past the delay · 1 with no known end · 1 not up to date',
    );
  });

  it('says that nothing drains any more', () => {
    const returned = lane('b', { phase: 'returned', endedAt: STARTED_AT });
    expect(sum([gone('a'), returned], after(0))).toBe('Nothing is draining · 1 gone · 1 registered again');
  });
});

describe('a group', () => {
  it('names the delay, or the range after it was changed', () => {
    expect(delayOfGroup([lane('a'), lane('b')])).toBe('deregistration delay 0:30');
    expect(delayOfGroup([lane('a'), lane('b', { delayMilliseconds: seconds(300) })])).toBe(
      'deregistration delay 0:30 to 5:00',
    );
    expect(delayOfGroup([laneWithoutDelay('a')])).toBe('');
  });

  it('says once why it is out of date', () => {
    const stale = { staleBecause: 'The token has expired.' };
    expect(stalenessOfGroup([lane('a', stale), lane('b', stale)])).toBe(
      'Not up to date: The token has expired.',
    );
    expect(stalenessOfGroup([lane('a', { ...stale, phase: 'gone' })])).toBe('');
  });
});
