// What the screen reader is told: changes of phase, and nothing of the ticking.
import { describe, expect, it } from 'vitest';
import { announce } from '../../../media/drainMonitor/lanes/announcements';
import type { Moment } from '../../../media/drainMonitor/lanes/standing';
import type { DrainLane } from '../../../src/views/drainMonitor/laneMessages';
import { lane, ofGroup, seconds, STARTED_AT } from './lanes';

const at = (milliseconds: number): Moment => ({ now: STARTED_AT + milliseconds, timeZone: 'UTC' });

/** What is said when `before` becomes `after`. */
function said(before: readonly DrainLane[], from: Moment, after: readonly DrainLane[], to: Moment): string {
  const inGroups = (lanes: readonly DrainLane[]) => lanes.map((each) => ofGroup(each));
  return announce(announce(new Map(), inGroups(before), from).said, inGroups(after), to).sentence;
}

describe('announce', () => {
  it('keeps silent while time passes, up to the end of the delay', () => {
    expect(said([lane('a')], at(0), [lane('a')], at(seconds(1)))).toBe('');
    expect(said([lane('a')], at(seconds(29)), [lane('a')], at(seconds(31)))).toBe('');
  });

  it('says that a target now drains, and for how long at most', () => {
    const before = [lane('a', { phase: 'deregistering' })];
    expect(said(before, at(0), [lane('a')], at(seconds(2)))).toBe(
      'i-a:8080 in orders-web: Draining, 2 seconds elapsed, 28 seconds left at most.',
    );
  });

  it('says what is gone, back or late', () => {
    const before = [lane('a'), lane('b'), lane('c')];
    const after = [
      lane('a', { phase: 'gone', endedAt: STARTED_AT + seconds(31) }),
      lane('b', { phase: 'returned', endedAt: STARTED_AT + seconds(31) }),
      lane('c'),
    ];
    expect(said(before, at(0), after, at(seconds(41)))).toBe(
      'i-a:8080 in orders-web: Gone. i-b:8080 in orders-web: Registered again. ' +
        'i-c:8080 in orders-web: Past the delay, still listed as draining.',
    );
  });

  it('counts many that changed alike', () => {
    const before = Array.from({ length: 12 }, (_, index) => lane(String(index)));
    const after = before.map((each): DrainLane => ({
      ...each,
      phase: 'gone',
      endedAt: STARTED_AT + seconds(31),
    }));
    expect(said(before, at(0), after, at(seconds(31)))).toBe('12 targets: Gone.');
  });

  it('says a new drain, but not one that was over before it appeared', () => {
    const over = lane('b', { phase: 'gone', endedAt: STARTED_AT });
    expect(said([], at(0), [lane('a', { phase: 'deregistering' }), over], at(0))).toBe(
      'i-a:8080 in orders-web: Deregistering.',
    );
  });

  it('says nothing of lanes that were cleared', () => {
    expect(said([lane('a', { phase: 'gone', endedAt: STARTED_AT })], at(0), [], at(0))).toBe('');
  });
});
