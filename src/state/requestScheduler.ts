// The one place where requests to a connection wait their turn: within the budget, the user's own first.
import type { Clock } from '../model/clock';
import { Problem } from '../model/problem';
import {
  PRIORITIES,
  type Priority,
  REQUEST_BUDGET,
  type RequestFamily,
  TokenBucket,
} from '../model/requestBudget';

interface Waiting {
  readonly priority: Priority;
  readonly admit: () => void;
  readonly turnAway: () => void;
}

/** The share of a burst that stays free for whoever matters more: a sweep may never make the user wait. */
const RESERVED_SHARE: Readonly<Record<Priority, number>> = {
  user: 0,
  verification: 0,
  drain: 0.25,
  visible: 0.4,
  rest: 0.6,
};

class Lane {
  private readonly clock: Clock;
  private readonly bucket: TokenBucket;
  private readonly burst: number;
  private queue: Waiting[] = [];
  private timer: { dispose(): void } | undefined;

  constructor(family: RequestFamily, clock: Clock) {
    this.clock = clock;
    this.burst = REQUEST_BUDGET[family].burst;
    this.bucket = new TokenBucket(REQUEST_BUDGET[family], clock.now());
  }

  enqueue(waiting: Waiting): void {
    const behind = this.queue.findIndex((other) => PRIORITIES[other.priority] > PRIORITIES[waiting.priority]);
    this.queue.splice(behind === -1 ? this.queue.length : behind, 0, waiting);
    this.pump();
  }

  remove(waiting: Waiting): void {
    this.queue = this.queue.filter((other) => other !== waiting);
  }

  dispose(): void {
    this.timer?.dispose();
    for (const waiting of this.queue.splice(0)) waiting.turnAway();
  }

  private pump(): void {
    this.timer?.dispose();
    this.timer = undefined;
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const reserve = this.burst * RESERVED_SHARE[next.priority];
      if (!this.bucket.take(this.clock.now(), reserve)) {
        const wait = this.bucket.waitMilliseconds(this.clock.now(), reserve);
        this.timer = this.clock.after(wait, () => {
          this.pump();
        });
        return;
      }
      this.queue.shift();
      next.admit();
    }
  }
}

export class RequestScheduler {
  private readonly lanes = new Map<RequestFamily, Lane>();
  private readonly clock: Clock;
  private disposed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Resolves when the request may be sent; rejects with the signal's reason when that aborts first. */
  readonly admit = (
    family: RequestFamily,
    { priority, signal }: { readonly priority: Priority; readonly signal?: AbortSignal },
  ): Promise<void> => {
    const lane = this.lane(family);
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      if (this.disposed) {
        reject(connectionRemoved());
        return;
      }
      const abort = () => {
        lane.remove(waiting);
        reject(signal?.reason as Error);
      };
      const waiting: Waiting = {
        priority,
        admit: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        turnAway: () => {
          signal?.removeEventListener('abort', abort);
          reject(connectionRemoved());
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      lane.enqueue(waiting);
    });
  };

  /** Turns away who waits: a request that never ends would keep its place with whoever started it. */
  dispose(): void {
    this.disposed = true;
    for (const lane of this.lanes.values()) lane.dispose();
  }

  private lane(family: RequestFamily): Lane {
    const lane = this.lanes.get(family) ?? new Lane(family, this.clock);
    this.lanes.set(family, lane);
    return lane;
  }
}

function connectionRemoved(): Problem {
  return new Problem('The connection was removed before the request was sent. Connect again to send it.', {
    kind: 'cancelled',
  });
}
