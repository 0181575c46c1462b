// What is under way and what has finished, brought up to date whenever a store changes, and a tick a second meanwhile.
import { type ActivityEntry, activityEntries, isUnderWay } from '../../model/activity/entries';
import type { Clock } from '../../model/clock';
import type { Arrivals } from '../../state/arrivals';
import type { Drains } from '../../state/drains';
import { type Disposable, Emitter } from '../../state/emitter';
import type { HealthWaits } from '../../state/healthWaits';
import type { ServiceRuns } from '../../state/serviceRuns';

export interface FeedParts {
  readonly drains: Drains;
  readonly arrivals: Arrivals;
  readonly waits: HealthWaits;
  readonly serviceRuns: ServiceRuns;
  readonly clock: Clock;
}

const TICK_MILLISECONDS = 1_000;

export class ActivityFeed {
  private readonly parts: FeedParts;
  private readonly changes = new Emitter<undefined>();
  private readonly ticks = new Emitter<undefined>();
  /** There are other entries, or they stand otherwise. */
  readonly onDidChange = this.changes.event;
  /** A second has gone by, and something is under way. */
  readonly onDidTick = this.ticks.event;
  private current: readonly ActivityEntry[];
  private timer: Disposable | undefined;
  private readonly subscriptions: readonly Disposable[];

  constructor(parts: FeedParts) {
    this.parts = parts;
    this.current = this.read();
    const update = () => {
      this.current = this.read();
      this.changes.fire(undefined);
      this.tickOn();
    };
    this.subscriptions = [
      parts.drains.onDidChange(update),
      parts.arrivals.onDidChange(update),
      parts.waits.onDidChange(update),
      parts.serviceRuns.onDidChange(update),
    ];
    this.tickOn();
  }

  /** What is under way first. */
  get entries(): readonly ActivityEntry[] {
    return this.current;
  }

  get underWay(): readonly ActivityEntry[] {
    return this.current.filter(isUnderWay);
  }

  dispose(): void {
    this.timer?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private read(): readonly ActivityEntry[] {
    const { drains, arrivals, waits, serviceRuns } = this.parts;
    return activityEntries({
      drains: drains.all,
      arrivals: arrivals.all,
      waits: waits.all,
      runs: serviceRuns.all,
    });
  }

  private tickOn(): void {
    if (this.timer !== undefined || this.underWay.length === 0) return;
    this.timer = this.parts.clock.after(TICK_MILLISECONDS, () => {
      this.timer = undefined;
      this.ticks.fire(undefined);
      this.tickOn();
    });
  }
}
