// Time in the webview: the host's clock carried on between snapshots, and one tick at each of its whole seconds.

/** Milliseconds from any fixed point, never set back: `performance.now`. */
export type MonotonicNow = () => number;

export class HostClock {
  private offset = 0;

  constructor(private readonly monotonicNow: MonotonicNow) {}

  /** Takes over the host's time of a snapshot that has just arrived. */
  synchronise(hostNow: number): void {
    this.offset = hostNow - this.monotonicNow();
  }

  /** The host's clock, in milliseconds since the epoch. */
  now(): number {
    return this.offset + this.monotonicNow();
  }

  /**
   * The last whole second of the host's clock. All figures are computed at whole seconds: a tick that comes some
   * milliseconds late then neither skips a figure nor shows one twice.
   */
  wholeSecond(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }
}

/** Calls back once a second, at the host's whole seconds, while it is running. */
export class SecondTicker {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly clock: HostClock,
    private readonly tick: () => void,
  ) {}

  /** Starts, or stops, or does nothing; aligns anew when the clock was set. */
  run(wanted: boolean): void {
    clearTimeout(this.timer);
    this.timer = wanted ? this.wait() : undefined;
  }

  private wait(): ReturnType<typeof setTimeout> {
    const toNextSecond = 1000 - (this.clock.now() % 1000);
    return setTimeout(() => {
      // Before the call, so that the call may stop it.
      this.timer = this.wait();
      this.tick();
    }, Math.ceil(toNextSecond));
  }
}
