// Notices where nothing moves any more. One look around at all that is watched costs less than a timer for each.

export interface Watched {
  /** By `performance.now()`. */
  movedAt: number;
  readonly idleMilliseconds: number;
  idle(): void;
}

/** How often is looked within the time that something may be idle. */
const looksWithinTime = 20;
const longestPause = 1000;

export class IdleWatch {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;
  #pause = Infinity;

  watch(watched: Watched): void {
    this.#watched.add(watched);
    const pause = Math.min(longestPause, watched.idleMilliseconds / looksWithinTime);
    if (pause >= this.#pause) return;
    clearInterval(this.#timer);
    this.#pause = pause;
    this.#timer = setInterval(() => {
      this.#look();
    }, pause);
  }

  forget(watched: Watched): void {
    this.#watched.delete(watched);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#pause = Infinity;
  }

  #look(): void {
    if (this.#watched.size === 0) this.close();
    const now = performance.now();
    for (const watched of this.#watched) {
      if (now - watched.movedAt >= watched.idleMilliseconds) watched.idle();
    }
  }
}
