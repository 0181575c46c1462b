// Measures groups with CloudWatch while they drain: whether that is allowed, when it is due, and what was cut.
import type { Clock } from '../model/clock';
import type { Connection } from '../model/connection';
import { type Drain, isOver } from '../model/drain';
import {
  decidableAt,
  distinctQueries,
  kindOfMeasures,
  measuresOf,
  minuteOf,
  minutesOf,
  queryKey,
  wholeAt,
} from '../model/drainMetrics';
import { METRIC_MINUTE_MILLISECONDS } from '../model/metric';
import { nameInArn } from '../model/target';
import type { TargetGroup } from '../model/targetGroup';
import type { Account } from './account';
import { findCuts, type FoundCut } from './drainCuts';
import type { Drains } from './drains';
import type { DrainSeriesStore, NewSeries } from './drainSeries';
import { Emitter } from './emitter';
import type { Inventory } from './inventory';

/** The setting `targetGroups.drainMetrics`. */
export type MetricsSetting = 'ask' | 'always' | 'never';

/** Whether a connection's drains are measured: the emulator's always, since that costs nothing. */
export type Consent = 'given' | 'missing' | 'refused';

interface Parts {
  readonly series: DrainSeriesStore;
  readonly drains: Drains;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly setting: () => MetricsSetting;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
}

interface Cadence {
  readonly everyMilliseconds: number;
  /** How long after its end a minute may still change. */
  readonly lateMilliseconds: number;
}

/** AWS charges for each metric that is asked for, has one value a minute, and some of them come late. */
const OF_AWS: Cadence = { everyMilliseconds: 60_000, lateMilliseconds: 180_000 };
const OF_EMULATOR: Cadence = { everyMilliseconds: 5_000, lateMilliseconds: 0 };
const LOOK_EVERY_MILLISECONDS = 1_000;
/** So much of the time before a drain is read with it. */
const BEFORE_MILLISECONDS = 10 * METRIC_MINUTE_MILLISECONDS;
/** A drain that ended longer ago is not measured any more. */
const MEASURED_AFTER_END_MILLISECONDS = 20 * METRIC_MINUTE_MILLISECONDS;

export class DrainMetrics {
  private readonly parts: Parts;
  private readonly agreed = new Set<string>();
  private readonly underWay = new Set<string>();
  private readonly consents = new Emitter<undefined>();
  private readonly cuts = new Emitter<FoundCut>();
  readonly onDidChangeConsent = this.consents.event;
  /** A drain ended with requests cut. Of several windows, one is told. */
  readonly onDidFindCut = this.cuts.event;
  private visible = false;
  private timer: { dispose(): void } | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.look();
  }

  consentOf({ id, connection }: Pick<Account, 'id' | 'connection'>): Consent {
    if (isFree(connection)) return 'given';
    const setting = this.parts.setting();
    if (setting === 'never') return 'refused';
    return setting === 'always' || this.agreed.has(id) ? 'given' : 'missing';
  }

  /** Until the window closes, the connection's drains are measured. */
  agree(connectionId: string): void {
    this.agreed.add(connectionId);
    this.consents.fire(undefined);
  }

  /** While nobody looks, a group is measured once, after it has drained. */
  setVisible(visible: boolean): void {
    this.visible = visible;
  }

  /** How many metrics are asked for in each minute that what drains now is measured. */
  metricsAMinute(account: Account): number {
    const arns = new Set(this.parts.drains.open(account.id).map(({ groupArn }) => groupArn));
    return distinctQueries(measurable(account, arns).flatMap(measuresOf)).size;
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private look(): void {
    for (const account of this.parts.inventory.accounts) {
      if (this.underWay.has(account.id) || this.consentOf(account) !== 'given') continue;
      const wanted = this.wantedGroups(account);
      if (!wanted.some((group) => this.isDue(account, group))) continue;
      this.underWay.add(account.id);
      this.measure(account, wanted)
        .catch(this.parts.report)
        .finally(() => this.underWay.delete(account.id));
    }
    this.timer = this.parts.clock.after(LOOK_EVERY_MILLISECONDS, () => {
      this.look();
    });
  }

  private wantedGroups(account: Account): TargetGroup[] {
    const arns = new Set(
      this.parts.drains.all
        .filter((drain) => drain.connectionId === account.id && this.isWanted(drain, account))
        .map(({ groupArn }) => groupArn),
    );
    return arns.size === 0 ? [] : measurable(account, arns);
  }

  /** It drains while somebody looks; or it has ended, and its figures are not whole, or what it cut is not known yet. */
  private isWanted(drain: Drain, { connection }: Account): boolean {
    if (!isOver(drain)) return this.visible;
    if (!this.isRecent(drain)) return false;
    const { endedAt = 0 } = drain;
    const { lateMilliseconds } = cadenceOf(connection);
    const { readAt = -Infinity } = this.parts.series.of(drain.connectionId, drain.groupArn) ?? {};
    // A read after the end tells what was cut; who looks would see the minute of the end stay unfinished.
    if (this.visible) return readAt < wholeAt(endedAt, lateMilliseconds);
    const from = decidableAt(endedAt, lateMilliseconds);
    return readAt < from && this.parts.clock.now() >= from;
  }

  private isRecent({ endedAt }: Drain): boolean {
    return endedAt === undefined || this.parts.clock.now() - endedAt <= MEASURED_AFTER_END_MILLISECONDS;
  }

  private isDue(account: Account, { arn }: TargetGroup): boolean {
    const { askedAt = -Infinity } = this.parts.series.of(account.id, arn) ?? {};
    return this.parts.clock.now() - askedAt >= cadenceOf(account.connection).everyMilliseconds;
  }

  private async measure(account: Account, wanted: readonly TargetGroup[]): Promise<void> {
    const { series, drains, clock } = this.parts;
    // Those that are soon due are asked with those that are.
    const notSince = cadenceOf(account.connection).everyMilliseconds / 2;
    const claimed = await series.claim(
      wanted.map((group) => this.newSeries(account, group)),
      notSince,
      drains.all,
    );
    if (claimed.length === 0) return;
    const now = clock.now();
    const measures = new Map(
      claimed.map(({ id, groupArn }) => [
        id,
        measuresOf(wanted.find(({ arn }) => arn === groupArn) ?? { arn: groupArn, loadBalancerArns: [] }),
      ]),
    );
    const queries = distinctQueries([...measures.values()].flat());
    const range = {
      from: Math.min(...claimed.map(({ from }) => from)),
      to: minuteOf(now) + METRIC_MINUTE_MILLISECONDS,
    };
    try {
      const cloud = await account.cloud();
      const answers = await cloud.metricData([...queries.values()], range, { priority: 'drain' });
      const values = new Map([...queries.keys()].map((key, index) => [key, answers[index] ?? []]));
      const minutes = [...measures].map(
        ([id, list]) => [id, minutesOf(list, (query) => values.get(queryKey(query)) ?? [])] as const,
      );
      await series.keep(new Map(minutes), now);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await series.fail(new Set(measures.keys()), message);
      return;
    }
    for (const { connectionId, groupArn } of claimed) {
      const read = series.of(connectionId, groupArn);
      if (read === undefined) continue;
      for (const found of await findCuts(account, read, this.parts)) this.cuts.fire(found);
    }
  }

  private newSeries(account: Account, group: TargetGroup): NewSeries {
    return {
      connectionId: account.id,
      groupArn: group.arn,
      groupName: group.name,
      kind: kindOfMeasures(group) ?? 'application',
      loadBalancers: group.loadBalancerArns.map(nameInArn),
      lateMilliseconds: cadenceOf(account.connection).lateMilliseconds,
      from: minuteOf(this.beginningOf(account, group) - BEFORE_MILLISECONDS),
    };
  }

  /** When the first of the drains began that go on, or have ended lately. */
  private beginningOf(account: Account, { arn }: TargetGroup): number {
    const { drains, clock } = this.parts;
    const starts = drains.all
      .filter((drain) => drain.connectionId === account.id && drain.groupArn === arn && this.isRecent(drain))
      .map(({ startedAt }) => startedAt);
    return Math.min(clock.now(), ...starts);
  }
}

function isFree({ kind }: Connection): boolean {
  return kind === 'emulator';
}

function cadenceOf(connection: Connection): Cadence {
  return isFree(connection) ? OF_EMULATOR : OF_AWS;
}

/** The groups that are known, and used by a load balancer whose metrics say something of them. */
function measurable(account: Account, arns: ReadonlySet<string>): TargetGroup[] {
  return [...arns]
    .flatMap((arn) => account.group(arn)?.group ?? [])
    .filter((group) => kindOfMeasures(group) !== undefined);
}
