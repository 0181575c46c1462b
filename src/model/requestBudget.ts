// How fast this extension lets itself call the API: token buckets far under the account's own.

/**
 * The API's limits are token buckets for each account and Region, shared with every other tool in the account, and
 * differ by the kind of the call.
 */
export type RequestFamily = 'read' | 'register' | 'modify' | 'metrics' | 'other';

/** Who waits for the answer; a lower number goes first. */
export const PRIORITIES = { user: 0, verification: 1, drain: 2, visible: 3, rest: 4 } as const;
export type Priority = keyof typeof PRIORITIES;

interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * About half of what Elastic Load Balancing is planned to allow (reads 40 burst and 10 a second, registrations 20 and 4,
 * modifications 20 and 3). `metrics` is for CloudWatch, which charges for what is asked: a call a minute is the rule.
 * `other` is for the services whose limits are far higher.
 */
export const REQUEST_BUDGET: Readonly<Record<RequestFamily, BucketSize>> = {
  read: { burst: 20, perSecond: 5 },
  register: { burst: 10, perSecond: 2 },
  modify: { burst: 5, perSecond: 1 },
  metrics: { burst: 5, perSecond: 1 },
  other: { burst: 20, perSecond: 10 },
};

/** A token bucket; it tells no time of its own. */
export class TokenBucket {
  private readonly size: BucketSize;
  private tokens: number;
  private filledAt: number;

  constructor(size: BucketSize, now: number) {
    this.size = size;
    this.tokens = size.burst;
    this.filledAt = now;
  }

  /** Takes one token if there is one and leaves `reserve` of them to others. */
  take(now: number, reserve = 0): boolean {
    this.fill(now);
    if (this.tokens < 1 + reserve) return false;
    this.tokens -= 1;
    return true;
  }

  /** Milliseconds until a token can be taken; 0 when one can be taken now. */
  waitMilliseconds(now: number, reserve = 0): number {
    this.fill(now);
    return Math.max(0, Math.ceil(((1 + reserve - this.tokens) / this.size.perSecond) * 1000));
  }

  private fill(now: number): void {
    const gained = (Math.max(0, now - this.filledAt) / 1000) * this.size.perSecond;
    this.tokens = Math.min(this.size.burst, this.tokens + gained);
    this.filledAt = now;
  }
}
