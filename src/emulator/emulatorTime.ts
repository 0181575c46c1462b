// The emulator's time: it starts with the real time, can run faster, and can be moved forward.

/** Where time comes from. Tests pass one that stands still. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export class EmulatorTime {
  readonly #clock: Clock;
  readonly #start: number;
  #advancedMilliseconds = 0;

  constructor(
    clock: Clock,
    readonly timeScale: number,
  ) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  now(): number {
    const elapsed = (this.#clock.now() - this.#start) * this.timeScale;
    return Math.round(this.#start + elapsed + this.#advancedMilliseconds);
  }

  advance(milliseconds: number): void {
    this.#advancedMilliseconds += milliseconds;
  }
}
