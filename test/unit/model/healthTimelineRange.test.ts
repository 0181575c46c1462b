// What part of time is shown: zoom and pan stay within what there is, and the axis has round times.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  panned,
  rangeOf,
  revealing,
  SHORTEST_SPAN_MILLISECONDS,
  type TimelineExtent,
  type TimelineView,
  WHOLE_VIEW,
  zoomed,
} from '../../../src/model/healthTimelineRange';
import { ticksOf } from '../../../src/model/healthTimelineTicks';
import { START } from './healthHistories';

const MINUTE = 60_000;
const extent: TimelineExtent = { from: START, now: START + 120 * MINUTE };
const lastQuarter: TimelineView = { span: 15 * MINUTE, end: 'now' };

type Step = (view: TimelineView, extent: TimelineExtent) => TimelineView;
const anyTime = fc.integer({ min: START - 300 * MINUTE, max: START + 600 * MINUTE });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), anyTime).map(
    ([factor, about]): Step =>
      (view, known) =>
        zoomed(view, known, factor, about),
  ),
  fc.integer({ min: -300 * MINUTE, max: 300 * MINUTE }).map(
    (by): Step =>
      (view, known) =>
        panned(view, known, by),
  ),
  anyTime.map(
    (time): Step =>
      (view, known) =>
        revealing(view, known, time),
  ),
  fc.constant<Step>(() => WHOLE_VIEW),
  fc.constant<Step>(() => lastQuarter),
);
const anyKnownMinutes = fc.integer({ min: 0, max: 600 });

describe('zoom and pan', () => {
  it('show nothing after now, nothing shorter than can be told apart, and nothing further back than there is', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), anyKnownMinutes, (steps, minutes) => {
        const known = { from: START, now: START + minutes * MINUTE };
        let view = WHOLE_VIEW;
        for (const step of steps) {
          view = step(view, known);
          const { from, to } = rangeOf(view, known);
          const span = to - from;
          expect(to).toBeLessThanOrEqual(known.now);
          expect(span).toBeGreaterThanOrEqual(SHORTEST_SPAN_MILLISECONDS - 1);
          expect(span).toBeLessThanOrEqual(Math.max(60, minutes) * MINUTE + 1);
          expect(from).toBeGreaterThanOrEqual(Math.min(known.from, known.now - span) - 1);
        }
      }),
    );
  });

  it('keep the moment that is zoomed about where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 900 }),
        (factor, second) => {
          const about = extent.now - 15 * MINUTE + second * 1_000;
          const before = rangeOf(lastQuarter, extent);
          const after = rangeOf(zoomed(lastQuarter, extent, factor, about), extent);
          const share = ({ from, to }: typeof before) => (about - from) / (to - from);
          expect(share(after)).toBeCloseTo(share(before), 3);
        },
      ),
    );
  });

  it('follow now until somebody goes back, and again when somebody comes to it', () => {
    const back = panned(lastQuarter, extent, -MINUTE);
    const later = { ...extent, now: extent.now + MINUTE };
    expect(rangeOf(lastQuarter, later).to).toBe(later.now);
    expect(rangeOf(back, later)).toEqual(rangeOf(back, extent));
    expect(panned(back, extent, MINUTE)).toEqual(lastQuarter);
    expect(zoomed(lastQuarter, extent, 0.5, extent.now).end).toBe('now');
  });

  it('reveal a moment by moving no further than needed', () => {
    expect(revealing(lastQuarter, extent, extent.now - MINUTE)).toBe(lastQuarter);
    const { from, to } = rangeOf(revealing(lastQuarter, extent, START + MINUTE), extent);
    expect(from).toBeLessThanOrEqual(START + MINUTE);
    expect(to).toBeGreaterThan(START + MINUTE);
  });
});

describe('the ticks of the axis', () => {
  const utc = () => 0;

  it('are at round times', () => {
    const labels = (seconds: number, most: number) =>
      ticksOf({ from: START + 7_000, to: START + 7_000 + seconds * 1_000 }, most, utc).map(
        ({ label }) => label,
      );
    expect(labels(60, 6)).toEqual(['14:00:10', '14:00:20', '14:00:30', '14:00:40', '14:00:50', '14:01:00']);
    expect(labels(900, 4)).toEqual(['14:05', '14:10', '14:15']);
    expect(labels(3 * 86_400, 4)).toEqual(['15 Jan', '16 Jan', '17 Jan']);
  });

  it('are round in the zone of who reads', () => {
    const kathmandu = () => 5.75 * 3_600_000;
    const ticks = ticksOf({ from: START, to: START + 3 * 3_600_000 }, 4, kathmandu);
    expect(ticks.map(({ label }) => label)).toEqual(['20:00', '21:00', '22:00']);
    expect(ticks[0]!.time).toBe(START + 15 * MINUTE);
  });

  it('are in the range, in order and no more than fit', () => {
    fc.assert(
      fc.property(
        anyTime,
        fc.integer({ min: 5_000, max: 10 * 86_400_000 }),
        fc.integer({ min: 1, max: 20 }),
        (from, span, most) => {
          const ticks = ticksOf({ from, to: from + span }, most, () => -3.5 * 3_600_000);
          expect(ticks.length).toBeLessThanOrEqual(most);
          ticks.forEach(({ time }, index) => {
            expect(time).toBeGreaterThanOrEqual(index === 0 ? from : ticks[index - 1]!.time + 1);
            expect(time).toBeLessThanOrEqual(from + span);
          });
        },
      ),
    );
  });
});
