// The monitor's part for what CloudWatch counts while a group drains: the host's side.
import { commands, workspace } from 'vscode';
import { COMMANDS, SETTINGS } from '../../model/contributions';
import { type Drain, isOver } from '../../model/drain';
import { kindOfMeasures } from '../../model/drainMetrics';
import type { DrainSpan } from '../../model/drainMetricsWords';
import { targetsInService } from '../../model/healthSummary';
import type { Disposable } from '../../state/emitter';
import type { State } from '../../state/openState';
import type { GroupMetrics } from './metricsMessages';
import type { MonitorPart } from './part';
import type { FromMonitor, ToMonitor } from './protocol';

type Scope = Pick<Drain, 'connectionId' | 'groupArn'>;

export class MetricsPart implements MonitorPart {
  private readonly state: State;
  private subscriptions: readonly Disposable[] = [];
  /** By group, what the page was told last. */
  private readonly told = new Map<string, string>();

  constructor(state: State) {
    this.state = state;
  }

  open(post: (message: ToMonitor) => void): void {
    const { drains, drainSeries, drainMetrics, inventory } = this.state;
    const tell = (scopes: readonly Scope[]) => {
      const groups = this.news(scopes);
      if (groups.length > 0) post({ type: 'metrics', groups });
    };
    const tellAll = () => {
      tell(drains.all);
    };
    this.subscriptions = [
      drains.onDidChange(tell),
      drainSeries.onDidChange(tell),
      inventory.onDidChange(({ connectionId, groupArn }) => {
        const isTold = groupArn !== undefined && this.told.has(keyOf({ connectionId, groupArn }));
        if (isTold) tell([{ connectionId, groupArn }]);
        // A group that was not known could not be measured.
        else if (groupArn === undefined) tell(drains.open(connectionId));
      }),
      drainMetrics.onDidChangeConsent(tellAll),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.drainMetrics)) tellAll();
      }),
    ];
    drainMetrics.setVisible(true);
    tellAll();
  }

  close(): void {
    this.state.drainMetrics.setVisible(false);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
    this.told.clear();
  }

  receive(message: FromMonitor): Promise<boolean> {
    if (message.type !== 'metricsMeasure') return Promise.resolve(false);
    // Not awaited: the question may stand for as long as it likes.
    void commands.executeCommand(COMMANDS.measureDrains, message.connectionId);
    return Promise.resolve(true);
  }

  dispose(): void {
    this.close();
  }

  private news(scopes: readonly Scope[]): GroupMetrics[] {
    const byKey = new Map(scopes.map((scope) => [keyOf(scope), scope]));
    const drainsOf = new Map([...byKey.keys()].map((key): [string, Drain[]] => [key, []]));
    for (const drain of this.state.drains.all) drainsOf.get(keyOf(drain))?.push(drain);
    return [...byKey].flatMap(([key, scope]) => {
      const group = this.groupMetrics(scope, drainsOf.get(key) ?? []);
      const text = JSON.stringify(group);
      if (this.told.get(key) === text) return [];
      this.told.set(key, text);
      return [group];
    });
  }

  private groupMetrics({ connectionId, groupArn }: Scope, drains: readonly Drain[]): GroupMetrics {
    const { inventory, drainSeries, drainMetrics } = this.state;
    const account = inventory.account(connectionId);
    const known = account?.group(groupArn);
    const series = drainSeries.of(connectionId, groupArn);
    const offered =
      account !== undefined &&
      known !== undefined &&
      kindOfMeasures(known.group) !== undefined &&
      drains.some((drain) => !isOver(drain)) &&
      drainMetrics.consentOf(account) === 'missing';
    const measured =
      series === undefined ? [] : drains.filter(({ endedAt = Infinity }) => endedAt >= series.from);
    return {
      connectionId,
      groupArn,
      offered,
      spans: spansOf(measured),
      cut: measured.filter(({ cut }) => cut !== undefined),
      ...(series === undefined ? {} : { series }),
      ...(known?.targets === undefined ? {} : { others: targetsInService(known.targets) }),
    };
  }
}

/** Of a thousand drains that began and end together, one. */
function spansOf(drains: readonly Drain[]): DrainSpan[] {
  const spans = drains.map(({ startedAt, startedBy, endedAt, delayMilliseconds }): DrainSpan => ({
    startedAt,
    startedBy,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(delayMilliseconds === undefined ? {} : { delayMilliseconds }),
  }));
  return [...new Map(spans.map((span) => [JSON.stringify(span), span])).values()];
}

function keyOf({ connectionId, groupArn }: Scope): string {
  return `${connectionId}|${groupArn}`;
}
