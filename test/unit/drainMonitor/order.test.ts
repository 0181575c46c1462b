// Keyed order: a lane that sinks in a long list moves alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsInPlace } from '../../../media/drainMonitor/order';

describe('itemsInPlace', () => {
  it('moves one of a thousand when one sinks to the end', () => {
    const before = Array.from({ length: 1000 }, (_, index) => index);
    const after = [...before.slice(1), 0];
    expect(itemsInPlace(before, after)).toEqual(new Set(before.slice(1)));
  });

  it('leaves out what is new and what went', () => {
    expect(itemsInPlace(['a', 'b', 'c'], ['new', 'a', 'c'])).toEqual(new Set(['a', 'c']));
  });

  it('keeps items that are in the wanted order already, and as many as any choice could', () => {
    const permutation = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 7 });
    fc.assert(
      fc.property(permutation, permutation, (before, after) => {
        const kept = itemsInPlace(before, after);
        expect(before.filter((item) => kept.has(item))).toEqual(after.filter((item) => kept.has(item)));
        expect(kept.size).toBe(longestCommonOrder(before, after));
      }),
    );
  });
});

/** The longest common subsequence, by the plain recursion. */
function longestCommonOrder(left: readonly number[], right: readonly number[]): number {
  const [first, ...rest] = left;
  if (first === undefined) return 0;
  const place = right.indexOf(first);
  const without = longestCommonOrder(rest, right);
  return place === -1 ? without : Math.max(without, 1 + longestCommonOrder(rest, right.slice(place + 1)));
}
