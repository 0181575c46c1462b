// What the timeline shows of a target, held against the reads that it was made of.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupHistory, TargetHistory } from '../../../src/model/healthHistory';
import { itemsOf, pieceAt, piecesOf, summaryOf } from '../../../src/model/healthTimeline';
import { changeBetween, withChange } from '../../../src/model/healthTimelineChange';
import { targetKey } from '../../../src/model/target';
import {
  draining,
  everyTenSeconds,
  healthy,
  historyOf,
  identity,
  type Read,
  START,
  timeout,
  wrongCode,
} from './healthHistories';

const anySeen = fc.constantFrom(healthy, wrongCode, timeout, draining, undefined);

/** Reads of two targets at growing times, some after a gap. */
const anyReads = fc
  .array(
    fc.record({
      later: fc.integer({ min: 1, max: 60_000 }),
      seen: fc.tuple(anySeen, anySeen),
      afterGap: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((steps) => {
    let at = START;
    return steps.map(({ later, ...read }): Read => ({ ...read, at: (at += later) })) as [Read, ...Read[]];
  });

function first(history: GroupHistory): TargetHistory {
  return history.targets[0]!;
}

describe('the pieces of a target', () => {
  it('never overlap, and leave out no time but that between two reads', () => {
    fc.assert(
      fc.property(anyReads, (reads) => {
        const history = historyOf(reads);
        const pieces = piecesOf(first(history), history.gaps);
        expect(pieces[0]!.from).toBe(history.from);
        expect(pieces.at(-1)!.to).toBe(history.to);
        const readTimes = reads.map(({ at }) => at);
        pieces.slice(1).forEach((piece, index) => {
          const before = pieces[index]!;
          if (piece.from === before.to) {
            expect([piece.kind, before.kind]).toContain('gap');
            return;
          }
          // The two reads follow one another.
          expect(readTimes.indexOf(piece.from)).toBe(readTimes.indexOf(before.to) + 1);
          expect(before).toMatchObject({ kind: 'seen', until: piece.from });
          expect(piece).toMatchObject({ kind: 'seen', change: { after: before.to, unwatched: false } });
        });
      }),
    );
  });

  it('show at each read what was read, and nothing in between that was not', () => {
    fc.assert(
      fc.property(anyReads, (reads) => {
        const history = historyOf(reads);
        const pieces = piecesOf(first(history), history.gaps);
        for (const { at, seen } of reads) {
          const shown = pieces.filter(({ kind, from, to }) => kind === 'seen' && from <= at && at <= to);
          expect(shown).toHaveLength(1);
          expect(shown[0]).toHaveProperty('from');
          expect(shown[0]!.kind === 'seen' ? shown[0]!.health : 'a gap').toEqual(seen[0]);
        }
        const gaps = pieces.filter(({ kind }) => kind === 'gap').map(({ from, to }) => ({ from, to }));
        expect(gaps).toEqual(history.gaps);
      }),
    );
  });

  it('goes on after a gap as before it without a change', () => {
    const reads = everyTenSeconds([healthy], [healthy], [healthy]);
    const history = historyOf([reads[0]!, { ...reads[1]!, afterGap: true }, reads[2]!]);
    expect(piecesOf(first(history), history.gaps)).toEqual([
      { kind: 'seen', from: START, to: START, health: healthy },
      { kind: 'gap', from: START, to: START + 10_000 },
      { kind: 'seen', from: START + 10_000, to: START + 20_000, health: healthy },
    ]);
  });

  it('says of a change in a gap that nobody looked', () => {
    const reads = everyTenSeconds([healthy], [timeout]);
    const history = historyOf([reads[0]!, { ...reads[1]!, afterGap: true }]);
    expect(piecesOf(first(history), history.gaps)).toEqual([
      { kind: 'seen', from: START, to: START, health: healthy },
      { kind: 'gap', from: START, to: START + 10_000 },
      {
        kind: 'seen',
        from: START + 10_000,
        to: START + 10_000,
        health: timeout,
        change: { after: START, before: healthy, unwatched: true },
      },
    ]);
  });

  it('are found by time; between two reads, that which it changed into', () => {
    const [one, two] = everyTenSeconds([healthy], [timeout]);
    const history = historyOf([one!, two!]);
    const pieces = piecesOf(first(history), history.gaps);
    expect(pieceAt(pieces, START - 1)).toBeUndefined();
    expect(pieceAt(pieces, START)).toBe(pieces[0]);
    expect(pieceAt(pieces, START + 1)).toBe(pieces[1]);
    expect(pieceAt(pieces, START + 10_000)).toBe(pieces[1]);
    expect(pieceAt(pieces, START + 10_001)).toBeUndefined();
  });
});

it('our own actions stand among the pieces of the targets that they were for', () => {
  const marks = [{ at: START + 5_000, action: 'deregister' as const, targetKeys: [targetKey(identity(0))] }];
  const [one, two] = everyTenSeconds([healthy, healthy], [draining, healthy]);
  const history = historyOf([one!, two!], marks);
  expect(itemsOf(history.targets[0]!, history).map(({ kind }) => kind)).toEqual(['seen', 'mark', 'seen']);
  expect(itemsOf(history.targets[1]!, history).map(({ kind }) => kind)).toEqual(['seen']);
});

describe('the summary of a target', () => {
  const reads = everyTenSeconds(
    ...[healthy, healthy, wrongCode, timeout, healthy, undefined].map((seen) => [seen]),
  );
  const history = historyOf(reads as [Read, ...Read[]]);
  const pieces = piecesOf(first(history), history.gaps);

  it('counts what was seen, and changes of state only', () => {
    expect(summaryOf(pieces, history)).toEqual({
      healthyMilliseconds: 10_000,
      seenMilliseconds: 10_000,
      wasHealthy: true,
      wasOtherwise: true,
      stateChanges: 3,
    });
  });

  it('is of the range', () => {
    expect(summaryOf(pieces, { from: START + 5_000, to: START + 15_000 })).toEqual({
      healthyMilliseconds: 5_000,
      seenMilliseconds: 5_000,
      wasHealthy: true,
      wasOtherwise: false,
      stateChanges: 0,
    });
  });

  it('never counts a time twice', () => {
    fc.assert(
      fc.property(anyReads, fc.nat(200_000), fc.nat(200_000), (anyRead, start, length) => {
        const any = historyOf(anyRead);
        const range = { from: START + start, to: START + start + length };
        const summary = summaryOf(piecesOf(first(any), any.gaps), range);
        expect(summary.seenMilliseconds).toBeLessThanOrEqual(length);
        expect(summary.healthyMilliseconds).toBeLessThanOrEqual(summary.seenMilliseconds);
      }),
    );
  });
});

describe('what a read adds', () => {
  it('makes of the earlier history the later one', () => {
    fc.assert(
      fc.property(anyReads, fc.nat(30), (reads, count) => {
        const earlier = historyOf(reads.slice(0, 1 + (count % reads.length)) as [Read, ...Read[]]);
        const later = historyOf(reads);
        expect(withChange(earlier, changeBetween(earlier, later))).toEqual(later);
      }),
    );
  });

  it('is nothing of a target that was seen as before', () => {
    const reads = everyTenSeconds([healthy, healthy], [healthy, healthy], [healthy, timeout]);
    const earlier = historyOf([reads[0]!, reads[1]!]);
    const later = historyOf([reads[0]!, reads[1]!, reads[2]!]);
    expect(changeBetween(earlier, later).targets).toEqual([later.targets[1]]);
  });

  it('takes in new targets, and lets go of forgotten ones', () => {
    const whole = historyOf(everyTenSeconds([healthy, timeout, draining]) as [Read]);
    const earlier = { ...whole, targets: whole.targets.slice(0, 2) };
    const later = { ...whole, targets: whole.targets.slice(1) };
    expect(withChange(earlier, changeBetween(earlier, later))).toEqual(later);
  });
});
