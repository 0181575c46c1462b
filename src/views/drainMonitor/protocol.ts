// The messages between the extension host and the drain monitor's page: one union each way, made of what each part says.
import type { FromLanes, ToLanes } from './laneMessages';
import type { FromMetrics, ToMetrics } from './metricsMessages';
import type { FromServicing, ToServicing } from './servicingMessages';
import type { FromTimeline, ToTimeline } from './timelineMessages';

export type Tab = 'drains' | 'health';

/** Host to page. Each part says its things whole when the page is ready, and then only what changes. */
export type ToMonitor =
  { readonly type: 'showTab'; readonly tab: Tab } | ToLanes | ToTimeline | ToMetrics | ToServicing;

/** What is really posted: every message tells the host's time, in milliseconds since the epoch, from which the page counts on. */
export interface Posted {
  readonly now: number;
  readonly message: ToMonitor;
}

/** Page to host; nothing is posted to the page before it said `ready`. */
export type FromMonitor = { readonly type: 'ready' } | FromLanes | FromTimeline | FromMetrics | FromServicing;
