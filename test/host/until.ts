// Waits for a condition, not for a time.

const LOOK_EVERY_MILLISECONDS = 20;

/** Rejects when the condition, named by `what`, does not come true in time. */
export async function until(what: string, isTrue: () => boolean, withinMilliseconds = 15_000): Promise<void> {
  const giveUpAt = Date.now() + withinMilliseconds;
  while (!isTrue()) {
    if (Date.now() > giveUpAt) throw new Error(`Not in ${withinMilliseconds} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS));
  }
}
