// A group's history, read by read: what it says of a moment is what the read at that moment showed, and it stays small.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEventful, recent, withMark, withRead } from '../../../src/model/growingHistory';
import type { GroupRead } from '../../../src/model/groupRead';
import type { ActionMark, GroupHistory } from '../../../src/model/healthHistory';
import { type TargetHealth, targetKey } from '../../../src/model/target';

const START = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Ids and how they are; those that are left out are not listed. */
type Seen = Readonly<Record<string, string>>;

function read(after: number, seen: Seen, arn = 'arn:web'): GroupRead {
  return {
    connectionId: 'emulator@us-east-1',
    group: { arn, name: 'web', port: 80, loadBalancerArns: [] },
    targets: Object.entries(seen).map(([id, state]) => ({ id, port: 80, health: { state } })),
    readAt: START + after,
  };
}

function grown(...reads: readonly (readonly [after: number, seen: Seen])[]): GroupHistory {
  return reads.reduce<GroupHistory | undefined>(
    (history, [after, seen]) => withRead(history, read(after, seen), () => undefined),
    undefined,
  )!;
}

/** `FROM-TO STATE`, in milliseconds after the start. */
function bandsOf(history: GroupHistory, id: string): string[] {
  const found = history.targets.find(({ target }) => target.id === id);
  return (found?.bands ?? []).map(
    ({ from, to, health }) => `${from - START}-${to - START} ${health?.state ?? 'absent'}`,
  );
}

describe('a history', () => {
  it('grows by a band with every change', () => {
    const history = grown(
      [0, { a: 'initial' }],
      [2, { a: 'initial' }],
      [4, { a: 'healthy' }],
      [6, { a: 'healthy' }],
    );
    expect(bandsOf(history, 'a')).toEqual(['0-2 initial', '4-6 healthy']);
    expect(history).toMatchObject({ from: START, to: START + 6, gaps: [], groupName: 'web' });
  });

  it('tells since when a target was registered, and until when', () => {
    const history = grown([0, { a: 'healthy' }], [2, { a: 'healthy', b: 'initial' }], [4, { b: 'healthy' }]);
    expect(bandsOf(history, 'a')).toEqual(['0-2 healthy', '4-4 absent']);
    expect(bandsOf(history, 'b')).toEqual(['0-0 absent', '2-2 initial', '4-4 healthy']);
  });

  it('takes another reason or description for a change, as well as another state', () => {
    const health: TargetHealth = {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: '503',
    };
    const of = (after: number, one: TargetHealth) => ({
      ...read(after, {}),
      targets: [{ id: 'a', health: one }],
    });
    const first = withRead(undefined, of(0, health), () => undefined);
    expect(withRead(first, of(1, { ...health }), () => undefined).targets[0]?.bands).toHaveLength(1);
    expect(
      withRead(first, of(1, { ...health, description: '502' }), () => undefined).targets[0]?.bands,
    ).toHaveLength(2);
  });

  it('says where nobody looked, and lets a band go on over it', () => {
    const history = grown([0, { a: 'healthy' }], [90_000, { a: 'healthy' }], [180_001, { a: 'healthy' }]);
    expect(history.gaps).toEqual([{ from: START + 90_000, to: START + 180_001 }]);
    expect(bandsOf(history, 'a')).toEqual(['0-180001 healthy']);
  });

  it('learns nothing from a read that is not later than the last', () => {
    const history = grown([0, { a: 'initial' }], [5, { a: 'healthy' }]);
    expect(withRead(history, read(5, { a: 'initial' }), () => undefined)).toBe(history);
    expect(withRead(history, read(3, {}), () => undefined)).toBe(history);
  });

  it('has the names of instances', () => {
    const history = withRead(undefined, read(0, { a: 'healthy', b: 'healthy' }), ({ id }) =>
      id === 'a' ? 'web-1' : undefined,
    );
    expect(history.targets).toMatchObject([{ targetName: 'web-1' }, { target: { id: 'b' } }]);
    expect(history.targets[1]).not.toHaveProperty('targetName');
  });

  it('has each of our actions once, in the order of time', () => {
    const later: ActionMark = { at: START + 5, action: 'register', targetKeys: ['a:80@'] };
    const earlier: ActionMark = { at: START + 3, action: 'deregister', targetKeys: ['a:80@'] };
    const history = withMark(withMark(grown([0, {}]), later), earlier);
    expect(history.marks).toEqual([earlier, later]);
    expect(withMark(history, { ...later })).toBe(history);
  });

  it('says of every read what it showed, whatever came before and after', () => {
    const states = fc.constantFrom('initial', 'healthy', 'unhealthy', 'draining');
    const seen = fc.dictionary(fc.constantFrom('a', 'b', 'c'), states);
    const reads = fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), seen), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(reads, (steps) => {
        let at = 0;
        const timed = steps.map(([step, one]) => [(at += step), one] as const);
        const history = grown(...timed);
        for (const [after, one] of timed) {
          for (const { target, bands } of history.targets) {
            const covering = bands.filter(({ from, to }) => from <= START + after && START + after <= to);
            expect(covering.map(({ health }) => health?.state)).toEqual([one[target.id]]);
          }
          expect(history.gaps.some(({ from, to }) => from < START + after && START + after < to)).toBe(false);
        }
        for (const { bands } of history.targets)
          for (const [index, { from }] of bands.entries())
            expect(from).toBeGreaterThan(bands[index - 1]?.to ?? 0);
      }),
    );
  });
});

describe('what happened', () => {
  const quiet = grown([0, { a: 'healthy' }]);
  const next = (after: number, seen: Seen) => withRead(quiet, read(after, seen), () => undefined);

  it('is nothing when every target is as it was', () => {
    expect(isEventful(quiet, next(2, { a: 'healthy' }))).toBe(false);
  });

  it('is a first read, a change, a target that came or went, a gap, and what we did', () => {
    expect(isEventful(undefined, quiet)).toBe(true);
    expect(isEventful(quiet, next(2, { a: 'unhealthy' }))).toBe(true);
    expect(isEventful(quiet, next(2, { a: 'healthy', b: 'initial' }))).toBe(true);
    expect(isEventful(quiet, next(2, {}))).toBe(true);
    expect(isEventful(quiet, next(HOUR, { a: 'healthy' }))).toBe(true);
    expect(isEventful(quiet, withMark(quiet, { at: START, action: 'register', targetKeys: ['a'] }))).toBe(
      true,
    );
  });
});

describe('what is kept', () => {
  it('is what was seen in the last two hours', () => {
    const history = grown(
      [0, { a: 'healthy', gone: 'healthy' }],
      [10 * MINUTE, { a: 'unhealthy' }],
      [100 * MINUTE, { a: 'healthy' }],
      [140 * MINUTE, { a: 'healthy' }],
    );
    const marked = withMark(withMark(history, mark(5 * MINUTE)), mark(90 * MINUTE));
    const [kept] = recent([marked], START + 140 * MINUTE);
    expect(kept).toMatchObject({ from: START + 20 * MINUTE, to: START + 140 * MINUTE });
    expect(bandsOf(kept!, 'a')).toEqual([`${100 * MINUTE}-${140 * MINUTE} healthy`]);
    expect(kept?.targets).toHaveLength(1);
    expect(kept?.marks).toEqual([mark(90 * MINUTE)]);
    expect(kept?.gaps.map(({ from }) => from - START)).toEqual([20, 100].map((minutes) => minutes * MINUTE));
    expect(recent([marked], START + 261 * MINUTE)).toEqual([]);
  });

  it('is cut only when it is worth it', () => {
    const history = grown([0, { a: 'healthy' }], [130 * MINUTE, { a: 'healthy' }]);
    expect(recent([history], START + 130 * MINUTE)[0]).toBe(history);
    expect(recent([history], START + 130 * MINUTE + 1)[0]).not.toBe(history);
  });

  it('of a group that changes all the time is the newer part', () => {
    let history = grown([0, targets(500, 'healthy')]);
    for (let at = 1; at < 20; at++)
      history = withRead(
        history,
        read(at * 2_000, targets(500, at % 2 === 0 ? 'healthy' : 'unhealthy')),
        () => undefined,
      );
    const [kept] = recent([history], history.to);
    const count = kept!.targets.reduce((sum, { bands }) => sum + bands.length, 0);
    expect(count).toBeLessThanOrEqual(6_000);
    expect(count).toBeGreaterThanOrEqual(3_000);
    expect(kept?.to).toBe(history.to);
    expect(kept?.targets.map(({ target }) => targetKey(target))).toHaveLength(500);
    expect(recent([kept!], history.to)[0]).toBe(kept);
  });

  it('of too many groups are those in which something happened, then those that were read last', () => {
    const group = (index: number, happened: boolean): GroupHistory => {
      const first = withRead(
        undefined,
        read(index, targets(1_000, 'healthy'), `arn:${index}`),
        () => undefined,
      );
      return happened ? withMark(first, mark(index)) : first;
    };
    const all = Array.from({ length: 20 }, (_, index) => group(index, index === 0));
    const kept = recent(all, START + 20).map(({ groupArn }) => groupArn);
    expect(kept).toEqual(['arn:0', ...Array.from({ length: 11 }, (_, index) => `arn:${index + 9}`)]);
  });
});

function mark(after: number): ActionMark {
  return { at: START + after, action: 'deregister', targetKeys: ['a:80@'] };
}

function targets(count: number, state: string): Seen {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`10.0.0.${index}`, state]));
}
