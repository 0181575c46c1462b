// How often actions may be called: token buckets of one account and Region, filled by emulator time.
import { ApiError, defaultMessage } from './apiError';
import { isAction, type Call } from './call';
import { serviceCodes } from './serviceCodes';

export interface RateLimit {
  /** Of one service, by the name that a signature carries; of all, each with its own bucket, if left out. */
  readonly service?: string;
  /** Names, or beginnings of names with `*` behind them, that share a bucket. */
  readonly actions: readonly string[];
  /** Each action has a bucket of its own. */
  readonly each?: boolean;
  /** How many calls can be made at once: what the bucket holds. */
  readonly burst: number;
  /** How fast it is filled. */
  readonly perSecond: number;
}

/** As documented for an account that nobody has raised: https://docs.aws.amazon.com, "Request throttling" of each. */
export const awsRateLimits: readonly RateLimit[] = [
  { service: 'elasticloadbalancing', actions: ['Describe*'], burst: 40, perSecond: 10 },
  {
    service: 'elasticloadbalancing',
    actions: ['RegisterTargets', 'DeregisterTargets'],
    burst: 20,
    perSecond: 4,
  },
  {
    service: 'elasticloadbalancing',
    actions: ['Add*', 'Create*', 'Delete*', 'Modify*', 'Remove*', 'Set*'],
    burst: 20,
    perSecond: 3,
  },
  { service: 'ec2', actions: ['RunInstances'], burst: 5, perSecond: 2 },
  { service: 'ec2', actions: ['StartInstances'], burst: 5, perSecond: 2 },
  { service: 'ec2', actions: ['Describe*', 'Get*'], burst: 100, perSecond: 20, each: true },
  { service: 'ec2', actions: ['*'], burst: 50, perSecond: 5, each: true },
  { service: 'lambda', actions: ['GetFunction'], burst: 100, perSecond: 100 },
  { service: 'lambda', actions: ['GetPolicy'], burst: 15, perSecond: 15 },
  { service: 'lambda', actions: ['Invoke'], burst: 10_000, perSecond: 10_000 },
  { service: 'lambda', actions: ['*'], burst: 15, perSecond: 15 },
  { service: 'monitoring', actions: ['GetMetricData'], burst: 50, perSecond: 50 },
  { service: 'monitoring', actions: ['ListMetrics'], burst: 25, perSecond: 25 },
];

interface Bucket {
  tokens: number;
  filledAt: number;
}

export class RateLimits {
  #limits: readonly RateLimit[] = [];
  readonly #buckets = new Map<string, Bucket>();

  get limits(): readonly RateLimit[] {
    return this.#limits;
  }

  /** In place of those before; all buckets are full. The first limit that an action is under counts. */
  set(limits: readonly RateLimit[]): void {
    this.#limits = limits;
    this.#buckets.clear();
  }

  /** Takes a token; the service's refusal if there is none. */
  refusal({ service, region, action, now }: Call): ApiError | undefined {
    const limit = this.#limits.find(
      (each) =>
        (each.service === undefined || each.service === service) &&
        each.actions.some((pattern) => isAction(pattern, action)),
    );
    if (!limit) return undefined;
    const key = `${region} ${service} ${limit.each ? action : limit.actions.join()}`;
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, filledAt: now };
    this.#buckets.set(key, bucket);
    const seconds = Math.max(0, now - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + seconds * limit.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return undefined;
    }
    const code = serviceCodes(service).throttled;
    return new ApiError(code, defaultMessage(code));
  }
}
