// The clock that is passed to everything that tells or waits for time.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `then` once after the delay, unless it is disposed of before. */
  after(delayMilliseconds: number, then: () => void): { dispose(): void };
}

/** Waits; rejects with the signal's reason when that aborts first. */
export function wait(clock: Clock, delayMilliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const abort = () => {
      timer.dispose();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(delayMilliseconds, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}
