// What the host and the page say to each other of what CloudWatch counts while a group drains.
import type { Drain } from '../../model/drain';
import type { DrainSeries } from '../../model/drainMetrics';
import type { DrainSpan } from '../../model/drainMetricsWords';

export interface GroupMetrics {
  readonly connectionId: string;
  readonly groupArn: string;
  /** Targets drain that could be measured, and nobody has agreed to that yet. */
  readonly offered: boolean;
  /** Absent where nothing was measured. */
  readonly series?: DrainSeries;
  /** The drains that the series is of; those with the same times once. */
  readonly spans: readonly DrainSpan[];
  /** Those of them that may have cut requests. */
  readonly cut: readonly Drain[];
  /** How many other targets of the group are in service; absent where that is not known. */
  readonly others?: number;
}

/** Host to page: all groups at first, and then those of which something else is known. */
export interface ToMetrics {
  readonly type: 'metrics';
  readonly groups: readonly GroupMetrics[];
}

/** Page to host: ask whether the drains of the connection may be measured. */
export interface FromMetrics {
  readonly type: 'metricsMeasure';
  readonly connectionId: string;
}
