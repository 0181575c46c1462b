// The clock of this machine.
import type { Clock } from '../model/clock';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMilliseconds, then) {
    const timer = setTimeout(then, delayMilliseconds);
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};
