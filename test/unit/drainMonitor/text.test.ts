// The drain monitor's wording: what a lane and the sum line say at a moment, and what they do not claim to know.
import { describe, expect, it } from 'vitest';
import { delayOfGroup, noteOfGroup, stalenessOfGroup } from '../../../media/drainMonitor/lanes/groupText';
import { standingOf, type LaneOfGroup, type Moment } from '../../../media/drainMonitor/lanes/standing';
import { sumParts } from '../../../media/drainMonitor/lanes/sumText';
import { laneText as textOf } from '../../../media/drainMonitor/lanes/text';
import type { DrainLane, LaneGroup } from '../../../src/views/drainMonitor/laneMessages';
import { groupOf, lane, laneWithoutDelay, ofGroup, seconds, STARTED_AT } from './lanes';

/** So long after the start. */
function after(milliseconds: number, changes: Partial<Moment> = {}): Moment {
  return { now: STARTED_AT + milliseconds, timeZone: 'UTC', ...changes };
}

function laneText(of: DrainLane, moment: Moment, group: Partial<LaneGroup> = {}) {
  return textOf(ofGroup(of, group), moment);
}

function sum(lanes: readonly (DrainLane | LaneOfGroup)[], moment: Moment): string {
  const all = lanes.map((each) => ('lane' in each ? each : ofGroup(each)));
  return sumParts(all, moment)
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
      end: 'gone by 14:02:40',
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
    expect(text.startedBy).toBe('deregistered elsewhere');
    expect(text.start).toBe('first seen 14:02:10');
    expect(text.notes).toEqual([
      'It began some time before it was first seen, so that it may end earlier than is shown.',
    ]);
    expect(text.valueText).toBe('12 seconds since first seen, 18 seconds left at most');
  });

  it('says that it is past the delay and still listed', () => {
    const text = laneText(lane('a'), after(seconds(47)));
    expect(text).toMatchObject({
      standing: 'overdue',
      phase: 'Past the delay, still listed as draining',
      figure: '+0:17',
      figureLabel: 'past the delay',
      end: 'was due 14:02:40',
      valueText: '47 seconds elapsed, 17 seconds past the delay',
    });
  });

  it('does not say draining of a target that no read has shown draining', () => {
    const text = laneText(lane('a', { phase: 'deregistering' }), after(seconds(47)));
    expect(text.phase).toBe('Past the delay, not yet seen draining or gone');
  });

  it('says what it was when last read, once the group cannot be read', () => {
    const stale = { staleBecause: 'The token has expired.' };
    expect(laneText(lane('a'), after(seconds(12)), stale).phase).toBe('Draining when last read');
    expect(laneText(lane('a'), after(seconds(47)), stale).phase).toBe(
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

  it('claims no second for an end that nobody saw', () => {
    const unseen = lane('a', { phase: 'gone', endedAt: STARTED_AT + seconds(3600) });
    expect(laneText(unseen, after(seconds(3700)))).toMatchObject({
      figure: '1:00:00',
      figureLabel: 'until seen gone',
      end: 'gone by 15:02:10',
      notes: ['It was due at 14:02:40; when it was really gone, nobody saw.'],
    });
  });

  it('says what a drain may have cut', () => {
    const cut = { at: STARTED_AT + seconds(50), count: 3, usual: 0 };
    const gone = lane('a', { phase: 'gone', endedAt: STARTED_AT + seconds(31), cut });
    expect(laneText(gone, after(seconds(120))).notes).toEqual([
      'Perhaps cut: 3 requests in the minute from 14:03:00, as CloudWatch counted.',
    ]);
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
  it('is no warning before the host can have looked', () => {
    expect(laneText(lane('a'), after(seconds(33)))).toMatchObject({
      standing: 'ending',
      phase: 'Draining',
      figure: '0:00',
      end: 'was due 14:02:40',
      notes: ['The delay is over; the next read will show whether the target is gone.'],
    });
  });

  it('is a warning when the target stays listed', () => {
    expect(standingOf(lane('a'), after(seconds(41)))).toBe('overdue');
  });

  it('is none while the host of a restored page has not answered', () => {
    const moment = after(seconds(500), { restored: true });
    expect(laneText(lane('a'), moment)).toMatchObject({
      standing: 'ending',
      phase: 'Draining when last read',
    });
  });
});

describe('a Network Load Balancer', () => {
  const network = { loadBalancer: 'network' } as const;
  const note = (group: Partial<LaneGroup>) =>
    noteOfGroup({ facts: groupOf(lane('a'), group), lanes: [lane('a')] });

  it('says what becomes of connections, and what holds for both while that is not known', () => {
    expect(note({ ...network, closesConnections: true })).toContain('closes the connections that are left');
    expect(note({ ...network, closesConnections: false })).toContain('leaves open connections open');
    expect(note(network)).toContain('may leave open connections open');
    expect(note(network)).toContain('new ones may arrive for up to about two minutes');
    expect(note({ loadBalancer: 'application' })).toBe('');
  });

  it('does not say of a target that is gone that its connections are', () => {
    const gone = lane('a', { phase: 'gone', endedAt: STARTED_AT + seconds(31) });
    const notes = (closesConnections: boolean) =>
      laneText(gone, after(seconds(40)), { ...network, closesConnections }).notes;
    expect(notes(false)).toEqual(['Connections that were open then may go on until they end by themselves.']);
    expect(notes(true)).toEqual([]);
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
      ofGroup(lane('c'), { staleBecause: 'Throttled.' }),
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

  it('says once why it is out of date, as long as something drains', () => {
    const facts = groupOf(lane('a'), { staleBecause: 'The token has expired.' });
    expect(stalenessOfGroup({ facts, lanes: [lane('a'), lane('b')] })).toBe(
      'Not up to date: The token has expired.',
    );
    expect(stalenessOfGroup({ facts, lanes: [lane('a', { phase: 'gone' })] })).toBe('');
  });
});
