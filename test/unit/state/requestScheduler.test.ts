// The request budget: how much it lets through, whom first, and what stays free for whom.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  PRIORITIES,
  type Priority,
  REQUEST_BUDGET,
  type RequestFamily,
  TokenBucket,
} from '../../../src/model/requestBudget';
import { RequestScheduler } from '../../../src/state/requestScheduler';
import { ControllableClock } from '../support/controllableClock';
import { failureOf, problemOf } from '../support/problems';

/** Whether in each window the times are at most burst + rate · length. */
function staysWithin(
  times: readonly number[],
  { burst, perSecond }: { burst: number; perSecond: number },
): boolean {
  return times.every((from, first) =>
    times.slice(first).every((to, count) => count + 1 <= burst + ((to - from) / 1000) * perSecond + 1e-6),
  );
}

const size = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.integer({ min: 1, max: 10 }),
});

describe('a token bucket', () => {
  it('gives never more than its burst and its rate, in any window', () => {
    fc.assert(
      fc.property(
        size,
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 120 }),
        (bucketSize, pauses) => {
          const bucket = new TokenBucket(bucketSize, 0);
          let now = 0;
          const taken: number[] = [];
          for (const pause of pauses) {
            now += pause;
            if (bucket.take(now)) taken.push(now);
          }
          return staysWithin(taken, bucketSize);
        },
      ),
    );
  });

  it('gives a token after the wait that it tells, and none before', () => {
    fc.assert(
      fc.property(
        size,
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (bucketSize, pauses, share) => {
          const reserve = Math.max(0, bucketSize.burst - 1) * share;
          const bucket = new TokenBucket(bucketSize, 0);
          let now = 0;
          for (const pause of pauses) bucket.take((now += pause));
          const wait = bucket.waitMilliseconds(now, reserve);
          if (wait > 1 && bucket.take(now + wait - 1.001, reserve)) return false;
          // Rounding up to milliseconds may leave it short by the last bit of a fraction.
          return bucket.take(now + wait + 1, reserve);
        },
      ),
    );
  });

  it('leaves the reserve to others', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 1 }, 0);
    let taken = 0;
    while (bucket.take(0, 4)) taken++;
    expect(taken).toBe(6);
    while (bucket.take(0)) taken++;
    expect(taken).toBe(10);
  });

  it('fills no further than its burst, and does not mind a clock that goes back', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, 0);
    expect([bucket.take(1e9), bucket.take(1e9), bucket.take(1e9)]).toEqual([true, true, false]);
    expect(bucket.take(0)).toBe(false);
    expect(bucket.take(1000)).toBe(true);
  });
});

describe('the scheduler', () => {
  let clock: ControllableClock;
  let scheduler: RequestScheduler;
  let admitted: string[];
  beforeEach(() => {
    clock = new ControllableClock();
    scheduler = new RequestScheduler(clock);
    admitted = [];
  });
  afterEach(() => {
    scheduler.dispose();
  });

  function ask(
    priority: Priority,
    label: string = priority,
    family: RequestFamily = 'read',
    signal?: AbortSignal,
  ) {
    const admission = scheduler.admit(family, { priority, ...(signal === undefined ? {} : { signal }) });
    return admission.then(
      () => {
        admitted.push(label);
      },
      () => undefined,
    );
  }

  /** So many of one priority that the rest has to wait. */
  async function drain(priority: Priority, count: number) {
    for (let asked = 0; asked < count; asked++) void ask(priority, 'before');
    await clock.advance(0);
    admitted.length = 0;
  }

  it('keeps to the budget of each family, in any window', async () => {
    const families = Object.keys(REQUEST_BUDGET) as RequestFamily[];
    const priorities = Object.keys(PRIORITIES) as Priority[];
    const request = fc.record({
      family: fc.constantFrom(...families),
      priority: fc.constantFrom(...priorities),
      pause: fc.integer({ min: 0, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 80 }), async (requests) => {
        const own = new ControllableClock();
        own.settle = async () => {
          for (let links = 0; links < 5; links++) await Promise.resolve();
        };
        const tested = new RequestScheduler(own);
        const times = new Map<RequestFamily, number[]>(families.map((family) => [family, []]));
        const all = [];
        for (const { family, priority, pause } of requests) {
          await own.advance(pause);
          all.push(tested.admit(family, { priority }).then(() => times.get(family)?.push(own.now())));
        }
        // Each is admitted in the end.
        while (own.waiting > 0) await own.advance(50);
        await Promise.all(all);
        expect(
          families.filter((family) => !staysWithin(times.get(family) ?? [], REQUEST_BUDGET[family])),
        ).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('admits by priority, and those of one priority in their order', async () => {
    await drain('user', 20);
    for (const priority of ['rest', 'visible', 'drain', 'verification', 'user'] as const) {
      void ask(priority, `${priority} 1`);
      void ask(priority, `${priority} 2`);
    }
    await clock.advance(60_000);
    expect(admitted).toEqual(
      ['user', 'verification', 'drain', 'visible', 'rest'].flatMap((priority) => [
        `${priority} 1`,
        `${priority} 2`,
      ]),
    );
  });

  it.each([
    ['rest', 8],
    ['visible', 12],
    ['drain', 15],
    ['verification', 20],
    ['user', 20],
  ] as const)('lets %s take no more than its share of a burst', async (priority, share) => {
    for (let asked = 0; asked < 30; asked++) void ask(priority);
    await clock.advance(0);
    expect(admitted).toHaveLength(share);
  });

  it('admits the user at once while a sweep waits', async () => {
    for (let asked = 0; asked < 100; asked++) void ask('rest');
    await clock.advance(10_000);
    admitted.length = 0;
    void ask('user');
    await clock.advance(0);
    expect(admitted).toEqual(['user']);
  });

  it('has a budget of its own for each family', async () => {
    await drain('user', 25);
    void ask('user', 'registers', 'register');
    await clock.advance(0);
    expect(admitted).toEqual(['registers']);
  });

  it('forgets who aborts while waiting', async () => {
    await drain('user', 20);
    const controller = new AbortController();
    const aborted = failureOf(scheduler.admit('read', { priority: 'user', signal: controller.signal }));
    void ask('user', 'next');
    controller.abort();
    expect(await aborted).toBe(controller.signal.reason);
    // One token, and it is not spent on who has left.
    await clock.advance(200);
    expect(admitted).toEqual(['next']);
  });

  it('turns away who comes with an aborted signal', async () => {
    const signal = AbortSignal.abort();
    expect(await failureOf(scheduler.admit('read', { priority: 'user', signal }))).toBe(signal.reason);
  });

  it('lets go of a signal once it has admitted', async () => {
    const controller = new AbortController();
    await scheduler.admit('read', { priority: 'user', signal: controller.signal });
    controller.abort();
    await drain('user', 18);
    await scheduler.admit('read', { priority: 'user' });
  });

  it('turns away those who wait, and those who come later, when it is disposed of', async () => {
    await drain('user', 20);
    const waiting = problemOf(scheduler.admit('read', { priority: 'user' }));
    scheduler.dispose();
    expect((await waiting).kind).toBe('cancelled');
    expect((await problemOf(scheduler.admit('other', { priority: 'user' }))).kind).toBe('cancelled');
    expect(clock.waiting).toBe(0);
  });
});
