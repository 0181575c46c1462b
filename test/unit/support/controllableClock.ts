// A clock that stands still until a test moves it: timers run in order, each followed by whatever it set going.
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/model/clock';

interface Timer {
  readonly at: number;
  readonly then: () => void;
}

/** A tenth of a second, so that nothing depends on whole seconds. */
const START = Date.UTC(2026, 0, 15, 9, 30, 0, 100);

export class ControllableClock implements Clock {
  /** Resolves when everything that was set going has come to rest; a test with real requests puts its own here. */
  settle: () => Promise<void> = letPromisesSettle;
  private time = START;
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(delayMilliseconds: number, then: () => void): { dispose(): void } {
    const timer = { at: this.time + Math.max(0, delayMilliseconds), then };
    this.timers.push(timer);
    return {
      dispose: () => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length;
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await this.settle();
    for (let next = this.nextUntil(end); next !== undefined; next = this.nextUntil(end)) {
      const due = next;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.then();
      await this.settle();
    }
    this.time = end;
    await this.settle();
  }

  /** The first that is due, and of those due at once the one that was set first. */
  private nextUntil(end: number): Timer | undefined {
    return this.timers
      .filter(({ at }) => at <= end)
      .reduce<Timer | undefined>(
        (first, timer) => (first && first.at <= timer.at ? first : timer),
        undefined,
      );
  }
}

/** Enough turns of the event loop for chains of promises; not for requests. */
async function letPromisesSettle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}
