// Notices where nothing moves any more. One look around at all that is watched costs less than a timer for each.

export interface Watched {
  /** By `performance.now()`. */
  movedAt: number;
  readonly idleMilliseconds: number;
  /** Where it stands among what is watched; kept by the watch. */
  watchedAt: number;
  idle(): void;
}

/** How often is looked within the time that something may be idle. */
const looksWithinTime = 20;
const longestPause = 1000;

export class IdleWatch {
  /** Not a set: its tables, each with a link to the next, would keep alive whatever was in them. */
  readonly #watched: Watched[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pause = Infinity;

  watch(watched: Watched): void {
    watched.watchedAt = this.#watched.push(watched) - 1;
    const pause = Math.min(longestPause, watched.idleMilliseconds / looksWithinTime);
    if (pause >= this.#pause) return;
    clearInterval(this.#timer);
    this.#pause = pause;
    this.#timer = setInterval(() => {
      this.#look();
    }, pause);
  }

  /** The last one takes its place. */
  forget(watched: Watched): void {
    const { watchedAt } = watched;
    if (this.#watched[watchedAt] !== watched) return;
    const last = this.#watched.pop();
    if (last === undefined || last === watched) return;
    this.#watched[watchedAt] = last;
    last.watchedAt = watchedAt;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#pause = Infinity;
  }

  #look(): void {
    if (this.#watched.length === 0) this.close();
    const now = performance.now();
    for (const watched of [...this.#watched]) {
      if (now - watched.movedAt >= watched.idleMilliseconds) watched.idle();
    }
  }
}
