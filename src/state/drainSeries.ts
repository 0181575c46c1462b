// What CloudWatch counted of groups that drain, kept for all windows; of several windows, one asks.
import type { Clock } from '../model/clock';
import type { Drain } from '../model/drain';
import { type DrainSeries, type MeasuredMinute } from '../model/drainMetrics';
import { ScopedFile } from './scopedFile';
import type { SharedFile } from './sharedFile';

export type SeriesFile = SharedFile<readonly DrainSeries[]>;
type SeriesScope = Pick<DrainSeries, 'connectionId' | 'groupArn' | 'groupName'>;

/** What is known of a group before anything was read. */
export type NewSeries = SeriesScope &
  Pick<DrainSeries, 'kind' | 'loadBalancers' | 'lateMilliseconds' | 'from'>;

const SERIES_KEPT = 100;

/** Of what is stored, the series that are whole. */
export function parseDrainSeries(stored: unknown): readonly DrainSeries[] {
  return Array.isArray(stored) ? stored.filter(isDrainSeries) : [];
}

export class DrainSeriesStore {
  private readonly file: ScopedFile<DrainSeries>;
  private readonly clock: Clock;
  /** The groups of which something else is known, in whichever window it was read. */
  readonly onDidChange: ScopedFile<DrainSeries>['onDidChange'];

  constructor(file: SeriesFile, clock: Clock) {
    this.file = new ScopedFile(file);
    this.clock = clock;
    this.onDidChange = this.file.onDidChange;
  }

  of(connectionId: string, groupArn: string): DrainSeries | undefined {
    return this.file.of(connectionId, groupArn)[0];
  }

  /**
   * Writes down that those groups are asked for, but for those that were asked for lately by whichever window; returns
   * the series of those that are this window's to ask for.
   *
   * @param shown the drains that are shown: series of other groups are forgotten
   */
  async claim(
    wanted: readonly NewSeries[],
    notSinceMilliseconds: number,
    shown: readonly Drain[],
  ): Promise<readonly DrainSeries[]> {
    const now = this.clock.now();
    const shownKeys = new Set(shown.map(keyOf));
    let claimed: readonly DrainSeries[] = [];
    await this.file.update((all) => {
      const known = new Map(all.map((series) => [series.id, series]));
      claimed = wanted
        .map((series) => {
          const id = keyOf(series);
          return { minutes: [], ...known.get(id), ...series, id };
        })
        .filter(({ id }) => now - (known.get(id)?.askedAt ?? -Infinity) >= notSinceMilliseconds)
        .map((series) => ({ ...series, askedAt: now }));
      if (claimed.length === 0) return all;
      const ids = new Set(claimed.map(({ id }) => id));
      const others = all.filter((series) => !ids.has(series.id) && shownKeys.has(keyOf(series)));
      return [...others, ...claimed].slice(-SERIES_KEPT);
    });
    return claimed;
  }

  /** What was answered to the question of `readAt`, in milliseconds since the epoch. */
  keep(answers: ReadonlyMap<string, readonly MeasuredMinute[]>, readAt: number): Promise<void> {
    return this.file.update((all) =>
      all.map(({ error, ...series }) => {
        const minutes = answers.get(series.id);
        if (minutes === undefined) return error === undefined ? series : { ...series, error };
        return { ...series, readAt, minutes: minutes.filter(({ at }) => at >= series.from) };
      }),
    );
  }

  /** What was known stays. */
  fail(ids: ReadonlySet<string>, error: string): Promise<void> {
    return this.file.update((all) =>
      all.map((series) => (ids.has(series.id) ? { ...series, error } : series)),
    );
  }
}

function keyOf({ connectionId, groupArn }: Pick<SeriesScope, 'connectionId' | 'groupArn'>): string {
  return `${connectionId}|${groupArn}`;
}

/** What is in storage may be of another version, or damaged. */
function isDrainSeries(value: unknown): value is DrainSeries {
  if (typeof value !== 'object' || value === null) return false;
  const series = value as Readonly<Record<string, unknown>>;
  const { kind, loadBalancers, minutes, readAt, error } = series;
  return (
    ['id', 'connectionId', 'groupArn', 'groupName'].every((name) => typeof series[name] === 'string') &&
    ['askedAt', 'lateMilliseconds', 'from'].every((name) => Number.isFinite(series[name])) &&
    (readAt === undefined || Number.isFinite(readAt)) &&
    (kind === 'application' || kind === 'network') &&
    Array.isArray(loadBalancers) &&
    Array.isArray(minutes) &&
    minutes.every((minute: unknown) => typeof minute === 'object' && minute !== null && 'at' in minute) &&
    (error === undefined || typeof error === 'string')
  );
}
