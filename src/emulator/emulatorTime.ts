// Emulator time: it starts with the clock's time, runs at a scale of it, and can be moved forward. Alarms go by it.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export interface Alarm {
  cancel(): void;
}

/** Node's timers hold no more milliseconds than this. */
const longestTimer = 2 ** 31 - 1;

export class EmulatorTime {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #alarms = new Set<{ readonly at: number; readonly ring: () => void }>();
  #advancedMilliseconds = 0;
  #jumps = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  /** @param start what time it is in the emulator when it starts, by default the clock's */
  constructor(
    clock: Clock,
    readonly timeScale: number,
    start = clock.now(),
  ) {
    this.#clock = clock;
    this.#start = clock.now();
    this.#advancedMilliseconds = start - this.#start;
  }

  /** Whether it goes on by itself, so that what is due happens without anybody asking. */
  get runs(): boolean {
    return this.#clock === systemClock;
  }

  /** How often it was moved. */
  get jumps(): number {
    return this.#jumps;
  }

  now(): number {
    return this.#start + (this.#clock.now() - this.#start) * this.timeScale + this.#advancedMilliseconds;
  }

  /** What so much emulator time takes in real time. */
  realMilliseconds(emulatorMilliseconds: number): number {
    return emulatorMilliseconds / this.timeScale;
  }

  advance(milliseconds: number): void {
    this.#advancedMilliseconds += milliseconds;
    this.#jumps++;
    this.ring();
  }

  /** Calls back at a moment of emulator time; at the next chance if it is past. */
  at(at: number, callback: () => void): Alarm {
    const alarm = { at, ring: callback };
    this.#alarms.add(alarm);
    if (at < this.#timerAt) this.#setTimer();
    return {
      cancel: () => {
        this.#alarms.delete(alarm);
      },
    };
  }

  /** Calls back whoever is due by now, the earliest first. A clock that is moved by hand has to be followed up so. */
  ring(): void {
    const now = this.now();
    const due = [...this.#alarms].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const alarm of due) {
      if (this.#alarms.delete(alarm)) alarm.ring();
    }
    this.#setTimer();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#alarms.clear();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Math.min(...[...this.#alarms].map(({ at }) => at), Infinity);
    if (this.#timerAt === Infinity || !this.runs) return;
    const wait = Math.max(0, this.realMilliseconds(this.#timerAt - this.now()));
    this.#timer = setTimeout(
      () => {
        this.ring();
      },
      Math.min(Math.ceil(wait), longestTimer),
    ).unref();
  }
}
